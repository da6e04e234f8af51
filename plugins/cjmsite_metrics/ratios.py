"""Ratios and weighted means: one sum divided by another, and the interval that their rows allow."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from cjmsite.api import (
    Aggregate,
    Count,
    Distinct,
    Group,
    Measure,
    Method,
    Metric,
    Outcome,
    Scale,
    Shares,
    Sum,
    aggregate_of,
    ratio_interval,
    things_interval,
    wilson,
)

_SUBSET = "Wilson score interval, for what the numerator counts is among what the denominator counts"
_WITHIN = "Wilson score interval, taking what the numerator adds up for some of what the denominator adds up"
_THINGS = "Student's t interval of the mean, each different value of the denominator taken for one independent case"
_ROWS = "linearised (Taylor) interval of a ratio of sums with Student's t, each row taken for one independent case"
_WEIGHTED = "linearised (Taylor) interval of a weighted mean with Student's t, each row taken for one independent case"
_RATES = "Wilson score interval, taking each value for the share of so many cases as its weight counts"
_SUMS = "the rows are sums of cases already, and how far the cases lie apart is not in the file"
_APART = "the numerator and the denominator count different things, of which one may belong to several of the other"
_BESIDE = "some rows of the numerator belong to none of the cases that the denominator counts"
_MEANS = "each row may stand for as many cases as its weight says, and how far those lie apart is not in the file"

_PART: dict[str, Callable[[str], Aggregate]] = {"count": Count, "sum": Sum, "count_distinct": Distinct}
_ADDED = ("count", "sum")


def _how(metric: Metric) -> tuple[str, str]:
    """How the two sides of a ratio add up."""
    return aggregate_of(metric.numerator), aggregate_of(metric.denominator)


def _ratio_sums(metric: Metric, scale: Scale | None) -> dict[str, Aggregate]:
    above, below = _how(metric)
    wanted: dict[str, Aggregate] = {"numerator": _PART[above]("num"), "denominator": _PART[below]("den")}
    if above in _ADDED and below == "count_distinct":
        wanted["things"] = Shares("num", "den")
    elif above in _ADDED and below in _ADDED:
        wanted |= {"yy": Sum("num", "num"), "xy": Sum("num", "den"), "xx": Sum("den", "den")}
    return wanted


def _ratio(group: Group) -> Outcome:
    numerator, denominator = group.get("numerator"), group.get("denominator")
    n = round(denominator) if group.counted else group.rows
    if n == 0 or denominator == 0 or not math.isfinite(denominator):
        return Outcome(None, 0, numerator=numerator, denominator=denominator)
    value = numerator / denominator
    low, high, said = _bounds(group, numerator, denominator, n)
    span = None if low is None or high is None else (low, value, high)
    if low is not None and _how(group.metric)[0] != "sum":  # what is counted is never less than nothing
        low = max(low, 0.0)
    if group.metric.unit == "%" and low is not None and high is not None and 0 <= value <= 1:
        low, high = max(low, 0.0), min(high, 1.0)
    return Outcome(value, n, low, high, numerator, denominator, span=span, interval=said)


_Bounds = tuple[float | None, float | None, str]


def _bounds(group: Group, numerator: float, denominator: float, n: int) -> _Bounds:
    """The interval of a ratio and its name; or nothing, and why."""
    metric = group.metric
    above, below = _how(metric)
    if group.subset and 0 <= numerator <= denominator:
        return (*wilson(numerator, n, metric.confidence), _SUBSET)
    if group.within and metric.unit == "%":
        return (*wilson(numerator, n, metric.confidence), _WITHIN)
    if above not in _ADDED:
        return None, None, _APART
    if below == "count_distinct":
        things, squares = group.several("things") if "things" in group.sums else (0.0, 0.0)
        if not math.isclose(things, numerator, rel_tol=1e-9, abs_tol=1e-9):
            return None, None, _BESIDE
        return _found(things_interval(things, squares, n, metric.confidence), _THINGS)
    if group.grouped or (below == "sum" and group.counted):
        return None, None, _SUMS
    squared = (group.get("yy"), group.get("xy"), group.get("xx"))
    return _found(ratio_interval(numerator, denominator, squared, group.rows, metric.confidence), _ROWS)


def _found(bounds: tuple[float, float] | None, name: str) -> _Bounds:
    return (*bounds, name) if bounds else (None, None, "")


RATIO = Measure(
    "ratio",
    "One sum or count divided by another; the parts are added up first, then divided",
    (
        Method(
            "",
            "numerator, added up over all rows / denominator, added up over all rows",
            _ratio_sums,
            _ratio,
            "ratio of sums, never a mean of ratios",
            interval="an interval of a ratio",
        ),
    ),
    needs=("numerator",),
    uses=("numerator", "denominator"),
    takes_text=True,
)


def _weighted_sums(metric: Metric, scale: Scale | None) -> Mapping[str, Aggregate]:
    return {
        "sum": Sum("x", "w"),
        "weight": Sum("w"),
        "yy": Sum("x", ("x", "w", "w")),
        "xy": Sum("x", ("w", "w")),
        "xx": Sum("w", "w"),
    }


def _weighted(group: Group) -> Outcome:
    total, weight = group.get("sum"), group.get("weight") if group.rows else 0.0
    n = round(weight) if group.counted else group.rows
    if not weight:
        return Outcome(None, n, denominator=weight)
    low, high, said = _weighted_bounds(group, total, weight, n)
    return Outcome(total / weight, n, low, high, denominator=weight, interval=said)


def _weighted_bounds(group: Group, total: float, weight: float, n: int) -> _Bounds:
    metric = group.metric
    if group.counted and metric.unit == "%" and n > 0 and 0 <= total <= weight:
        return (*wilson(total, n, metric.confidence), _RATES)
    if group.counted or group.grouped:
        return None, None, _MEANS
    squares = (group.get("yy"), group.get("xy"), group.get("xx"))
    return _found(ratio_interval(total, weight, squares, group.rows, metric.confidence), _WEIGHTED)


WEIGHTED_MEAN = Measure(
    "weighted_mean",
    "A mean in which each row counts by its weight, as rates of groups of unequal size must",
    (
        Method(
            "",
            "sum of value × weight / sum of weights",
            _weighted_sums,
            _weighted,
            "weighted arithmetic mean",
            interval="an interval of a weighted mean",
        ),
    ),
    needs=("expr", "weight"),
    uses=("weight",),
)
