"""Universal Analytics, downloaded as CSV or Excel: totals in the last row, days in the way of the person's country."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, permutations

from cjmsite.api import RawTable, add_columns
from cjmsite_google_analytics.nth import add_window, count_days, start_of_report, window_of

_DAY = re.compile(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})\.?")


def read_universal(table: RawTable) -> RawTable | tuple[RawTable, ...]:
    """A table whose last row is its total, and whose `Day Index` becomes a date where the report's days prove it.

    A workbook's first sheet holds the title and the days of the report, and is no table.
    """
    names = [heading.written for heading in table.headings]
    if len(names) == 1 and window_of([row[0] for _, row in islice(table.rows(), 8) if row]):
        return ()
    table = replace(table, is_total=_is_total)
    said = (*table.preamble, *table.comments)
    rows = (row for _, row in table.rows() if row and not _is_total(row))
    table = add_columns(table, {**count_days(said, names, rows), **add_window(said, names)})
    return table if "Date" in names or "Date" in [heading.name for heading in table.headings] else _read_days(table)


def _is_total(cells: Sequence[str]) -> bool:
    """Whether a row names nothing: a real one without a name says `(not set)`."""
    return not cells[0].strip() and any(cell.strip() for cell in cells)


def _read_days(table: RawTable) -> RawTable:
    """The table with a column `Date`, if its first column holds the days of the report in their order."""
    start = start_of_report((*table.preamble, *table.comments))
    texts = [row[0].strip() for _, row in table.rows() if row and not _is_total(row)]
    if start is None or not texts or not all(_DAY.fullmatch(text) for text in texts):
        return table
    orders = [order for order in permutations("dmy") if _runs(texts, order, start)]
    if len({_read(texts[-1], order) for order in orders}) != 1:
        return table
    order = orders[0]

    def date(cells: Sequence[str]) -> str:
        day = _read(cells[0].strip(), order)
        return day.isoformat() if day else ""

    told = f"`{table.headings[0].name}` is written {'/'.join(order)}: read so, its days are those of the report"
    return replace(add_columns(table, {"Date": date}), notes=(*table.notes, told))


def _runs(texts: Sequence[str], order: Sequence[str], start: datetime.date) -> bool:
    """Whether the days, read in an order, follow one another from the start of the report."""
    return all(_read(text, order) == start + datetime.timedelta(days=at) for at, text in enumerate(texts))


def _read(text: str, order: Sequence[str]) -> datetime.date | None:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    parts = dict(zip(order, match.groups(), strict=True))
    if len(parts["y"]) not in (2, 4):
        return None
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        return datetime.date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None
