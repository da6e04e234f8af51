"""The cells of one sheet of a workbook, row by row, as the text that people see in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from cjmsite.data.cellformat import Look, date_text, number_text, percent_text, time_text
from cjmsite.data.xmltext import XmlReader

COLUMN_LIMIT = 16_384
UNSAVED = "=…"
"""What stands for a formula whose value was never saved."""

_PIECE = 1 << 18
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class SheetRow(Struct):
    """One row: its number, its cells from the left, and for each cell what the workbook knows of it.

    `kinds` has one letter for each cell: n a number, d a date, b a boolean, t text, - nothing, and ? for a
    formula whose value was never saved.
    """

    number: int
    cells: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


class Book(Struct, frozen=True):
    """What all sheets of a workbook share: texts, the looks of its styles, its calendar, and the decimal mark."""

    strings: Sequence[str] = ()
    looks: Sequence[Look] = ()
    from_1904: bool = False
    comma: bool = False


def column_number(letters: str) -> int:
    """The number of a column, from 0: `A` is 0, `AA` is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def read_sheet(content: bytes, book: Book) -> Iterator[SheetRow]:
    """The rows of a sheet's XML that hold something. Raises what the XML reader raises."""
    cells = _Cells(book)
    reader = XmlReader(cells.start, cells.end, cells.say)
    for at in range(0, len(content), _PIECE):
        reader.feed(content[at : at + _PIECE], last=at + _PIECE >= len(content))
        yield from cells.take()


def read_strings(content: bytes) -> list[str]:
    """The texts that cells share. What is only a reading aid for East Asian script is left out."""
    strings: list[str] = []
    parts: list[str] = []
    aid = inside = False

    def start(name: str, _: Mapping[str, str]) -> None:
        nonlocal aid, inside
        aid = aid or name == "rPh"
        inside = name == "t" and not aid

    def end(name: str) -> None:
        nonlocal aid, inside
        inside = False
        if name == "rPh":
            aid = False
        elif name == "si":
            strings.append(unescape("".join(parts)))
            parts.clear()

    def say(text: str) -> None:
        if inside:
            parts.append(text)

    reader = XmlReader(start, end, say)
    reader.feed(content, last=True)
    return strings


def unescape(text: str) -> str:
    """A text whose unprintable letters are written `_x000D_`."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


class _Cells:
    """The handler of a sheet's XML."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._done: list[SheetRow] = []
        self._row = SheetRow(0)
        self._column = -1
        self._type = "n"
        self._style = 0
        self._formula = self._saved = self._inside = self._aid = False
        self._parts: list[str] = []

    def take(self) -> list[SheetRow]:
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "v" or (name == "t" and not self._aid):
            self._inside = self._saved = True
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aid = True
        elif name == "row":
            number = attributes.get("r", "")
            self._row = SheetRow(int(number) if number.isdecimal() else self._row.number + 1)
            self._column = -1

    def end(self, name: str) -> None:
        self._inside = False
        if name == "c":
            self._end_cell()
        elif name == "rPh":
            self._aid = False
        elif name == "row" and self._row.cells:
            self._done.append(self._row)

    def say(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        match = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = column_number(match[1]) if match else self._column + 1
        self._type = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isdecimal() else 0
        self._formula = self._saved = False
        self._parts.clear()

    def _end_cell(self) -> None:
        text, kind = self._read("".join(self._parts))
        if kind == "-" or not 0 <= self._column < COLUMN_LIMIT:
            return
        cells, kinds = self._row.cells, self._row.kinds
        if self._column < len(cells):  # out of order, which no program writes but some do
            cells[self._column], kinds[self._column] = text, kind
            return
        gap = self._column - len(cells)
        cells.extend([""] * gap + [text])
        kinds.extend(["-"] * gap + [kind])

    def _read(self, stored: str) -> tuple[str, str]:
        if self._formula and not stored and (self._type != "str" or not self._saved):
            return UNSAVED, "?"
        if self._type == "s":
            at = int(stored) if stored.strip().isdecimal() else -1
            text = self._book.strings[at] if 0 <= at < len(self._book.strings) else ""
            return text, "t" if text else "-"
        if self._type in ("str", "inlineStr"):
            return unescape(stored), "t" if stored else "-"
        if self._type == "b":
            return ("true" if stored.strip() == "1" else "false"), "b"
        if self._type == "d":
            return stored.strip(), "d"
        if self._type == "e" or not stored.strip():
            return stored, "t" if stored.strip() else "-"
        return self._number(stored.strip())

    def _number(self, stored: str) -> tuple[str, str]:
        looks = self._book.looks
        look = looks[self._style] if self._style < len(looks) else "number"
        try:
            if look == "date" and (day := date_text(stored, self._book.from_1904)) is not None:
                return day, "d"
            if look in ("date", "time") and (time := time_text(stored)) is not None:
                return time, "t"
            text = percent_text(stored) if look == "percent" else number_text(stored)
        except (ValueError, OverflowError, ArithmeticError):
            return stored, "t"
        return (text.replace(".", ",") if self._book.comma else text), "n"
