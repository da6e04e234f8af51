"""The journeys that name a document."""

from __future__ import annotations

from cjmsite.model.journey import Journey
from cjmsite.site import Card, Site


def journeys_that_name(site: Site, kind: str, id_: str) -> list[tuple[Card, Journey]]:
    """The journeys that name a document in the order of lists, those that shall be last."""
    cards = {use.card.id: use.card for use in site.uses(kind, id_) if use.card.kind == "journey"}
    found = [(card, data) for card in cards.values() if (data := site.data("journey", card.id)) is not None]
    return sorted(found, key=lambda one: (one[1].state == "future", one[0].order, one[0].title.casefold(), one[0].id))
