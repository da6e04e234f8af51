"""One thing that a map says, and the words that findings share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from cjmsite.api import Journey, Part, PlacedStep, Sentence, feelings, format
from cjmsite_journeys.people import Person


class Extreme(Struct, frozen=True):
    """A step with its mean feeling."""

    placed: PlacedStep
    mean: float


class Finding(Struct, frozen=True):
    """One thing that a map says: its name for machines, a large figure, what it means, and the detail."""

    name: str
    big: str
    title: str
    detail: Sentence
    tone: Literal["", "neg", "pos", "off"] = ""
    url: str | None = None


def felt_steps(journey: Journey, who: Sequence[str]) -> tuple[Extreme, ...]:
    """The steps that say something about feelings."""
    placed = (step for stage in journey.outline for step in stage.steps)
    means = ((step, feelings.mean_of(step.step, who)) for step in placed)
    return tuple(Extreme(step, mean) for step, mean in means if mean is not None)


def lowest(journey: Journey, who: Sequence[str]) -> Extreme | None:
    """The step at which people feel worst; the first of several."""
    return min(felt_steps(journey, who), key=lambda extreme: extreme.mean, default=None)


def owner_of(journey: Journey, placed: PlacedStep) -> str | None:
    """Who owns a step: itself says it, or its stage, or the journey."""
    return placed.step.owner or journey.stages[placed.stage].owner or journey.owner


def means(journey: Journey, persons: Sequence[Person]) -> dict[str, float]:
    """Step id -> mean feeling of these persons."""
    return {one.placed.id: one.mean for one in felt_steps(journey, ids(persons))}


def ids(persons: Sequence[Person]) -> list[str]:
    """The ids of some persons."""
    return [person.id for person in persons]


def to(placed: PlacedStep) -> str:
    """The address of a step on its page."""
    return f"#{placed.id}"


def link(placed: PlacedStep) -> Part:
    """A step's title that leads to the step."""
    return Part(placed.step.title, url=to(placed))


_NAMED = 3


def links(steps: Sequence[PlacedStep], lang: str) -> Sentence:
    """Some steps in a row: `A, B and C`, or `A, B, C and four more`."""
    parts: list[Part] = []
    rest = len(steps) - _NAMED
    for number, placed in enumerate(steps[:_NAMED]):
        if number:
            last = number == len(steps) - 1
            parts.append(Part(" and " if last else ", "))
        parts.append(link(placed))
    if rest > 0:
        parts.append(Part(f" and {format.spoken(rest, lang)} more"))
    return tuple(parts)


_CAST = 4
"""More people than this are not named one by one."""


def who_feels(placed: PlacedStep, mean: float, persons: Sequence[Person], lang: str) -> str:
    """`Nora −1, Tom −2: very low.` Of people who feel opposite it says the mean; of many the ends will do."""
    felt = feelings.felt(placed.step, ids(persons))
    known = [person for person in persons if person.id in felt]
    each = [f"{person.short} {format.signed(felt[person.id], lang)}" for person in known]
    if len(each) == 1:
        return f"{each[0]}."
    tones = {format.tone(value) for value in felt.values()}
    word = format.feeling(mean) + (" in the mean" if {"neg", "pos"} <= tones else "")
    if len(each) <= _CAST:
        return f"{', '.join(each)}: {word}."
    ends = sorted(range(len(known)), key=lambda k: felt[known[k].id])
    low, high = each[ends[0]], each[ends[-1]]
    return f"{format.capital(format.spoken(len(each), lang))} people, from {low} to {high}: {word}."


def agree(count: int, total: int, subject: tuple[str, str], verb: tuple[str, str]) -> str:
    """Subject and verb for `1 of 9`: what is counted goes by all of them, what is said by those that are meant."""
    return f"{subject[total != 1]} {verb[count != 1 and total != 1]}"
