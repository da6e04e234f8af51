"""Process behaviour: how a series varies by itself, and the points that say more than that.

The rules are those of the XmR chart: D. J. Wheeler, Understanding Variation (2nd ed., 2000).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cjmsite.data.result import Limits, Side, Signal, Value

LEAST = 6
"""With fewer points the limits say little."""
RUN = 8
_SCALE = 2.66
"""3 / 1.128: three standard deviations, as two neighbours' mean distance tells them."""


def limits(series: Sequence[Value]) -> Limits | None:
    """The centre and the natural limits of a series; None where it is too short to have any."""
    known = [value.value for value in series if value.value is not None]
    if len(known) < LEAST:
        return None
    centre = sum(known) / len(known)
    moves = [abs(b - a) for a, b in pairwise(known)]
    room = _SCALE * sum(moves) / len(moves)
    return Limits(centre, centre - room, centre + room, len(known))


def signals(series: Sequence[Value], found: Limits | None) -> tuple[Signal, ...]:
    """The points that are no routine variation, oldest first; each with the first rule that it meets."""
    if found is None or found.low == found.high:
        return ()
    known = [value for value in series if value.value is not None and value.period is not None]
    sides = [_side(value.value, found.centre) for value in known]
    near = [_beyond_half(value.value, found) for value in known]
    told = []
    for at, value in enumerate(known):
        assert value.value is not None and value.period is not None
        last_four = near[max(0, at - 3) : at + 1]
        if value.value < found.low or value.value > found.high:
            told.append(Signal(value.period, "beyond-limits", "low" if value.value < found.low else "high"))
        elif at >= RUN - 1 and sides[at] is not None and set(sides[at - RUN + 1 : at + 1]) == {sides[at]}:
            told.append(Signal(value.period, "long-run", sides[at] or "low"))
        elif near[at] is not None and len(last_four) == 4 and last_four.count(near[at]) >= 3:
            told.append(Signal(value.period, "near-limit", near[at] or "low"))
    return tuple(told)


def _side(value: float | None, centre: float) -> Side | None:
    if value is None or value == centre:
        return None
    return "high" if value > centre else "low"


def _beyond_half(value: float | None, found: Limits) -> Side | None:
    """On which side a value lies nearer to the limit than to the centre."""
    if value is None or abs(value - found.centre) <= (found.high - found.centre) / 2:
        return None
    return _side(value, found.centre)
