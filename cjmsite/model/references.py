"""The references that a model's fields hold, found by their `Ref` marks, for every kind alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, cast, get_args, get_origin

from pydantic import BaseModel

from cjmsite.model.common import ImageFile, Ref

Loc = tuple[str | int, ...]
Mark = Ref | ImageFile


@dataclass(frozen=True, slots=True)
class Mention:
    """A value that names a document (`mark` is a Ref) or an image file, and its place in the model."""

    loc: Loc
    mark: Mark
    value: str


def mentions(model: BaseModel, loc: Loc = ()) -> Iterator[Mention]:
    """Every reference and image in a model, in the order of its fields."""
    for name, info in type(model).model_fields.items():
        annotation: Any = info.annotation
        if _marked(annotation, tuple(info.metadata)):
            here = (*loc, info.alias or name)
            yield from _in_value(getattr(model, name), annotation, tuple(info.metadata), here)


def _in_value(value: Any, annotation: Any, metadata: tuple[Any, ...], loc: Loc) -> Iterator[Mention]:
    if value is None:
        return
    if isinstance(value, BaseModel):
        yield from mentions(value, loc)
        return
    mark = next((m for m in metadata if isinstance(m, Ref | ImageFile)), None)
    if mark is not None and isinstance(value, str):
        yield Mention(loc, mark, value)
        return
    origin = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Annotated:
        yield from _in_value(value, arguments[0], (*metadata, *arguments[1:]), loc)
    elif isinstance(value, Mapping):
        for branch in _branches(annotation, dict):
            key_type, value_type = get_args(branch)
            for key, item in value.items():
                yield from _in_value(key, key_type, (), (*loc, key))
                yield from _in_value(item, value_type, (), (*loc, key))
    elif isinstance(value, tuple):
        for branch in _branches(annotation, tuple):
            for number, item in enumerate(value):
                yield from _in_value(item, get_args(branch)[0], (), (*loc, number))
    else:
        for argument in arguments:
            if _marked(argument, ()):
                yield from _in_value(value, argument, (), loc)
                return


def _branches(annotation: Any, kind: type) -> list[Any]:
    """The members of a (union) type that are of a container kind."""
    if get_origin(annotation) is kind:
        return [annotation]
    return [found for argument in get_args(annotation) for found in _branches(argument, kind)]


@cache
def _marked(annotation: Any, metadata: tuple[Any, ...], seen: tuple[Any, ...] = ()) -> bool:
    """Whether a type can hold a reference at all."""
    if any(isinstance(m, Ref | ImageFile) for m in metadata):
        return True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation in seen:
            return False
        return any(
            _marked(cast(Any, info.annotation), tuple(info.metadata), (*seen, annotation))
            for info in annotation.model_fields.values()
        )
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        return _marked(inner, tuple(m for m in marks if isinstance(m, Ref | ImageFile)), seen)
    return any(_marked(argument, (), seen) for argument in get_args(annotation) if argument is not Ellipsis)
