"""Whether two equal values are also the same to whoever looks closer than `==` does."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import astuple

_PLAIN = frozenset((str, bytes, int, bool, type(None)))


def alike(one: Any, other: Any) -> bool:
    """Whether two values that are equal tell the same: for `==`, 1 is 1.0 and True, 0.0 is -0.0, a mapping has no
    order, a number knows nothing of how it was written, and a model of pydantic's nothing of what was left out.

    What has an `==` of its own is taken at its word.
    """
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    if kind in _PLAIN:
        return True
    if kind is dict:
        return list(one) == list(other) and _all_alike(one, other) and _all_alike(one.values(), other.values())
    if isinstance(one, tuple | list):
        return _all_alike(one, other)
    if isinstance(one, Struct):
        return _all_alike(astuple(one), astuple(other))
    if (fields := getattr(kind, "__pydantic_fields__", None)) is not None:  # without importing what made it
        written = one.model_fields_set == other.model_fields_set
        return written and all(alike(getattr(one, name), getattr(other, name)) for name in fields)
    if isinstance(one, int | float):
        return repr(one) == repr(other) and getattr(one, "raw", None) == getattr(other, "raw", None)
    return True


def _all_alike(some: Any, others: Any) -> bool:
    return all(map(alike, some, others))
