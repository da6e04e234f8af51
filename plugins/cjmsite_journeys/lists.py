"""The index pages of journeys, personas and touchpoints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from cjmsite.api import Card, Journey, Persona, Site, Touchpoint, feelings, format, slug
from cjmsite_journeys.channels import channel_icon, channel_name
from cjmsite_journeys.curves import Small, small
from cjmsite_journeys.findings import lowest
from cjmsite_journeys.people import people, portrait
from cjmsite_journeys.persona import walks


class Choice(Struct, frozen=True):
    """An entry of a menu that narrows a list."""

    value: str
    text: str


class Menu(Struct, frozen=True):
    """A menu above a list; `by` is the name of the attribute that it compares."""

    by: str
    label: str
    choices: tuple[Choice, ...]


def menu(by: str, label: str, texts: Iterable[str | None]) -> Menu:
    """A menu of the different texts."""
    return Menu(by, label, tuple(Choice(slug(text), text) for text in sorted({text for text in texts if text})))


def menus(*given: Menu) -> tuple[Menu, ...]:
    """The menus that have something to choose."""
    return tuple(found for found in given if len(found.choices) > 1)


def _entry(site: Site, card: Card) -> dict[str, Any]:
    return {
        "title": card.title,
        "url": site.url(card.url),
        "summary": card.summary,
        "owner": card.owner,
        "draft": card.draft,
        "data": {"owner": slug(card.owner) if card.owner else ""},
    }


def journeys_view(site: Site, kind: str) -> Mapping[str, Any]:
    """The variables of `journeys.html`."""
    entries = []
    lang = site.settings.lang
    for card in site.cards(kind):
        journey: Journey = site.data(kind, card.id)
        persons = people(site, journey.personas)
        low = lowest(journey, feelings.felt_by(journey))
        stages = format.count(len(journey.stages), "stage", lang=lang)
        steps = format.count(len(journey.steps), "step", lang=lang)
        entry = _entry(site, card)
        partners = _owners_of_parts(journey)
        owners = [slug(owner) for owner in (card.owner, *partners) if owner]
        entry["data"] |= {"state": journey.state, "persona": " ".join(journey.personas), "owner": " ".join(owners)}
        entries.append(
            {
                **entry,
                "state": format.capital(journey.state),
                "size": f"{stages}, {steps}",
                "partners": partners,
                "curve": _curve(journey),
                "persons": persons,
                "low": None
                if low is None
                else {
                    "title": low.placed.step.title,
                    "url": site.url(f"{card.url}#{low.placed.id}"),
                    "value": low.mean,
                },
            }
        )
    named = {card.id: card.title for card in site.cards("persona")}
    used = {id_ for entry in entries for id_ in entry["data"]["persona"].split()}
    who = Menu("persona", "Persona", tuple(Choice(id_, name) for id_, name in named.items() if id_ in used))
    return {
        "entries": entries,
        "menus": menus(
            menu("state", "State", (entry["state"] for entry in entries)),
            menu("owner", "Owner", (owner for entry in entries for owner in (entry["owner"], *entry["partners"]))),
            who,
        ),
    }


def _owners_of_parts(journey: Journey) -> tuple[str, ...]:
    """The teams that own a stage or a step of a journey, and not the whole of it."""
    parts = (owner for stage in journey.stages for owner in (stage.owner, *(step.owner for step in stage.steps)))
    return tuple(sorted({owner for owner in parts if owner and owner != journey.owner}))


def _curve(journey: Journey) -> Small | None:
    """What all who are named feel in the mean, from the first step to the last."""
    who = feelings.felt_by(journey)
    return small([feelings.mean(feelings.felt(step, who).values()) for step in journey.steps])


def personas_view(site: Site, kind: str) -> Mapping[str, Any]:
    """The variables of `personas.html`."""
    entries = []
    for card in site.cards(kind):
        persona: Persona = site.data(kind, card.id)
        walked = walks(site, card.id)
        entries.append(
            {
                **_entry(site, card),
                "person": people(site, [card.id])[0],
                "portrait": portrait(site, card.id),
                "tagline": persona.tagline,
                "quote": persona.quote.text if persona.quote else None,
                "type": format.capital(persona.type),
                "segment": persona.segment,
                "share": format.percent(persona.share, lang=site.settings.lang) if persona.share else None,
                "level": format.capital(persona.evidence.level)
                if persona.evidence and persona.evidence.level
                else None,
                "walks": len(walked),
            }
        )
    return {"entries": entries, "menus": menus(menu("owner", "Owner", (entry["owner"] for entry in entries)))}


def touchpoints_view(site: Site, kind: str) -> Mapping[str, Any]:
    """The variables of `touchpoints.html`."""
    entries = []
    for card in site.cards(kind):
        touchpoint: Touchpoint = site.data(kind, card.id)
        steps = [use for use in site.uses(kind, card.id) if use.card.kind == "journey"]
        entry = _entry(site, card)
        channel = channel_name(touchpoint.channel)
        journeys = len({use.card.id for use in steps})
        # what is used most comes first, so the numbers stand for their opposite
        entry["data"] |= {"channel": slug(channel), "journeys": -journeys, "steps": -len(steps)}
        entries.append(
            {
                **entry,
                "channel": channel,
                "icon": channel_icon(touchpoint.channel),
                "steps": len(steps),
                "journeys": journeys,
            }
        )
    return {
        "entries": entries,
        "menus": menus(
            menu("channel", "Channel", (entry["channel"] for entry in entries)),
            menu("owner", "Owner", (entry["owner"] for entry in entries)),
        ),
    }
