"""What a journey's map says, in sentences that the program writes from the data."""

from __future__ import annotations

from collections.abc import Sequence

from cjmsite.api import Figure, Journey, Site
from cjmsite_journeys.findings import clock, contact, curve, figures, ground, promise
from cjmsite_journeys.findings.finding import Extreme, Finding, felt_steps, lowest
from cjmsite_journeys.findings.headline import headline
from cjmsite_journeys.people import Person

__all__ = ["Extreme", "Finding", "felt_steps", "findings", "headline", "lowest"]


def findings(site: Site, journey: Journey, persons: Sequence[Person], shown: Sequence[Figure]) -> tuple[Finding, ...]:
    """Every finding of a journey, what hurts first."""
    lang = site.settings.lang
    found = [
        curve.low(journey, persons, lang),
        curve.drop(journey, persons, lang),
        figures.off_target(shown),
        promise.unmet(journey, persons, lang),
        promise.moments(journey, persons, lang),
        contact.switched(site, journey, persons, lang),
        contact.handed_over(journey, persons, lang),
        contact.giving_nothing(site, journey, persons, lang),
        clock.longest_wait(journey, lang),
        clock.hardest(journey, lang),
        curve.gap(journey, persons, lang),
        ground.without_answer(journey, lang),
        ground.without_evidence(journey, lang),
        curve.high(journey, persons, lang),
    ]
    return tuple(one for one in found if one is not None)
