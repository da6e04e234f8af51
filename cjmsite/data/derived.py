"""Metrics made from other metrics by a formula: derived ones, and the lifetime value of customers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cjmsite.data.carried import MOST_PARTS, NO_BOUND, TOO_MANY, carried, room
from cjmsite.data.expression import Expression, FormulaError, evaluate, named_in, parse_formula
from cjmsite.data.lookup import Unfit
from cjmsite.data.measure import Measure, Method
from cjmsite.data.method import find_method, warn_of_unused
from cjmsite.data.monitor import watch
from cjmsite.data.plan import filter_error, locate
from cjmsite.data.problems import Problems, Where
from cjmsite.data.receipt import with_confidence
from cjmsite.data.result import FileReceipt, MetricResult, Period, Receipt, Value
from cjmsite.data.targets import check_targets, with_targets
from cjmsite.diagnostics import did_you_mean, error, warning
from cjmsite.model.metric import Metric

ALIGNMENT = "periods that all of the metrics have; a number, and a metric without periods, holds in each"

Words = tuple[tuple[str, str], ...]
"""What a value is of: the words of its dimensions, by name."""

_OF_ROWS = ("source", "expr", "scale", "filter", "date", "grain", "week_starts", "dimensions", "additive", "min_n")
"""The fields that say something about rows."""


def derive(
    metric_id: str, metric: Metric, measures: Mapping[str, Measure], parts: Mapping[str, MetricResult], where: Where
) -> MetricResult:
    """The values of a metric from those of others. `parts` has the result of each metric that a parameter names."""
    problems = Problems()
    try:
        measure, method = find_method(metric, measures, where, problems)
        warn_of_unused(metric, measure, method, where, problems)
        _warn_of_rows(metric, where, problems)
        formula = _formula(metric, measure, method, where, problems)
        _check_parameters(metric, formula, where, problems)
        grain = _grain(metric, parts, where, problems)
    except Unfit:
        return MetricResult(metric_id, metric.unit, metric.digits or 0, problems=problems.all())
    unit = metric.unit or method.unit
    share = unit == "%"
    check_targets(metric, share, where, problems)
    periods = _periods(parts.values(), grain)
    working = _Working(metric, formula, parts, grain)
    series = tuple(
        with_targets(value, metric, share) for period in periods if (value := working.value(period)) is not None
    )
    split = tuple(
        with_targets(value, metric, share)
        for words in _shared(parts.values())
        for period in periods
        if (value := working.value(period, words)) is not None
    )
    days = [part.as_of for part in parts.values() if part.as_of is not None]
    result = MetricResult(
        metric_id,
        unit,
        _digits(metric, share, series),
        series,
        split,
        _receipt(metric, measure, method, parts, working),
        problems.all(),
        min(days, default=None),
        any(part.partial for part in parts.values()),
    )
    return watch(result, metric)


def _warn_of_rows(metric: Metric, where: Where, problems: Problems) -> None:
    for field in _OF_ROWS:
        if field in metric.model_fields_set:
            message = f"a metric that is made from others has no rows, so `{field}:` does nothing here"
            hint = "say it at the metrics that it is made from"
            problems.add(warning("unused-field", message, locate(where, (field,)), hint))


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
        hint = did_you_mean(name, unused) or (
            f"say what it is: `parameters: {{{name}: {name}}}` where a metric has that id, else a number like 40%"
        )
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


def _shared(parts: Collection[MetricResult]) -> list[Words]:
    """The parts that all of the metrics have, in the order of the first: values of one dimension each."""
    found = [[v.dimensions for v in part.split if len(v.dimensions) == 1] for part in parts]
    if not found:
        return []
    first, known = found[0], [set(other) for other in found[1:]]
    return [words for words in dict.fromkeys(first) if all(words in other for other in known)]


def _at(part: MetricResult, period: Period | None, words: Words) -> Value | None:
    """A metric's value in a period, or its newest; of the whole, or of what some words name."""
    values = [value for value in (part.split if words else part.series) if value.dimensions == words]
    if period is not None:
        return next((value for value in values if value.period == period), None)
    return values[-1] if values else None


class _Working:
    """A formula with all that it is worked out from, and how its intervals came about."""

    def __init__(self, metric: Metric, formula: Expression, parts: Mapping[str, MetricResult], grain: str) -> None:
        self.metric, self.formula, self.parts, self.grain = metric, formula, parts, grain
        self.names = {name.name for name in named_in(formula)}
        self.estimated = [
            name
            for name, part in parts.items()
            if name in self.names and not (part.receipt is not None and part.receipt.exact)
        ]
        self.why_none: dict[str, None] = {}
        self.bounded = False

    def value(self, period: Period | None, words: Words = ()) -> Value | None:
        """The formula's value in a period, on as few as the smallest part; of too few answers none."""
        own = {name: period if _grain_of(part) == self.grain != "none" else None for name, part in self.parts.items()}
        found = {name: _at(part, own[name], words) for name, part in self.parts.items()}
        at = {name: value for name, value in found.items() if value is not None}
        if len(at) < len(found):
            return None
        n = min((value.n for value in at.values() if value.n is not None), default=None)
        if any(value.too_small for value in at.values()):
            return Value(None, n, period, words, too_small=True)
        values: dict[str, float | None] = {name: given.value for name, given in self.metric.parameters.items()}
        for name, value in at.items():
            values |= {name: value.value, f"{name}.target": value.target, f"{name}.n": value.n}
        known = {name: values.get(name) for name in self.names}
        made = evaluate(self.formula, known)
        low, high = self._bounds(known, at) if made is not None else (None, None)
        numbers = tuple((name, value.value) for name, value in at.items() if value.value is not None)
        return Value(made, n, period, words, low, high, parts=numbers)

    def _bounds(self, known: Mapping[str, float | None], at: Mapping[str, Value]) -> tuple[float | None, float | None]:
        count = len(self.estimated)
        if count == 0 or count > MOST_PARTS:
            return None, None
        rooms = {}
        for name in self.estimated:
            found = room(self.parts[name], at[name], self.metric.confidence, count)
            if found is None:
                self.why_none[f"its part `{name}` has none"] = None
                return None, None
            rooms[name] = found
        bounds = carried(self.formula, known, rooms)
        if bounds is None:
            self.why_none[NO_BOUND] = None
            return None, None
        self.bounded = True
        return bounds

    def interval(self) -> tuple[str | None, str]:
        """How the intervals were made, or why there is none."""
        if self.bounded:
            named = " and ".join(f"`{name}`" for name in self.estimated)
            told = f"the interval of {named}, carried through the formula"
            if len(self.estimated) > 1:
                told = (
                    f"the intervals of {named}, each so wide that all hold together whatever they have in common "
                    "(Bonferroni), carried through the formula"
                )
            return with_confidence(told, self.metric.confidence), ""
        if not self.estimated:
            return None, "all that it is made from is counted or assumed, and nothing is estimated from a sample"
        return None, TOO_MANY if len(self.estimated) > MOST_PARTS else next(iter(self.why_none), "")


def _digits(metric: Metric, share: bool, series: Sequence[Value]) -> int:
    if metric.digits is not None:
        return metric.digits
    sizes = [abs(value.value) for value in series if value.value]
    return 1 if share else 0 if not sizes or max(sizes) >= 100 else 2


def _receipt(
    metric: Metric, measure: Measure, method: Method, parts: Mapping[str, MetricResult], working: _Working
) -> Receipt:
    files: dict[tuple[str, str], FileReceipt] = {}
    for part in parts.values():
        for file in part.receipt.files if part.receipt else ():
            files.setdefault((file.path, file.sha256), file)
    told = tuple((name, _told(given.value, given.metric)) for name, given in metric.parameters.items())
    interval, why_none = working.interval()
    return Receipt(
        "other metrics",
        measure.name,
        method.name,
        method.formula if method.over else metric.formula or "",
        interval,
        tuple(files.values()),
        0,
        (),
        (),
        (),
        (*told, ("Periods", ALIGNMENT), ("n counts", "what the smallest of its parts rests on")),
        why_none,
        metric.confidence if interval else 0.0,
        not working.estimated,
    )


def _told(value: float | None, metric: str | None) -> str:
    return f"the metric `{metric}`" if value is None else f"{value:g}"
