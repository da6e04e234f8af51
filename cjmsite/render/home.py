"""The home page: what is here, and what needs attention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cjmsite.site import Site


def home_view(site: Site) -> Mapping[str, Any]:
    """The variables of `home.html`."""
    groups = [
        {
            "label": kind.plural,
            "url": site.url(f"{kind.folder}/index.html"),
            "entries": [{"title": card.title, "url": site.url(card.url)} for card in site.cards(kind.name)],
        }
        for kind in site.kinds()
        if kind.name != "page" and site.cards(kind.name)
    ]
    return {"groups": groups}
