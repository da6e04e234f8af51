"""Large tables of plain text: read by the engine, rows that are equal in all wanted columns as one, with their number.

The recipe is the same as for small files; what it has to decide is decided here beforehand. Where a file is not plain
in every respect, this way of reading says so and the ordinary one is taken.
"""

from __future__ import annotations

import codecs
import csv
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from cjmsite.data.container import TEXT, Payload
from cjmsite.data.format import Drop, Format
from cjmsite.data.header import read_headings
from cjmsite.data.plan import TAB_WORDS
from cjmsite.data.problems import count_of
from cjmsite.data.rawtable import Heading, RawTable, Row, Tables
from cjmsite.data.segment import find_blocks
from cjmsite.data.selection import Selection, is_sparse
from cjmsite.data.text import Dialect, find_dialect, normalise, read_lines, split_lines
from cjmsite.data.totals import look_at
from cjmsite.model.source import Source

BULK_FROM = 50_000_000
"""So many bytes make it worth the while."""

MOST_KINDS = 20_000_000
"""More different rows than this are too many to hold."""

_HEAD = 2_000_000
_TAIL = 200_000
_TRIES = 1_000
_PIECE = 1 << 23
_BATCH = 50_000
_FEW_WORDS = 200_000
_LOOKS = 50_000
_MEMORY = "600MB"
_CONTROLS = (b"\x00", b"\x0c", b"\x1a")
_UTF8 = ("utf-8", "utf8", "utf-8-sig")


Count = Callable[[Sequence[int]], Iterator[tuple[Any, ...]]]
"""Equal rows of the columns at some places, as their texts and how many of them there are."""


class NotPlain(Exception):
    """A file that has to be read in the ordinary way."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """A large table: its bytes, its dialect and its header, also as it is written."""

    content: bytes
    dialect: Dialect
    headings: tuple[Heading, ...]
    header: bytes
    real: str | None = None

    def select(self, places: Sequence[int], drops: Sequence[Drop]) -> Selection:
        """The wanted columns of all rows that are data, equal rows once. Raises NotPlain."""
        # The engine counts while it is looked whether what it counts is plain: they do not wait for each other.
        with ThreadPoolExecutor(1) as beside:
            plain = beside.submit(_is_plain_text, self.content, self.header, self.dialect)
            selection = select_counted(self.headings, places, drops, self._count)
        if not plain.result():
            raise NotPlain
        return selection

    def _count(self, read: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        import duckdb

        columns = {f"c{at}": "VARCHAR" for at in range(len(self.headings))}
        described = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        wanted = ", ".join(f"coalesce(c{at}, '')" for at in read)
        with tempfile.TemporaryDirectory(prefix="cjmsite-") as folder, self._on_disk(Path(folder)) as path:
            delimiter = self.dialect.delimiter.replace("\t", "\\t")
            statement = (
                f"SELECT {wanted}{',' if wanted else ''} count(*) FROM read_csv('{_quoted(path)}',"  # noqa: S608
                f" auto_detect = false, header = true, delim = '{delimiter}', quote = '\"', escape = '\"',"
                f" columns = {{{described}}}, strict_mode = true) GROUP BY ALL ORDER BY ALL"
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
            except duckdb.Error as failure:
                raise NotPlain from failure

    @contextmanager
    def _on_disk(self, folder: Path) -> Iterator[Path]:
        """Where the engine finds the bytes: in the file itself, if it is still as it was, else in a copy."""
        real = Path(self.real) if self.real else None
        before = _stamp(real) if real else None
        if real is None or before is None or before[0] != len(self.content):
            real = folder / "data.csv"
            real.write_bytes(self.content)
            before = _stamp(real)
        yield real
        if _stamp(real) != before:  # written to meanwhile: what was read belongs to no state of the file
            raise NotPlain


def select_counted(
    headings: Sequence[Heading], places: Sequence[int], drops: Sequence[Drop], count: Count
) -> Selection:
    """The wanted columns of rows that are counted by an engine."""
    positions = {heading.name: at for at, heading in reversed(list(enumerate(headings)))}
    known = [drop for drop in drops if drop.column in positions]
    rules = [(positions[drop.column], frozenset(drop.values), drop.kept, drop.reason) for drop in known]
    read = list(dict.fromkeys((*places, *(at for at, *_ in rules))))
    index = {at: place for place, at in enumerate(read)}
    selection = Selection([[] for _ in places], [], copies=[])
    same: list[dict[str, str]] = [{} for _ in places]
    rows = count(read)
    while batch := list(islice(rows, _BATCH)):
        selection.read += sum(row[-1] for row in batch)
        if rules:
            batch = [cells for cells in batch if not _is_dropped(cells, rules, index, selection)]
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


def _is_dropped(
    cells: Sequence[Any],
    rules: Sequence[tuple[int, frozenset[str], bool, str]],
    index: Mapping[int, int],
    selection: Selection,
) -> bool:
    """Whether equal rows are no data, which is counted."""
    reason = next((why for at, of, kept, why in rules if (cells[index[at]].strip() in of) != kept), None)
    if reason is not None:
        selection.dropped[reason] += cells[-1]
    return reason is not None


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def find_bulk(payload: Payload, spec: Source, fmt: Format) -> Tables | None:
    """The one table of a large file that is plain; None of any other."""
    content = payload.content
    if len(content) < BULK_FROM or payload.kind not in TEXT or not _is_plain_format(spec, fmt):
        return None
    start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    end = content.rfind(b"\n", 0, _HEAD)
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
    header, first = next(rows), next(rows, None)
    tail = _last_rows(content, dialect)
    if first is None or len(header) != dialect.width or tail is None:
        return None
    if any(len(row) != dialect.width or look_at(row)[0] != "none" for row in (first, *tail)):
        return None
    if is_sparse(tail[-1] if tail else first):
        return None  # it may be a remark, about which somebody has to be asked
    written = content[start:end].partition(b"\n")[0]
    bulk = Bulk(content, dialect, read_headings([header], fmt.name_of), written, payload.real)
    mark = "its byte order mark says so" if start else "it is valid UTF-8"
    table = RawTable(bulk.headings, _no_rows, bulk=bulk.select)
    return Tables((table,), "utf-8", mark, dialect.delimiter)


def _no_rows() -> Iterator[Row]:
    return iter(())


def _is_plain_format(spec: Source, fmt: Format) -> bool:
    """Whether neither source nor format asks for anything that is done row by row."""
    asks = (
        fmt.tables or fmt.reshape or fmt.find_header or fmt.check_header or fmt.tidy or fmt.quoting is False,
        spec.header_rows not in (None, 1) or fmt.header_rows != 1 or spec.skip_rows or spec.table is not None,
        (spec.encoding or fmt.encoding or "utf-8").casefold() not in _UTF8 or not spec.quoting,
        spec.expect is not None and spec.expect.unique,
    )
    return not any(asks)


def _last_rows(content: bytes, dialect: Dialect) -> list[list[str]] | None:
    """The last two rows, read from a line near the end that is within no cell: as many quotes follow as close."""
    end = content[-_TAIL:]
    at = end.find(b"\n") + 1
    for _ in range(_TRIES):
        if end.count(b'"', at) % 2 == 0:
            break
        at = end.find(b"\n", at) + 1
        if at == 0:
            return None
    lines = split_lines(end[at:].decode("utf-8", "replace").replace("\r\n", "\n"))
    try:
        return [row for row in read_lines(lines, dialect) if row][-2:]
    except csv.Error:
        return None


def _is_plain_text(content: bytes, header: bytes, dialect: Dialect) -> bool:
    """Whether the whole text is UTF-8, has one kind of line end, one block, one header, and nothing odd in it.

    Odd is what begins a comment, a blank line, a row whose first cell is blank, or a header once more.
    """
    if any(sign in content for sign in _CONTROLS) or (b"\\" in content and b'\\"' in content):
        return False
    delimiter = re.escape(dialect.delimiter.encode())
    again = re.escape(header.rstrip(b"\r"))
    odd = re.compile(rb"\n(?:[#\n\r \t]|" + delimiter + rb"|\"[#\"]|" + again + rb"\r?\n)")
    if (match := odd.search(content)) is not None and not _is_harmless(content, match.start(), odd, dialect):
        return False
    if b"\r" in content and not content.count(b"\r\n") == content.count(b"\r") == content.count(b"\n"):
        return False
    return content.isascii() or _is_utf8(content)


def _is_utf8(content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(content), _PIECE):
            decoder.decode(content[at : at + _PIECE])
    except UnicodeDecodeError:
        return False
    return True


def _is_harmless(content: bytes, at: int, odd: re.Pattern[bytes], dialect: Dialect) -> bool:
    """Whether what looks odd are lines within a cell, or rows whose first cell is empty and another one is not."""
    delimiter = dialect.delimiter.encode()
    quotes = before = 0
    for _ in range(_LOOKS):
        quotes += content.count(b'"', before, at)
        before = at
        if quotes % 2 == 0:
            end = content.find(b"\n", at + 1)
            line = content[at + 1 : end if end >= 0 else len(content)]
            if not line.startswith((delimiter, b'""')) or not line.strip(delimiter + b'" \t\r'):
                return False
        match = odd.search(content, at + 1)
        if match is None:
            return True
        at = match.start()
    return False


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
