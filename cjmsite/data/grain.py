"""Stretches of time: the day, week, month, quarter or year that a day belongs to."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Literal

from cjmsite.data.result import Period

Day = datetime.date
WeekStart = Literal["monday", "sunday"]


def start_of(day: Day, grain: str, week_starts: WeekStart = "monday") -> Day:
    """The first day of the period in which a day lies."""
    if grain == "week":
        return day - datetime.timedelta(days=day.weekday() if week_starts == "monday" else (day.weekday() + 1) % 7)
    if grain == "month":
        return day.replace(day=1)
    if grain == "quarter":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return day.replace(month=1, day=1) if grain == "year" else day


def start_after(start: Day, grain: str) -> Day:
    """The first day after the period that begins on a day."""
    if grain in ("day", "week"):
        return start + datetime.timedelta(days=7 if grain == "week" else 1)
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    total = start.year * 12 + start.month - 1 + months
    return datetime.date(total // 12, total % 12 + 1, 1)


def period_of(start: Day, grain: str) -> Period:
    """The period that begins on a day."""
    return Period(start, start_after(start, grain), grain)


def starts_between(first: Day, last: Day, grain: str) -> Iterator[Day]:
    """The first days of all periods from one to another, both among them."""
    while first <= last:
        yield first
        first = start_after(first, grain)
