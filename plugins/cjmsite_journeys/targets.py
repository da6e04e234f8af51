"""What the figures of a journey are to reach: its own target where it names one, else the metric's."""

from __future__ import annotations

from msgspec import Struct

from cjmsite.api import Figure, Journey, Metric, MetricResult, Site, figure, figures, format


class Aim(Struct, frozen=True):
    """A figure with its target in a journey, as a number and in words; `own` says whether the journey itself set it."""

    figure: Figure
    value: float | None
    text: str
    own: bool


def aim_of(site: Site, journey: Journey, id_: str) -> Aim:
    """The figure of a metric, and what it is to reach in this journey."""
    shown = figure(site, id_)
    name = id_.partition("@")[0]  # a part of a metric has the targets of the whole
    result = site.metric(name)
    if result is None:
        return Aim(shown, None, "", False)
    own = journey.targets.get(name)
    value = own if own is not None else _of_metric(site, name, result)
    if value is None:
        return Aim(shown, None, "", False)
    text = format.plain(value, max(result.digits, 2), site.settings.lang) + format.unit_text(result.unit)
    return Aim(shown, value, text, own is not None)


def _of_metric(site: Site, id_: str, result: MetricResult) -> float | None:
    """The target of the newest figure; of a metric without figures the one that it names last."""
    if result.latest is not None and result.latest.target is not None:
        return figures.in_unit(result.latest.target, result.unit)
    metric: Metric | None = site.data("metric", id_)
    return metric.target[-1].value if metric and metric.target else None


def change(site: Site, id_: str, before: Aim, after: Aim) -> str:
    """By how much a target changes, with its sign: `+12`; empty where it stays or one of them has none."""
    if before.value is None or after.value is None:
        return ""
    result = site.metric(id_.partition("@")[0])
    digits = max(result.digits, 2) if result else 2
    by = round(after.value - before.value, digits)
    if not by:
        return ""
    return f"{'+' if by > 0 else format.MINUS}{format.plain(abs(by), digits, site.settings.lang)}"
