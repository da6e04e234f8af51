"""Nested records made flat: the values of JSON and Parquet as columns of text, each under its dotted path."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from cjmsite.data.header import NameOf, read_headings
from cjmsite.data.rawtable import RawTable, Row
from cjmsite.model.source import Locale, Source

COLUMN_LIMIT = 5_000
"""More columns than this are no columns, but keys that are data themselves."""

LABELS = ("key", "name", "id")
"""What the name is called in a list of names and values."""

Record = tuple[int, Any]
"""The line, or the number, of a record, and the record."""


class Digits(str):
    """A number as the file writes it, digit by digit: ids of 23 digits and client ids with a point stay whole."""


class TooManyColumns(Exception):
    """Records whose keys are data."""


class Flattener(Struct):
    """How records become texts: the mark of their decimals, and the paths that lead into lists."""

    locale: Locale | None = None
    paths: tuple[tuple[str, ...], ...] = ()
    kinds: dict[str, set[str]] = field(default_factory=dict)

    def flatten(self, record: Any) -> dict[str, str]:
        """The texts of a record by their dotted paths. A record that is no object is one column, `value`."""
        flat: dict[str, str] = {}
        self._walk("", record if isinstance(record, Mapping) else {"value": record}, flat)
        for steps in self.paths:
            found = _follow(record, steps)
            if found is not None:
                self._put(".".join(steps), found, flat)
        return flat

    def _walk(self, prefix: str, record: Mapping[str, Any], flat: dict[str, str]) -> None:
        for key, value in record.items():
            self._put(prefix + key, value, flat)

    def _put(self, name: str, value: Any, flat: dict[str, str]) -> None:
        if isinstance(value, str):
            kind = "number" if isinstance(value, Digits) else "text" if value.strip() else ""
            text = self._number(value) if kind == "number" else value
        elif value is None:
            kind, text = "", ""
        elif isinstance(value, bool):
            kind, text = "boolean", "true" if value else "false"
        elif isinstance(value, Mapping):
            self._walk(f"{name}.", value, flat)
            return
        else:
            named = _by_name(value)
            if named is not None:
                self._walk(f"{name}.", named, flat)
                return
            kind, text = "text", _list_text(value)
        if kind:
            self.kinds.setdefault(name, set()).add(kind)
        flat[name] = text

    def _number(self, digits: str) -> str:
        return digits.replace(".", ",") if self.locale is not None and self.locale.decimal == "," else str(digits)


def paths_into_lists(spec: Source) -> tuple[tuple[str, ...], ...]:
    """The mapped paths that have a number among their keys, `items.0.price`: they pick one element of a list."""
    names = {name for key, column in spec.columns.items() for name in _names(key, column.place)}
    steps = [tuple(name.split(".")) for name in sorted(names)]
    return tuple(path for path in steps if len(path) > 1 and any(step.isdecimal() for step in path[1:]))


def table_of_records(
    records: Callable[[], Iterable[Record]], flattener: Flattener, name_of: NameOf, line: int, title: str | None
) -> RawTable:
    """A table of records, which are gone through once for the names and again for each reading of the rows."""
    names: dict[str, None] = {}
    for _, record in records():
        for name in flattener.flatten(record):
            names[name] = None
        if len(names) > COLUMN_LIMIT:
            raise TooManyColumns
    columns = list(names)

    def rows() -> Iterator[Row]:
        for line, record in records():
            flat = flattener.flatten(record)
            yield line, [flat.get(name, "") for name in columns]

    kinds = tuple(frozenset(flattener.kinds.get(name, ())) for name in columns)
    return RawTable(read_headings([columns], name_of), rows, line, title, (title,) if title else (), native=kinds)


def _names(key: str, place: Any) -> tuple[str, ...]:
    if place is None:
        return (key,)
    return (*((place.name,) if place.name else ()), *place.any_of)


def _follow(record: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        if isinstance(record, Mapping):
            record = record.get(step)
        elif isinstance(record, list) and step.isdecimal() and int(step) < len(record):
            record = record[int(step)]
        else:
            return None
    return record


def _by_name(elements: Sequence[Any]) -> dict[str, Any] | None:
    """A list of names and values, as `event_params` and custom fields are, as what it means: an object."""
    if not elements or not all(isinstance(element, Mapping) and "value" in element for element in elements):
        return None
    label = next((name for name in LABELS if all(name in element for element in elements)), None)
    if label is None:
        return None
    found: dict[str, Any] = {}
    for element in elements:
        name = str(element[label])
        if name in found:
            return None  # the same name twice: which one is meant cannot be known
        found[name] = _only(element["value"])
    return found


def _only(value: Any) -> Any:
    """The value itself, where it stands in one of several fields by its type: `{int_value: 3, string_value: null}`."""
    if isinstance(value, Mapping) and value and all(key.endswith("_value") for key in value):
        said = [inner for inner in value.values() if inner is not None]
        if len(said) <= 1:
            return said[0] if said else None
    return value


def _list_text(elements: Sequence[Any]) -> str:
    if any(isinstance(element, Mapping | list) for element in elements):
        return json.dumps(elements, ensure_ascii=False, separators=(",", ":"))
    return ";".join("" if e is None else str(e).lower() if isinstance(e, bool) else str(e) for e in elements)
