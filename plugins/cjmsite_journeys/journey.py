"""The page of a journey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cjmsite.api import (
    Card,
    Document,
    Fact,
    Figure,
    Journey,
    Part,
    Site,
    facts_of,
    feelings,
    figure,
    format,
    review_facts,
    sparks,
)
from cjmsite_journeys.curves import lane_lines
from cjmsite_journeys.findings import findings, headline
from cjmsite_journeys.lanes import evidence, stage_metrics, step_metrics
from cjmsite_journeys.map import cards, curve_of, heads, rows, zones
from cjmsite_journeys.paths import paths, said_of
from cjmsite_journeys.people import people
from cjmsite_journeys.script import other_curve, steps_data, ways_data
from cjmsite_journeys.targets import aim_of
from cjmsite_journeys.ways import ways


def journey_view(site: Site, document: Document) -> Mapping[str, Any]:
    """The variables of `journey.html`."""
    journey: Journey = document.data
    lang = site.settings.lang
    persons = people(site, feelings.felt_by(journey))
    stages = heads(journey)
    curve = curve_of(stages, persons)
    lanes = rows(site, document, stages)
    numbers = figures_of(site, journey)
    outcome = numbers[0][1] if journey.outcome_metric else None
    has_curve = any(curve)
    other = other_curve(site, document)
    return {
        "persons": persons,
        "cast": people(site, journey.personas),
        "has_curve": has_curve,
        "finding": headline(journey, persons, outcome or _worst(numbers), lang),
        "meta": _meta(site, journey, other),
        "about": _about(journey, lang),
        "stages": stages,
        "columns": sum(stage.span for stage in stages),
        "zones": zones(lanes),
        "cards": cards(stages, lanes, curve, persons, lang),
        "findings": findings(site, journey, persons, [shown for _, shown in numbers]),
        "numbers": numbers,
        "branches": branches(journey, lang),
        "drawn": lane_lines(curve, persons),
        "paths": paths(journey, stages, lang),
        "pair": other,
        "shared": shared_touchpoints(site, document),
        "related": related(site, document),
        "stories": stories(site, document),
        "page_data": {
            "kind": "journey",
            "id": document.id,
            "url": document.url,
            "title": document.title,
            "state": journey.state,
            "personas": [
                {"id": person.id, "name": person.name, "short": person.short, "cls": person.cls} for person in persons
            ],
            "stages": [{"id": head.id, "title": head.title, "goal": head.goal, "steps": head.span} for head in stages],
            "steps": steps_data(site, stages, curve),
            "ways": ways_data(journey, stages, lang),
            "compare": other,
            "sparks": sparks([shown for _, shown in numbers]),
        },
    }


def figures_of(site: Site, journey: Journey) -> list[tuple[str, Figure]]:
    """The metrics of a journey, each once, with where it belongs: the outcome first."""
    places: dict[str, str] = {}
    if journey.outcome_metric:
        places[journey.outcome_metric] = "Outcome"
    for id_ in journey.metrics:
        places.setdefault(id_, "Whole journey")
    for stage in journey.outline:
        for id_ in stage_metrics(site, stage):
            places.setdefault(id_, f"Stage: {stage.stage.title}")
        for placed in stage.steps:
            for id_ in step_metrics(site, journey, placed):
                places.setdefault(id_, f"Step: {placed.step.title}")
    return [(_aimed(site, journey, id_, place), figure(site, id_)) for id_, place in places.items()]


def _aimed(site: Site, journey: Journey, id_: str, place: str) -> str:
    """Where a metric belongs, and what it is to reach where the journey says that."""
    aim = aim_of(site, journey, id_)
    return f"{place}; here to reach {aim.text}" if aim.own else place


def _worst(numbers: Sequence[tuple[str, Figure]]) -> Figure | None:
    off = [shown for _, shown in numbers if shown.status == "off"]
    return max(off, key=lambda shown: shown.distance, default=None)


def _meta(site: Site, journey: Journey, pair: Mapping[str, Any] | None) -> tuple[Fact, ...]:
    return (
        *facts_of(
            ("State", format.capital(journey.state)),
            ("Mapping", format.capital(journey.mapping_status) if journey.mapping_status else None),
            ("Owner", journey.owner),
            *review_facts(journey, site.today),
            ("Evidence", _short(journey, site.settings.lang)),
            ("Version", journey.version),
            *_kin(site, journey, pair),
        ),
    )


def _kin(site: Site, journey: Journey, pair: Mapping[str, Any] | None) -> tuple[Fact, ...]:
    """The journeys that this one is read beside."""
    named = (("Compare with", journey.compare_with), ("Variant of", journey.variant_of), ("Part of", journey.parent))
    found = []
    for word, id_ in named:
        if id_:
            card = site.card("journey", id_)
            parts = [Part(card.title, url=site.url(card.url)) if card else Part(id_)]
            if word == "Compare with" and pair:
                parts.append(Part("side by side", url=str(pair["url"])))
            found.append(Fact(word, tuple(parts)))
    return tuple(found)


def _short(journey: Journey, lang: str) -> str | None:
    """What the map rests on, in a word and a number."""
    given = journey.evidence
    if given is None:
        return None
    when = given.date
    said = [given.level or given.status, None if given.n is None else format.n_is(given.n, lang)]
    said.append(format.day(when) if when else None)
    return format.capital(", ".join(part for part in said if part)) or None


def _about(journey: Journey, lang: str) -> tuple[Fact, ...]:
    scope = journey.scope
    return facts_of(
        ("Goal", journey.goal),
        ("Scenario", journey.scenario),
        ("Expects", journey.expectations),
        ("Starts", scope.starts if scope else None),
        ("Ends", scope.ends if scope else None),
        ("Evidence", evidence(journey.evidence, lang) if journey.evidence else None),
    )


def branches(journey: Journey, lang: str) -> tuple[dict[str, Any], ...]:
    """Where the path branches, loops or ends, in words."""
    found: dict[str, dict[str, Any]] = {}
    for way in ways(journey):
        start = {"text": way.source.step.title, "url": f"#{way.source.id}"}
        here = found.setdefault(way.source.id, {"start": start, "ways": []})
        url = f"#{way.target.id}" if way.target else None
        here["ways"].append({"text": way.text, "url": url, "note": said_of(way, lang)})
    return tuple(found.values())


NAMED = 3
"""So many journeys of a touchpoint are named; its own page has them all, and how each of them feels."""


def shared_touchpoints(site: Site, document: Document) -> tuple[dict[str, Any], ...]:
    """The touchpoints of a journey that other journeys use too, the most shared first, with some of those journeys."""
    lang = site.settings.lang
    found = []
    used = dict.fromkeys(id_ for step in document.data.steps for id_ in step.all_touchpoints)
    for id_ in used:
        card = site.card("touchpoint", id_)
        others = _cards(use.card for use in site.uses("touchpoint", id_) if use.card.id != document.id)
        if card and others:
            found.append(
                {
                    "title": card.title,
                    "url": site.url(card.url),
                    "journeys": [{"text": other.title, "url": site.url(other.url)} for other in others[:NAMED]],
                    "more": format.spoken(len(others) - NAMED, lang) if len(others) > NAMED else "",
                    "count": len(others),
                }
            )
    return tuple(sorted(found, key=lambda one: -one["count"]))


def _cards(cards: Any) -> list[Card]:
    return list({(card.kind, card.id): card for card in cards if card.kind == "journey"}.values())


def related(site: Site, document: Document) -> tuple[dict[str, Any], ...]:
    """The journeys that this one names, and those that name it."""
    journey: Journey = document.data
    named = [
        ("Compare with", journey.compare_with),
        ("Variant of", journey.variant_of),
        ("Part of", journey.parent),
        *(("In detail", step.journey) for step in journey.steps),
    ]
    found: dict[str, dict[str, Any]] = {}
    for word, id_ in named:
        if id_ and id_ not in found:
            card = site.card("journey", id_)
            found[id_] = {
                "word": word,
                "title": card.title if card else id_,
                "url": site.url(card.url) if card else None,
                "summary": card.summary if card else None,
            }
    back = {"compare_with": "Compared in", "variant_of": "Has the variant", "parent": "Contains", "stages": "Detail of"}
    for use in site.uses("journey", document.id):
        if use.card.kind == "journey" and use.card.id not in found:
            found[use.card.id] = {
                "word": back.get(str(use.loc[0]), "Named in"),
                "title": use.card.title,
                "url": site.url(use.card.url),
                "summary": use.card.summary,
            }
    return tuple(found.values())


def stories(site: Site, document: Document) -> tuple[dict[str, str | None], ...]:
    """The body, section by section; the story of a stage or step says where it is in the map."""
    journey: Journey = document.data
    places = {f"story-{stage.id}": stage.id for stage in journey.outline}
    places |= {f"story-{placed.id}": placed.id for stage in journey.outline for placed in stage.steps}
    found = []
    for section in site.body(document).sections:
        found.append({"heading": section.heading, "html": section.html, "place": places.get(section.slug)})
    return tuple(found)
