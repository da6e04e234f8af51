"""The page that lists the documents of a kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cjmsite.model.slug import slug
from cjmsite.site import Site


def index_view(site: Site, kind: str) -> Mapping[str, Any]:
    """The entries of a list, with a menu of their owners."""
    entries = [
        {
            "title": card.title,
            "url": site.url(card.url),
            "summary": card.summary,
            "owner": card.owner,
            "draft": card.draft,
            "data": {"owner": slug(card.owner) if card.owner else ""},
        }
        for card in site.cards(kind)
    ]
    owners = sorted({str(entry["owner"]) for entry in entries if entry["owner"]})
    choices = [{"value": slug(owner), "text": owner} for owner in owners]
    return {
        "entries": entries,
        "menus": [{"by": "owner", "label": "Owner", "choices": choices}] if len(choices) > 1 else [],
    }
