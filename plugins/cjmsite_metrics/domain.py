"""The lowest and the highest value that a metric can have, so that no axis promises more."""

from __future__ import annotations

from cjmsite.api import Metric, MetricResult, Site

Bounds = tuple[float, float]

_NET: Bounds = (-100, 100)
_SHARE: Bounds = (0, 100)


def domain(site: Site, metric: Metric, result: MetricResult) -> Bounds | None:
    """The bounds of a metric's values as they stand on the page; None where nothing bounds them."""
    if result.unit == "%":
        return _SHARE
    measure = site.registry.measures.get(metric.measure or "")
    if measure is None:
        return None
    method = next((m for m in measure.methods if m.name == metric.method), measure.methods[0])
    if (measure.name, method.name) in (("nps", ""), ("ces", "net")):
        return _NET
    if (measure.name, method.name) in (("csat", "mean"), ("ces", "mean")):
        return method.scale or metric.scale or site.scale(metric.source or "", metric.expr or "")
    return None
