"""A large text parted in two: the even rows, for the engine, and all lines around anything else, for the ordinary way.

What the ordinary way finds in the lines that it gets is what it would have found in all of them: even rows have as many
cells as most, and are nothing but data. So many of them stay beside each odd row, and at both ends, as it looks at.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from msgspec import Struct, field

from cjmsite.data.bulktotals import has_mark, is_marked, whole_words
from cjmsite.data.plain import DOUBLED, NotPlain, again_pattern
from cjmsite.data.text import Dialect, read_lines, split_lines

AROUND = 100
"""So many even rows stay beside an odd one: more than anybody looks at."""

MOST_LINES = 300_000
"""More lines than these, around odd rows, are too many to hold."""

_LONGEST = 8_000_000
_ALL = bytes(range(256))
_QUOTED = b"\x00"


class Stretch(Struct):
    """Even rows that follow each other: which one is the first, on which line of the text, and at which byte it went.

    And how many rows, lines and bytes there are.
    """

    row: int
    line: int
    at: int
    rows: int
    lines: int
    size: int


class Sifted(Struct):
    """The lines that were kept, where lines are missing between them, and the even rows that went elsewhere.

    A cut is the place of the line behind it among those kept, and how many of the file's lines are missing up to it.
    """

    lines: list[str] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many even rows went elsewhere."""
        return self.stretches[-1].row + self.stretches[-1].rows if self.stretches else 0


class Evenness:
    """What is even in a table: rows that are written in a dialect, as wide as most, and nothing but data."""

    def __init__(self, dialect: Dialect, header: Sequence[str]) -> None:
        delimiter = dialect.delimiter.encode()
        part = re.escape(delimiter)
        self._dialect = dialect
        self._header = list(header)
        self._unit = delimiter * (dialect.width - 1) + b"\n"
        self._others = _ALL.translate(None, delimiter + b"\n")
        beside = rb"[^\n\x00" + part + rb"]"
        self._torn = re.compile(rb"\x00(?:(?<=" + beside + rb"\x00)|(?=" + beside + rb"))")
        blank = rb"(?:[ \t\"" + part + rb"]|\xc2\xa0)*\n"
        again = again_pattern(header, dialect)
        words, begin = whole_words(delimiter)
        first = re.escape(b"".join(cell.encode()[:1] for cell in header[:1]) + begin)
        begun = rb"(?=[\n#\" \t\xc2\xef" + part + first + rb"])"  # so begin few lines, and all others are done with
        self._odd = re.compile(
            rb"\n" + begun + rb'(?:"?#|\xef\xbb\xbf|' + blank + rb"|" + again + rb"\n|" + words + rb")"
        )

    def count(self, text: bytes) -> int:
        """How many rows whole lines hold, the first of which begins one, if all are even for sure."""
        rows = self._count_wide(text)
        return 0 if rows and self._may_be_odd(b"\n" + text) else rows

    def holds(self, text: bytes, cells: Sequence[str]) -> bool:
        """Whether a row is even, which its cells say where a look at its text is not enough."""
        if self._count_wide(text) != 1 or any(sign in text for sign in DOUBLED) or list(cells) == self._header:
            return False
        begun = text.partition(b"\n")[0].decode()
        said = cells[0] or next(filter(None, cells), "")
        if not begun.strip(self._dialect.delimiter + '" \t') or not any(map(str.strip, cells)) or is_marked(said):
            return False
        if begun.startswith("\ufeff"):
            return False  # another file was put below the first
        sign = begun.lstrip('"')[1:2]  # a row may begin with the number of an order, #1001
        plain = bool(sign) and sign not in ' -=#"' + self._dialect.delimiter
        return not begun.startswith(("#", '"#')) or (plain and sum(map(bool, map(str.strip, cells))) > 1)

    def _count_wide(self, text: bytes) -> int:
        """How many rows there are, if all have their width and their quotes stand around cells."""
        if b'"' in text:
            parts = text.split(b'"')
            if len(parts) % 2 == 0:
                return 0
            text = b"\n" + _QUOTED.join(parts[::2])  # a sign in place of what is quoted
            if self._torn.search(text):
                return 0
            text = text[1:]
        marks = text.translate(None, self._others)
        rows = len(marks) // len(self._unit)
        return rows if marks == self._unit * rows else 0

    def _may_be_odd(self, lines: bytes) -> bool:
        doubled = not lines.isascii() and any(sign in lines for sign in DOUBLED)
        return doubled or self._odd.search(lines) is not None or has_mark(lines, self._dialect)


class Sieve:
    """Takes a text piece by piece, and writes its even rows into a file. The first lines are kept whatever they are."""

    def __init__(self, evenness: Evenness, dialect: Dialect, first: tuple[int, int], out: BinaryIO) -> None:
        self._evenness = evenness
        self._dialect = dialect
        self._first = first
        self._out = out
        self._held = b"", 0  # the last even rows that came together, and how many
        self._before: deque[bytes] = deque()  # even rows before those
        self._after = AROUND  # so many are still to be kept
        self._size = 0
        self._missing = 0
        self._told = 0
        self._found = Sifted()

    def sift(self, pieces: Iterable[bytes]) -> Sifted:
        """Part all rows. Raises NotPlain where too many lines are odd."""
        rest = b""
        for piece in pieces:
            rest = self._take(rest + piece)
            if len(rest) > _LONGEST:
                raise NotPlain
        self._look_again()
        for row, cells in self._rows(rest):
            self._sort(row, even=self._evenness.holds(row, cells))
        self._keep_before()
        return self._found

    def _take(self, text: bytes) -> bytes:
        """Take the whole rows of a text that begins with one; what may go on is left."""
        end = text.rfind(b"\n") + 1
        if text.count(b'"', 0, end) % 2:  # the last one opens a cell, if all is even
            end = text.rfind(b"\n", 0, text.rfind(b'"', 0, end)) + 1
        if not self._after and (rows := self._evenness.count(text[:end])) > AROUND:
            while self._before:
                self._write(self._before.popleft(), 1)
            self._write(*self._held)
            self._held = text[:end], rows
            return text[end:]
        self._look_again()
        end = text.rfind(b"\n") + 1
        rows_of = list(self._rows(text[:end]))
        for row, cells in rows_of[:-1]:
            self._sort(row, even=self._evenness.holds(row, cells))
        return rows_of[-1][0] + text[end:] if rows_of else text

    def _look_again(self) -> None:
        """Take even rows that came together one by one: the last ones stand beside what comes now."""
        (held, _), self._held = self._held, (b"", 0)
        for row, _ in self._rows(held):
            self._sort(row, even=True)

    def _rows(self, text: bytes) -> Iterator[tuple[bytes, list[str]]]:
        lines = split_lines(text.decode("utf-8"))
        reader = read_lines(lines, self._dialect)
        start = 0
        try:
            for cells in reader:
                yield "".join(lines[start : reader.line_num]).encode("utf-8"), cells
                start = reader.line_num
        except csv.Error as failure:
            raise NotPlain from failure

    def _sort(self, row: bytes, *, even: bool) -> None:
        lines, size = self._first
        if len(self._found.lines) < lines and self._size <= size:
            self._keep(row)
            self._after = AROUND
        elif not even:
            self._keep_before()
            self._keep(row)
            self._after = AROUND
        elif self._after:
            self._keep(row)
            self._after -= 1
        else:
            self._before.append(row)
            if len(self._before) > AROUND:
                self._write(self._before.popleft(), 1)

    def _keep_before(self) -> None:
        while self._before:
            self._keep(self._before.popleft())

    def _keep(self, row: bytes) -> None:
        if self._missing > self._told:
            self._found.cuts.append((len(self._found.lines), self._missing))
            self._told = self._missing
        text = row.decode("utf-8")
        self._size += len(text)
        self._found.lines += split_lines(text)
        if len(self._found.lines) > MOST_LINES:
            raise NotPlain

    def _write(self, text: bytes, rows: int) -> None:
        if not rows:
            return
        self._out.write(text)
        line, lines = len(self._found.lines) + self._missing + 1, text.count(b"\n")
        self._missing += lines
        last = self._found.stretches[-1] if self._found.stretches else Stretch(0, 0, 0, 0, 0, 0)
        if rows == lines == 1 and last.rows == last.lines and last.line + last.lines == line:
            last.rows, last.lines, last.size = last.rows + 1, last.lines + 1, last.size + len(text)
        else:
            found = Stretch(last.row + last.rows, line, last.at + last.size, rows, lines, len(text))
            self._found.stretches.append(found)
