"""The page of a touchpoint: what it is, and every place where customers meet it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from cjmsite.api import (
    Document,
    Fact,
    Figure,
    Part,
    Sentence,
    Site,
    Touchpoint,
    at_place,
    facts_of,
    feelings,
    figure,
    format,
    journeys_that_name,
    review_facts,
    sparks,
)
from cjmsite_journeys.channels import channel_icon, channel_name
from cjmsite_journeys.emotion import Told, told
from cjmsite_journeys.findings.finding import owner_of
from cjmsite_journeys.people import people
from cjmsite_journeys.uses import also_named_by


class Meeting(Struct, frozen=True):
    """A step at which customers meet a touchpoint, and how they feel there."""

    journey: str
    journey_url: str
    state: str
    stage: str
    step: str
    step_url: str
    told: tuple[Told, ...]
    mean: float | None
    owner: str | None


def touchpoint_view(site: Site, document: Document) -> Mapping[str, Any]:
    """The variables of `touchpoint.html`."""
    touchpoint: Touchpoint = document.data
    met = meetings(site, document.id)
    told = at_place(site, touchpoint.metrics, "touchpoint", document.id, document.title)
    numbers = [figure(site, id_) for id_ in told]
    screenshot = touchpoint.screenshot or touchpoint.image
    src = site.media(document, screenshot.src) if screenshot else None
    return {
        "channel": channel_name(touchpoint.channel),
        "icon": channel_icon(touchpoint.channel),
        "picture": {"src": src, "alt": screenshot.alt} if screenshot and src else None,
        "facts": (*_facts(site, touchpoint), *also_named_by(site, document)),
        "finding": _finding(met, numbers, site.settings.lang),
        "meetings": met,
        "journeys": len({meeting.journey_url for meeting in met}),
        "numbers": [("", shown) for shown in numbers],
        "scores": _scores(touchpoint),
        "page_data": {"kind": "touchpoint", "sparks": sparks(numbers)},
    }


def meetings(site: Site, id_: str) -> tuple[Meeting, ...]:
    """The steps that use a touchpoint, journey by journey."""
    found = []
    for card, journey in journeys_that_name(site, "touchpoint", id_):
        persons = people(site, feelings.felt_by(journey))
        for stage in journey.outline:
            for placed in stage.steps:
                if id_ not in placed.step.all_touchpoints:
                    continue
                felt = feelings.felt(placed.step, [person.id for person in persons])
                found.append(
                    Meeting(
                        card.title,
                        site.url(card.url),
                        journey.state,
                        stage.stage.title,
                        placed.step.title,
                        site.url(f"{card.url}#{placed.id}"),
                        told(felt, persons, site.settings.lang),
                        feelings.mean(felt.values()),
                        owner_of(journey, placed),
                    )
                )
    return tuple(found)


def _finding(met: tuple[Meeting, ...], numbers: list[Figure], lang: str) -> Sentence:
    if not met:
        return (Part("No journey uses this touchpoint yet."),)
    journeys = len({meeting.journey_url for meeting in met})
    parts = [
        Part(f"Met in {format.count(len(met), 'step', lang=lang)} of {format.count(journeys, 'journey', lang=lang)}.")
    ]
    felt = [meeting for meeting in met if meeting.mean is not None and meeting.state != "future"]
    if felt:
        low = min(felt, key=lambda meeting: meeting.mean or 0)
        value = low.mean or 0
        parts += [
            Part(" Lowest: "),
            Part(low.step, strong=True, url=low.step_url),
            Part(" "),
            Part(f"({format.signed(value, lang)})", strong=True, tone="hit" if format.tone(value) == "neg" else ""),
            Part("."),
        ]
    off = sum(shown.status == "off" for shown in numbers)
    if off:
        word = "figure is" if off == 1 else "figures are"
        parts += [
            Part(" "),
            Part(f"{format.capital(format.spoken(off, lang))} {word} off target", strong=True, tone="miss"),
            Part("."),
        ]
    return tuple(parts)


def _facts(site: Site, touchpoint: Touchpoint) -> tuple[Fact, ...]:
    volume = touchpoint.volume
    return facts_of(
        ("Channel", channel_name(touchpoint.channel)),
        ("Kind", format.capital(touchpoint.type)),
        ("Begun by", format.label(touchpoint.initiator) if touchpoint.initiator else None),
        ("Media", format.capital(touchpoint.owned)),
        ("Stage", format.label(touchpoint.stage_hint) if touchpoint.stage_hint else None),
        ("Team", touchpoint.team),
        ("Systems", touchpoint.systems),
        ("Volume", f"{format.number(volume.value, lang=site.settings.lang)} a {volume.period}" if volume else None),
        ("Cost per contact", touchpoint.cost_per_contact),
        ("Service level", format.duration(touchpoint.sla, site.settings.lang) if touchpoint.sla else None),
        *review_facts(touchpoint, site.today),
        ("Owner", touchpoint.owner),
    )


def _scores(touchpoint: Touchpoint) -> list[dict[str, Any]]:
    """Satisfaction against importance, from 1 to 5."""
    pairs = (
        ("Satisfaction", touchpoint.satisfaction),
        ("Importance to customers", touchpoint.importance_customer),
        ("Importance to us", touchpoint.importance_business),
    )
    return [{"name": name, "score": score} for name, score in pairs if score is not None]
