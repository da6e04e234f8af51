"""A metric's values: its rows grouped by time and dimension, one number each, and the receipt for all."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from cjmsite.data.engine import Grouping, Sums, aggregate
from cjmsite.data.grain import period_of, start_of, starts_between
from cjmsite.data.inputs import Inputs, gather
from cjmsite.data.lookup import Lookup, Unfit
from cjmsite.data.measure import Group, Measure, Method, Outcome, asks_for
from cjmsite.data.method import check_fields, find_method
from cjmsite.data.monitor import watch
from cjmsite.data.plan import locate
from cjmsite.data.privacy import guard
from cjmsite.data.problems import Problems, Where
from cjmsite.data.receipt import make_receipt
from cjmsite.data.result import MetricResult, Period, Value
from cjmsite.data.table import Reading
from cjmsite.data.targets import check_targets, with_targets
from cjmsite.data.tidy import compute_tidy
from cjmsite.data.totalrow import gather_totals
from cjmsite.data.units import check_units
from cjmsite.diagnostics import error, warning
from cjmsite.model.metric import Metric
from cjmsite.others import failures, words

_MOST_PERIODS = 4_000


def compute(
    metric_id: str, metric: Metric, reading: Reading, measures: Mapping[str, Measure], where: Where
) -> MetricResult:
    """The values of a metric, from the rows of its source. `where` places the metric's own fields."""
    return watch(guard(_computed(metric_id, metric, reading, measures, where), metric, reading, where), metric)


def _computed(
    metric_id: str, metric: Metric, reading: Reading, measures: Mapping[str, Measure], where: Where
) -> MetricResult:
    if reading.tidy:
        return compute_tidy(metric_id, metric, reading, where)
    problems = Problems()
    try:
        measure, method = find_method(metric, measures, where, problems)
        lookup = Lookup(metric, reading.table, where, problems)
        check_fields(metric, measure, method, lookup)
        check_units(metric, reading.table, where, problems)
        inputs = gather_totals(metric, lookup) if method.of_totals else gather(metric, measure, method, lookup)
        if not inputs.rows:
            if not reading.failed:
                _tell_no_rows(metric, inputs, where, problems)
            raise Unfit
    except Unfit:
        return MetricResult(metric_id, metric.unit, metric.digits or 0, problems=problems.all())
    unit = metric.unit or method.unit or ("%" if inputs.subset else None)
    share = unit == "%"
    check_targets(metric, share, where, problems)
    try:
        series, split, outcomes = _values(metric, measure, method, inputs, reading, problems, where)
    except failures() as failure:  # a measure may be anybody's
        message = f"the measure `{measure.name}` failed: {words(failure)}"
        problems.add(error("plugin-failed", message, locate(where, ("measure",))))
        return MetricResult(metric_id, metric.unit, metric.digits or 0, problems=problems.all())
    return MetricResult(
        metric_id,
        unit,
        _digits(metric, method, unit, series),
        tuple(with_targets(value, metric, share) for value in series),
        tuple(with_targets(value, metric, share) for value in split),
        make_receipt(metric, measure, method, inputs, reading, outcomes),
        problems.all(),
        inputs.as_of,
        not measure.estimates and _is_partial(series, inputs.as_of),
    )


def _is_partial(series: Sequence[Value], as_of: datetime.date | None) -> bool:
    period = series[-1].period if series else None
    if period is None or as_of is None or period.grain == "none":
        return False
    return as_of < period.end - datetime.timedelta(days=1)


def _tell_no_rows(metric: Metric, inputs: Inputs, where: Where, problems: Problems) -> None:
    reasons = ", ".join(f"{reason} ({number:,})" for reason, number in sorted(inputs.dropped.items()))
    message = f"no row of the source `{metric.source}` counts for this metric" + (f": {reasons}" if reasons else "")
    hint = "look at its `filter:`, `expr:` and `date:`"
    if metric.per is not None:
        hint = "look at its `filter:`, `per:` and `date:`; of periods that are compared, only those count that are over"
    problems.add(error("no-rows", message, locate(where, ("source",)), hint))


def _digits(metric: Metric, method: Method, unit: str | None, series: Sequence[Value]) -> int:
    if metric.digits is not None:
        return metric.digits
    if method.digits is not None:
        return method.digits
    if unit == "%":
        return 1
    whole = all(value.value is None or float(value.value).is_integer() for value in series)
    return 0 if whole or unit == "points" else 1


def _values(
    metric: Metric,
    measure: Measure,
    method: Method,
    inputs: Inputs,
    reading: Reading,
    problems: Problems,
    where: Where,
) -> tuple[list[Value], list[Value], list[Outcome]]:
    starts, of_row = _periods(metric, inputs)
    periods = _as_periods(metric, inputs, starts)
    groupings: list[Grouping] = [of_row]
    words: list[tuple[str, tuple[str, ...]]] = []
    for name, dimension in inputs.dimensions.items():
        words.append((name, dimension.words))
        groupings.append(
            [
                None if place is None else place * len(periods) + period
                for place, period in zip(dimension.of_row, of_row, strict=True)
            ]
        )
    aggregates = dict(method.aggregates(metric, inputs.scale))
    columns = {name: column for name, column in inputs.columns.items() if asks_for(aggregates, name)}
    overall, *by_dimension = aggregate(columns, groupings, aggregates, inputs.copies)
    outcomes: list[Outcome] = []

    def value_of(group: tuple[int, Sums], period: Period | None, words: tuple[tuple[str, str], ...]) -> Value:
        rows, sums = group
        outcome = method.value(
            Group(
                sums,
                rows,
                metric,
                inputs.scale,
                subset=inputs.subset,
                counted=inputs.counted,
                within=inputs.within,
                grouped=reading.grouped,
            )
        )
        outcomes.append(outcome)
        return _shown(outcome, metric, measure, period, words)

    series = [value_of(overall[at], period, ()) for at, period in enumerate(periods) if at in overall]
    split = [
        value_of(groups[at * len(periods) + place], period, ((name, word),))
        for (name, known), groups in zip(words, by_dimension, strict=True)
        for at, word in enumerate(known)
        for place, period in enumerate(periods)
        if at * len(periods) + place in groups
    ]
    if (metric.additive is False and measure.name == "sum") or method.of_totals:
        series, split = _hold_back_sums(series, split, where, problems)
    return _with_gaps(series, metric, where, problems), split, outcomes


def _periods(metric: Metric, inputs: Inputs) -> tuple[list[datetime.date], list[int]]:
    """The first days of the periods that have rows, and for each row which one it is in."""
    if metric.grain == "none":
        return [], [0] * len(inputs.rows)
    start_by_day = {day: start_of(day, metric.grain, metric.week_starts) for day in set(inputs.days)}
    starts = sorted(set(start_by_day.values()))
    places = {start: at for at, start in enumerate(starts)}
    by_day = {day: places[start] for day, start in start_by_day.items()}
    return starts, [by_day[day] for day in inputs.days]


def _as_periods(metric: Metric, inputs: Inputs, starts: Sequence[datetime.date]) -> list[Period | None]:
    if starts:
        return [period_of(start, metric.grain) for start in starts]
    if inputs.days:
        return [Period(min(inputs.days), max(inputs.days) + datetime.timedelta(days=1), "none")]
    return [None]


def _shown(
    outcome: Outcome, metric: Metric, measure: Measure, period: Period | None, words: tuple[tuple[str, str], ...]
) -> Value:
    """The value as it may be published: of too few answers, only how few they are."""
    least = metric.min_n if measure.estimates or "min_n" in metric.model_fields_set else 0
    if outcome.n < least:
        return Value(None, outcome.n, period, words, too_small=True)
    return Value(
        outcome.value,
        outcome.n,
        period,
        words,
        outcome.low,
        outcome.high,
        outcome.numerator,
        outcome.denominator,
        outcome.parts,
        span=outcome.span,
    )


def _hold_back_sums(
    series: Sequence[Value], split: Sequence[Value], where: Where, problems: Problems
) -> tuple[list[Value], list[Value]]:
    """Sums of several rows, where the rows may not be added up: people counted in one can be in another too."""
    for values, what in ((series, "periods"), (split, "parts")):
        summed = [value for value in values if (value.n or 0) > 1]
        if summed:
            message = f"`additive: false`, but {len(summed)} of {len(values)} {what} have several rows to add up"
            hint = "read a table with one row per period, or set a `grain:` as fine as the file's"
            place = locate(where, ("additive",), ("measure",))
            problems.add(error("not-additive", message, place, hint))
            break

    def held(value: Value) -> Value:
        return replace(value, value=None) if (value.n or 0) > 1 else value

    return list(map(held, series)), list(map(held, split))


def _with_gaps(series: list[Value], metric: Metric, where: Where, problems: Problems) -> list[Value]:
    """The series with an empty value for each period without rows, so that a chart shows a gap and not a bridge."""
    known = {value.period.start: value for value in series if value.period is not None}
    if metric.grain == "none" or len(known) < 2:
        return series
    first, last = min(known), max(known)
    full: list[Value] = []
    for start in starts_between(first, last, metric.grain):
        full.append(known.get(start) or Value(None, 0, period_of(start, metric.grain)))
        if len(full) > _MOST_PERIODS:
            message = f"its dates go from {first} to {last}: more than {_MOST_PERIODS:,} periods of a {metric.grain}"
            hint = "look for mistyped years, or take a coarser `grain:`"
            problems.add(warning("far-dates", message, locate(where, ("grain",)), hint))
            return series
    return full
