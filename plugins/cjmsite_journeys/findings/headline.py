"""The one sentence over a map: what matters most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cjmsite.api import Figure, Journey, Part, Sentence, format, said
from cjmsite_journeys.findings.curve import biggest_drop, parted, widest_gap
from cjmsite_journeys.findings.finding import Extreme, felt_steps, ids, to
from cjmsite_journeys.people import Person


def headline(journey: Journey, persons: Sequence[Person], outcome: Figure | None, lang: str) -> Sentence:
    """The lowest point, the biggest drop where it leads elsewhere, and the number that the journey is measured by."""
    felt = felt_steps(journey, ids(persons))
    parts: list[Part] = []
    if not felt:
        parts.append(Part("No step says yet how it feels."))
    elif len({one.mean for one in felt}) < 2:
        parts += _level(journey, felt, persons, lang)
    else:
        low = min(felt, key=lambda extreme: extreme.mean)
        parts += [Part(_rank(felt)), *_at(low, lang), Part(".")]
        drop = biggest_drop(journey, ids(persons))
        if drop is not None and drop.after.placed.id != low.placed.id:
            parts += [
                Part(" Biggest drop: "),
                Part(drop.after.placed.step.title, strong=True, url=to(drop.after.placed)),
                Part(f" ({format.signed(-drop.size, lang)})."),
            ]
    if outcome is not None:
        parts += [Part(" "), *said(outcome)]
    return tuple(parts)


def _rank(felt: Sequence[Extreme]) -> str:
    """What the lowest point of a curve is: of one that only goes well it is no low."""
    tones = {format.tone(one.mean) for one in felt}
    if tones == {"pos"}:
        return "Every step feels good, least of all "
    if "neg" not in tones:
        return "No step feels low. Lowest point: "
    return "Every step feels low, most of all " if tones == {"neg"} else "Lowest point: "


def _at(extreme: Extreme, lang: str) -> Sentence:
    tone: Literal["hit", ""] = "hit" if format.tone(extreme.mean) == "neg" else ""
    return (
        Part(extreme.placed.step.title, strong=True, url=to(extreme.placed)),
        Part(" "),
        Part(f"({format.signed(extreme.mean, lang)})", strong=True, tone=tone),
    )


def _level(journey: Journey, felt: Sequence[Extreme], persons: Sequence[Person], lang: str) -> Sentence:
    """One step, or several of one mean: a mean of people who feel differently is no feeling that anybody has."""
    gap = widest_gap(journey, persons)
    if gap is not None:
        first = "People feel differently at " if len(felt) == 1 else "People feel differently, most of all at "
        where = Part(gap.placed.step.title, strong=True, url=to(gap.placed))
        return (Part(first), where, Part(f": {parted(gap, lang)}."))
    if len(felt) > 1:
        steps = "Both steps" if len(felt) == 2 else f"All {format.spoken(len(felt), lang)} steps"
        told = " that say it" if len(felt) < len(journey.steps) else ""
        return (Part(f"{steps}{told} feel {format.feeling(felt[0].mean)} ({format.signed(felt[0].mean, lang)})."),)
    only = "Its one step: " if len(journey.steps) == 1 else "Only one step says how it feels: "
    return (Part(only), *_at(felt[0], lang), Part("."))
