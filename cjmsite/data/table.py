"""Typed rows and the reading that they come from. Compared by value, since results are remembered."""

from __future__ import annotations

from msgspec import Struct

from cjmsite.data.result import FileReceipt
from cjmsite.data.typed import Cell
from cjmsite.diagnostics import Diagnostic, Span

Totals = tuple[str, tuple[tuple[str, Cell], ...]]
"""A file's path, and the numbers of its totals row by column."""


class TableColumn(Struct, frozen=True):
    """One mapped column: its name, its type, its possible range and its values, one per row."""

    name: str
    type: str
    values: tuple[Cell, ...]
    scale: tuple[float, float] | None = None


class InUnits(Struct, frozen=True):
    """A mapped column whose numbers are in several units, as the words of another column say.

    `by` is how that column is mapped, and nothing where it is not; `heading` is what the file calls it.
    """

    column: str
    by: str | None
    heading: str
    noun: str
    words: tuple[str, ...]


class Table(Struct, frozen=True):
    """The rows that a source's mapping lets out, from all its files.

    `origin` gives each file with the number of its rows, in order, and `lines` the line of the file on
    which each row begins. `broken` names the mapped columns that could not be read: they hold nothing. `totals` are
    the numbers of the totals rows that were left out, for each file that has one. Of a large file, equal rows stand
    here once, and `copies` says how many of them there are; lines are not known then. `units` are the columns whose
    numbers are in several units, by their rows.
    """

    columns: tuple[TableColumn, ...] = ()
    origin: tuple[tuple[str, int], ...] = ()
    lines: tuple[int, ...] = ()
    broken: tuple[str, ...] = ()
    totals: tuple[Totals, ...] = ()
    copies: tuple[int, ...] = ()
    units: tuple[InUnits, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, name: str) -> TableColumn | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def span(self, row: int) -> Span:
        """Where a row, counted from 0, begins in its file."""
        before = 0
        for path, rows in self.origin:
            if row < before + rows:
                return Span(path, self.lines[row])
            before += rows
        raise IndexError(row)


class Reading(Struct, frozen=True):
    """What came of reading a source: its rows, a receipt per file, and what was wrong.

    `tidy` rows are values already, one per metric and day, and need no measure; `grouped` ones are figures of groups,
    and no single persons or things. Numbers that rest on fewer than `suppress_below` are not shown; `public` columns
    hold no words that are anybody's own. `told` says how the source is read, for receipts.
    """

    source: str
    table: Table
    files: tuple[FileReceipt, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    tidy: bool = False
    suppress_below: int = 0
    public: frozenset[str] = frozenset()
    grouped: bool = False
    told: tuple[tuple[str, str], ...] = ()

    @property
    def failed(self) -> bool:
        """Whether an error was found, so that numbers made from the rows would be doubtful."""
        return any(problem.severity == "error" for problem in self.problems)
