"""What a metric's series says beyond its newest number: changes, natural limits, signals."""

from __future__ import annotations

from dataclasses import replace

from cjmsite.data.behaviour import limits, signals
from cjmsite.data.difference import changes
from cjmsite.data.result import MetricResult
from cjmsite.model.metric import Metric


def watch(result: MetricResult, metric: Metric) -> MetricResult:
    """The result with all that can be told from its series. A period that is not over yet is compared with nothing."""
    series = result.series[:-1] if result.partial else result.series
    if sum(value.value is not None for value in series) < 2:
        return result
    found = limits(series)
    return replace(
        result,
        changes=() if result.partial else changes(series, metric.direction),
        limits=found,
        signals=signals(series, found),
    )
