"""JSON whose rows are no list of objects: lists below names, columns side by side, records or values by a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Protocol

HEADERS = frozenset(
    ("columns", "fields", "headers", "header", "columnheaders", "column_names", "columnnames", "cols", "schema")
)
"""What interfaces call the list of the columns' names, in small letters."""

_LABELS = ("name", "id", "key", "label", "title")
_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?:[T ].*)?|\d{8}")
_DEPTH = 2
_MANY = 3

_ENVELOPE = 12
_ENVELOPES = 4
"""How many keys the objects around a list of rows may have, and how deep it may lie."""
RECORD = 20
"""An object with more keys than that is a record itself, whatever lists it holds."""

Places = Iterator[tuple[int, Any]]
Shape = tuple[Callable[[], Places], str]
"""What gives the records, each with its place in the text, and how they were found, in words."""


class Text(Protocol):
    """A JSON text that knows where its values stand."""

    @property
    def text(self) -> str:
        """The text itself."""
        ...

    def value(self, at: int) -> tuple[Any, int]:
        """The value at a place, and the place behind it."""
        ...

    def members(self, at: int) -> Iterator[tuple[str, int]]:
        """The keys of an object with the places of their values."""
        ...

    def elements(self, at: int) -> Iterator[tuple[int, Any]]:
        """The elements of a list with their places."""
        ...

    def holds_rows(self, at: int) -> bool:
        """Whether a value is a list of objects."""
        ...


def inner_lists(text: Text, members: Mapping[str, int], before: str = "", depth: int = 1) -> dict[str, int]:
    """The lists of objects within what stands around an answer, by their paths; a record has more keys than that."""
    found: dict[str, int] = {}
    if len(members) > _ENVELOPE or depth > _ENVELOPES:
        return found
    for key, place in members.items():
        if depth > 1 and text.holds_rows(place):
            found[before + key] = place
        elif text.text.startswith("{", place):
            found |= inner_lists(text, dict(text.members(place)), f"{before}{key}.", depth + 1)
    return found


def tells_of_others(key: str, lists: Mapping[str, int]) -> bool:
    """Whether a list is that of the columns, or of what rows refer to, beside the one of the rows."""
    last = key.rpartition(".")[2].casefold()
    return len(lists) > 1 and (last in HEADERS or (last == "included" and "data" in lists))


def find_shape(text: Text, at: int, depth: int = 0) -> Shape | None:
    """How a value holds rows that are no objects of a list; None where it does not."""
    if text.text.startswith("[", at):
        return _below_first(text, at)
    if not text.text.startswith("{", at):
        return None
    members = dict(text.members(at))
    found = below_names(text, members) or _side_by_side(text, members, at) or _by_key(text, members)
    if found is not None or depth == _DEPTH:
        return found
    inner = [
        shape
        for place in members.values()
        if text.text.startswith("{", place) and (shape := find_shape(text, place, depth + 1)) is not None
    ]
    return inner[0] if len(inner) == 1 else None


def below_names(text: Text, members: Mapping[str, int]) -> Shape | None:
    """Rows that are lists, beside a list of the names of their columns."""
    key = next((key for key in members if key.casefold() in HEADERS), None)
    names = _names(text.value(members[key])[0]) if key is not None else None
    if names is None:
        return None
    for other, place in members.items():
        if other != key and _is_of_lists(text, place, len(names)):
            return partial(_elements_below, text, place, names), f"its rows are lists under `{other}`"
    return None


def _elements_below(text: Text, at: int, names: list[str]) -> Places:
    return _zipped(names, text.elements(at))


def _below_first(text: Text, at: int) -> Shape | None:
    """Rows that are lists, of which the first one holds the names."""
    if not re.match(r"\[\s*\[", text.text[at : at + 99]):
        return None
    first = next(text.elements(at), (0, None))[1]
    names = _names(first)
    if names is None or not _is_of_lists(text, at, len(names)):
        return None

    def records() -> Places:
        rows = text.elements(at)
        next(rows)
        return _zipped(names, rows)

    return records, "its rows are lists, the first one with the names"


def _names(found: Any) -> list[str] | None:
    """The names of columns: texts, or objects that hold one each, all of them different."""
    if isinstance(found, Mapping):
        found = found.get("fields")
    if not isinstance(found, list) or not found:
        return None
    names = [_name(one) for one in found]
    known = [name for name in names if name]
    return known if len(set(known)) == len(names) else None


def _name(one: Any) -> str | None:
    if isinstance(one, Mapping):
        one = next((one[label] for label in _LABELS if isinstance(one.get(label), str)), None)
    return str(one).strip() if type(one) is str else None  # digits are a class of their own


def _is_of_lists(text: Text, at: int, width: int) -> bool:
    if not re.match(r"\[\s*\[", text.text[at : at + 99]):
        return False
    first = next(text.elements(at), (0, None))[1]
    return isinstance(first, list) and len(first) == width


def _zipped(names: list[str], rows: Places) -> Places:
    for place, row in rows:
        cells = row if isinstance(row, list) else [row]
        wider = [f"column {at + 1}" for at in range(len(names), len(cells))]
        yield place, dict(zip([*names, *wider], cells, strict=False))


def _side_by_side(text: Text, members: Mapping[str, int], at: int) -> Shape | None:
    """Columns as lists of the same length, each under its name."""
    if len(members) < 2 or not all(text.text.startswith("[", place) for place in members.values()):
        return None
    columns = {key: text.value(place)[0] for key, place in members.items()}
    lengths = {len(values) for values in columns.values()}
    if len(lengths) != 1 or lengths <= {0, 1} or any(map(_is_nested, columns.values())):
        return None
    count = lengths.pop()
    rows = [{key: values[row] for key, values in columns.items()} for row in range(count)]
    return lambda: ((at, row) for row in rows), "its columns are lists side by side"


def _is_nested(values: list[Any]) -> bool:
    return any(isinstance(value, list | dict) for value in values)


def _by_key(text: Text, members: Mapping[str, int]) -> Shape | None:
    """Records that stand under keys: under days, under numbers, or many with the same names inside."""
    if len(members) < 2:
        return None
    by_day = all(_DAY.fullmatch(key) for key in members)
    if not all(text.text.startswith("{", place) for place in members.values()):
        plain = not any(text.text.startswith(("{", "["), place) for place in members.values())
        if not (by_day and plain):
            return None
        said = "its rows are values under days, which are its column `key`"
        return lambda: ((at, {"key": key, "value": text.value(at)[0]}) for key, at in members.items()), said
    inside = [set(dict(text.members(place))) for place in members.values()]
    alike = len(inside) >= _MANY and all(keys == inside[0] for keys in inside) and bool(inside[0])
    if alike and all(name.isdecimal() for name in inside[0]):
        return _turned(text, members)
    if not (by_day or alike or all(key.isdecimal() for key in members)):
        return None
    said = "its rows stand under keys, which are its column `key`"
    return lambda: ((at, {"key": key, **text.value(at)[0]}) for key, at in members.items()), said


def _turned(text: Text, members: Mapping[str, int]) -> Shape:
    """Columns under their names, of which each holds its values by the number of the row."""
    columns = {key: text.value(at)[0] for key, at in members.items()}
    first = next(iter(columns.values()))
    place = next(iter(members.values()))
    rows = [{key: values.get(number) for key, values in columns.items()} for number in first]
    return lambda: ((place, row) for row in rows), "its columns hold their values by the number of the row"
