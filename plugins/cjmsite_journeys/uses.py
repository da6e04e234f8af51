"""Who else names a persona or a touchpoint: documents of other kinds than journeys, also those of other plugins."""

from __future__ import annotations

from cjmsite.api import Card, Document, Fact, Journey, Part, Site

JOURNEY = "journey"
"""Journeys have tables of their own on these pages."""


def also_named_by(site: Site, document: Document) -> tuple[Fact, ...]:
    """A fact with a link to each of them; none where there are none."""
    cards = {(use.card.kind, use.card.id): use.card for use in site.uses(document.kind, document.id)}
    named = tuple(Part(card.title, url=site.url(card.url)) for card in cards.values() if card.kind != JOURNEY)
    return (Fact("Also named by", named),) if named else ()


def journeys_that_name(site: Site, kind: str, id_: str) -> list[tuple[Card, Journey]]:
    """The journeys that name a persona or a touchpoint in the order of lists, those that shall be last."""
    cards = {use.card.id: use.card for use in site.uses(kind, id_) if use.card.kind == JOURNEY}
    found = [(card, data) for card in cards.values() if (data := site.data(JOURNEY, card.id)) is not None]
    return sorted(found, key=lambda one: (one[1].state == "future", one[0].order, one[0].title.casefold(), one[0].id))
