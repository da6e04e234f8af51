"""Days that Google Analytics only counts: `Nth day` 0003 is the fourth day from the start of the report.

Weeks are calendar weeks from Sunday to Saturday, of which the first and the last are cut off by the report's dates.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

_DATED = re.compile(r"([^:0-9]+):\s*(\d{8})")
_BETWEEN = re.compile(r"(\d{8})-(\d{8})")
_COUNT = re.compile(r"\d{1,5}")

Window = tuple[datetime.date, datetime.date | None]
"""The first and, where it is said, the last day of a report."""


Derived = Mapping[str, Callable[[Sequence[str]], str]]
"""New columns, each with how a row's cells give its text."""


def window_of(comments: Sequence[str]) -> Window | None:
    """The days of a table, as its own comments say them in whichever language; those nearest to the table win."""
    found: dict[str, str] = {}
    for comment in reversed(comments):
        if both := _BETWEEN.fullmatch(comment.strip()):
            found = found or {"from": both[1], "to": both[2]}
            break
        if dated := _DATED.fullmatch(comment.strip()):
            if dated[1] in found:
                break
            found[dated[1]] = dated[2]
            if len(found) == 2:
                break
    days = [_day(text) for text in found.values()]
    known = sorted(day for day in days if day is not None)
    if not known or len(known) < len(days):
        return None
    return known[0], known[-1] if len(known) > 1 else None


def start_of_report(comments: Sequence[str]) -> datetime.date | None:
    """The first day of a table."""
    window = window_of(comments)
    return window[0] if window else None


def add_window(comments: Sequence[str], columns: Sequence[str]) -> Derived:
    """Columns `Start date` and `End date` with the days of the report: for files of which each is one period."""
    window = window_of(comments)
    days = dict(zip(("Start date", "End date"), window or (), strict=False))
    return {
        name: partial(_constant, day.isoformat())
        for name, day in days.items()
        if day is not None and name not in columns
    }


def _constant(text: str, cells: Sequence[str]) -> str:
    return text


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        return None


def nth_hour(start: datetime.date, count: int) -> datetime.date:
    """The day of the hour that many hours after the start."""
    return start + datetime.timedelta(hours=count)


def nth_day(start: datetime.date, count: int) -> datetime.date:
    """The day that many days after the start."""
    return start + datetime.timedelta(days=count)


def nth_week(start: datetime.date, count: int) -> datetime.date:
    """The first day within the report of a week that begins on a Sunday."""
    sunday = start - datetime.timedelta(days=(start.weekday() + 1) % 7)
    return max(start, sunday + datetime.timedelta(weeks=count))


def nth_month(start: datetime.date, count: int) -> datetime.date:
    """The first day within the report of a month."""
    months = start.year * 12 + start.month - 1 + count
    return max(start, datetime.date(months // 12, months % 12 + 1, 1))


def nth_year(start: datetime.date, count: int) -> datetime.date:
    """The first day within the report of a year."""
    return max(start, datetime.date(start.year + count, 1, 1))


AXES = {
    "nth hour": nth_hour,
    "nth day": nth_day,
    "nth week": nth_week,
    "nth month": nth_month,
    "nth year": nth_year,
    "hour index": nth_hour,
}
"""The columns that count, as they are called in reports."""


def count_days(comments: Sequence[str], columns: Sequence[str]) -> Derived:
    """A column `Date`, where a table counts hours, days, weeks, months or years from its start."""
    start = start_of_report(comments)
    axis = next((name for name in columns if name.casefold() in AXES), None)
    if start is None or axis is None or "Date" in columns:
        return {}
    place, day_of = columns.index(axis), AXES[axis.casefold()]

    def date(cells: Sequence[str]) -> str:
        count = cells[place].strip()
        try:
            return day_of(start, int(count)).isoformat() if _COUNT.fullmatch(count) else ""
        except (OverflowError, ValueError):  # beyond the year 9999
            return ""

    return {"Date": date}
