"""How a value moved since an earlier one, and whether that is more than chance explains."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from cjmsite.data.result import Change, Meaning, Value
from cjmsite.data.statistics import Interval

Span = tuple[float, float, float]


def changes(series: Sequence[Value], direction: str) -> tuple[Change, ...]:
    """The changes of the newest value against the period before and against the same period a year before."""
    if not series or series[-1].value is None or series[-1].period is None:
        return ()
    now = series[-1]
    found = []
    before = series[-2] if len(series) > 1 else None
    if before is not None and before.value is not None:
        found.append(change("previous", before, now, direction))
    assert now.period is not None
    start = year_before(now.period.start, now.period.grain)
    earlier = next((value for value in series if value.period is not None and value.period.start == start), None)
    if earlier is not None and earlier is not before and earlier.value is not None:
        found.append(change("year", earlier, now, direction))
    return tuple(found)


def year_before(start: datetime.date, grain: str) -> datetime.date:
    """The first day of the same period a year before; of a week, the week 52 weeks before."""
    if grain == "week":
        return start - datetime.timedelta(weeks=52)
    day = 28 if (start.month, start.day) == (2, 29) else start.day
    return start.replace(year=start.year - 1, day=day)


def change(against: str, before: Value, now: Value, direction: str) -> Change:
    """The change from one value to another, both of which are known."""
    assert before.value is not None and now.value is not None and before.period is not None
    moved = now.value - before.value
    bounds = None
    first, second = span_of(before), span_of(now)
    if first is not None and second is not None:
        bounds = difference_interval(first, second)
    low, high = bounds or (None, None)
    better = 1 if direction == "up" else -1
    meaning: Meaning = "unknown"
    if low is not None and high is not None:
        sign = 1 if low > 0 else -1 if high < 0 else 0
        meaning = "noise" if sign == 0 else "better" if sign == better else "worse"
    elif moved == 0:
        meaning = "noise"
    return Change("year" if against == "year" else "previous", before.period, before.value, moved, low, high, meaning)


def span_of(value: Value) -> Span | None:
    """The lower bound, the middle and the upper bound of a value's interval, as they were before clamping."""
    if value.span is not None:
        return value.span
    if value.low is None or value.high is None or value.value is None:
        return None
    return (value.low, value.value, value.high)


def difference_interval(before: Span, now: Span) -> Interval:
    """The interval of the difference of two independent estimates, from the interval of each.

    Squares and adds the distances to the bounds. Of shares with Wilson's intervals this is method 10 of
    R. G. Newcombe, Statistics in Medicine 17 (1998); of net shares it is the adjusted-Wald interval of a difference;
    for all others see G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008).
    """
    (low0, middle0, high0), (low1, middle1, high1) = before, now
    moved = middle1 - middle0
    return moved - math.hypot(middle1 - low1, high0 - middle0), moved + math.hypot(high1 - middle1, middle0 - low0)
