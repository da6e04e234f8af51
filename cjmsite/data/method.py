"""Which method of which measure a metric means, and whether it says all that the measure needs, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from cjmsite.data.lookup import Lookup, Unfit
from cjmsite.data.measure import Measure, Method
from cjmsite.data.plan import locate
from cjmsite.data.problems import Problems, Where
from cjmsite.diagnostics import did_you_mean, error, warning
from cjmsite.model.metric import Metric

_OF_MEASURES = (
    "p",
    "weight",
    "numerator",
    "denominator",
    "per",
    "steps",
    "within",
    "until",
    "after",
    "formula",
    "parameters",
)
"""The fields that mean something to single measures alone."""


def find_method(
    metric: Metric, measures: Mapping[str, Measure], where: Where, problems: Problems
) -> tuple[Measure, Method]:
    """The measure and the method that the metric names. Raises Unfit, with the nearest right answer told."""
    if metric.measure is None:
        hint = f"one of {', '.join(measures)}"
        problems.add(error("missing-field", "a metric needs a `measure`", locate(where, ("measure",)), hint))
        raise Unfit
    measure = measures.get(metric.measure)
    if measure is None:
        hint = did_you_mean(metric.measure, measures) or f"the measures are {', '.join(measures)}"
        message = f"there is no measure `{metric.measure}`"
        problems.add(error("unknown-measure", message, locate(where, ("measure",)), hint))
        raise Unfit
    methods = {method.name: method for method in measure.methods}
    if len(methods) == 1 and metric.method is None:
        return measure, measure.methods[0]
    method = methods.get((metric.method or "").casefold())
    if method is not None:
        return measure, method
    named = [method for method in measure.methods if method.name]
    if not named:
        message = f"`{measure.name}` is computed in one way only and takes no `method`"
        problems.add(error("unknown-method", message, locate(where, ("method",)), "leave it out"))
        raise Unfit
    hint = "; ".join(f"{method.name}: {method.formula}" for method in named)
    if metric.method is None:
        message = f"`{measure.name}` can be computed in {len(named)} ways, which give different numbers"
        problems.add(error("missing-method", message, locate(where, ("measure",)), f"say `method:`. {hint}"))
    else:
        message = f"`{measure.name}` has no method `{metric.method}`"
        near = did_you_mean(metric.method, methods)
        problems.add(error("unknown-method", message, locate(where, ("method",)), near or hint))
    raise Unfit


def check_fields(metric: Metric, measure: Measure, method: Method, lookup: Lookup) -> None:
    """Tell what the measure needs and the metric does not say, and what it says for nothing. Raises Unfit."""
    where, problems = lookup.where, lookup.problems
    column = lookup.find(metric.expr, ("expr",)) if metric.expr else None
    lacking = False
    for field in (*measure.needs, *method.needs):
        if getattr(metric, field) in (None, (), "none") and not (
            field == "scale" and column is not None and column.scale
        ):
            lacking = True
            message = f"`{measure.name}` needs `{field}:`"
            problems.add(error("missing-field", message, locate(where, ("measure",)), _how_to_say(field)))
    if len(metric.steps) == 1:
        lacking = True
        message = f"`{measure.name}` needs at least two steps"
        problems.add(error("missing-field", message, locate(where, ("steps",)), _how_to_say("steps")))
    warn_of_unused(metric, measure, method, where, problems)
    if metric.max_age is not None and metric.date is None:
        message = "`max_age:` does nothing, for this metric does not know how old its rows are"
        hint = "name the column that says when with `date:`"
        problems.add(warning("unused-field", message, locate(where, ("max_age",)), hint))
    if lacking:
        raise Unfit


def warn_of_unused(metric: Metric, measure: Measure, method: Method, where: Where, problems: Problems) -> None:
    """Tell of fields that mean something to other measures."""
    for field in _OF_MEASURES:
        if field in metric.model_fields_set and field not in (*measure.needs, *method.needs, *measure.uses):
            message = f"`{measure.name}` makes no use of `{field}:`"
            problems.add(warning("unused-field", message, locate(where, (field,))))


def _how_to_say(field: str) -> str | None:
    """What a field of a metric holds, with an example where its model has one."""
    info = Metric.model_fields[field]
    if info.description is None or not info.examples:
        return info.description
    return f"{info.description}, like `{field}: {info.examples[0]}`"
