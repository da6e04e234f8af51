"""Tables as a file holds them: headers and rows of text, before anybody asked for a type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from cjmsite.diagnostics import Diagnostic

Row = tuple[int, Sequence[str]]
"""The line of the file on which a row begins, and its cells."""


class Heading(Struct, frozen=True):
    """One column's header: its name made unique (`Other [2]`), its name as written, and its header rows."""

    name: str
    written: str
    levels: tuple[str, ...]


CellPlace = Callable[[int, int], tuple[int, int] | None]
"""Which columns of a line a cell takes up, from 1, the end left out; None where it stands on no single line.

Asked with the line on which a row begins and the cell's place in the row, from 0.
"""


class RawTable(Struct, frozen=True):
    """One table of a file. `rows` gives the rows anew on each call, so that large files are never held as cells.

    `comments` stand right above the table, `below` are lines of text that stand under it, and the `preamble` above the
    first one of the file. `native` says of each
    column what its container itself knows of the values: which of text, number, date and boolean are among them;
    delimited text knows nothing. `unsaved` are the cells, by line and column, whose formula was saved without its
    value; the column is -1 where a row holds nothing else. `is_total` knows the rows that sum up others by the look
    that the format gives them. What the columns called in `settled` say is read by the format into others, so that
    nobody need be asked of it. `notes` and `problems` count only where this table is read. `bulk` takes the place of
    `rows` in a large file: asked for columns, and the rows to drop, it selects them by itself. `beyond` are the rows of
    such a file that `rows` leaves out: cells of the columns at some places, with their place, their text and how many
    there are; and how many rows there are, with -1. A table is `open_ended` where
    the file ends with it, and without the end of a line: so end files that were cut off, and some that were not.
    """

    headings: tuple[Heading, ...]
    rows: Callable[[], Iterator[Row]]
    line: int = 1
    title: str | None = None
    comments: tuple[str, ...] = ()
    place: CellPlace = lambda line, cell: None
    native: tuple[frozenset[str], ...] = ()
    bulk: Callable[[Sequence[int], Sequence[Any]], Any] | None = None
    unsaved: tuple[tuple[int, int], ...] = ()
    is_total: Callable[[Sequence[str]], bool] | None = None
    notes: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    preamble: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    open_ended: bool = False
    settled: frozenset[str] = frozenset()
    beyond: Callable[[Sequence[int]], Iterator[tuple[int, str, int]]] | None = None


class Tables(Struct, frozen=True):
    """What a format makes of a file's bytes."""

    tables: tuple[RawTable, ...]
    encoding: str = "none"
    encoding_reason: str = "the format reads bytes"
    delimiter: str | None = None
    notes: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
