"""Large files with something odd in them: the ordinary way reads the lines around it, and the engine all even rows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import chain, pairwise
from pathlib import Path

from msgspec.structs import replace

from cjmsite.data.container import TEXT, Payload
from cjmsite.data.counting import Delimited, may_hold, select_counted
from cjmsite.data.delimited import find_dialect_of, read_text
from cjmsite.data.evenrows import EvenRows
from cjmsite.data.flow import Flow, NotUtf8, as_western, find_flow
from cjmsite.data.format import Drop, Format
from cjmsite.data.plain import NotPlain
from cjmsite.data.problems import Problems
from cjmsite.data.rawtable import RawTable, Row, Tables
from cjmsite.data.reshape import reshape
from cjmsite.data.selection import Selection, find_rules, reason_to_drop, select
from cjmsite.data.sift import AROUND, Evenness, Sieve
from cjmsite.data.text import SAMPLE_LINES, SAMPLE_SIZE, Dialect, normalise, read_lines, split_lines
from cjmsite.data.totals import ENDS
from cjmsite.diagnostics import Span
from cjmsite.model.source import Source
from cjmsite.others import failures

_HEAD = 8_000_000


def find_sifted(
    payload: Payload, spec: Source, fmt: Format, declared: Span | None = None, *, placed: bool = False
) -> Tables | None:
    """The tables of a large text whose odd lines are few; None of any other.

    With `placed`, of equal rows it is known where the first one stands, which takes some time.
    """
    if payload.kind not in TEXT or asks_for_all(spec, fmt):
        return None
    try:
        flow = find_flow(payload.stored, spec.encoding or fmt.encoding)
        try:
            return _sift(flow, payload.path, spec, fmt, declared, placed)
        except NotUtf8 as found:
            return _sift(as_western(flow, payload.path, found), payload.path, spec, fmt, declared, placed)
    except NotPlain:
        return None


def asks_for_all(spec: Source, fmt: Format) -> bool:
    """Whether a source or its format asks for something that needs all rows one by one."""
    unique = spec.expect is not None and bool(spec.expect.unique)
    return bool(fmt.tables or fmt.tidy or unique)


def _sift(flow: Flow, path: str, spec: Source, fmt: Format, declared: Span | None, placed: bool) -> Tables:
    pieces = flow.pieces()
    lines, head = SAMPLE_LINES + spec.skip_rows + 1, b""
    for piece in pieces:
        head += piece
        if head.count(b"\n") > lines or len(head) > _HEAD:
            break
    source = normalise(head[: head.rfind(b"\n") + 1].decode("utf-8"), spec.skip_rows)
    dialect = find_dialect_of(source, spec, fmt)
    if (
        not dialect.quoting
        or dialect.escape
        or dialect.skip_space
        or dialect.width < 2
        or len(dialect.delimiter.encode()) > 1
    ):
        raise NotPlain
    size = SAMPLE_SIZE + len(head) - len(source.text)
    folder = tempfile.TemporaryDirectory(prefix="cjmsite-")
    place = Path(folder.name) / "rows.csv"
    try:
        with place.open("wb") as out:
            evenness = Evenness(dialect, _header(source.text, dialect, spec.header_rows or fmt.header_rows))
            found = Sieve(evenness, dialect, (lines, size), out).sift(chain([head], pieces))
    except OSError as failure:  # no room for it
        raise NotPlain from failure
    text = replace(flow.encoding, text="".join(found.lines))
    tables = read_text(text, path, spec, fmt, declared, tuple(found.cuts))
    if not found.cuts:
        return reshape(tables, fmt)
    if fmt.reshape is not None:
        first = tables.tables[0] if tables.tables else None
        if first is None or (len(tables.tables) > 1 and len(first.headings) == 1):
            raise NotPlain  # a table of one column may be a title
        tables = replace(tables, tables=tuple(_reshape(table, fmt.reshape, first.comments) for table in tables.tables))
    rows = EvenRows(folder, Delimited(str(place), dialect, dialect.width, header=False), found.stretches, found.rows)
    behind = {at + missing + 1 for at, missing in found.cuts}
    whole = tuple(_with_rows(table, behind, rows, spec.totals, path, placed) for table in tables.tables)
    if not any(table.bulk for table in whole):
        raise NotPlain  # what was cut is no table
    return replace(tables, tables=whole)


def _header(text: str, dialect: Dialect, number: int) -> list[str]:
    """The last header row, if it is where the first rows of the table are."""
    wide = (row for row in read_lines(split_lines(text), dialect) if len(row) == dialect.width)
    rows = [row for row, _ in zip(wide, range(number), strict=False)]
    return [" ".join(cell.replace("\ufeff", "").split()) for cell in rows[-1]] if rows else []


def _reshape(
    table: RawTable, change: Callable[[RawTable], RawTable | tuple[RawTable, ...]], preamble: tuple[str, ...]
) -> RawTable:
    """A table as its format wants it. Raises NotPlain where that takes a look at the rows, or a change of them."""

    def rows() -> Iterator[Row]:
        raise NotPlain

    try:
        changed = change(replace(table, rows=rows, preamble=preamble))
    except failures() as failure:
        raise NotPlain from failure
    if isinstance(changed, tuple) or changed.rows is not rows or changed.headings != table.headings or changed.is_total:
        raise NotPlain
    return replace(changed, rows=table.rows)


def _with_rows(
    table: RawTable, behind: AbstractSet[int], rows: EvenRows, totals: str, path: str, placed: bool
) -> RawTable:
    """A table with the even rows, if it is the one that they were cut out of. Raises NotPlain where that is unclear."""
    kept = {line for line, _ in table.rows()}
    if not behind & kept:
        return table
    if not behind <= kept or len(table.headings) != rows.table.width:
        raise NotPlain

    def place(line: int, cell: int) -> tuple[int, int] | None:
        if line in kept:
            return table.place(line, cell)
        return rows.place(line, cell) if placed else None

    def bulk(places: Sequence[int], drops: Sequence[Drop]) -> Selection:
        if drops:
            _check_context(table, behind, drops)
        return _select(whole, rows, places, drops, totals, path, placed)

    whole = replace(table, beyond=rows.cells, place=place)
    return replace(whole, bulk=bulk)


def _select(
    table: RawTable, rows: EvenRows, places: Sequence[int], drops: Sequence[Drop], totals: str, path: str, placed: bool
) -> Selection:
    """The wanted columns of all rows that are data. Raises NotPlain."""
    lines = rows.lines if placed else None
    counted = select_counted(table.headings, places, drops, partial(rows.table.count, placed=placed), lines)
    if counted.strangers and not placed:  # of which the first one's line is told
        return _select(table, rows, places, drops, totals, path, placed=True)
    again = may_hold(counted, [table.headings[at].levels[-1] for at in places])
    if counted.read != rows.number or again:
        raise NotPlain
    problems = Problems()
    selection = select(table, places, drops, totals, path, problems, counted)
    selection.copies = [1] * len(selection.lines) + counted.copies
    selection.lines += counted.lines
    for column, more in zip(selection.columns, counted.columns, strict=True):
        column += more
    if placed:
        order = sorted(range(len(selection.lines)), key=selection.lines.__getitem__)
        selection.lines, selection.copies = ([held[at] for at in order] for held in (selection.lines, selection.copies))
        selection.columns = [[column[at] for at in order] for column in selection.columns]
    selection.read += counted.read
    selection.dropped += counted.dropped
    selection.notes += counted.notes
    selection.problems += problems.all()
    return selection


def _check_context(table: RawTable, behind: AbstractSet[int], drops: Sequence[Drop]) -> None:
    """See whether enough data is left beside all cuts, and at both ends, where a format drops rows."""
    rules = find_rules(table.headings, drops)
    kept = [
        (line, reason_to_drop([*row, *[""] * (len(table.headings) - len(row))], rules) is None)
        for line, row in table.rows()
    ]
    places = [at for at, (line, _) in enumerate(kept) if line in behind]
    for start, end in pairwise([0, *places, len(kept)]):
        if sum(keep for _, keep in kept[max(start, end - AROUND) : end]) < ENDS:
            raise NotPlain
