"""What a field holds, as far as a table is concerned: one value, a list, a small object, values by name."""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Struct
from pydantic import BaseModel

from cjmsite.model.common import Image, Point, Quote, Ref
from cjmsite.model.journey import Act

MAIN: dict[type[BaseModel], str] = {Quote: "text", Point: "text", Act: "action", Image: "src"}
"""The field of a small object that a plain word stands for."""


class Shape(Struct, frozen=True):
    """How a field is written: `value`, `lines` (a list), `object`, `keyed` (one value or one per name), `free`."""

    kind: Literal["value", "lines", "object", "keyed", "free"]
    model: type[BaseModel] | None = None
    numeric: bool = False
    refs: bool = False

    @property
    def main(self) -> str | None:
        """The field of its object that stands alone."""
        return MAIN.get(self.model) if self.model else None


@cache
def shapes(model: type[BaseModel]) -> dict[str, Shape]:
    """The fields of a model by the names that authors write."""
    return {info.alias or name: _shape(info.annotation) for name, info in model.model_fields.items()}


def _shape(annotation: Any) -> Shape:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(arguments[0])
    if origin in (Union, types.UnionType):
        members = [_shape(member) for member in arguments if member is not type(None)]
        if len(members) > 1 and any(member.kind == "free" for member in members):
            return Shape("keyed", numeric=True)
        return members[0]
    if origin is tuple:
        inner = _shape(arguments[0])
        marks = get_args(arguments[0])[1:] if get_origin(arguments[0]) is Annotated else ()
        return Shape("lines", inner.model, refs=any(isinstance(mark, Ref) for mark in marks))
    if origin is dict or annotation is dict:
        return Shape("free")
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Shape("object", annotation)
    return Shape("value", numeric=annotation in (int, float))
