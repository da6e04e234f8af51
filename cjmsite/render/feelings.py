"""What a journey says about feelings: who feels what at a step, and the means."""

from __future__ import annotations

from collections.abc import Iterable

from cjmsite.model.journey import Journey, Step

EVERYONE = "everyone"
"""Stands for all customers where a journey does not tell persons apart."""


def tells_apart(journey: Journey) -> bool:
    """Whether some step gives each person a feeling of their own."""
    return any(isinstance(step.emotion, dict) for step in journey.steps)


def felt_by(journey: Journey) -> tuple[str, ...]:
    """The persons whose curves a journey has: ids of personas, or EVERYONE alone, or nobody."""
    if tells_apart(journey):
        told = (who for step in journey.steps if isinstance(step.emotion, dict) for who in step.emotion)
        return tuple(dict.fromkeys((*journey.personas, *told)))
    if all(step.emotion is None for step in journey.steps):
        return journey.personas
    return journey.personas if len(journey.personas) == 1 else (EVERYONE,)


def felt(step: Step, who: Iterable[str]) -> dict[str, float]:
    """What each of these persons feels at a step; who is not in it has said nothing."""
    found = {person: step.emotion_of(person) for person in who}
    return {person: value for person, value in found.items() if value is not None}


def mean(values: Iterable[float]) -> float | None:
    """The mean of some feelings; None where there are none."""
    known = list(values)
    return sum(known) / len(known) if known else None


def mean_of(step: Step, who: Iterable[str]) -> float | None:
    """The mean feeling at a step."""
    return mean(felt(step, who).values())
