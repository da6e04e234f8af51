"""Metrics: the kind, and the measures of the field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import Export, Kind, Measure, Metric, Rule, hookimpl
from cjmsite_metrics.index import metrics_view
from cjmsite_metrics.measures import MEASURES
from cjmsite_metrics.page import metric_view
from cjmsite_metrics.rules import RULES
from cjmsite_metrics.table import CSV


@hookimpl
def cjm_kinds(config: Any) -> Iterable[Kind]:
    """The kind of a metric."""
    return (
        Kind(
            "metric",
            Metric,
            "Metric",
            "Metrics",
            "metrics",
            "metric.html",
            metric_view,
            "metrics.html",
            metrics_view,
        ),
    )


@hookimpl
def cjm_measures(config: Any) -> Iterable[Measure]:
    """The measures of the field: nps, csat, ces, and the plain ones."""
    return MEASURES


@hookimpl
def cjm_rules(config: Any) -> Iterable[Rule]:
    """What can be wrong with a metric's numbers."""
    return RULES


@hookimpl
def cjm_exports(config: Any) -> Iterable[Export]:
    """The numbers as CSV."""
    return (CSV,)
