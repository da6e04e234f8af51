"""Personas, touchpoints, journeys and plain pages, with the lanes of the journey map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import Beside, Journey, Kind, Lane, Page, Persona, Rule, Touchpoint, View, hookimpl
from cjmsite_journeys.compare import compare_view, pair_page, pair_title
from cjmsite_journeys.journey import journey_view
from cjmsite_journeys.lanes import LANES
from cjmsite_journeys.lists import journeys_view, personas_view, touchpoints_view
from cjmsite_journeys.page import page_view
from cjmsite_journeys.persona import persona_view
from cjmsite_journeys.portable import portable
from cjmsite_journeys.rules import RULES
from cjmsite_journeys.touchpoint import touchpoint_view
from cjmsite_journeys.views import VIEWS


def _journey_anchors(journey: Journey) -> tuple[str, ...]:
    return tuple(anchor for stage in journey.outline for anchor in (stage.id, *(placed.id for placed in stage.steps)))


@hookimpl
def cjm_kinds(config: Any) -> Iterable[Kind]:
    """The kinds of a journey site, in the order of the navigation."""
    return (
        Kind(
            "journey",
            Journey,
            "Journey",
            "Journeys",
            "journeys",
            "journey.html",
            journey_view,
            "journeys.html",
            journeys_view,
            anchors=_journey_anchors,
            beside=Beside("pair.html", pair_page, compare_view, pair_title, "comparison"),
            portable=portable,
        ),
        Kind(
            "persona",
            Persona,
            "Persona",
            "Personas",
            "personas",
            "persona.html",
            persona_view,
            "personas.html",
            personas_view,
            title=lambda data: data.title or data.name,
            summary=lambda data: data.summary or data.tagline,
        ),
        Kind(
            "touchpoint",
            Touchpoint,
            "Touchpoint",
            "Touchpoints",
            "touchpoints",
            "touchpoint.html",
            touchpoint_view,
            "touchpoints.html",
            touchpoints_view,
        ),
        Kind(
            "page",
            Page,
            "Page",
            "Pages",
            "pages",
            "page.html",
            page_view,
            summary=lambda data: data.summary or data.description,
        ),
    )


@hookimpl
def cjm_lanes(config: Any) -> Iterable[Lane]:
    """The rows of the map, in their usual order."""
    return LANES


@hookimpl
def cjm_views(config: Any) -> Iterable[View]:
    """The pages about the whole site."""
    return VIEWS


@hookimpl
def cjm_rules(config: Any) -> Iterable[Rule]:
    """The checks of a journey site."""
    return RULES
