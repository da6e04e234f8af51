"""What a format changes in a raw table before columns are chosen: columns that are only implied, rows that are none."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from cjmsite.data.format import Format, FormatError
from cjmsite.data.rawtable import Heading, RawTable, Row, Tables
from cjmsite.others import failures

_TITLE_ROWS = 8


def reshape(tables: Tables, fmt: Format) -> Tables:
    """The tables as their format wants them. Raises FormatError."""
    if fmt.reshape is None:
        return tables
    try:
        preamble = _preamble(tables.tables)
        changed = [fmt.reshape(replace(table, preamble=preamble)) for table in tables.tables]
    except failures() as failure:  # a format may be anybody's
        raise FormatError(fmt.name, failure) from failure
    parted = [table for found in changed for table in (found if isinstance(found, tuple) else (found,))]
    return replace(tables, tables=tuple(_guarded(table, fmt.name) for table in parted))


def _preamble(tables: Sequence[RawTable]) -> tuple[str, ...]:
    """What stands above the first table of a file, or on a first sheet that holds nothing but a title."""
    if not tables:
        return ()
    first = tables[0]
    if len(tables) == 1 or len(first.headings) > 1:
        return first.comments
    said = [first.headings[0].written, *(row[0] for _, row in itertools.islice(first.rows(), _TITLE_ROWS) if row)]
    return (*first.comments, *said)


def _guarded(table: RawTable, name: str) -> RawTable:
    """The table whose rows tell of a failing format as such: they are made long after it was called."""

    def rows() -> Iterator[Row]:
        try:
            yield from table.rows()
        except (csv.Error, GeneratorExit):  # by which one who stops reading is known
            raise
        except failures() as failure:
            raise FormatError(name, failure) from failure

    return replace(table, rows=rows)


def add_columns(table: RawTable, columns: Mapping[str, Callable[[Sequence[str]], str]]) -> RawTable:
    """The table with further columns, each with how a row's cells give its text."""
    if not columns:
        return table
    width = len(table.headings)
    headings = tuple(Heading(name, name, (name,) * _depth(table)) for name in columns)

    def rows() -> Iterator[Row]:
        for line, row in table.rows():
            cells = [*row, *[""] * (width - len(row))]
            if len(cells) == width:  # what is wrong with a wider one is told later
                cells += [read(cells) for read in columns.values()]
            yield line, cells

    native = table.native and table.native + (frozenset(),) * len(columns)
    return replace(table, headings=table.headings + headings, rows=rows, native=native)


def change_rows(table: RawTable, change: Callable[[Iterator[Row]], Iterator[Row]]) -> RawTable:
    """The table whose rows are what a function makes of them."""
    return replace(table, rows=lambda: change(table.rows()))


def _depth(table: RawTable) -> int:
    return len(table.headings[0].levels) if table.headings else 1
