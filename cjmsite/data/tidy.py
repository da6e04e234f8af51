"""Tidy KPI files: values that somebody has computed already, one per metric, day and dimension."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from cjmsite.data.grain import period_of, start_of
from cjmsite.data.plan import locate
from cjmsite.data.problems import Problems, Where, listed, shown
from cjmsite.data.receipt import with_confidence
from cjmsite.data.result import MetricResult, Period, Receipt, Value
from cjmsite.data.statistics import wilson
from cjmsite.data.table import Reading, Table
from cjmsite.data.targets import check_targets, with_targets
from cjmsite.data.tidycolumns import DIMENSIONS
from cjmsite.diagnostics import Diagnostic, did_you_mean, error, warning
from cjmsite.model.metric import Metric

Cells = Mapping[str, Any]


def compute_tidy(metric_id: str, metric: Metric, reading: Reading, where: Where) -> MetricResult:
    """The values of a metric that a tidy file gives: the rows whose `metric` is the metric's id."""
    problems = Problems()
    empty = MetricResult(metric_id, metric.unit, metric.digits or 0)
    if metric.measure is not None:
        message = f"the source `{metric.source}` gives values that are computed already, so a `measure` has no place"
        hint = "leave `measure:` out, or read the file with `format: csv`"
        problems.add(error("unused-field", message, locate(where, ("measure",)), hint))
    if reading.table.broken:
        return empty
    rows = [at for at, name in enumerate(_values(reading.table, "metric")) if name == metric_id]
    if not rows:
        if not reading.failed:
            known = sorted({str(name) for name in _values(reading.table, "metric") if name})
            message = f"no row of the source `{metric.source}` has `{metric_id}` as its metric"
            hint = did_you_mean(metric_id, known) or f"it has {listed(known)}"
            problems.add(error("no-rows", message, locate(where, ("source",)), hint))
        return MetricResult(metric_id, metric.unit, metric.digits or 0, problems=problems.all())
    share = metric.unit == "%"
    check_targets(metric, share, where, problems)
    grain = _grain(metric, [day for at in rows if (day := _values(reading.table, "date")[at])])
    columns = reading.table.columns
    values: dict[tuple[datetime.date, tuple[tuple[str, str], ...]], tuple[int, Value]] = {}
    for at in rows:
        cells = {column.name: column.values[at] for column in columns}
        value = _value(cells, metric, grain, reading.table, at, problems)
        if value is None or value.period is None:
            continue
        key = (value.period.start, value.dimensions)
        if key in values:
            problems.add(_duplicate(reading.table, at, values[key][0], metric_id, value))
        else:
            values[key] = (at, value)
    ordered = sorted((value for _, value in values.values()), key=_order)
    series = tuple(with_targets(value, metric, share) for value in ordered if not value.dimensions)
    split = tuple(with_targets(value, metric, share) for value in ordered if value.dimensions)
    if split and not series:
        message = f"`{metric_id}` has values for parts only, none for the whole; the whole is not made up of them"
        hint = "add rows with empty dimensions"
        problems.add(warning("no-total", message, reading.table.span(rows[0]), hint))
    digits = metric.digits if metric.digits is not None else _digits(share, ordered)
    bounded = any(value.low is not None for value in ordered)
    receipt = Receipt(
        reading.source,
        "given",
        "",
        "the value that the file gives; where it gives a numerator and a denominator, their quotient",
        with_confidence("Wilson score interval of numerator / denominator", metric.confidence) if bounded else None,
        reading.files,
        len(values),
        (),
        tuple(column.name for column in columns),
        (),
        (("Period", f"by {grain}, as `date` says"), ("n counts", "what the file says")),
        "" if bounded else "the file gives no numerator and denominator from which one could be made",
        metric.confidence if bounded else 0.0,
        False,
        reading.told,
    )
    newest = max((value.period.end for value in ordered if value.period), default=None)
    as_of = newest - datetime.timedelta(days=1) if newest else None
    return MetricResult(metric_id, metric.unit, digits, series, split, receipt, problems.all(), as_of)


def _values(table: Table, name: str) -> tuple[Any, ...]:
    column = table.column(name)
    return column.values if column else (None,) * len(table)


def _grain(metric: Metric, days: list[datetime.date]) -> str:
    """What the metric says; else months where every date is the first of one, else days."""
    if "grain" in metric.model_fields_set and metric.grain != "none":
        return metric.grain
    return "month" if all(day.day == 1 for day in days) else "day"


def _value(cells: Cells, metric: Metric, grain: str, table: Table, at: int, problems: Problems) -> Value | None:
    day = cells["date"]
    if day is None:
        problems.add(error("no-date", "this row has no date", table.span(at)))
        return None
    period = period_of(start_of(day, grain, metric.week_starts), grain)
    words = tuple((name, str(cells[name])) for name in DIMENSIONS if cells.get(name) is not None)
    numerator, denominator, value = cells.get("numerator"), cells.get("denominator"), cells["value"]
    n = cells.get("n")
    low = high = None
    if numerator is not None and denominator:
        quotient = numerator / denominator
        if value is not None and not _agree(value, quotient):
            message = f"the value {value:g} is not {numerator:g} / {denominator:g}"
            problems.add(error("value-mismatch", message, table.span(at)), "value-mismatch")
            return None
        value = quotient
        n = n if n is not None else round(denominator)
        if 0 <= numerator <= denominator:
            low, high = wilson(numerator, denominator, metric.confidence)
    elif value is not None and metric.unit == "%" and abs(value) > 1:
        message = f"the unit is %, but the value {value:g} as a share is {value:.0%}"
        hint = "say in the source `columns: {value: {type: percent}}` if the values are percentages"
        problems.add(error("percent-or-number", message, table.span(at), hint), "percent-or-number")
        return None
    if n is not None and n < metric.min_n:
        return Value(None, n, period, words, too_small=True)
    return Value(value, n, period, words, low, high, numerator, denominator)


def _agree(value: float, quotient: float) -> bool:
    """Whether a rounded value is the quotient, written as a fraction or in percent."""
    return any(abs(value - known) <= max(0.006 * abs(known), 0.006) for known in (quotient, quotient * 100))


def _duplicate(table: Table, at: int, first: int, metric_id: str, value: Value) -> Diagnostic:
    said = ", ".join(f"{name} {shown(word)}" for name, word in value.dimensions)
    assert value.period is not None
    message = f"a second value of `{metric_id}` for {value.period.start}" + (f", {said}" if said else "")
    related = (("the first is here", table.span(first)),)
    return Diagnostic("duplicate-value", "error", message, table.span(at), "keep one of the two", related)


def _order(value: Value) -> tuple[tuple[tuple[str, str], ...], datetime.date]:
    assert isinstance(value.period, Period)
    return value.dimensions, value.period.start


def _digits(share: bool, values: list[Value]) -> int:
    whole = all(value.value is None or float(value.value).is_integer() for value in values)
    return 1 if share or not whole else 0
