"""What a journey's map says, in sentences that the program writes from the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cjmsite.api import Figure, Journey, Part, PlacedStep, Sentence, feelings, format, said
from cjmsite_journeys.people import Person


@dataclass(frozen=True, slots=True)
class Extreme:
    """A step with its mean feeling."""

    placed: PlacedStep
    mean: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a map says: a large figure, what it means, and the detail."""

    big: str
    title: str
    detail: str
    tone: Literal["", "neg", "off"] = ""
    url: str | None = None


def felt_steps(journey: Journey, who: Sequence[str]) -> tuple[Extreme, ...]:
    """The steps that say something about feelings."""
    placed = (step for stage in journey.outline for step in stage.steps)
    means = ((step, feelings.mean_of(step.step, who)) for step in placed)
    return tuple(Extreme(step, mean) for step, mean in means if mean is not None)


def lowest(journey: Journey, who: Sequence[str]) -> Extreme | None:
    """The step at which people feel worst; the first of several."""
    return min(felt_steps(journey, who), key=lambda extreme: extreme.mean, default=None)


def headline(journey: Journey, who: Sequence[str], outcome: Figure | None, lang: str) -> Sentence:
    """What matters most: the lowest point, and the number that the journey is measured by."""
    felt = felt_steps(journey, who)
    parts: list[Part] = []
    if not felt:
        parts.append(Part("No step says yet how it feels."))
    else:
        low = min(felt, key=lambda extreme: extreme.mean)
        tone: Literal["hit", ""] = "hit" if format.tone(low.mean) == "neg" else ""
        if len(felt) == 1:
            parts.append(Part("Only one step says how it feels: "))
        elif low.mean == max(extreme.mean for extreme in felt):
            parts.append(Part(f"All {format.spoken(len(felt), lang)} steps feel the same, beginning with "))
        else:
            parts.append(Part("Lowest point: "))
        parts += [
            Part(low.placed.step.title, strong=True, url=f"#{low.placed.id}"),
            Part(" "),
            Part(f"({format.signed(low.mean, lang)})", strong=True, tone=tone),
            Part("."),
        ]
    if outcome is not None:
        parts += [Part(" "), *said(outcome)]
    return tuple(parts)


def findings(journey: Journey, persons: Sequence[Person], figures: Sequence[Figure], lang: str) -> tuple[Finding, ...]:
    """The lowest and the highest point, the widest gap, the figures off target, the longest wait."""
    who = [person.id for person in persons]
    felt = felt_steps(journey, who)
    found: list[Finding] = []
    if len(felt) > 1:
        low, high = min(felt, key=lambda e: e.mean), max(felt, key=lambda e: e.mean)
        if low.mean < high.mean:
            found.append(_low(low, persons, lang))
            found.append(
                Finding(
                    format.signed(high.mean, lang),
                    f"{high.placed.step.title} is the highest point",
                    _who_feels(high, persons, lang),
                    url=f"#{high.placed.id}",
                )
            )
    found += _gap(felt, persons, lang)
    found += _off_target(figures, lang)
    waits = [(step.step.wait, step) for stage in journey.outline for step in stage.steps if step.step.wait]
    if waits:
        wait, placed = max(waits, key=lambda item: item[0])
        total = sum((item[0] for item in waits[1:]), waits[0][0])
        several = (
            f"{format.capital(format.duration(total, lang))} of waiting in {format.spoken(len(waits), lang)} steps."
        )
        found.append(
            Finding(
                format.duration(wait, lang),
                f"is the longest wait: {placed.step.title}",
                several if len(waits) > 1 else "It is the only wait that is noted.",
                url=f"#{placed.id}",
            )
        )
    return tuple(found)


def _low(low: Extreme, persons: Sequence[Person], lang: str) -> Finding:
    moment = " It is also a moment of truth." if low.placed.step.moment_of_truth else ""
    tone: Literal["", "neg"] = "neg" if format.tone(low.mean) == "neg" else ""
    return Finding(
        format.signed(low.mean, lang),
        f"{low.placed.step.title} is the lowest point",
        _who_feels(low, persons, lang) + moment,
        tone,
        f"#{low.placed.id}",
    )


def _who_feels(extreme: Extreme, persons: Sequence[Person], lang: str) -> str:
    felt = feelings.felt(extreme.placed.step, [person.id for person in persons])
    each = [f"{person.short} {format.signed(felt[person.id], lang)}" for person in persons if person.id in felt]
    return f"{', '.join(each)}: {format.feeling(extreme.mean)}." if len(each) > 1 else f"{each[0]}."


def _gap(felt: Sequence[Extreme], persons: Sequence[Person], lang: str) -> list[Finding]:
    widest: tuple[float, Extreme] | None = None
    for extreme in felt:
        values = feelings.felt(extreme.placed.step, [person.id for person in persons]).values()
        size = max(values) - min(values)
        if size >= 1 and (widest is None or size > widest[0]):
            widest = (size, extreme)
    if widest is None:
        return []
    size, extreme = widest
    values_of = feelings.felt(extreme.placed.step, [person.id for person in persons])
    names = {person.id: person.short for person in persons}
    best, worst = max(values_of, key=lambda id_: values_of[id_]), min(values_of, key=lambda id_: values_of[id_])
    return [
        Finding(
            format.number(size, 1, lang),
            f"is the widest gap, between {names[best]} and {names[worst]}",
            f"At “{extreme.placed.step.title}”: {names[best]} {format.signed(values_of[best], lang)}, "
            f"{names[worst]} {format.signed(values_of[worst], lang)}.",
            url=f"#{extreme.placed.id}",
        )
    ]


def _off_target(figures: Sequence[Figure], lang: str) -> list[Finding]:
    judged = [shown for shown in figures if shown.status != "none"]
    off = sorted((shown for shown in judged if shown.status == "off"), key=lambda shown: -shown.distance)
    if not judged:
        return []
    if not off:
        watched = sum(shown.status == "watch" for shown in judged)
        detail = (
            f"{format.capital(format.spoken(watched, lang))} to watch." if watched else "All of them are on target."
        )
        return [Finding(f"0 of {len(judged)}", "figures are off target", detail)]
    named = [f"{shown.title} {shown.value}{shown.unit}, {shown.gap} ({shown.n})" for shown in off[:2]]
    return [
        Finding(
            f"{len(off)} of {len(judged)}",
            "figures are off target" if len(judged) > 1 else "figure is off target",
            "; ".join(named) + ".",
            "off",
        )
    ]
