"""What the curve says: its lowest and its highest point, its biggest drop, the widest gap between persons."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from cjmsite.api import Journey, Part, PlacedStep, feelings, format
from cjmsite_journeys.findings.finding import Extreme, Finding, felt_steps, ids, link, owner_of, to, who_feels
from cjmsite_journeys.people import Person

_WORTH_SAYING = 1
"""A drop or a gap below one point of the scale is no finding."""


class Drop(Struct, frozen=True):
    """Two neighbouring steps of which the second feels worse, by `size`."""

    before: Extreme
    after: Extreme
    size: float


def biggest_drop(journey: Journey, who: Sequence[str]) -> Drop | None:
    """Where the mean feeling falls most from one step to the next that says how it feels."""
    drops = [Drop(a, b, a.mean - b.mean) for a, b in pairwise(felt_steps(journey, who))]
    worst = max(drops, key=lambda drop: drop.size, default=None)
    return worst if worst is not None and worst.size >= _WORTH_SAYING else None


def low(journey: Journey, persons: Sequence[Person], lang: str) -> Finding | None:
    """The lowest point, unless all is the same."""
    felt = felt_steps(journey, ids(persons))
    if len({one.mean for one in felt}) < 2:
        return None
    found = min(felt, key=lambda e: e.mean)
    moment = " It is also a moment of truth." if found.placed.step.moment_of_truth else ""
    tone: Literal["", "neg"] = "neg" if format.tone(found.mean) == "neg" else ""
    owner = owner_of(journey, found.placed)
    detail = who_feels(found.placed, found.mean, persons, lang) + moment + (f" Owner: {owner}." if owner else "")
    name = found.placed.step.title
    title = f"{name} feels least good" if format.tone(found.mean) == "pos" else f"{name} is the lowest point"
    return Finding("lowest", format.signed(found.mean, lang), title, (Part(detail),), tone, to(found.placed))


def high(journey: Journey, persons: Sequence[Person], lang: str) -> Finding | None:
    """The highest point, unless all is the same."""
    felt = felt_steps(journey, ids(persons))
    if len({one.mean for one in felt}) < 2:
        return None
    found = max(felt, key=lambda e: e.mean)
    name = found.placed.step.title
    title = f"{name} hurts least" if format.tone(found.mean) == "neg" else f"{name} is the highest point"
    detail = who_feels(found.placed, found.mean, persons, lang)
    return Finding("highest", format.signed(found.mean, lang), title, (Part(detail),), "", to(found.placed))


def drop(journey: Journey, persons: Sequence[Person], lang: str) -> Finding | None:
    """The biggest drop from one step to the next."""
    found = biggest_drop(journey, ids(persons))
    if found is None:
        return None
    before, after = found.before, found.after
    detail = (
        Part("From "),
        link(before.placed),
        Part(f" ({format.signed(before.mean, lang)}) to "),
        link(after.placed),
        Part(f" ({format.signed(after.mean, lang)})."),
    )
    title = f"{after.placed.step.title} is the biggest drop"
    return Finding("drop", format.signed(-found.size, lang), title, detail, "neg", to(after.placed))


class Gap(Struct, frozen=True):
    """A step at which two persons feel differently: who feels best, who worst, and how far apart."""

    placed: PlacedStep
    best: tuple[str, float]
    worst: tuple[str, float]

    @property
    def size(self) -> float:
        """How far apart they are, in points of the scale."""
        return self.best[1] - self.worst[1]


def widest_gap(journey: Journey, persons: Sequence[Person]) -> Gap | None:
    """Where two persons feel most differently, unless they hardly do."""
    names = {person.id: person.short for person in persons}
    gaps = []
    for one in felt_steps(journey, ids(persons)):
        values = feelings.felt(one.placed.step, ids(persons))
        best, worst = max(values, key=lambda id_: values[id_]), min(values, key=lambda id_: values[id_])
        gaps.append(Gap(one.placed, (names[best], values[best]), (names[worst], values[worst])))
    widest = max(gaps, key=lambda one: one.size, default=None)
    return widest if widest is not None and widest.size >= _WORTH_SAYING else None


def parted(gap: Gap, lang: str) -> str:
    """`Nora +2, Tom −2`: the two who are furthest apart."""
    return ", ".join(f"{name} {format.signed(value, lang)}" for name, value in (gap.best, gap.worst))


def gap(journey: Journey, persons: Sequence[Person], lang: str) -> Finding | None:
    """Where two persons feel most differently."""
    found = widest_gap(journey, persons)
    if found is None:
        return None
    detail = (Part("At “"), link(found.placed), Part(f"”: {parted(found, lang)}."))
    title = f"is the widest gap, between {found.best[0]} and {found.worst[0]}"
    return Finding("gap", format.number(found.size, 1, lang), title, detail, "", to(found.placed))
