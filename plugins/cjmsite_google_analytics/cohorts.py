"""Cohorts of a report: what they have not lived to see is empty, and each has the day on which it began."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from cjmsite.api import RawTable, Row, add_columns, change_rows
from cjmsite_google_analytics.nth import Window, window_of

_LIVED = re.compile(r"(?:Day|Week|Month) \d{1,3}", re.IGNORECASE)
_NUMBERED = re.compile(r"(\D*)(\d{1,3})(\D*)")
_NUMBER = re.compile(r"\d+")
_NOT_YET = "-1"
_FROM = re.compile(r"(?:([A-Z][a-z]{2})[a-z]* (\d{1,2})|(\d{1,2}) ([A-Z][a-z]{2})[a-z]*)(?:,? \d{4})?\s*[-–].*")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STEPS = (7, 1)


def find_lived(names: Sequence[str]) -> list[int]:
    """The columns that count from a cohort's beginning: `Week 0`, `Week 1`, or `0주째`, `1주째`; at least two."""
    known = [at for at, name in enumerate(names) if _LIVED.fullmatch(name)]
    if len(known) < 2:
        matches = [(at, match) for at, name in enumerate(names) if (match := _NUMBERED.fullmatch(name))]
        alike = [(at, int(match[2])) for at, match in matches if (match[1], match[3]) == matches[0][1].group(1, 3)]
        known = [at for at, _ in alike] if [count for _, count in alike] == list(range(len(alike))) else []
    return known if len(known) > 1 else []


def read_cohorts(table: RawTable, names: Sequence[str], lived: Sequence[int]) -> RawTable:
    """A table of cohorts, whose first column says from when to when people came."""

    def change(rows: Iterator[Row]) -> Iterator[Row]:
        for line, row in rows:
            yield line, ["" if at in lived and cell.strip() == _NOT_YET else cell for at, cell in enumerate(row)]

    labels = [row[0].strip() for _, row in table.rows() if row and row[0].strip()]
    if 0 not in lived and (whole := _whole(labels)):
        table = replace(table, is_total=partial(_is_called, whole))
    told = f"`{_NOT_YET}` stands for what was not to be seen yet, and counts as empty"
    table = replace(change_rows(table, change), notes=(*table.notes, told))
    window = window_of(table.comments)
    if window is None or 0 in lived or "Cohort start" in names:
        return table
    start = _starts(labels, window)
    return add_columns(table, {"Cohort start": start}) if start else table


def _whole(labels: Sequence[str]) -> str | None:
    """What the row of all cohorts together is called: the first one, which alone says no days."""
    dated = [_NUMBER.search(label) is not None for label in labels]
    return labels[0] if len(labels) > 2 and not dated[0] and all(dated[1:]) else None


def _is_called(name: str, cells: Sequence[str]) -> bool:
    return cells[0].strip() == name


def _starts(labels: Sequence[str], window: Window) -> Callable[[Sequence[str]], str] | None:
    """How a row's cells tell on which day its cohort began: in English by its label, else by its place if that fits."""
    first = window[0]
    known = {label: _first_day(label, first) for label in labels}
    if not any(known.values()):
        known = _by_place(labels, window)
    if not any(known.values()):
        return None
    days = {label: day.isoformat() for label, day in known.items() if day is not None}
    return lambda cells: days.get(cells[0].strip(), "")


def _first_day(label: str, first: datetime.date) -> datetime.date | None:
    """The first day of `Jun 14 - Jun 20`, whose year is the one in which it does not come before the report."""
    match = _FROM.fullmatch(label)
    month, number = (match[1] or match[4], match[2] or match[3]) if match else ("", "")
    if month not in _MONTHS:
        return None
    for year in (first.year, first.year + 1):
        try:
            day = datetime.date(year, _MONTHS.index(month) + 1, int(number))
        except ValueError:
            continue
        if day >= first:
            return day
    return None


def _by_place(labels: Sequence[str], window: Window) -> dict[str, datetime.date | None]:
    """The first days of cohorts that follow one another, if each label holds the number of its own first day."""
    first, end = window
    for step in _STEPS:
        days = [first + datetime.timedelta(days=step * at) for at in range(len(labels))]
        whole = end is not None and bool(days) and days[-1] + datetime.timedelta(days=step - 1) == end
        if whole and all(day.day in map(int, _NUMBER.findall(said)) for said, day in zip(labels, days, strict=True)):
            return dict(zip(labels, days, strict=True))
    return {}
