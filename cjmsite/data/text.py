"""Text as lines, with one kind of line end, and the dialect in which its cells are written."""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from _csv import Reader

_RARE = ("^", "~", "¦", "\x01", "\x1f")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "^": "caret", "~": "tilde", "¦": "broken bar"}
"""What may part cells, and how people call it."""
_USUAL = (",", ";", "\t", "|")

CELL_LIMIT = 64_000_000
"""The longest cell that is read. Python's own limit, 131,072, is less than one pasted e-mail thread."""

SAMPLE_LINES = 2_000
SAMPLE_SIZE = 2_000_000
"""So many lines and letters say how a text is written."""
_SEPARATOR_LINE = re.compile(r"\"?sep=(.|\\t)\"?\n", re.IGNORECASE)
_QUOTED_CELL = re.compile(r'(?:^|(?<=\t))"(?:[^"]|"")*"(?=\t|$)', re.MULTILINE)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_TORN = re.compile(r'\\[^"]*"+$')
_SPACED_QUOTE = re.compile(r"[,;|] +\"")


class Dialect(Struct, frozen=True):
    """How cells are written: what parts them, whether quotes hold them together, and how many most rows have.

    `escape` is what stands before a quote that is meant as such, where it is not another quote.
    """

    delimiter: str
    quoting: bool = True
    skip_space: bool = False
    width: int = 1
    escape: str | None = None


class Lines(Struct, frozen=True):
    """A text whose lines all end in one newline. `skipped` lines stood before it in the file."""

    text: str
    skipped: int = 0
    separator: str | None = None


class Numbers(Struct, frozen=True):
    """Which lines of its file those of a text are: all below the first `skipped` ones, or those around cuts.

    A cut says before which line of the text it is, counted from 0 and with those that were skipped, and how many lines
    of the file are missing up to there.
    """

    skipped: int = 0
    cuts: tuple[tuple[int, int], ...] = ()

    def of(self, at: int) -> int:
        """The number in the file, from 1, of a line of the text, from 0."""
        place = at + self.skipped
        before = bisect_right(self.cuts, place, key=lambda cut: cut[0])
        return place + 1 + (self.cuts[before - 1][1] if before else 0)

    def at(self, line: int) -> int:
        """The place in the text of a line of the file that was not cut out."""
        before = bisect_right(self.cuts, line, key=lambda cut: cut[0] + cut[1] + 1)
        return line - 1 - self.skipped - (self.cuts[before - 1][1] if before else 0)


def normalise(text: str, skip_rows: int = 0) -> Lines:
    """The text with plain newlines, without Excel's `sep=;` line and without the rows to skip."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\f" in text:  # a new sheet of paper, once
        text = text.replace("\f", "")
    text = text.removeprefix("\ufeff").removesuffix("\x1a")
    if "\n\ufeff" in text:  # another file was put below the first, with its mark
        text = text.replace("\n\ufeff", "\n")
    skipped, separator = 0, None
    match = _SEPARATOR_LINE.match(text)
    if match:
        separator = "\t" if match[1] == "\\t" else match[1]
        text, skipped = text[match.end() :], 1
    for _ in range(skip_rows):
        _, newline, rest = text.partition("\n")
        if not newline:
            break
        text, skipped = rest, skipped + 1
    return Lines(text, skipped, separator)


def find_dialect(text: str, delimiter: str | None, quoting: bool | None) -> Dialect:
    """The dialect of a text: the delimiter that gives most rows one width above 1, comments left aside."""
    sample = _sample(text)
    found = _find_dialect(sample, (delimiter,) if delimiter else _USUAL, quoting)
    if delimiter is None and found.width == 1 and any(rare in sample for rare in _RARE):
        found = _parting_all(sample, quoting) or found
    return _with_escape(found, sample) if found.quoting and '\\"' in sample else found


def _parting_all(sample: str, quoting: bool | None) -> Dialect | None:
    """The dialect of a rare delimiter, if it parts each line of a text alike."""
    found = _find_dialect(sample, _RARE, quoting)
    widths = {len(row) for row in read_lines(split_lines(sample), found) if row}
    return found if found.width > 1 and widths == {found.width} and sample.count("\n") > 1 else None


def _find_dialect(sample: str, candidates: Sequence[str], quoting: bool | None) -> Dialect:
    best, best_score = Dialect(candidates[0], quoting is not False), (0, 0)
    for candidate in candidates:
        quotes = _quotes_hold(sample, candidate) if quoting is None else quoting
        dialect = Dialect(candidate, quotes, quotes and bool(_SPACED_QUOTE.search(sample)))
        rows = [row for row in read_lines(split_lines(sample), dialect) if row]
        # A hash-mark column is rare, a block of comments common: comments count only when there is nothing else.
        widths = Counter(len(row) for row in rows if not row[0].startswith("#")) or Counter(map(len, rows))
        score = max(((count, width) for width, count in widths.items() if width > 1), default=(0, 1))
        if score > best_score:
            best, best_score = Dialect(candidate, quotes, dialect.skip_space, score[1]), score
    return best


def _with_escape(dialect: Dialect, sample: str) -> Dialect:
    """The dialect with a backslash before quotes, where more rows have their width by that and none loses it."""

    def of_width(tried: Dialect) -> tuple[int, int]:
        rows = [row for row in read_lines(split_lines(sample), tried) if row]
        held = sum(1 for row in rows if len(row) == tried.width and not any(_TORN.search(cell) for cell in row))
        return held, -len(rows)

    escaped = replace(dialect, escape="\\")
    return escaped if of_width(escaped) > of_width(dialect) else dialect


def split_lines(text: str) -> list[str]:
    """The lines of a text, each with its newline; unlike `splitlines`, parted by newlines alone."""
    return io.StringIO(text, newline="\n").readlines()


def read_lines(lines: Iterable[str], dialect: Dialect) -> Reader:
    """The rows that lines hold, cell by cell; the reader's `line_num` tells where each one ends."""
    if csv.field_size_limit() < CELL_LIMIT:
        csv.field_size_limit(CELL_LIMIT)
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_MINIMAL if dialect.quoting else csv.QUOTE_NONE,
        skipinitialspace=dialect.skip_space,
        escapechar=dialect.escape,
    )


def ends_within_quotes(line: str, dialect: Dialect) -> bool:
    """Whether a line ends in a cell whose quote is open. A quote within a plain cell is a letter."""
    try:
        next(csv.reader([line], delimiter=dialect.delimiter, strict=True, skipinitialspace=dialect.skip_space), None)
    except csv.Error as failure:
        return "unexpected end" in str(failure)
    return False


def find_cell(line: str, cell: int, dialect: Dialect) -> tuple[int, int] | None:
    """Where the nth cell of a row, from 0, stands in its first line; None where it is not, or goes on below."""
    line = line.rstrip("\n")
    start = 0
    for at in range(cell + 1):
        while dialect.skip_space and line.startswith(" ", start):
            start += 1
        quoted = dialect.quoting and line.startswith('"', start)
        end = _closing_quote(line, start) if quoted else start
        if end is None:
            return None
        after = line.find(dialect.delimiter, end)
        if at == cell:
            return start, len(line) if after < 0 else after
        if after < 0:
            return None
        start = after + len(dialect.delimiter)
    return None


def _closing_quote(line: str, start: int) -> int | None:
    match = _QUOTED.match(line, start)
    return match.end() if match else None


def _sample(text: str) -> str:
    end = 0
    for _ in range(SAMPLE_LINES):
        newline = text.find("\n", end)
        if newline < 0:
            return text
        end = newline + 1
        if end > SAMPLE_SIZE:
            break
    return text[:end]


def _quotes_hold(sample: str, delimiter: str) -> bool:
    """Whether quotes hold cells together. In tab-separated files they are often plain inch or title marks."""
    if delimiter != "\t" or '"' not in sample:
        return True
    held = _QUOTED_CELL.findall(sample)
    loose = sample.count('"') - sum(cell.count('"') for cell in held)
    return bool(held) and 2 * len(held) >= loose
