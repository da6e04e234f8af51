"""The receipt of a metric that was computed from rows: enough to compute its numbers once more by another way."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from itertools import compress

from cjmsite.data.inputs import Inputs
from cjmsite.data.measure import Measure, Method, Outcome, aggregate_of
from cjmsite.data.problems import count_of
from cjmsite.data.result import Receipt
from cjmsite.data.table import Reading
from cjmsite.model.metric import Metric, Part

COMPLETE = "all that the file holds is counted, and nothing is estimated from a sample"
_TOO_FEW = "too few values to bound it"


def make_receipt(
    metric: Metric, measure: Measure, method: Method, inputs: Inputs, reading: Reading, outcomes: Sequence[Outcome]
) -> Receipt:
    """What the numbers were made of, and how. `outcomes` are all that were computed."""
    dropped = dict(inputs.dropped)
    for name, dimension in inputs.dimensions.items():
        nowhere = [place is None for place in dimension.of_row]
        if missing := sum(compress(inputs.copies, nowhere)) if inputs.copies else sum(nowhere):
            dropped[f"no {name}, so counted in the total alone"] = missing
    interval, why_none = _interval(metric, measure, method, outcomes)
    return Receipt(
        metric.source or "",
        measure.name,
        method.name,
        method.formula,
        interval,
        reading.files,
        inputs.row_count,
        tuple(sorted(dropped.items())),
        inputs.used,
        metric.filter,
        tuple((name, text) for name, text in _said(metric, measure, method, inputs).items() if text),
        why_none,
        metric.confidence if interval else 0.0,
        not measure.estimates,
        reading.told,
    )


def with_confidence(interval: str, confidence: float) -> str:
    """An interval's name with its confidence."""
    return f"{interval}, {100 * confidence:g}% confidence"


def _interval(metric: Metric, measure: Measure, method: Method, outcomes: Sequence[Outcome]) -> tuple[str | None, str]:
    """How the interval was made, or why there is none."""
    bounded = [outcome for outcome in outcomes if outcome.low is not None]
    made = list(dict.fromkeys(outcome.interval or method.interval or "" for outcome in bounded))
    if any(made):
        return with_confidence("; ".join(filter(None, made)), metric.confidence), ""
    said = next((outcome.interval for outcome in outcomes if outcome.interval), None)
    return None, said or (_TOO_FEW if method.interval else method.no_interval or (COMPLETE * (not measure.estimates)))


def _said(metric: Metric, measure: Measure, method: Method, inputs: Inputs) -> Mapping[str, str]:
    """What the metric says for its measure, in words."""
    scale = f", on a scale of {inputs.scale[0]:g} to {inputs.scale[1]:g}" if inputs.scale else ""
    told = {
        "Definition": method.source,
        "Value": f"`{metric.expr}`{scale}" if metric.expr else "",
        "Numerator": part_in_words(metric.numerator),
        "Denominator": part_in_words(metric.denominator or Part()) if metric.numerator else "",
        "Weight": f"`{metric.weight}`" if metric.weight else "",
        "Percentile": f"{metric.p:g}" if metric.p else "",
        "Case": f"one value of `{metric.per}`" if metric.per else "",
    }
    told |= {f"Step {at}": f"{step.title}: `{step.filter}`" for at, step in enumerate(metric.steps, start=1)}
    told |= {
        "Within": _span(metric.within) if metric.within else "",
        "Ends on": f"`{metric.until}`" if metric.until else "",
        "After": count_of(metric.after, "period") if "after" in metric.model_fields_set else "",
        "n counts": _counted(metric, method, inputs),
        "Period": _period(metric),
        "Adds up": "no, says `additive: false`: several rows are never put together"
        if metric.additive is False
        else "",
        "Split by": ", ".join(
            f"{name} (`{column}`)" if name != column else f"`{column}`" for name, column in metric.dimensions.items()
        ),
        "Data up to": inputs.as_of.isoformat() if isinstance(inputs.as_of, datetime.date) else "",
        "Shown from": f"n = {metric.min_n}" if measure.estimates or "min_n" in metric.model_fields_set else "",
    }
    return told


def _counted(metric: Metric, method: Method, inputs: Inputs) -> str:
    """What the n of each number counts."""
    if method.cases is not None:
        return "cases"
    if metric.numerator is not None and inputs.counted:
        return part_in_words(metric.denominator or Part())
    if metric.weight is not None and inputs.counted:
        return f"sum of `{metric.weight}`"
    return f"rows with a value in `{metric.expr}`" if metric.expr else "rows"


def _period(metric: Metric) -> str:
    if metric.date is None:
        return ""
    column = f"`{metric.date.column}`"
    if metric.date.start is not None:
        column += f", which counts from {metric.date.start.isoformat()} as 0"
    if metric.grain == "none":
        return f"all rows; {column} says when"
    week = f", weeks begin on {metric.week_starts.capitalize()}" if metric.grain == "week" else ""
    return f"by {metric.grain}, as {column} says{week}"


def part_in_words(part: Part | None) -> str:
    """One side of a ratio."""
    if part is None:
        return ""
    how = {"sum": "sum of", "count": "rows with", "count_distinct": "different values of"}[aggregate_of(part)]
    what = f"{how} `{part.expr}`" if part.expr else "rows"
    return f"{what} where `{part.filter}`" if part.filter else what


def _span(span: datetime.timedelta) -> str:
    minutes = span.total_seconds() / 60
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes % size == 0:
            return count_of(int(minutes // size), unit)
    return f"{minutes:g} minutes"
