"""A model as plain data: what was written, with short forms spelled out; and durations as people write them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

_UNITS = (("w", 604800), ("d", 86400), ("h", 3600), ("min", 60), ("s", 1))


def plain(value: Any) -> Any:
    """Dictionaries, lists, texts and numbers. What is empty, and would be without being written, is left out."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        found = {}
        for name in fields:
            if name not in value.model_fields_set:
                continue
            inner = getattr(value, name)
            empty = inner is None or (isinstance(inner, tuple | dict) and not inner)
            if (
                empty
                and not fields[name].is_required()
                and inner == fields[name].get_default(call_default_factory=True)
            ):
                continue
            found[fields[name].alias or name] = plain(inner)
        return found
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime.timedelta):
        return duration(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else float(value)
    return str(value)


def duration(value: datetime.timedelta) -> str:
    """`5 min`, `45 d`: the largest unit that it is a whole number of, or seconds with a fraction."""
    seconds = value.total_seconds()
    for unit, size in _UNITS:
        if seconds and seconds % size == 0:
            return f"{int(seconds // size)} {unit}"
    return f"{seconds:.6f}".rstrip("0").rstrip(".") + " s"
