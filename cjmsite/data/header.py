"""Headers: one or more rows made into unique column names, and the columns that a mapping means by them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

from cjmsite.data.rawtable import Heading
from cjmsite.model.source import ColumnPlace

_MADE_UP = re.compile(r"Unnamed: \d+(?:_level_\d+)?")
"""What pandas writes above a column whose upper header row was blank."""
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")

NameOf = Callable[[tuple[str, ...]], str]
"""How the header rows of one column become its name."""


def first_level(levels: tuple[str, ...]) -> str:
    """The name in the first header row alone."""
    return levels[0]


def all_levels(levels: tuple[str, ...]) -> str:
    """The names of all header rows, parted by ` / `."""
    return " / ".join(level for level in levels if level)


def read_headings(rows: Sequence[Sequence[str]], name_of: NameOf) -> tuple[Heading, ...]:
    """The columns that header rows name. An upper level holds until the next one; a second `Other` is `Other [2]`.

    It holds for columns that are named below, and not for a blank one at the end.
    """
    width = max((len(row) for row in rows), default=0)
    levels = [[*(_clean(cell) for cell in row), *[""] * (width - len(row))] for row in rows]
    for at, level in enumerate(levels[:-1]):
        level[:] = ["" if _MADE_UP.fullmatch(cell) else cell for cell in level]
        _fill(level, levels[at + 1 :])
    headings: list[Heading] = []
    seen: dict[str, int] = {}
    for column in zip(*levels, strict=True):
        name = name_of(column)
        seen[name] = seen.get(name, 0) + 1
        unique = name if seen[name] == 1 or not name else f"{name} [{seen[name]}]"
        headings.append(Heading(unique, name, column))
    return tuple(headings)


def _fill(level: list[str], below: Sequence[Sequence[str]]) -> None:
    last = ""
    for at, cell in enumerate(level):
        last = cell or last
        if not cell and any(row[at] for row in below):
            level[at] = last


def _clean(cell: str) -> str:
    if "<" in cell or "&" in cell:
        cell = html.unescape(_TAG.sub("", cell))
    return " ".join(cell.replace("\ufeff", "").split())


def find_column(headings: Sequence[Heading], place: ColumnPlace) -> tuple[int | None, int]:
    """The position of the column that is meant, from 0, and how many columns answer to it."""
    if place.position is not None:
        return (place.position - 1, 1) if place.position <= len(headings) else (None, 0)
    if place.header:
        wanted = tuple(_clean(level) for level in place.header)
        found = [at for at, heading in enumerate(headings) if heading.levels == wanted]
        return (found[place.nth - 1], len(found)) if len(found) >= place.nth else (None, len(found))
    for name in place.any_of if place.name is None else (place.name, *place.any_of):
        wanted_name = _clean(name)
        found = [at for at, heading in enumerate(headings) if heading.written == wanted_name]
        if len(found) >= place.nth:
            return found[place.nth - 1], len(found)
        for at, heading in enumerate(headings):
            if heading.name == wanted_name:
                return at, 1
        above = [at for at, heading in enumerate(headings) if len(heading.levels) > 1 and wanted_name in heading.levels]
        if len(above) == 1:  # one of several header rows names it as well as all of them
            return above[0], 1
    return None, 0
