"""The page that lists the documents of a kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cjmsite.site import Site


def index_view(site: Site, kind: str) -> Mapping[str, Any]:
    """The entries of a list, with their owners for the filter."""
    entries = [
        {
            "title": card.title,
            "url": site.url(card.url),
            "summary": card.summary,
            "owner": card.owner,
            "draft": card.draft,
        }
        for card in site.cards(kind)
    ]
    owners = sorted({entry["owner"] for entry in entries if entry["owner"]})
    return {"entries": entries, "owners": owners}
