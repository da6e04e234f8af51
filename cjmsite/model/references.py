"""The references that a model's fields hold, found by their `Ref` marks, for every kind alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

from msgspec import Struct
from pydantic import BaseModel

from cjmsite.model.common import ImageFile, Ref

Loc = tuple[str | int, ...]
Mark = Ref | ImageFile
ModelT = TypeVar("ModelT", bound=BaseModel)


class Mention(Struct, frozen=True):
    """A value that names a document (`mark` is a Ref) or an image file, and its place in the model."""

    loc: Loc
    mark: Mark
    value: str


def mentions(model: BaseModel, loc: Loc = ()) -> Iterator[Mention]:
    """Every reference and image in a model, in the order of its fields."""
    for name, shown, annotation, metadata in _fields_of_mentions(type(model)):
        yield from _in_value(getattr(model, name), annotation, metadata, (*loc, shown))


def without(model: ModelT, unwanted: Callable[[Mention], bool]) -> ModelT:
    """A model with some of its mentions left out.

    A list or mapping loses the item. A field is as if it had not been written, also where its list or mapping holds
    nothing else; one that must be there is empty, so that the places of everything else stay.
    """
    places = [mention.loc for mention in mentions(model) if unwanted(mention)]
    return cast(ModelT, _cut(model, places)) if places else model


def _cut(value: Any, places: Iterable[Loc]) -> Any:
    """A value without what stands at some places in it."""
    by_head: dict[str | int, list[Loc]] = {}
    for place in places:
        by_head.setdefault(place[0], []).append(place[1:])
    if isinstance(value, BaseModel):
        return _cut_model(value, by_head)
    if isinstance(value, dict):
        return {key: _cut(item, by_head.get(key, ())) for key, item in value.items() if () not in by_head.get(key, ())}
    if isinstance(value, tuple):
        return tuple(
            _cut(item, by_head.get(number, ()))
            for number, item in enumerate(value)
            if () not in by_head.get(number, ())
        )
    return value


def _cut_model(model: BaseModel, by_head: Mapping[str | int, list[Loc]]) -> BaseModel:
    """A new model, so that nothing that the old one computed from its fields is kept."""
    if not by_head:
        return model
    values = {}
    written = set(model.model_fields_set)
    for name, info in type(model).model_fields.items():
        places = by_head.get(info.alias or name, ())
        value = "" if () in places else _cut(getattr(model, name), places)
        if places and not value and not info.is_required():
            value = info.get_default(call_default_factory=True)
            written.discard(name)
        values[name] = value
    return type(model).model_construct(_fields_set=written, **values)


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
    elif isinstance(value, dict):
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
def _fields_of_mentions(model: type[BaseModel]) -> tuple[tuple[str, str, Any, tuple[Any, ...]], ...]:
    """The fields of a model that can hold a reference: name, name as written, type, marks."""
    return tuple(
        (name, info.alias or name, cast(Any, info.annotation), tuple(info.metadata))
        for name, info in model.model_fields.items()
        if _marked(cast(Any, info.annotation), tuple(info.metadata))
    )


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
