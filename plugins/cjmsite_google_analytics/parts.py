"""Reports of which the file holds a part: the total is that of all rows, and only those that were shown are there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from cjmsite.api import RawTable, Row, warning

_COUNT = re.compile(r"\d+|\d{1,3}(?:[.,' \u00a0\u202f\u2019]\d{3})+")
_MARKS = re.compile(r"\D")
_WORTH = 10
"""Smaller totals than this tell of nothing."""

_WHOLE = 0.97
"""Google estimates users and sessions: a sum that is so near to the total is all there is."""

_HINT = "show all rows and export it again, or take the figure from the total: `measure: total_row`"


def find_nameless_total(table: RawTable, width: int) -> Callable[[Sequence[str]], bool] | None:
    """How the first row is known as the total, where it names nothing and has about as much as all others, or more."""
    rows = table.rows()
    _, first = next(rows, (0, []))
    if not first or first[0].strip() or len(first) > width:
        return None
    counts = _counts(first, rows)
    if not counts or any(total < most for total, _, most in counts.values()):
        return None
    alike = sum(total >= _WHOLE * summed for total, summed, _ in counts.values())
    return partial(_is_row, list(first)) if alike * 2 > len(counts) else None


def tell_of_missing(table: RawTable) -> RawTable:
    """The table with a warning where all that its rows count is less than its one total says."""
    if table.is_total is None:
        return table
    totals = [row for _, row in table.rows() if row and table.is_total(row)]
    if len(totals) != 1:
        return table
    is_total = table.is_total
    others = ((line, row) for line, row in table.rows() if row and not is_total(row))
    counts = {at: seen for at, seen in _counts(totals[0], others).items() if seen[0] >= _WORTH}
    if not counts or any(summed >= _WHOLE * total for total, summed, _ in counts.values()):
        return table
    at, (total, summed, _) = next(iter(counts.items()))
    name = table.headings[at].name
    message = f"its rows add up to {summed:,} of the {total:,} in `{name}`: the file holds a part of its report"
    return replace(table, problems=(*table.problems, warning("missing-rows", message, None, _HINT)))


def _counts(total: Sequence[str], rows: Iterator[Row]) -> dict[int, tuple[int, int, int]]:
    """By its place each column of whole numbers: what the total says, and the sum and the most of all other rows."""
    found = {at: [_number(cell), 0, 0] for at, cell in enumerate(total) if _COUNT.fullmatch(cell.strip())}
    many = False
    for _, row in rows:
        many = True
        for at in list(found):
            cell = row[at].strip() if at < len(row) else ""
            if cell and not _COUNT.fullmatch(cell):
                del found[at]
            elif cell:
                number = _number(cell)
                found[at][1] += number
                found[at][2] = max(found[at][2], number)
    return {at: (seen[0], seen[1], seen[2]) for at, seen in found.items()} if many else {}


def _number(cell: str) -> int:
    return int(_MARKS.sub("", cell))


def _is_row(wanted: Sequence[str], cells: Sequence[str]) -> bool:
    return list(cells[: len(wanted)]) == wanted
