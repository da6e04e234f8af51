"""Exports of Google Analytics 4: several tables in one file, and days that are only counted.

`Nth day` 0003 is the fourth day from the table's `# Start date`. Weeks are calendar weeks from Sunday to Saturday,
of which the first and the last are cut off by the dates of the report.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from cjmsite.api import Format, hookimpl

_START = re.compile(r"(?:Start date:\s*(\d{8})|(\d{8})-\d{8})")
_COUNT = re.compile(r"\d{1,5}")


def start_of_report(comments: Sequence[str]) -> datetime.date | None:
    """The first day of a table, as its own comments say it; those nearest to the table win."""
    for comment in reversed(comments):
        match = _START.fullmatch(comment.strip())
        if match:
            try:
                return datetime.datetime.strptime(match[1] or match[2], "%Y%m%d").date()
            except ValueError:
                return None
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


_AXES = {"Nth hour": nth_hour, "Nth day": nth_day, "Nth week": nth_week, "Nth month": nth_month}


def derive_date(comments: Sequence[str], columns: Sequence[str]) -> Mapping[str, Callable[[Sequence[str]], str]]:
    """A column `Date`, where a table counts days, weeks or months from its start."""
    start = start_of_report(comments)
    axis = next((name for name in _AXES if name in columns), None)
    if start is None or axis is None or "Date" in columns:
        return {}
    place, day_of = columns.index(axis), _AXES[axis]

    def date(cells: Sequence[str]) -> str:
        count = cells[place].strip()
        try:
            return day_of(start, int(count)).isoformat() if _COUNT.fullmatch(count) else ""
        except (OverflowError, ValueError):  # beyond the year 9999
            return ""

    return {"Date": date}


FORMATS = (
    Format(
        "ga4",
        "Google Analytics 4, CSV of a report or an exploration; choose one of its tables with `table:`",
        derive=derive_date,
    ),
)


@hookimpl
def cjm_formats(config: Any) -> Iterable[Format]:
    """GA4."""
    return FORMATS
