"""Rows of cells, from a workbook or a web page, laid out as text, so that one recipe finds the tables of all files."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from cjmsite.data.delimited import make_tables
from cjmsite.data.format import Format
from cjmsite.data.rawtable import RawTable, Row, Tables
from cjmsite.data.sheet import SheetRow, column_number
from cjmsite.data.text import Dialect, Numbers, split_lines
from cjmsite.diagnostics import Diagnostic, Span
from cjmsite.model.source import Source

_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{0,7}):\$?([A-Za-z]{1,3})\$?([0-9]{0,7})")
_KINDS = {"n": "number", "d": "date", "b": "boolean", "t": "text"}


class Range(Struct, frozen=True):
    """The part of a sheet that is meant: columns from 0 and rows from 1, the last ones included."""

    left: int
    top: int
    right: int
    bottom: int


def read_range(spec: Source) -> Range | None:
    """The range of cells that a source names. Raises ValueError of what is none."""
    if spec.table is None or spec.table.range is None:
        return None
    match = _RANGE.fullmatch(spec.table.range.strip())
    if match is None:
        raise ValueError(spec.table.range)
    left, right = column_number(match[1]), column_number(match[3])
    top, bottom = int(match[2] or 1), int(match[4] or 1_048_576)
    if left > right or top > bottom:
        raise ValueError(spec.table.range)
    return Range(left, top, right, bottom)


def lay_out(rows: Iterator[SheetRow], name: str, path: str, area: Range | None, spec: Source, fmt: Format) -> Tables:
    """The tables of one sheet, found as those of delimited text are: its rows are laid out as such."""
    lines: list[str] = []
    numbers: list[int] = []
    kinds: dict[int, str] = {}
    widths: Counter[int] = Counter()
    for block in _blocks(rows, area, spec.skip_rows):
        if numbers:
            lines.append("\n")
            numbers.append(block[0].number - 1)
        width = max(len(row.cells) for row in block)
        for row in block:
            alone = not any(row.cells[1:])
            cells = row.cells[:1] if alone else [*row.cells, *[""] * (width - len(row.cells))]
            buffer = io.StringIO()
            csv.writer(buffer, lineterminator="\n").writerow([_plain(cell) for cell in cells])
            written = split_lines(buffer.getvalue())
            lines.extend(written)
            numbers.extend([row.number] * len(written))
            kinds[row.number] = "".join(row.kinds)
            widths[len(cells)] += 1
    if not lines:
        return Tables(())
    most = max((count, width) for width, count in widths.items())
    dialect = Dialect(",", width=most[1])
    tables, notes, problems = make_tables(lines, dialect, Numbers(), spec, fmt, path)
    return Tables(
        tuple(_in_sheet(table, name, numbers, kinds) for table in tables),
        notes=tuple(notes),
        problems=tuple(_at_row(problem, numbers) for problem in problems),
    )


def _plain(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell


def _blocks(rows: Iterator[SheetRow], area: Range | None, skip: int) -> Iterator[list[SheetRow]]:
    """Rows that follow each other. What stands outside the range is not looked at."""
    block: list[SheetRow] = []
    for row in rows:
        if row.number <= skip:
            continue
        if area is not None:
            if not area.top <= row.number <= area.bottom:
                continue
            row.cells, row.kinds = row.cells[area.left : area.right + 1], row.kinds[area.left : area.right + 1]
        if not any(cell.strip() for cell in row.cells):
            continue
        if block and row.number != block[-1].number + 1:
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _in_sheet(table: RawTable, name: str, numbers: Sequence[int], kinds: Mapping[int, str]) -> RawTable:
    """The table with the rows' numbers in the sheet, and what the sheet knows of its values."""

    def rows() -> Iterator[Row]:
        for line, row in table.rows():
            yield numbers[line - 1], row

    known: list[set[str]] = [set() for _ in table.headings]
    unsaved: list[tuple[int, int]] = []
    for line, _ in table.rows():
        number = numbers[line - 1]
        of_row = kinds[number][: len(known)]
        if "?" in of_row and not set(of_row) - set("?-"):
            unsaved.append((number, -1))  # a row of formulas alone, perhaps of totals
            continue
        for at, kind in enumerate(of_row):
            if kind in _KINDS:
                known[at].add(_KINDS[kind])
            elif kind == "?":
                unsaved.append((number, at))
    return replace(
        table,
        rows=rows,
        line=numbers[table.line - 1],
        title=table.title or name,
        comments=(name, *table.comments),
        place=lambda line, cell: None,
        native=tuple(map(frozenset, known)),
        unsaved=tuple(unsaved),
    )


def _at_row(problem: Diagnostic, numbers: Sequence[int]) -> Diagnostic:
    span = problem.span
    if span is None or span.line is None or not 0 < span.line <= len(numbers):
        return problem
    return replace(problem, span=Span(span.path, numbers[span.line - 1]))
