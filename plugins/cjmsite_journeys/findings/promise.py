"""What was promised and what came: expectations that were not met, and moments of truth."""

from __future__ import annotations

from collections.abc import Sequence

from cjmsite.api import Journey, Part, PlacedStep, feelings, format
from cjmsite_journeys.findings.finding import Finding, agree, ids, links, means, to
from cjmsite_journeys.people import Person
from cjmsite_journeys.turns import placed_steps


def unmet(journey: Journey, persons: Sequence[Person], lang: str) -> Finding | None:
    """The steps where people expected something and feel badly."""
    felt = means(journey, persons)
    hoped = [placed for placed in placed_steps(journey) if placed.step.expectation and placed.id in felt]
    missed = sorted(
        (placed for placed in hoped if format.tone(felt[placed.id]) == "neg"), key=lambda placed: felt[placed.id]
    )
    if not missed:
        return None
    worst = missed[0]
    title = agree(len(missed), len(hoped), ("expectation", "expectations"), ("is not met", "are not met"))
    detail = (Part(f"Worst: “{worst.step.expectation}”. At "), *links(missed, lang), Part("."))
    return Finding("unmet", f"{len(missed)} of {len(hoped)}", title, detail, "neg", to(worst))


def moments(journey: Journey, persons: Sequence[Person], lang: str) -> Finding | None:
    """How many of the moments of truth feel bad."""
    felt = means(journey, persons)
    told = [placed for placed in placed_steps(journey) if placed.step.moment_of_truth and placed.id in felt]
    if not told:
        return None
    bad = sorted((placed for placed in told if format.tone(felt[placed.id]) == "neg"), key=lambda p: felt[p.id])
    big = f"{len(bad)} of {len(told)}"
    title = agree(len(bad), len(told), ("moment of truth", "moments of truth"), ("hurts", "hurt"))
    if not bad:
        best = max(told, key=lambda placed: felt[placed.id])
        split = [placed for placed in told if any(format.tone(v) == "neg" for v in _felt(placed, persons))]
        hold = "All hold: " if len(told) > 1 else "It holds: "
        if split:
            hold = "No mean is low, but somebody feels low at "
        return Finding("moments", big, title, (Part(hold), *links(split or told, lang), Part(".")), "", to(best))
    each = (*links(bad, lang), Part(f" ({format.signed(felt[bad[0].id], lang)})" if len(bad) == 1 else ""), Part("."))
    return Finding("moments", big, title, each, "neg", to(bad[0]))


def _felt(placed: PlacedStep, persons: Sequence[Person]) -> list[float]:
    return list(feelings.felt(placed.step, ids(persons)).values())
