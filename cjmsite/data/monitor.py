"""What a metric's series says beyond its newest number: changes, natural limits, signals."""

from __future__ import annotations

import datetime

from msgspec.structs import replace

from cjmsite.data.behaviour import limits, signals
from cjmsite.data.difference import changes
from cjmsite.data.result import Change, MetricResult, Signal, Value
from cjmsite.model.metric import Metric


def watch(result: MetricResult, metric: Metric) -> MetricResult:
    """The result with all that can be told from its series. A period that is not over yet is compared with nothing."""
    series = result.series[:-1] if result.partial else result.series
    if sum(value.value is not None for value in series) < 2:
        return result
    found = limits(series)
    told = signals(series, found)
    moved = () if result.partial else changes(series, metric.direction)
    if found is not None and not (told and told[-1].period == series[-1].period):
        moved = tuple(replace(each, meaning="routine") if each.meaning == "unknown" else each for each in moved)
    return replace(result, changes=moved, limits=found, signals=told)


def last_day(result: MetricResult) -> datetime.date | None:
    """The newest day that a metric knows of."""
    if result.as_of is not None:
        return result.as_of
    period = result.latest.period if result.latest else None
    return None if period is None else period.end - datetime.timedelta(days=1)


def age(result: MetricResult, today: datetime.date) -> datetime.timedelta | None:
    """How long ago the newest day was over."""
    newest = last_day(result)
    return None if newest is None else today - newest - datetime.timedelta(days=1)


def is_stale(result: MetricResult, metric: Metric, today: datetime.date) -> bool:
    """Whether a metric's data are older than it allows."""
    old = age(result, today)
    return metric.max_age is not None and old is not None and old > metric.max_age


def newest_signal(result: MetricResult) -> Signal | None:
    """What the newest value says beyond routine variation."""
    latest = result.latest
    found = result.signals[-1] if result.signals else None
    return found if found is not None and latest is not None and found.period == latest.period else None


def off_since(result: MetricResult) -> Value | None:
    """The first of the values in a row, up to the newest, that are off target; None where that one is not."""
    first: Value | None = None
    for value in reversed(result.series):
        if value.status != "off":
            break
        first = value
    return first


def worse(result: MetricResult) -> Change | None:
    """The change for the worse that chance does not explain; of two the one against the period before."""
    return next((change for change in result.changes if change.meaning == "worse"), None)
