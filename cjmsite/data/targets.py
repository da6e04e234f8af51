"""Targets that hold from a day on, and how a value stands against them."""

from __future__ import annotations

import datetime

from msgspec.structs import replace

from cjmsite.data.problems import Problems, Where
from cjmsite.data.result import Status, Value
from cjmsite.diagnostics import error, warning
from cjmsite.model.metric import Metric, Targets


def target_on(targets: Targets, day: datetime.date | None, share: bool) -> float | None:
    """The target that holds on a day; the newest where there is no day. Of shares as a fraction."""
    holding = [target for target in targets if day is None or target.since <= day]
    if not holding:
        return None
    newest = max(holding, key=lambda target: target.since)
    return newest.value / 100 if share else newest.value


def judge(value: float | None, target: float | None, warn: float | None, direction: str) -> Status:
    """Whether a value reaches its target, lies between it and the warning line, or misses both."""
    if value is None or target is None:
        return "none"
    sign = 1 if direction == "up" else -1
    if sign * value >= sign * target:
        return "on"
    return "watch" if warn is not None and sign * value >= sign * warn else "off"


def with_targets(value: Value, metric: Metric, share: bool) -> Value:
    """The value with what it should have been in its period, and how it stands."""
    day = None
    if value.period is not None:
        last = value.period.end - datetime.timedelta(days=1)
        day = last if value.period.grain == "none" else value.period.start
    target, warn = target_on(metric.target, day, share), target_on(metric.warn, day, share)
    status = "none" if value.too_small else judge(value.value, target, warn, metric.direction)
    return replace(value, target=target, warn=warn, status=status)


def check_targets(metric: Metric, share: bool, where: Where, problems: Problems) -> None:
    """Targets in the wrong unit, and warning lines on the wrong side."""
    for field in ("target", "warn"):
        for target in getattr(metric, field):
            if target.percent and not share:
                message = f"the {field} is a percentage, but the metric's unit is {metric.unit or 'none'}"
                number = f"write {target.value:g}"
                hint = number if metric.unit else f'add `unit: "%"`, or {number}'
                problems.add(error("target-unit", message, where((field,)), hint))
            elif share and not target.percent and 0 < abs(target.value) < 1:
                message = f"a {field} of {target.value:g} means {target.value:g} %, for the unit is %"
                hint = f"write `{field}: {target.value * 100:g}%` if a share of {target.value:.0%} is meant"
                problems.add(warning("small-target", message, where((field,)), hint))
    sign = 1 if metric.direction == "up" else -1
    target, warn = target_on(metric.target, None, False), target_on(metric.warn, None, False)
    if target is not None and warn is not None and sign * warn > sign * target:
        side = "below" if metric.direction == "up" else "above"
        message = (
            f"the warning line {warn:g} should lie {side} the target {target:g}, for `direction` is {metric.direction}"
        )
        problems.add(warning("warn-beyond-target", message, where(("warn",))))
