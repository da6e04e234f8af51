"""Large files with something odd in them: the ordinary way reads the lines around it, and the engine all even rows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path

from cjmsite.data.container import TEXT, Payload
from cjmsite.data.counting import Delimited, find_rules, may_hold, select_counted
from cjmsite.data.delimited import find_dialect_of, read_text
from cjmsite.data.flow import Flow, NotUtf8, as_western, find_flow
from cjmsite.data.format import Drop, Format
from cjmsite.data.plain import NotPlain
from cjmsite.data.problems import Problems
from cjmsite.data.rawtable import RawTable, Tables
from cjmsite.data.selection import Selection, reason_to_drop, select
from cjmsite.data.sift import AROUND, Evenness, Sieve, Sifted
from cjmsite.data.text import SAMPLE_LINES, SAMPLE_SIZE, Dialect, normalise, read_lines, split_lines
from cjmsite.data.totals import ENDS
from cjmsite.diagnostics import Span
from cjmsite.model.source import Source

_HEAD = 8_000_000


@dataclass(frozen=True, slots=True)
class EvenRows:
    """Rows that were sifted out of a text, in a file that goes with it."""

    folder: tempfile.TemporaryDirectory[str]
    table: Delimited
    number: int

    def cells(self, places: Sequence[int]) -> Iterator[tuple[int, str, int]]:
        """How many rows there are, as -1, and the cells of some columns with their place and number."""
        yield -1, "", self.number
        for at in places:
            for text, number in self.table.count([at]):
                yield at, text, number


def find_sifted(payload: Payload, spec: Source, fmt: Format, declared: Span | None) -> Tables | None:
    """The tables of a large text whose odd lines are few; None of any other."""
    if payload.kind not in TEXT or asks_for_all(spec, fmt):
        return None
    try:
        flow = find_flow(payload.stored, spec.encoding or fmt.encoding)
        try:
            return _sift(flow, payload.path, spec, fmt, declared)
        except NotUtf8 as found:
            return _sift(as_western(flow, payload.path, found), payload.path, spec, fmt, declared)
    except NotPlain:
        return None


def asks_for_all(spec: Source, fmt: Format) -> bool:
    """Whether a source or its format asks for something that needs all rows one by one."""
    unique = spec.expect is not None and bool(spec.expect.unique)
    return bool(fmt.tables or fmt.reshape or fmt.tidy or unique)


def _sift(flow: Flow, path: str, spec: Source, fmt: Format, declared: Span | None) -> Tables:
    pieces = flow.pieces()
    lines, head = SAMPLE_LINES + spec.skip_rows + 1, b""
    for piece in pieces:
        head += piece
        if head.count(b"\n") > lines or len(head) > _HEAD:
            break
    source = normalise(head[: head.rfind(b"\n") + 1].decode("utf-8"), spec.skip_rows)
    dialect = find_dialect_of(source, spec, fmt)
    if not dialect.quoting or dialect.escape or dialect.skip_space or dialect.width < 2:
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
        return tables
    rows = EvenRows(folder, Delimited(str(place), dialect, dialect.width, header=False), found.rows)
    return replace(tables, tables=tuple(_with_rows(table, found, rows, spec.totals, path) for table in tables.tables))


def _header(text: str, dialect: Dialect, number: int) -> list[str]:
    """The last header row, if it is where the first rows of the table are."""
    wide = (row for row in read_lines(split_lines(text), dialect) if len(row) == dialect.width)
    rows = [row for row, _ in zip(wide, range(number), strict=False)]
    return [" ".join(cell.replace("\ufeff", "").split()) for cell in rows[-1]] if rows else []


def _with_rows(table: RawTable, found: Sifted, rows: EvenRows, totals: str, path: str) -> RawTable:
    """A table with the even rows, if it is the one that they were cut out of. Raises NotPlain where that is unclear."""
    behind = {at + missing + 1 for at, missing in found.cuts}
    own = sum(line in behind for line, _ in table.rows())
    if not own:
        return table
    if own < len(behind) or len(table.headings) != rows.table.width:
        raise NotPlain

    def bulk(places: Sequence[int], drops: Sequence[Drop]) -> Selection:
        return _select(whole, sorted(behind), rows, places, drops, totals, path)

    whole = replace(table, beyond=rows.cells)
    return replace(whole, bulk=bulk)


def _select(
    table: RawTable,
    behind: Sequence[int],
    rows: EvenRows,
    places: Sequence[int],
    drops: Sequence[Drop],
    totals: str,
    path: str,
) -> Selection:
    """The wanted columns of all rows that are data. Raises NotPlain."""
    if drops:
        _check_context(table, behind, drops)
    problems = Problems()
    selection = select(table, places, drops, totals, path, problems)
    counted = select_counted(table.headings, places, drops, rows.table.count)
    again = may_hold(counted, [table.headings[at].levels[-1] for at in places])
    if counted.read != rows.number or counted.strangers or again:
        raise NotPlain
    selection.copies = [1] * len(selection.lines) + counted.copies
    selection.lines += counted.lines
    for column, more in zip(selection.columns, counted.columns, strict=True):
        column += more
    selection.read += counted.read
    selection.dropped += counted.dropped
    selection.notes += counted.notes
    selection.problems += problems.all()
    return selection


def _check_context(table: RawTable, behind: Sequence[int], drops: Sequence[Drop]) -> None:
    """See whether enough data is left beside all cuts, and at both ends, where a format drops rows."""
    rules = find_rules(table.headings, drops)
    kept = [
        (line, reason_to_drop([*row, *[""] * (len(table.headings) - len(row))], rules) is None)
        for line, row in table.rows()
    ]
    places = [at for at, (line, _) in enumerate(kept) if line in set(behind)]
    for start, end in pairwise([0, *places, len(kept)]):
        if sum(keep for _, keep in kept[max(start, end - AROUND) : end]) < ENDS:
            raise NotPlain
