"""The even rows of a large text, in a file of their own: counted by the engine, and found again by their lines."""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from cjmsite.data.counting import Delimited
from cjmsite.data.sift import Stretch
from cjmsite.data.text import find_cell, read_lines, split_lines


class EvenRows(Struct, frozen=True):
    """Rows that were sifted out of a text, as they follow each other there. The file goes with them."""

    folder: tempfile.TemporaryDirectory[str]
    table: Delimited
    stretches: Sequence[Stretch]
    number: int

    def cells(self, places: Sequence[int]) -> Iterator[tuple[int, str, int]]:
        """How many rows there are, as -1, and the cells of some columns with their place and number."""
        yield -1, "", self.number
        for at in places:
            for text, number in self.table.count([at]):
                yield at, text, number

    def lines(self, rows: Sequence[int]) -> list[int]:
        """The lines on which rows begin, by their places among these, in order."""
        found: list[int] = []
        known: tuple[Stretch, Sequence[int]] | None = None
        for row in rows:
            if known is None or row >= known[0].row + known[0].rows:
                stretch = self.stretches[bisect_right(self.stretches, row, key=lambda stretch: stretch.row) - 1]
                known = stretch, self._begins(stretch)
            found.append(known[1][row - known[0].row])
        return found

    def place(self, line: int, cell: int) -> tuple[int, int] | None:
        """Which columns of a line a cell of the row takes up that begins there."""
        stretch = self.stretches[bisect_right(self.stretches, line, key=lambda stretch: stretch.line) - 1]
        found = find_cell(self._text(stretch)[line - stretch.line], cell, self.table.dialect)
        return (found[0] + 1, found[1] + 1) if found else None

    def _begins(self, stretch: Stretch) -> Sequence[int]:
        if stretch.rows == stretch.lines:
            return range(stretch.line, stretch.line + stretch.lines)
        reader = read_lines(self._text(stretch), self.table.dialect)
        begins = [stretch.line]
        begins += (stretch.line + reader.line_num for _ in reader)
        return begins

    def _text(self, stretch: Stretch) -> list[str]:
        with Path(self.table.path).open("rb") as file:
            file.seek(stretch.at)
            return split_lines(file.read(stretch.size).decode("utf-8"))
