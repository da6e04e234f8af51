"""Metrics made from other metrics by a formula: derived ones, and the lifetime value of customers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cjmsite.data.expression import Expression, FormulaError, evaluate, named_in, parse_formula
from cjmsite.data.lookup import Unfit
from cjmsite.data.measure import Measure, Method
from cjmsite.data.method import find_method, warn_of_unused
from cjmsite.data.monitor import watch
from cjmsite.data.plan import filter_error, locate
from cjmsite.data.problems import Problems, Where
from cjmsite.data.result import FileReceipt, MetricResult, Period, Receipt, Value
from cjmsite.data.targets import check_targets, with_targets
from cjmsite.diagnostics import did_you_mean, error, warning
from cjmsite.model.metric import Metric

ALIGNMENT = "periods that all of the metrics have; a number, and a metric without periods, holds in each"


def derive(
    metric_id: str, metric: Metric, measures: Mapping[str, Measure], parts: Mapping[str, MetricResult], where: Where
) -> MetricResult:
    """The values of a metric from those of others. `parts` has the result of each metric that a parameter names."""
    problems = Problems()
    try:
        measure, method = find_method(metric, measures, where, problems)
        warn_of_unused(metric, measure, method, where, problems)
        formula = _formula(metric, measure, method, where, problems)
        _check_parameters(metric, formula, where, problems)
        grain = _grain(metric, parts, where, problems)
    except Unfit:
        return MetricResult(metric_id, metric.unit, metric.digits or 0, problems=problems.all())
    unit = metric.unit or method.unit
    share = unit == "%"
    check_targets(metric, share, where, problems)
    periods = _periods(parts.values(), grain)
    values = [_value(metric, formula, parts, period, grain) for period in periods]
    series = tuple(with_targets(value, metric, share) for value in values)
    days = [part.as_of for part in parts.values() if part.as_of is not None]
    result = MetricResult(
        metric_id,
        unit,
        _digits(metric, share, series),
        series,
        (),
        _receipt(metric, measure, method, parts),
        problems.all(),
        min(days, default=None),
        any(part.partial for part in parts.values()),
    )
    return watch(result, metric)


def _formula(metric: Metric, measure: Measure, method: Method, where: Where, problems: Problems) -> Expression:
    text = method.over or metric.formula
    if text is None:
        hint = "like `formula: revenue / orders`"
        problems.add(error("missing-field", f"`{measure.name}` needs `formula:`", locate(where, ("measure",)), hint))
        raise Unfit
    try:
        return parse_formula(text)
    except FormulaError as failure:
        problems.add(error("bad-formula", filter_error(text, failure), locate(where, ("formula",))))
        raise Unfit from None


def _check_parameters(metric: Metric, formula: Expression, where: Where, problems: Problems) -> None:
    named = {name.parameter for name in named_in(formula)}
    missing = [name for name in dict.fromkeys(n.parameter for n in named_in(formula)) if name not in metric.parameters]
    unused = [name for name in metric.parameters if name not in named]
    for name in missing:
        hint = did_you_mean(name, unused) or f"say what it is: `parameters: {{{name}: 40%}}`, or the id of a metric"
        message = f"the formula needs `{name}`, which is not among the parameters"
        problems.add(
            error("unknown-parameter", message, locate(where, ("formula",), ("parameters",), ("measure",)), hint)
        )
    for name in unused if not missing else ():
        message = f"the formula makes no use of `{name}`"
        problems.add(warning("unused-field", message, locate(where, ("parameters", name))))
    if missing:
        raise Unfit


def _grain(metric: Metric, parts: Mapping[str, MetricResult], where: Where, problems: Problems) -> str:
    """The one grain of all parts that go by periods; `none` where none does. Raises Unfit."""
    if any(not part.series for part in parts.values()):
        raise Unfit  # why it has no numbers is told where it is
    grains = {name: grain for name, part in parts.items() if (grain := _grain_of(part)) != "none"}
    if len(set(grains.values())) > 1:
        told = ", ".join(f"`{name}` goes by the {grain}" for name, grain in grains.items())
        message = f"the metrics of a formula must go by the same periods, but {told}"
        hint = "give them one `grain:`, or none at all"
        problems.add(error("grain-mismatch", message, locate(where, ("parameters",)), hint))
        raise Unfit
    return next(iter(grains.values()), "none")


def _grain_of(part: MetricResult) -> str:
    period = part.series[-1].period
    return "none" if period is None else period.grain


def _periods(parts: Collection[MetricResult], grain: str) -> list[Period | None]:
    """The periods that all parts have, oldest first; without a grain the one that spans theirs."""
    if grain != "none":
        sets = [{v.period for v in part.series if v.period} for part in parts if _grain_of(part) == grain]
        shared = sets[0].intersection(*sets[1:])
        return [*sorted(shared, key=lambda period: period.start)]
    spans = [v.period for part in parts for v in part.series if v.period]
    if not spans:
        return [None]
    return [Period(min(span.start for span in spans), max(span.end for span in spans), "none")]


def _value(
    metric: Metric, formula: Expression, parts: Mapping[str, MetricResult], period: Period | None, grain: str
) -> Value:
    """The formula's value in a period, on as few as the smallest part; of too few answers none."""
    at = {name: _at(part, period if _grain_of(part) == grain != "none" else None) for name, part in parts.items()}
    counts = [value.n for value in at.values() if value.n is not None]
    n = min(counts, default=None)
    if any(value.too_small for value in at.values()):
        return Value(None, n, period, too_small=True)
    values: dict[str, float | None] = {name: given.value for name, given in metric.parameters.items()}
    for name, value in at.items():
        values |= {name: value.value, f"{name}.target": value.target, f"{name}.n": value.n}
    known = {name.name: values.get(name.name) for name in named_in(formula)}
    return Value(evaluate(formula, known), n, period)


def _at(part: MetricResult, period: Period | None) -> Value:
    if period is None:
        return part.series[-1]
    return next(value for value in part.series if value.period == period)


def _digits(metric: Metric, share: bool, series: Sequence[Value]) -> int:
    if metric.digits is not None:
        return metric.digits
    sizes = [abs(value.value) for value in series if value.value]
    return 1 if share else 0 if not sizes or max(sizes) >= 100 else 2


def _receipt(metric: Metric, measure: Measure, method: Method, parts: Mapping[str, MetricResult]) -> Receipt:
    files: dict[tuple[str, str], FileReceipt] = {}
    for part in parts.values():
        for file in part.receipt.files if part.receipt else ():
            files.setdefault((file.path, file.sha256), file)
    told = tuple((name, _told(given.value, given.metric)) for name, given in metric.parameters.items())
    return Receipt(
        "other metrics",
        measure.name,
        method.name,
        method.formula if method.over else metric.formula or "",
        None,
        tuple(files.values()),
        0,
        (),
        (),
        (),
        (*told, ("Periods", ALIGNMENT)),
    )


def _told(value: float | None, metric: str | None) -> str:
    return f"the metric `{metric}`" if value is None else f"{value:g}"
