"""Branches, loops and exits as arcs over the columns of the map: the geometry, in columns and pixels."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from cjmsite.api import Journey, format
from cjmsite_journeys.map import StageHead
from cjmsite_journeys.ways import Way, ways

ROW = 18
"""The height of one row of arcs."""
_FOOT = 10
_AIR = 0.04
_LETTER = 0.042
"""How much of a column a letter takes, where columns are narrow."""

_WORDS = {"next": "", "alt": "alternative", "loop": "back", "exit": "leaves"}


_Span = tuple[float, float, int, int | None, str, str]
"""From where to where a way and its words reach, its columns, its kind and its words."""


class Arc(Struct, frozen=True):
    """A way from column `start` to column `end` (both counted from 0), drawn on row `row` of the arcs.

    `d` is in columns across and pixels down. An exit ends half a column on, and `end` is None.
    """

    start: int
    end: int | None
    row: int
    kind: str
    text: str
    d: str
    y: float
    label_at: float
    """The column, with its fraction, over which the words stand."""
    left: bool = False
    """Whether an exit leads to the left, for its words have no room on the right."""

    @property
    def anchor(self) -> str:
        """Which end of its words stands there."""
        if self.end is None:
            return "end" if self.left else "start"
        return "middle" if self.end != self.start else "end" if self.start else "start"

    @property
    def head_at(self) -> float:
        """The column, with its fraction, at which the arrow's head stands."""
        if self.end is None:
            return self.start + (0.15 if self.left else 0.85)
        return self.end + (0.65 if self.end == self.start else 0.44 if self.end > self.start else 0.64)


class Paths(Struct, frozen=True):
    """All arcs of a map, and the height that they need."""

    arcs: tuple[Arc, ...]
    height: int


def said_of(way: Way, lang: str) -> str:
    """A way's kind and share, in words: `back, 12 %`."""
    share = format.percent(way.share, lang=lang) if way.share is not None else ""
    return ", ".join(part for part in (_WORDS[way.type], share) if part)


def columns_of(stages: Sequence[StageHead]) -> dict[str, int]:
    """Step id -> its column."""
    return {column.id: k for k, column in enumerate(column for head in stages for column in head.columns)}


def paths(journey: Journey, stages: Sequence[StageHead], lang: str) -> Paths | None:
    """The arcs of a journey; None where every step simply leads to the next one."""
    at = columns_of(stages)
    spans: list[_Span] = []
    for way in ways(journey):
        start, end = at[way.source.id], at[way.target.id] if way.target else None
        words = said_of(way, lang)
        if end is None:
            text = f"{way.text}, {words}" if words else way.text
            spans.append((*_span(start, end, text, len(at)), start, None, way.type, text))
        elif end != start + 1 or words:
            spans.append((*_span(start, end, words, len(at)), start, end, way.type, words))
    if not spans:
        return None
    rows = _rows(spans)
    height = (max(rows) + 1) * ROW + _FOOT
    arcs = []
    uprights = [
        (x, row) for row, (_, _, start, end, *_) in zip(rows, spans, strict=True) for x in _uprights(start, end)
    ]
    for row, (_, _, start, end, kind, text) in zip(rows, spans, strict=True):
        top = height - _FOOT - (row + 1) * ROW + 8
        left = end is None and _turns(start, text, len(at))
        over = [x for x, other in uprights if other > row]  # lines of higher arcs come down through this row
        label = _label_at(start, end, text, left, over)
        arcs.append(Arc(start, end, row, kind, text, _drawn(start, end, top, height, left), top, label, left))
    return Paths(tuple(arcs), height)


def _turns(start: int, text: str, columns: int) -> bool:
    """Whether the words of an exit have room only on its left."""
    width = len(text) * _LETTER
    return start + 0.9 + width > columns and start + 0.1 > width


def _uprights(start: int, end: int | None) -> tuple[float, ...]:
    """Where the lines of an arc go up and come down."""
    if end is None:
        return (start + 0.5,)
    return (start + 0.56, end + 0.44) if end > start else (start + 0.36, end + 0.64)


def _span(start: int, end: int | None, text: str, columns: int) -> tuple[float, float]:
    """From where to where an arc and its words reach, in columns."""
    wide = len(text) * _LETTER
    if end is None:
        return (start + 0.1 - wide, start + 0.5) if _turns(start, text, columns) else (start + 0.5, start + 0.9 + wide)
    if end == start:
        return (start + 0.3 - wide, start + 0.7) if start else (start + 0.3, start + 0.7 + wide)
    xs, middle = _uprights(start, end), (start + end) / 2 + 0.5
    return min(*xs, middle - wide / 2), max(*xs, middle + wide / 2)


def _label_at(start: int, end: int | None, text: str, left: bool, uprights: Sequence[float]) -> float:
    """The place nearest to the middle of an arc where no line runs through its words; the middle, if there is none.

    The words of an exit stand after its arrow, those of a step that is taken again beside its loop.
    """
    if end is None:
        return start + (0.1 if left else 0.9)
    if end == start:
        return start + (0.3 if start else 0.7)
    half = len(text) * _LETTER / 2
    middle, reach = (start + end) / 2 + 0.5, abs(end - start) / 2 - half
    for step in range(40):
        for place in (middle + step * 0.25, middle - step * 0.25):
            if step * 0.25 <= max(0.0, reach) and all(abs(x - place) > half + 0.05 for x in uprights):
                return place
    return middle


def _rows(spans: Sequence[_Span]) -> list[int]:
    """For each span the lowest row on which it meets no other; short ones lie below long ones.

    An exit's words stay where they are, so it lies above every arc whose line would come down through them.
    """
    taken: list[list[tuple[float, float]]] = []
    found = [0] * len(spans)
    order = sorted(range(len(spans)), key=lambda k: (round(spans[k][1] - spans[k][0], 6), spans[k][0]))
    for k in sorted(order, key=lambda k: spans[k][3] is None):
        low, high, start, end, *_ = spans[k]
        first = 0
        if end is None:
            words = (start + 0.9, high) if high > start + 0.9 else (low, start + 0.1)
            arcs = [(found[n], span[2], span[3]) for n, span in enumerate(spans) if span[3] is not None]
            lines = ((row, x) for row, *ends in arcs for x in _uprights(*ends))
            first = max((row + 1 for row, x in lines if words[0] < x < words[1]), default=0)
        row = next(
            n
            for n in range(first, len(taken) + 1)
            if n == len(taken) or all(high + _AIR <= a or b + _AIR <= low for a, b in taken[n])
        )
        if row == len(taken):
            taken.append([])
        taken[row].append((low, high))
        found[k] = row
    return found


def _drawn(start: int, end: int | None, top: float, bottom: int, turned: bool = False) -> str:
    """The line: up from the start, along, and down at the end, with round corners. A loop to itself is a small bow."""
    x = start + 0.5
    if end is None:
        side = -1 if turned else 1
        return f"M{x:g} {bottom}V{top + 8:g}Q{x:g} {top:g} {x + side * 0.06:g} {top:g}H{x + side * 0.35:g}"
    if end == start:
        left, right = x - 0.15, x + 0.15
        rise = f"M{left:g} {bottom}V{top + 8:g}Q{left:g} {top:g} {x:g} {top:g}"
        return f"{rise}Q{right:g} {top:g} {right:g} {top + 8:g}V{bottom - 3}"
    way = 0.06 if end > start else -0.06
    # four places at a step: what comes and goes forward is inside, what comes and goes back is outside
    out, into = (x + 0.06, end + 0.44) if end > start else (x - 0.14, end + 0.64)
    return (
        f"M{out:g} {bottom}V{top + 8:g}Q{out:g} {top:g} {out + way:g} {top:g}"
        f"H{into - way:g}Q{into:g} {top:g} {into:g} {top + 8:g}V{bottom - 3}"
    )
