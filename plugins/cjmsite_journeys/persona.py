"""The page of a persona."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from cjmsite.api import (
    Document,
    Fact,
    Part,
    Persona,
    Sentence,
    Site,
    facts_of,
    feelings,
    figure,
    format,
    journeys_that_name,
    parts_at,
    review_facts,
    sparks,
)
from cjmsite_journeys.channels import channel_icon, channel_name
from cjmsite_journeys.findings import lowest
from cjmsite_journeys.findings.finding import owner_of
from cjmsite_journeys.lanes import evidence
from cjmsite_journeys.people import people, portrait
from cjmsite_journeys.uses import also_named_by


class Walk(Struct, frozen=True):
    """A journey as one persona goes through it."""

    id: str
    title: str
    url: str
    state: str
    owner: str | None
    curve: tuple[float | None, ...]
    low_title: str | None
    low_url: str | None
    low: float | None
    mean: float | None
    low_owner: str | None


def persona_view(site: Site, document: Document) -> Mapping[str, Any]:
    """The variables of `persona.html`."""
    persona: Persona = document.data
    person = people(site, [document.id])[0]
    walked = walks(site, document.id)
    names = (*parts_at(site, "persona", document.id, person.name), *parts_at(site, "segment", persona.segment or ""))
    numbers = [figure(site, name) for name in names]
    return {
        "person": person,
        "portrait": portrait(site, document.id),
        "facts": (*_facts(site, persona), *also_named_by(site, document)),
        "finding": _finding(walked, site.settings.lang),
        "wants": _wants(persona),
        "walks": walked,
        "channels": [
            {"name": channel_name(c.channel), "icon": channel_icon(c.channel), "score": c.preference}
            for c in sorted(persona.channels, key=lambda c: -c.preference)
        ],
        "traits": [_trait(trait) for trait in (*persona.skills, *persona.traits)],
        "numbers": numbers,
        "page_data": {
            "kind": "persona",
            "sparks": sparks(numbers),
            "curves": {walk.id: list(walk.curve) for walk in walked if any(v is not None for v in walk.curve)},
        },
    }


def walks(site: Site, id_: str) -> tuple[Walk, ...]:
    """The journeys of a persona."""
    found = []
    for card, journey in journeys_that_name(site, "persona", id_):
        curve = tuple(step.emotion_of(id_) for step in journey.steps)
        low = lowest(journey, [id_])
        found.append(
            Walk(
                card.id,
                card.title,
                site.url(card.url),
                journey.state,
                card.owner,
                curve,
                low.placed.step.title if low else None,
                site.url(f"{card.url}#{low.placed.id}") if low else None,
                low.mean if low else None,
                feelings.mean(value for value in curve if value is not None),
                owner_of(journey, low.placed) if low else None,
            )
        )
    return tuple(found)


def _finding(walked: Iterable[Walk], lang: str) -> Sentence:
    """Where it hurts most, over all journeys of today."""
    felt = [walk for walk in walked if walk.low is not None and walk.state != "future"]
    if not felt:
        return ()
    worst = min(felt, key=lambda walk: walk.low or 0)
    low = worst.low or 0
    first = {"neg": "Hurts most: ", "neu": "Nothing hurts. Lowest point: "}.get(format.tone(low), "Feels least good: ")
    return (
        Part(first),
        Part(worst.low_title or "", strong=True, url=worst.low_url),
        Part(" "),
        Part(f"({format.signed(low, lang)})", strong=True, tone="hit" if format.tone(low) == "neg" else ""),
        Part(f", in {format.isolated(worst.title)}{f', owner {worst.low_owner}' if worst.low_owner else ''}"),
        Part(f"{_as_low(felt, low, lang)}."),
    )


def _as_low(felt: Iterable[Walk], low: float, lang: str) -> str:
    """How many other steps are as low as the one that is named."""
    others = sum(walk.curve.count(low) for walk in felt) - 1
    if others < 1:
        return ""
    return "; another step is as low" if others == 1 else f"; {format.spoken(others, lang)} other steps are as low"


def _facts(site: Site, persona: Persona) -> tuple[Fact, ...]:
    told = persona.demographics
    return facts_of(
        ("Age", told.age),
        ("Gender", told.gender),
        ("Lives in", told.location),
        ("Household", told.household),
        ("Work", told.occupation),
        ("Education", told.education),
        ("Income", told.income_band),
        ("Segment", persona.segment),
        (
            "Share",
            f"{format.percent(persona.share, 1 if persona.share < 0.01 else 0, site.settings.lang)} of customers"
            if persona.share
            else None,
        ),
        ("Value", persona.value),
        ("Type", format.capital(persona.type)),
        ("Evidence", evidence(persona.evidence, site.settings.lang) if persona.evidence else None),
        *review_facts(persona, site.today),
        ("Owner", persona.owner),
    )


def _wants(persona: Persona) -> list[dict[str, Any]]:
    """What the person wants, and what stops them: titled lists."""
    groups: list[tuple[str, Iterable[Any]]] = [
        ("Goals", persona.goals.end),
        ("Wants to feel", persona.goals.experience),
        ("Wants in life", persona.goals.life),
        ("Needs", persona.needs),
        ("Pains", persona.pains),
        ("Gains", persona.gains),
        ("What moves them", persona.motivations),
        ("Fears", persona.fears),
        ("Does", persona.behaviours),
        ("Buys", (persona.buying_behaviour,) if persona.buying_behaviour else ()),
        ("Accessibility needs", persona.accessibility_needs),
        ("Devices", persona.devices),
        ("Brands", persona.brands),
    ]
    return [{"title": title, "entries": [_item(item) for item in items]} for title, items in groups if tuple(items)]


def _item(item: Any) -> dict[str, str]:
    if isinstance(item, str):
        return {"text": item, "small": ""}
    severity = f"severity\u00a0{item.severity}\u00a0of\u00a04" if item.severity else ""
    small = ", ".join(part for part in (severity, item.source or "") if part)
    return {"text": item.text, "small": format.capital(small)}


def _trait(trait: Any) -> dict[str, Any]:
    """A trait as a place on a line between its two ends."""
    low, high = trait.low or "Low", trait.high or "High"
    return {
        "name": trait.name,
        "low": low,
        "high": high,
        "score": trait.score,
        "place": f"{(trait.score - 1) * 25}%",
        "said": f"{trait.name}: {trait.score} of 5, from {low} to {high}",
    }
