"""Funnels: how many of those who began came how far, in the order of the steps."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from cjmsite.api import Aggregate, Case, Count, Group, Measure, Method, Metric, Outcome, Rows, Scale, day_of, wilson

_FORMULA = "cases that came to the last step / cases that began"


def eventual(rows: Rows, metric: Metric) -> Iterator[Case]:
    """Each case with how many steps it went, other rows between them allowed."""
    return _cases(rows, metric, direct=False)


def direct(rows: Rows, metric: Metric) -> Iterator[Case]:
    """Each case with how many steps it went, each step being the very next row after the one before."""
    return _cases(rows, metric, direct=True)


def _cases(rows: Rows, metric: Metric, direct: bool) -> Iterator[Case]:
    by_case: dict[Any, list[int]] = {}
    for at, who in enumerate(rows.who):
        by_case.setdefault(who, []).append(at)
    within = metric.within
    for places in by_case.values():
        begin = next((at for at in places if rows.steps[0][at]), None)
        if begin is not None:
            yield Case(begin, day_of(rows.when[begin]), _depth(rows, places, within, direct))


def _depth(rows: Rows, places: Iterable[int], within: datetime.timedelta | None, direct: bool) -> int:
    """How many steps the farthest way through a case's rows takes.

    `began[k]` is when the newest way that came to step k began: a newer one has more of `within` left.
    """
    count = len(rows.steps)
    began: list[Any] = [None] * count
    deepest = 0
    for at in places:
        now = rows.when[at]
        before = list(began)
        if direct:
            began = [None] * count
        for k in range(count - 1, 0, -1):
            start = before[k - 1]
            if rows.steps[k][at] and start is not None and (within is None or now - start <= within):
                began[k] = start if began[k] is None or start > began[k] else began[k]
                deepest = max(deepest, k + 1)
        if rows.steps[0][at]:
            began[0] = now
            deepest = max(deepest, 1)
    return deepest


def _sums(metric: Metric, scale: Scale | None) -> dict[str, Aggregate]:
    return {f"step_{k}": Count("x", k) for k in range(1, len(metric.steps) + 1)}


def _value(group: Group) -> Outcome:
    steps = group.metric.steps
    counts = [group[f"step_{k}"] for k in range(1, len(steps) + 1)]
    parts = tuple((step.title, count) for step, count in zip(steps, counts, strict=True))
    began, ended = counts[0], counts[-1]
    low, high = wilson(ended, began, group.metric.confidence)
    return Outcome(ended / began, round(began), low, high, ended, began, parts)


def _method(name: str, rule: str, cases: Any) -> Method:
    return Method(
        name,
        f"{_FORMULA}; {rule}",
        _sums,
        _value,
        "counting as in funnel reports of web analytics; a case counts in the period of its first step",
        "%",
        is_share=True,
        interval="Wilson score interval",
        cases=cases,
    )


FUNNEL = Measure(
    "funnel",
    "How many of those who began came to the last step, and where the others stopped",
    (
        _method("eventual", "other rows may lie between two steps", eventual),
        _method("direct", "each step is the case's very next row", direct),
    ),
    needs=("per", "steps", "date"),
    uses=("within",),
)
