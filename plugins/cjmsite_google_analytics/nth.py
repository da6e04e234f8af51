"""Days that Google Analytics only counts: `Nth day` 0003 is the fourth day from the start of the report.

Weeks are calendar weeks from Sunday to Saturday, of which the first and the last are cut off by the report's dates.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from cjmsite_google_analytics.words import Unit, unit_of

_DATED = re.compile(r"([^:：0-9]+)[:：]\s*(\d{8})")
_BETWEEN = re.compile(r"(\d{8})-(\d{8})")
_COUNT = re.compile(r"\d{1,6}")
_PADDED = re.compile(r"\d{4,5}")
_AXIS = re.compile(r"nth (?P<nth>hour|day|week|month|year)|(?P<index>hour|week|month) index", re.IGNORECASE)

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


AXES: Mapping[Unit, Callable[[datetime.date, int], datetime.date]] = {
    "hour": nth_hour,
    "day": nth_day,
    "week": nth_week,
    "month": nth_month,
    "year": nth_year,
}
"""The day on which the nth unit of a report begins."""


COUNTED = "`Date` is counted from the first day of the report"


def count_days(comments: Sequence[str], columns: Sequence[str], rows: Iterable[Sequence[str]] = ()) -> Derived:
    """A column `Date`, where a table counts hours, days, weeks, months or years from its start.

    Names in English are known. In another language the counts themselves, like `0003`, must lie within the report.
    """
    window = window_of(comments)
    if window is None or "Date" in columns:
        return {}
    found = _known_axis(columns, window, rows) or _axis_by_its_counts(columns, window, rows)
    if found is None:
        return {}
    place, unit = found
    return {"Date": partial(_date_of, place, AXES[unit], window[0])}


def _known_axis(columns: Sequence[str], window: Window, rows: Iterable[Sequence[str]]) -> tuple[int, Unit] | None:
    for place, name in enumerate(columns):
        if (match := _AXIS.fullmatch(name)) is None:
            continue
        unit = unit_of(match["nth"] or match["index"])
        if unit is not None and (match["nth"] or _fits(place, unit, window, rows, _COUNT)):
            return place, unit
    return None


def _axis_by_its_counts(
    columns: Sequence[str], window: Window, rows: Iterable[Sequence[str]]
) -> tuple[int, Unit] | None:
    unit = unit_of(columns[0]) if columns else None
    kept = [row[:1] for row in rows]
    if unit is not None and (_fits(0, unit, window, kept, _PADDED) or _counts_all(unit, window, kept)):
        return 0, unit
    return None


def _counts_all(unit: Unit, window: Window, rows: Sequence[Sequence[str]]) -> bool:
    """Whether bare numbers, as Excel leaves them, count each unit from 0 to the last day of the report."""
    counts = [row[0].strip() for row in rows if row]
    if unit == "hour" or len(counts) < 2 or counts != [str(at) for at in range(len(counts))]:
        return False
    start, end = window
    try:
        beyond = AXES[unit](start, len(counts))
    except (OverflowError, ValueError):
        return False
    return end is not None and AXES[unit](start, len(counts) - 1) <= end < beyond


def _fits(place: int, unit: Unit, window: Window, rows: Iterable[Sequence[str]], written: re.Pattern[str]) -> bool:
    """Whether a column counts so far as the report goes, and no farther."""
    start, end = window
    counts = [row[place].strip() for row in rows if len(row) > place]
    if not counts or not all(written.fullmatch(count) for count in counts):
        return False
    try:
        last = AXES[unit](start, max(int(count) for count in counts))
    except (OverflowError, ValueError):  # beyond the year 9999
        return False
    return end is None or last <= end


def counts_weeks(columns: Sequence[str]) -> bool:
    """Whether a column counts weeks, in any language."""
    return any(_AXIS.fullmatch(name) and unit_of(name) == "week" for name in columns) or (
        bool(columns) and unit_of(columns[0]) == "week"
    )


def _date_of(
    place: int, day_of: Callable[[datetime.date, int], datetime.date], start: datetime.date, cells: Sequence[str]
) -> str:
    count = cells[place].strip()
    try:
        return day_of(start, int(count)).isoformat() if _COUNT.fullmatch(count) else ""
    except (OverflowError, ValueError):
        return ""
