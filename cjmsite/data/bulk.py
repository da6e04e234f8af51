"""Large tables of plain text: read by the engine, rows that are equal in all wanted columns as one, with their number.

The recipe is the same as for small files; what it has to decide is decided here beforehand. Where a file is not plain
in every respect, this way of reading says so and the ordinary one is taken.
"""

from __future__ import annotations

import codecs
import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from cjmsite.data.bulktotals import has_total_at_end, may_have_subtotals, take_out_totals
from cjmsite.data.container import TEXT, Payload
from cjmsite.data.format import Drop, Format
from cjmsite.data.header import read_headings
from cjmsite.data.plain import NotPlain, is_plain
from cjmsite.data.plan import TAB_WORDS
from cjmsite.data.problems import count_of
from cjmsite.data.rawtable import Heading, RawTable, Row, Tables
from cjmsite.data.segment import find_blocks
from cjmsite.data.selection import Rule, Selection, is_sparse, reason_to_drop
from cjmsite.data.stored import Stored
from cjmsite.data.text import Dialect, find_dialect, normalise, read_lines, split_lines
from cjmsite.data.totals import ENDS
from cjmsite.model.source import Source

BULK_FROM = 50_000_000
"""So many bytes make it worth the while."""

MOST_KINDS = 20_000_000
"""More different rows than this are too many to hold."""

_HEAD = 2_000_000
_TAIL = 200_000
_TRIES = 1_000
_BATCH = 50_000
_FEW_WORDS = 200_000
_MEMORY = "600MB"
_UTF8 = ("utf-8", "utf8", "utf-8-sig")


Count = Callable[[Sequence[int]], Iterator[tuple[Any, ...]]]
"""Equal rows of the columns at some places, as their texts and how many of them there are."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """A large table: where its bytes are, its dialect and its header, also as it is written.

    `totals` is what becomes of rows that sum up others, and `ends` are its first and its last rows.
    """

    path: str
    source: Stored
    dialect: Dialect
    headings: tuple[Heading, ...]
    header: bytes
    totals: str
    ends: tuple[Sequence[Row], Sequence[Row]]

    def table(self) -> RawTable:
        """It as a table of a file."""
        return RawTable(self.headings, self.rows, bulk=self.select)

    def rows(self) -> Iterator[Row]:
        """All rows, one after the other, which takes several times as long as to have the engine count them."""
        real = self.source.real
        raw: IO[bytes] = open(real, "rb") if real is not None else io.BytesIO(self.source.whole())  # noqa: PTH123, SIM115
        with io.TextIOWrapper(raw, encoding="utf-8-sig") as text:
            reader = read_lines(text, self.dialect)
            next(reader, None)
            line = reader.line_num + 1
            for row in reader:
                yield line, row
                line = reader.line_num + 1

    def select(self, places: Sequence[int], drops: Sequence[Drop]) -> Selection:
        """The wanted columns of all rows that are data, equal rows once. Raises NotPlain."""
        # The engine counts while it is looked whether what it counts is plain: they do not wait for each other.
        with ThreadPoolExecutor(1) as beside:
            plain = beside.submit(is_plain, self.source, self.header, self.dialect)
            selection = select_counted(self.headings, places, drops, self._count)
        if not plain.result():
            raise NotPlain
        table = self.table()
        if self.totals != "keep" and (
            has_total_at_end(table, *self.ends) or may_have_subtotals(selection, self.source, self.dialect)
        ):
            rules = find_rules(self.headings, drops)
            take_out_totals(table, selection, places, rules, self.totals, self.path)
        return selection

    def _count(self, read: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        import duckdb

        columns = {f"c{at}": "VARCHAR" for at in range(len(self.headings))}
        described = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        wanted = "".join(f"c{at}, " for at in read)
        # Of all columns: the engine takes the places of those that are named for places among those that are read.
        filled = ", ".join(f"'{name}'" for name in columns)
        with tempfile.TemporaryDirectory(prefix="cjmsite-") as folder, self._on_disk(Path(folder)) as path:
            delimiter = self.dialect.delimiter.replace("\t", "\\t")
            statement = (
                f"SELECT {wanted}count(*) FROM read_csv('{_quoted(path)}',"  # noqa: S608
                f" auto_detect = false, header = true, delim = '{delimiter}', quote = '\"', escape = '\"',"
                f" columns = {{{described}}}, force_not_null = [{filled}], strict_mode = true)"
                " GROUP BY ALL ORDER BY ALL"
            )
            config: dict[str, Any] = {"autoinstall_known_extensions": False, "memory_limit": _MEMORY}
            try:
                with duckdb.connect(":memory:", config=config) as engine:
                    engine.execute(f"SET temp_directory = '{_quoted(Path(folder) / 'spill')}'")
                    engine.execute(f"SET allowed_directories = ['{_quoted(Path(folder))}']")
                    engine.execute(f"SET allowed_paths = ['{_quoted(path)}']")
                    engine.execute("SET enable_external_access = false")
                    engine.execute(statement)
                    found = 0
                    while batch := engine.fetchmany(50_000):
                        found += len(batch)
                        if found > MOST_KINDS:
                            raise NotPlain
                        yield from batch
            except duckdb.InterruptException as failure:  # Ctrl-C, which the engine swallows
                raise KeyboardInterrupt from failure
            except duckdb.Error as failure:
                raise NotPlain from failure

    @contextmanager
    def _on_disk(self, folder: Path) -> Iterator[Path]:
        """Where the engine finds the bytes: in the file itself, or in a copy of what is nowhere else."""
        if self.source.real is not None:
            yield Path(self.source.real)  # whoever has opened it sees to it that it does not change meanwhile
            return
        copy = folder / "data.csv"
        with copy.open("wb") as file:
            file.writelines(self.source.pieces())
        yield copy


def select_counted(
    headings: Sequence[Heading], places: Sequence[int], drops: Sequence[Drop], count: Count
) -> Selection:
    """The wanted columns of rows that are counted by an engine."""
    rules = find_rules(headings, drops)
    read = list(dict.fromkeys((*places, *(at for at, *_ in rules))))
    index = {at: place for place, at in enumerate(read)}
    rules = [(index[at], of, kept, why) for at, of, kept, why in rules]
    selection = Selection([[] for _ in places], [], copies=[])
    same: list[dict[str, str]] = [{} for _ in places]
    rows = count(read)
    while batch := list(islice(rows, _BATCH)):
        selection.read += sum(row[-1] for row in batch)
        if rules:
            batch = [cells for cells in batch if not _is_dropped(cells, rules, selection)]
        if not batch:
            continue
        columns = list(zip(*batch, strict=True))  # by column and not by row: a file of ids has as many rows as lines
        selection.lines += [1] * len(batch)
        selection.copies += columns[-1]
        for column, at, known_words in zip(selection.columns, places, same, strict=True):
            texts = columns[index[at]]
            if len(known_words) < _FEW_WORDS:  # a word that comes often is held once
                column += map(known_words.setdefault, texts, texts)
            else:
                column += texts
    kinds = count_of(len(selection.lines), "kind")
    selection.notes.append(f"a large file, read by the engine: equal rows were counted together, {kinds} of them")
    return selection


def find_rules(headings: Sequence[Heading], drops: Sequence[Drop]) -> list[Rule]:
    """What a format leaves out, by the places of the columns in this table."""
    positions = {heading.name: at for at, heading in reversed(list(enumerate(headings)))}
    known = [drop for drop in drops if drop.column in positions]
    return [(positions[drop.column], frozenset(drop.values), drop.kept, drop.reason) for drop in known]


def _is_dropped(cells: Sequence[Any], rules: Sequence[Rule], selection: Selection) -> bool:
    """Whether equal rows are no data, which is counted."""
    reason = reason_to_drop(cells, rules)
    if reason is not None:
        selection.dropped[reason] += cells[-1]
    return reason is not None


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
    if is_sparse(tail[-1] if tail else first[-1]):
        return None  # it may be a remark, about which somebody has to be asked
    written = content[start:end].partition(b"\n")[0]
    ends = list(enumerate(first)), list(enumerate(tail, start=ENDS))
    bulk = Bulk(payload.path, source, dialect, read_headings([header], fmt.name_of), written, spec.totals, ends)
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


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
