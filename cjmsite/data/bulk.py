"""Large tables of plain text: read by the engine, rows that are equal in all wanted columns as one, with their number.

The recipe is the same as for small files; what it has to decide is decided here beforehand. Where a file is not plain
in every respect, this way of reading says so, and its odd lines are sifted out.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Sequence
from itertools import islice

from msgspec import Struct

from cjmsite.data.bulktotals import has_total_at_end, may_have_subtotals
from cjmsite.data.container import TEXT, Payload
from cjmsite.data.counting import Delimited, may_hold, select_counted
from cjmsite.data.format import Drop, Format
from cjmsite.data.header import read_headings
from cjmsite.data.plain import NotPlain, is_plain
from cjmsite.data.plan import TAB_WORDS
from cjmsite.data.rawtable import Heading, RawTable, Row, Tables
from cjmsite.data.segment import find_blocks
from cjmsite.data.selection import Selection, is_sparse
from cjmsite.data.stored import OnDisk, Stored
from cjmsite.data.subheading import is_subheading
from cjmsite.data.text import Dialect, find_dialect, normalise, read_lines, split_lines
from cjmsite.data.totals import ENDS
from cjmsite.model.source import Source

BULK_FROM = 50_000_000
"""So many bytes make it worth the while."""

_HEAD = 2_000_000
_TAIL = 200_000
_TRIES = 1_000
_UTF8 = ("utf-8", "utf8", "utf-8-sig")


class Bulk(Struct, frozen=True):
    """A large table: where its bytes are, its dialect and its header, also as it is written.

    `totals` is what becomes of rows that sum up others, and `ends` are its first and its last rows.
    """

    source: Stored
    dialect: Dialect
    headings: tuple[Heading, ...]
    header: bytes
    totals: str
    ends: tuple[Sequence[Row], Sequence[Row]]

    def table(self) -> RawTable:
        """It as a table of a file."""
        return RawTable(self.headings, lambda: iter(self.ends[0]), bulk=self.select)

    def select(self, places: Sequence[int], drops: Sequence[Drop]) -> Selection:
        """The wanted columns of all rows that are data, equal rows once. Raises NotPlain."""
        if self.totals != "keep" and has_total_at_end(self.table(), *self.ends):
            raise NotPlain
        # Others read it by its path meanwhile: whoever has opened it sees to it that it does not change.
        held = self.source if self.source.real is not None else OnDisk(self.source.pieces())
        rows = Delimited(str(held.real), self.dialect, len(self.headings), header=True)
        # The engine counts while it is looked whether what it counts is plain: they do not wait for each other.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as beside:
            plain = beside.submit(is_plain, self.source, self.header, self.dialect)
            selection = select_counted(self.headings, places, drops, rows.count)
        again = may_hold(selection, [self.headings[at].levels[-1] for at in places])
        if not plain.result() or selection.strangers or again:
            raise NotPlain
        if self.totals != "keep" and may_have_subtotals(selection, self.source, self.dialect):
            raise NotPlain
        return selection


def find_bulk(payload: Payload, spec: Source, fmt: Format) -> Tables | None:
    """The one table of a large file that is plain; None of any other."""
    source = payload.stored
    if source.size < BULK_FROM or payload.kind not in TEXT or not _is_plain_format(spec, fmt):
        return None
    content = source.head(_HEAD)
    start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    end = content.rfind(b"\n")
    try:
        head = normalise(content[start : end + 1].decode("utf-8"))
    except UnicodeDecodeError:
        return None
    if head.separator is not None or head.skipped:
        return None
    delimiter = spec.delimiter or fmt.delimiter
    dialect = find_dialect(head.text, "\t" if delimiter in TAB_WORDS else delimiter, None)
    if not dialect.quoting or dialect.escape or dialect.skip_space or dialect.width < 2:
        return None
    lines = split_lines(head.text)
    blocks = find_blocks(lines, dialect)
    if len(blocks) != 1 or blocks[0].comments or blocks[0].ranges[0][0] != 0:
        return None
    rows = read_lines(lines, dialect)
    header, first = next(rows), list(islice(rows, ENDS))
    tail = _last_rows(source.tail(_TAIL), dialect)
    if not first or len(header) != dialect.width or tail is None:
        return None
    if any(len(row) != dialect.width for row in (*first, *tail)):
        return None
    if is_sparse(tail[-1] if tail else first[-1]) or is_subheading(first):
        return None  # of a remark, or of a second header, somebody has to be asked
    written = content[start:end].partition(b"\n")[0]
    ends = list(enumerate(first)), list(enumerate(tail, start=ENDS))
    bulk = Bulk(source, dialect, read_headings([header], fmt.name_of), written, spec.totals, ends)
    mark = "its byte order mark says so" if start else "it is valid UTF-8"
    return Tables((bulk.table(),), "utf-8", mark, dialect.delimiter)


def _is_plain_format(spec: Source, fmt: Format) -> bool:
    """Whether neither source nor format asks for anything that is done row by row."""
    asks = (
        fmt.tables or fmt.reshape or fmt.find_header or fmt.check_header or fmt.tidy or fmt.quoting is False,
        spec.header_rows not in (None, 1) or fmt.header_rows != 1 or spec.skip_rows or spec.table is not None,
        (spec.encoding or fmt.encoding or "utf-8").casefold() not in _UTF8 or not spec.quoting,
        spec.expect is not None and spec.expect.unique,
    )
    return not any(asks)


def _last_rows(end: bytes, dialect: Dialect) -> list[list[str]] | None:
    """The last rows, read from a line near the end that is within no cell: as many quotes follow as close."""
    at = end.find(b"\n") + 1
    for _ in range(_TRIES):
        if end.count(b'"', at) % 2 == 0:
            break
        at = end.find(b"\n", at) + 1
        if at == 0:
            return None
    lines = split_lines(end[at:].decode("utf-8", "replace").replace("\r\n", "\n"))
    try:
        return [row for row in read_lines(lines, dialect) if row][-ENDS:]
    except csv.Error:
        return None
