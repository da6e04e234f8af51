"""Retention and churn: of a stated cohort of customers, who stayed and who left. Both count the same cases."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from cjmsite.api import (
    Aggregate,
    CannotCount,
    Case,
    Count,
    Group,
    Measure,
    Method,
    Metric,
    Outcome,
    Rows,
    Scale,
    day_of,
    start_after,
    start_of,
    wilson,
)

Day = datetime.date

_WHOLE = 0.9
"""The newest period counts once the rows reach its last tenth: else those who have not come yet would count as lost."""

_LONGEST = {"day": 4_000, "week": 28_000, "month": 120_000, "quarter": 360_000, "year": 1_460_000}
"""How many days the contracts may span, so that there are no more than some thousand periods."""


def returning(rows: Rows, metric: Metric) -> Iterator[Case]:
    """For each period after the first, each customer of the period before, and whether they are here too."""
    seen, last = _seen(rows, metric)
    for periods in seen.values():
        for start, row in periods.items():
            after = start_after(start, metric.grain)
            if after <= last:
                yield Case(row, after, float(after in periods))


def newcomers(rows: Rows, metric: Metric) -> Iterator[Case]:
    """For each period, each customer whose first it is, and whether they are here again so many periods later."""
    seen, last = _seen(rows, metric)
    for periods in seen.values():
        first = later = min(periods)
        for _ in range(metric.after):
            later = start_after(later, metric.grain)
        if later <= last:
            yield Case(periods[first], first, float(later in periods))


def contracts(rows: Rows, metric: Metric) -> Iterator[Case]:
    """For each period, each contract that ran when it began, and whether it still runs when it ends."""
    days = [day_of(moment) for moment in rows.when]
    last = _last_whole(max(days, default=Day.min), metric)
    if days and (last - min(days)).days > _LONGEST[metric.grain]:
        raise CannotCount(f"the contracts go from {min(days)} to {max(days)}: too many periods of a {metric.grain}")
    for row, (begun, moment) in enumerate(zip(days, rows.until, strict=True)):
        ended = None if moment is None else day_of(moment)
        start = start_after(start_of(begun, metric.grain, metric.week_starts), metric.grain)
        if start_of(begun, metric.grain, metric.week_starts) == begun:
            start = begun
        while start <= last and (ended is None or ended > start):
            end = start_after(start, metric.grain)
            yield Case(row, start, float(ended is None or ended > end))
            start = end


def _seen(rows: Rows, metric: Metric) -> tuple[dict[Any, dict[Day, int]], Day]:
    """For each customer the periods with rows and the newest row in each, and the last period that is whole."""
    seen: dict[Any, dict[Day, int]] = {}
    newest = Day.min
    starts: dict[Day, Day] = {}
    for at, (who, moment) in enumerate(zip(rows.who, rows.when, strict=True)):
        day = day_of(moment)
        newest = max(newest, day)
        if day not in starts:
            starts[day] = start_of(day, metric.grain, metric.week_starts)
        seen.setdefault(who, {})[starts[day]] = at
    return seen, _last_whole(newest, metric)


def _last_whole(newest: Day, metric: Metric) -> Day:
    """The first day of the last period that is over, or nearly."""
    if newest == Day.min:
        return newest
    start = start_of(newest, metric.grain, metric.week_starts)
    end = start_after(start, metric.grain)
    if newest + datetime.timedelta(days=1) >= start + _WHOLE * (end - start):
        return start
    return start_of(start - datetime.timedelta(days=1), metric.grain, metric.week_starts)


def _sums(metric: Metric, scale: Scale | None) -> dict[str, Aggregate]:
    return {"stayed": Count("x", 1)}


def _outcome(lost: bool) -> Callable[[Group], Outcome]:
    def value(group: Group) -> Outcome:
        stayed, all_ = group["stayed"], group.rows
        counted = all_ - stayed if lost else stayed
        low, high = wilson(counted, all_, group.metric.confidence)
        return Outcome(counted / all_, all_, low, high, counted, all_)

    return value


def _methods(lost: bool) -> tuple[Method, ...]:
    return tuple(
        Method(
            name,
            formula,
            _sums,
            _outcome(lost),
            "churn and retention add up to 100 % only of one cohort and period; "
            "the newest period counts once rows reach its last tenth",
            "%",
            is_share=True,
            interval="Wilson score interval",
            cases=cases,
            needs=("until",) if cases is contracts else (),
        )
        for name, formula, cases in (
            (
                "returning",
                f"of the customers of the period before, those who are {'not ' if lost else ''}here in this one",
                returning,
            ),
            (
                "newcomers",
                "of the customers whose first period it is, "
                f"those who are {'not ' if lost else ''}here again so many periods later",
                newcomers,
            ),
            (
                "contract",
                "of the contracts that ran on the period's first day, "
                f"those that {'ended within it' if lost else 'still run after its last day'}; "
                "the contract is over on the day that ends it",
                contracts,
            ),
        )
    )


RETENTION = Measure(
    "retention",
    "Of a stated cohort of customers, the share that stayed",
    _methods(lost=False),
    needs=("per", "date", "grain"),
    uses=("after",),
)
CHURN = Measure(
    "churn",
    "Of a stated cohort of customers, the share that left",
    _methods(lost=True),
    needs=("per", "date", "grain"),
    uses=("after",),
)
