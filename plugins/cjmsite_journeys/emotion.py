"""The geometry of feelings: marks in the lane, its notes, and the rail beside the cards of a phone."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from cjmsite.api import Journey, Mark, feelings, format, nested
from cjmsite_journeys.people import Person

Felt = dict[str, float]


class Told(Struct, frozen=True):
    """What one person feels, for reading: `Nora: +1`."""

    person: Person
    text: str


class Note(Struct, frozen=True):
    """A few computed words in the lane: the highest point, the lowest, the widest gap."""

    text: str
    tone: str
    side: str


class Point(Struct, frozen=True):
    """A mark and where it stands, in the pixels of its drawing."""

    mark: Mark
    at: str


class Feelings(Struct, frozen=True):
    """The emotion of one step: marks at their heights, the values in words, a note and the author's own word."""

    points: tuple[Point, ...]
    told: tuple[Told, ...]
    note: Note | None
    label: str | None


def lane_height(value: float) -> str:
    """Where a feeling stands in the lane: +2 at 24 px, 0 at 84 px, -2 at 144 px."""
    return f"{84 - value * 30:g}"


def rail_place(value: float) -> float:
    """Where a feeling stands on the rail: -2 at 6, 0 at 36, +2 at 66."""
    return 36 + value * 15


def told(felt: Felt, persons: Sequence[Person], lang: str) -> tuple[Told, ...]:
    """The feelings of a step as text, in the order of the persons."""
    return tuple(Told(person, format.signed(felt[person.id], lang)) for person in persons if person.id in felt)


def points(felt: Felt, persons: Sequence[Person], r: float = 5.0) -> tuple[Point, ...]:
    """The marks of the lane. Those that open round others come first, so that none is covered."""
    marks = nested({person.cls: felt[person.id] for person in persons if person.id in felt}, r)
    ordered = sorted(marks, key=lambda mark: not mark.ring)
    return tuple(Point(mark, lane_height(mark.value)) for mark in ordered)


def notes(curve: Sequence[Felt], who: Sequence[str], lang: str) -> dict[int, Note]:
    """Column -> note. One step that is highest or lowest is only named where the others differ from it."""
    means = {k: mean for k, felt in enumerate(curve) if (mean := feelings.mean(felt.values())) is not None}
    if len(means) < 2:
        return {}
    found: dict[int, Note] = {}
    low, high = min(means, key=lambda k: means[k]), max(means, key=lambda k: means[k])
    if means[low] < means[high]:
        for k, word in ((low, "Lowest"), (high, "Highest")):
            tone = format.tone(means[k]).replace("neu", "")
            found[k] = Note(f"{word} {format.signed(means[k], lang)}", tone, _side(curve, k, who))
    gaps = {k: max(felt.values()) - min(felt.values()) for k, felt in enumerate(curve) if len(felt) > 1}
    widest = max(gaps, key=lambda k: gaps[k], default=None)
    if widest is not None and gaps[widest] >= 1 and widest not in found:
        found[widest] = Note(f"Widest gap {format.number(gaps[widest], 1, lang)}", "", _side(curve, widest, who))
    return found


def notes_of(journey: Journey, who: Sequence[str], lang: str) -> dict[int, Note]:
    """The notes of a journey's lane. Its cells are made one after the other: the last journey's are kept."""
    global _last
    key = (tuple(who), lang)
    kept, of, found = _last
    if kept is not journey or of != key:
        found = notes([feelings.felt(step, who) for step in journey.steps], who, lang)
        _last = (journey, key, found)
    return found


_last: tuple[Journey | None, tuple[tuple[str, ...], str], dict[int, Note]] = (None, ((), ""), {})


def _side(curve: Sequence[Felt], k: int, who: Sequence[str]) -> str:
    """Above or below the curves, where they leave more room on their way through the column, and close to them.

    `k3` is three half points of feeling away from the end of the scale.
    """
    passed = []
    for person in who:
        here = curve[k].get(person)
        if here is None:
            continue
        passed.append(here)
        for other in (k - 1, k + 1):
            if 0 <= other < len(curve) and person in curve[other]:
                passed.append((here + curve[other][person]) / 2)
    over, under = 2 - max(passed, default=0), min(passed, default=0) + 2
    side, room = ("top", over) if over > under else ("bot", under)
    return f"{side} k{int(room * 2)}"


class Line(Struct, frozen=True):
    """What is drawn of one person, as path data."""

    cls: str
    d: str


class Rail(Struct, frozen=True):
    """What is drawn beside a card: the marks of its step, and the lines to the next step."""

    points: tuple[Point, ...]
    curves: tuple[Line, ...]


def rail(here: Felt, after: Felt | None, persons: Sequence[Person]) -> Rail:
    """The rail of one card."""
    marks = nested({person.cls: here[person.id] for person in persons if person.id in here}, 6.0)
    ordered = sorted(marks, key=lambda mark: not mark.ring)
    curves = []
    for person in persons:
        if after is not None and person.id in here and person.id in after:
            a, b = (f"{rail_place(value):g}" for value in (here[person.id], after[person.id]))
            curves.append(Line(person.cls, f"M{a} 0C{a} .5 {b} .5 {b} 1"))
    return Rail(tuple(Point(mark, f"{rail_place(mark.value):g}") for mark in ordered), tuple(curves))
