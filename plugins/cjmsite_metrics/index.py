"""The index page of metrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cjmsite.api import Metric, Site, figure, figures, slug, sparks

_STATUS_ORDER = {"off": 0, "watch": 1, "on": 2, "none": 3}


def metrics_view(site: Site, kind: str) -> Mapping[str, Any]:
    """The variables of `metrics.html`."""
    entries: list[dict[str, Any]] = []
    for card in site.cards(kind):
        metric: Metric = site.data(kind, card.id)
        shown = figure(site, card.id)
        entries.append(
            {
                "title": card.title,
                "url": site.url(card.url),
                "summary": card.summary,
                "owner": card.owner,
                "draft": card.draft,
                "figure": shown,
                "source": metric.source,
                "data": {"owner": slug(card.owner) if card.owner else "", "status": shown.status},
            }
        )
    statuses = {entry["figure"].status for entry in entries}
    owners = sorted({entry["owner"] for entry in entries if entry["owner"]})
    menus = [
        {
            "by": "status",
            "label": "Status",
            "choices": [
                {"value": name, "text": figures.STATUS_WORDS[name] or "No target"}
                for name in sorted(statuses, key=lambda name: _STATUS_ORDER[name])
            ],
        },
        {"by": "owner", "label": "Owner", "choices": [{"value": slug(name), "text": name} for name in owners]},
    ]
    return {
        "entries": entries,
        "menus": [menu for menu in menus if len(menu["choices"]) > 1],
        "page_data": {"kind": "metrics", "sparks": sparks([entry["figure"] for entry in entries])},
    }
