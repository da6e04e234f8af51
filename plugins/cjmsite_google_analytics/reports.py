"""Reports and explorations of Google Analytics 4, downloaded as CSV: stacked tables, each with its own days."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from cjmsite.api import RawTable, Row, add_columns, change_rows
from cjmsite_google_analytics.nth import add_window, count_days, window_of

_LIVED = re.compile(r"(?:Day|Week|Month) \d{1,3}", re.IGNORECASE)
_NOT_YET = "-1"
_TOTAL = "Grand total"
_NO_TITLE = re.compile(r"(?:[^:]+:\s*)?\d{8}(?:-\d{8})?|(?:Account|Property): .*")
_SPAN = re.compile(r"([A-Z][a-z]{2}) (\d{1,2})(?:, \d{4})?\s*[-–].*")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_report(table: RawTable) -> RawTable:
    """A card of a report: counted days become dates, and what a cohort has not lived to see becomes empty."""
    names = [heading.written for heading in table.headings]
    table = replace(change_rows(table, _name_total(len(names))), is_total=_is_total, title=_title(table.comments))
    table = add_columns(table, {**count_days(table.comments, names), **add_window(table.comments, names)})
    lived = [at for at, name in enumerate(names) if _LIVED.fullmatch(name)]
    return _read_cohorts(table, names, lived) if len(lived) > 1 else table


def read_exploration(table: RawTable) -> RawTable:
    """A tab of an exploration: a report in which a funnel names each step once, and counts in microseconds."""
    names = [heading.written for heading in table.headings]
    table = read_report(table)
    return _read_funnel(table, names) if "Step" in names and "Elapsed time" in names else table


def _title(comments: Sequence[str]) -> str | None:
    """What a table is called: the line above it that tells neither its days nor whose they are."""
    return next((said for said in reversed(comments) if not _NO_TITLE.fullmatch(said.strip())), None)


def _name_total(width: int) -> Callable[[Iterator[Row]], Iterator[Row]]:
    """Puts the total's label, which stands behind the last column, where other rows have their name."""

    def change(rows: Iterator[Row]) -> Iterator[Row]:
        for at, (line, row) in enumerate(rows):
            if at == 0 and len(row) == width + 1 and not row[0].strip() and row[-1].strip():
                yield line, [_TOTAL, *row[1:width]]
            else:
                yield line, row

    return change


def _is_total(cells: Sequence[str]) -> bool:
    return cells[0] == _TOTAL


def _read_cohorts(table: RawTable, names: Sequence[str], lived: Sequence[int]) -> RawTable:
    def change(rows: Iterator[Row]) -> Iterator[Row]:
        for line, row in rows:
            yield line, ["" if at in lived and cell.strip() == _NOT_YET else cell for at, cell in enumerate(row)]

    told = f"`{_NOT_YET}` stands for what was not to be seen yet, and counts as empty"
    table = replace(change_rows(table, change), notes=(*table.notes, told))
    window = window_of(table.comments)
    if window is None or "Date" not in names or "Cohort start" in names:
        return table
    place, (first, _) = names.index("Date"), window

    def start(cells: Sequence[str]) -> str:
        day = _first_day(cells[place], first)
        return day.isoformat() if day else ""

    return add_columns(table, {"Cohort start": start})


def _first_day(label: str, first: datetime.date) -> datetime.date | None:
    """The first day of `Jun 14 - Jun 20`, whose year is the one in which it does not come before the report."""
    match = _SPAN.fullmatch(label.strip())
    if match is None or match[1] not in _MONTHS:
        return None
    for year in (first.year, first.year + 1):
        try:
            day = datetime.date(year, _MONTHS.index(match[1]) + 1, int(match[2]))
        except ValueError:
            continue
        if day >= first:
            return day
    return None


def _read_funnel(table: RawTable, names: Sequence[str]) -> RawTable:
    step, elapsed = names.index("Step"), names.index("Elapsed time")

    def fill(rows: Iterator[Row]) -> Iterator[Row]:
        last = ""
        for line, row in rows:
            cells = list(row)
            if len(cells) > step:
                cells[step] = last = cells[step].strip() or last
            yield line, cells

    def seconds(cells: Sequence[str]) -> str:
        try:
            return repr(float(cells[elapsed]) / 1_000_000)
        except ValueError:
            return cells[elapsed]  # what is no number is told where it stands

    return add_columns(change_rows(table, fill), {"Elapsed seconds": seconds})
