"""Who else names a persona or a touchpoint: documents of other kinds than journeys, also those of other plugins."""

from __future__ import annotations

from cjmsite.api import Document, Fact, Part, Site

JOURNEY = "journey"
"""Journeys have tables of their own on these pages."""


def also_named_by(site: Site, document: Document) -> tuple[Fact, ...]:
    """A fact with a link to each of them; none where there are none."""
    cards = {(use.card.kind, use.card.id): use.card for use in site.uses(document.kind, document.id)}
    named = tuple(Part(card.title, url=site.url(card.url)) for card in cards.values() if card.kind != JOURNEY)
    return (Fact("Also named by", named),) if named else ()
