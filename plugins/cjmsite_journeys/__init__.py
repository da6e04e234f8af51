"""Personas, touchpoints, journeys and plain pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import Journey, Kind, Page, Persona, Touchpoint, hookimpl


def _journey_anchors(journey: Journey) -> tuple[str, ...]:
    return tuple(anchor for stage in journey.outline for anchor in (stage.id, *(placed.id for placed in stage.steps)))


@hookimpl
def cjm_kinds(config: Any) -> Iterable[Kind]:
    """The kinds of a journey site, in the order of the navigation."""
    return (
        Kind("journey", Journey, "Journey", "Journeys", "journeys", anchors=_journey_anchors),
        Kind(
            "persona",
            Persona,
            "Persona",
            "Personas",
            "personas",
            title=lambda data: data.title or data.name,
            summary=lambda data: data.summary or data.tagline,
        ),
        Kind("touchpoint", Touchpoint, "Touchpoint", "Touchpoints", "touchpoints"),
        Kind("page", Page, "Page", "Pages", "pages", summary=lambda data: data.summary or data.description),
    )
