"""Curves of feelings as path data: through every value, never beyond one, broken where nothing is said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from cjmsite.api import feelings
from cjmsite_journeys.emotion import Felt, Line, lane_height
from cjmsite_journeys.people import Person

Run = list[tuple[float, float]]

CROWD = 5
"""More curves than this are a tangle: they stand back, and their mean comes forward, as in the script's drawings."""


class Lines(Struct, frozen=True):
    """What is drawn through the emotion lane, in columns across and pixels down."""

    lines: tuple[Line, ...]
    mean: str
    """The mean of a crowd; nothing where there are few."""


def lane_lines(curve: Sequence[Felt], persons: Sequence[Person]) -> Lines:
    """The curves of the emotion lane. They stand in the page, so that the map is whole before any script has run."""
    found = ((person.cls, path([felt.get(person.id) for felt in curve])) for person in persons)
    crowd = len(persons) > CROWD
    return Lines(
        tuple(Line(cls, d) for cls, d in found if d),
        path([feelings.mean(felt.values()) for felt in curve]) if crowd else "",
    )


class Small(Struct, frozen=True):
    """A curve beside a name in a list, in columns across and the pixels of a lane down; `low` is its lowest point."""

    columns: int
    d: str
    low: str


def small(values: Sequence[float | None]) -> Small | None:
    """The curve through some values; None where it would be no line."""
    d = path(values)
    if not d:
        return None
    low = min((value, k) for k, value in enumerate(values) if value is not None)
    return Small(len(values), d, f"M{low[1] + 0.5:g},{lane_height(max(-2.0, low[0]))}h0")


def path(values: Sequence[float | None]) -> str:
    """The curve through values of neighbouring columns, each in the middle of its own."""
    return "".join(_drawn(run) for run in _runs(values) if len(run) > 1)


def _runs(values: Sequence[float | None]) -> list[Run]:
    """Neighbours that have a value; one that has none ends a run."""
    found: list[Run] = [[]]
    for k, value in enumerate(values):
        if value is not None:
            found[-1].append((k + 0.5, float(lane_height(max(-2.0, min(2.0, value))))))
        elif found[-1]:
            found.append([])
    return found


def _drawn(run: Run) -> str:
    (x, y), rest = run[0], run[1:]
    start = f"M{x:g},{_short(y)}"
    if len(rest) == 1:
        return f"{start}L{rest[0][0]:g},{_short(rest[0][1])}"
    slopes = _slopes([y for _, y in run])
    parts = []
    for (x0, y0), (x1, y1), (leaves, arrives) in zip(run, rest, pairwise(slopes), strict=False):
        out, into = (x0 + 1 / 3, y0 + leaves / 3), (x1 - 1 / 3, y1 - arrives / 3)
        parts.append("C" + ",".join(_short(number) for point in (out, into, (x1, y1)) for number in point))
    return start + "".join(parts)


def _slopes(heights: Sequence[float]) -> list[float]:
    """How steep the curve is at each value: level at a peak and a low, so that it goes no further than they do."""
    steps = [b - a for a, b in pairwise(heights)]
    inner = [(_sign(a) + _sign(b)) * min(abs(a), abs(b), abs(a + b) / 4) for a, b in pairwise(steps)]
    return [(3 * steps[0] - inner[0]) / 2, *inner, (3 * steps[-1] - inner[-1]) / 2]


def _sign(value: float) -> float:
    return math.copysign(1, value) if value else 0.0


def _short(value: float) -> str:
    return f"{round(value, 3):g}"
