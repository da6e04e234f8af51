"""Intervals carried through a formula: how far its value may be off, given how far each of its parts may be."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from cjmsite.data.expression import Apply, Expression, Named, Number, evaluate
from cjmsite.data.result import MetricResult, Value
from cjmsite.data.statistics import Interval, z_of

_POINTS = {1: 65, 2: 17, 3: 9, 4: 5, 5: 5}
"""How many values of each part are tried, of so many parts; the ends are always among them."""

MOST_PARTS = max(_POINTS)
TOO_MANY = f"more than {MOST_PARTS} of its parts are estimates"
NO_BOUND = "within the intervals of its parts the formula has no bound"


def room(part: MetricResult, value: Value, confidence: float, parts: int) -> Interval | None:
    """The interval of a value wide enough to hold together with those of all `parts`, whatever they have in common.

    Each is widened to the confidence that Bonferroni's inequality asks of one of so many; one alone stays as it is.
    """
    own = part.receipt.confidence if part.receipt else 0.0
    if value.value is None or value.low is None or value.high is None or not own:
        return None
    wider = z_of(1 - (1 - confidence) / parts) / z_of(own)
    low, high = (value.value + wider * (bound - value.value) for bound in (value.low, value.high))
    if part.unit == "%" and 0 <= value.value <= 1:
        low, high = max(low, 0.0), min(high, 1.0)
    return low, high


def carried(formula: Expression, known: Mapping[str, float | None], rooms: Mapping[str, Interval]) -> Interval | None:
    """The lowest and the highest value of a formula while some of its names go through their intervals.

    None where it may be divided by nought on the way.
    """
    fixed = {name: (value, value) for name, value in known.items() if value is not None}
    if _range(formula, {**fixed, **rooms}) is None:
        return None
    count = _POINTS[len(rooms)] - 1
    axes = [[low + (high - low) * at / count for at in range(count + 1)] for low, high in rooms.values()]
    found = [evaluate(formula, {**known, **dict(zip(rooms, point, strict=True))}) for point in product(*axes)]
    values = [value for value in found if value is not None]
    return (min(values), max(values)) if len(values) == len(found) else None


def _range(node: Expression, ranges: Mapping[str, Interval]) -> Interval | None:
    """Bounds of a formula, wide rather than narrow, by interval arithmetic; None where nought may be divided by."""
    if isinstance(node, Number):
        return node.value, node.value
    if isinstance(node, Named):
        return ranges.get(node.name)
    parts = [_range(part, ranges) for part in node.parts]
    known = [part for part in parts if part is not None]
    return _applied(node, known) if len(known) == len(parts) else None


def _applied(node: Apply, parts: list[Interval]) -> Interval | None:
    lows, highs = [low for low, _ in parts], [high for _, high in parts]
    if node.how in ("min", "max"):
        choose = min if node.how == "min" else max
        return choose(lows), choose(highs)
    if node.how == "negative":
        return -highs[0], -lows[0]
    if node.how == "+":
        return sum(lows), sum(highs)
    if node.how == "-":
        return lows[0] - highs[1], highs[0] - lows[1]
    if node.how == "/":
        if lows[1] <= 0 <= highs[1]:
            return None
        parts = [parts[0], (1 / highs[1], 1 / lows[1])]
    ends = [a * b for a in parts[0] for b in parts[1]]
    return min(ends), max(ends)
