"""What a model wants at a path: keys, words to choose from, limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args, get_origin

from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

from cjmsite.read.yamlvalues import Loc


def fields_at(model: type[BaseModel], loc: Loc) -> list[tuple[str, FieldInfo]]:
    """The keys that may stand at a path of a model."""
    models = [model]
    for part in loc:
        if not isinstance(part, str):
            continue
        inner = [
            found
            for current in models
            for name, info in current.model_fields.items()
            if part in (name, info.alias)
            for found in models_in(info.annotation)
        ]
        models = inner or models
    return [(info.alias or name, info) for current in models for name, info in current.model_fields.items()]


def other_names(fields: Iterable[tuple[str, FieldInfo]]) -> list[str]:
    """What else the keys of a model may be called."""
    several = (info.validation_alias for _, info in fields if isinstance(info.validation_alias, AliasChoices))
    return [name for names in several for name in names.choices if isinstance(name, str)]


def choices_at(model: type[BaseModel], loc: Loc) -> tuple[str, ...]:
    """The words that a key may have, where it has only certain ones."""
    for name, info in fields_at(model, loc[:-1]):
        if name == loc[-1] and get_origin(info.annotation) is Literal:
            return tuple(map(str, get_args(info.annotation)))
    return ()


def limits_at(model: type[BaseModel], loc: Loc) -> dict[str, float]:
    """The lowest and highest value of a key."""
    named = [part for part in loc if isinstance(part, str)]
    for name, info in fields_at(model, tuple(named[:-1])):
        if named and name == named[-1]:
            return _limits((info.annotation, *info.metadata))
    return {}


def _limits(marks: Iterable[Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for mark in marks:
        for key in ("ge", "gt", "le", "lt"):
            if isinstance(limit := getattr(mark, key, None), int | float):
                found[key] = limit
        found |= _limits(mark.metadata if isinstance(mark, FieldInfo) else get_args(mark))
    return found


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a type mentions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in get_args(annotation) for found in models_in(argument)]
