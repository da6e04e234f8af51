"""Universal Analytics, downloaded as CSV or Excel: totals in the last row, days in the way of the person's country."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from itertools import islice, permutations

from msgspec.structs import replace

from cjmsite.api import RawTable, Row, add_columns, change_rows
from cjmsite_google_analytics.nth import COUNTED, add_window, count_days, start_of_report, window_of
from cjmsite_google_analytics.parts import tell_of_missing
from cjmsite_google_analytics.periods import part_periods, tell_of_samples

_WINDOW = re.compile(r"\d{8}-\d{8}")
_BOUND = re.compile(r"<\d+[.,]\d+\s?%")
_DAY = re.compile(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})\.?")


def read_universal(table: RawTable) -> RawTable | tuple[RawTable, ...]:
    """A table whose last row is its total, and whose `Day Index` becomes a date where the report's days prove it.

    A workbook's first sheet holds the title and the days of the report, and is no table.
    """
    names = [heading.written for heading in table.headings]
    if len(names) == 1 and window_of([row[0] for _, row in islice(table.rows(), 8) if row]):
        return ()
    said = (*table.preamble, *table.comments)
    table = replace(tell_of_samples(table, said), is_total=_is_total, title=_title(table))
    parts = part_periods(table, said)
    return tuple(_read_one(part, (*table.preamble, *part.comments)) for part in parts)


def _read_one(table: RawTable, said: Sequence[str]) -> RawTable:
    names = [heading.written for heading in table.headings]
    table = tell_of_missing(change_rows(table, _read_bounds))
    rows = (row for _, row in table.rows() if row and not _is_total(row))
    days = count_days(said, names, rows)
    table = add_columns(table, {**days, **add_window(said, names)})
    if days:
        table = replace(table, notes=(*table.notes, COUNTED))
    return table if "Date" in names or "Date" in [heading.name for heading in table.headings] else _read_days(table)


def _title(table: RawTable) -> str | None:
    """What the report is called: the line above its days."""
    named = [said for said in table.comments if not _WINDOW.fullmatch(said.strip())]
    return named[-1] if named else table.title


def _read_bounds(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, in which `<0.01%`, which is less than can be shown, is none as `<00:00:01` is."""
    for line, row in rows:
        yield line, ["0%" if cell.startswith("<") and _BOUND.fullmatch(cell.strip()) else cell for cell in row]


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
    settled = table.settled | {table.headings[0].name}
    return replace(add_columns(table, {"Date": date}), notes=(*table.notes, told), settled=settled)


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
