"""How it feels, by persona and stage of the customer's life, over all journeys of today."""

from __future__ import annotations

from typing import get_args

from msgspec import Struct

from cjmsite.model.journey import Journey, Lifecycle
from cjmsite.render import feelings, format
from cjmsite.render.sentence import Part, Sentence
from cjmsite.site import Card, Site

LIFECYCLE: tuple[str, ...] = tuple(stage for stage in get_args(Lifecycle) if stage != "custom")
"""The stages of a customer's life, in their order."""


class HeatCell(Struct, frozen=True):
    """The mean of what one persona feels in one stage, over `steps` steps; `url` leads to the lowest of them."""

    value: float | None
    steps: int = 0
    url: str | None = None


class HeatRow(Struct, frozen=True):
    """A persona with a cell for each stage."""

    who: str
    title: str
    url: str | None
    caption: str | None
    cells: tuple[HeatCell, ...]


class HeatMap(Struct, frozen=True):
    """The map; `lowest` is the column with the lowest mean, where there is more than one.

    `missing` names the journeys that it leaves out, if only in part, and says why.
    """

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    lowest: int | None
    missing: Sentence = ()


class _Felt(Struct, frozen=True):
    """One feeling of one persona at one step; `stage` is None where it has no place in the lifecycle."""

    who: str
    stage: str | None
    value: float
    url: str
    journey: Card


def heat_map(site: Site) -> HeatMap:
    """The heat map of the site. What is felt in stages without a place in the lifecycle has no column."""
    felt = [one for card in site.cards("journey") for one in _felt(site, card)]
    stages = [stage for stage in LIFECYCLE if any(one.stage == stage for one in felt)]
    cards = {card.id: card for card in site.cards("persona")}
    seen = {one.who for one in felt}
    people = [id_ for id_ in cards if id_ in seen] + sorted(seen - set(cards))
    rows = tuple(_row(site, who, cards.get(who), stages, felt) for who in people)
    columns = tuple(format.label(stage) for stage in stages)
    return HeatMap(columns, rows, _lowest(stages, felt), _missing(site, felt))


def _felt(site: Site, card: Card) -> list[_Felt]:
    journey: Journey | None = site.data("journey", card.id)
    if journey is None or journey.state == "future":
        return []
    who = journey.personas or feelings.felt_by(journey)
    found = []
    for stage in journey.outline:
        for placed in stage.steps:
            for person, value in feelings.felt(placed.step, who).items():
                place = stage.stage.lifecycle if stage.stage.lifecycle in LIFECYCLE else None
                found.append(_Felt(person, place, value, site.url(f"{card.url}#{placed.id}"), card))
    return found


_NAMED = 3
"""More journeys that are not shown are counted and not named."""


def _missing(site: Site, felt: list[_Felt]) -> Sentence:
    """Which journeys the map leaves out, and why."""
    journeys = list({one.journey.id: one.journey for one in felt if one.stage is None}.values())
    if not journeys:
        return ()
    placed = {one.journey.id for one in felt if one.stage is not None}
    partly = sum(card.id in placed for card in journeys)
    degree = "here" if not partly else "here in full" if partly == len(journeys) else "here, or not in full"
    if len(journeys) == 1:
        said = f"One journey is not shown {degree}, as stages of it have no place in the lifecycle: "
    else:
        amount = format.capital(format.spoken(len(journeys), site.settings.lang))
        said = f"{amount} journeys are not shown {degree}, as stages of theirs have no place in the lifecycle: "
    parts = [Part(said)]
    for number, card in enumerate(journeys[:_NAMED]):
        parts += [Part(", ")] if number else []
        parts.append(Part(card.title, url=site.url(card.url)))
    more = len(journeys) - _NAMED
    return (*parts, Part(f" and {format.spoken(more, site.settings.lang)} more." if more > 0 else "."))


def _row(site: Site, who: str, card: Card | None, stages: list[str], felt: list[_Felt]) -> HeatRow:
    cells = []
    for stage in stages:
        here = [one for one in felt if one.who == who and one.stage == stage]
        lowest = min(here, key=lambda one: one.value, default=None)
        cells.append(HeatCell(feelings.mean(one.value for one in here), len(here), lowest.url if lowest else None))
    title = card.title if card else "Everyone" if who == feelings.EVERYONE else who
    persona = site.data("persona", who) if card else None
    return HeatRow(who, title, site.url(card.url) if card else None, persona.segment if persona else None, tuple(cells))


def _lowest(stages: list[str], felt: list[_Felt]) -> int | None:
    means = [feelings.mean(one.value for one in felt if one.stage == stage) or 0.0 for stage in stages]
    return means.index(min(means)) if len(means) > 1 and min(means) < max(means) else None
