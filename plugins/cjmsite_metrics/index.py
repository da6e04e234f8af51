"""The index page of metrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cjmsite.api import Figure, Metric, Site, figure, figures, monitor, movement, slug, sparks

_MOVED = {"moved": "Moved", "worse": "Worse", "better": "Better"}
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
                "source": site.source_title(metric.source) if metric.source else "Other metrics",
                "movement": _movement(site, card.id),
                "since": _since(site, card.id),
                "data": {
                    "owner": slug(card.owner) if card.owner else "",
                    "status": shown.status,
                    "moved": _moved(site, card.id),
                    "title": card.title.casefold(),
                    "gap": f"{_urgency(shown):.6g}",
                    "age": _age(site, card.id),
                },
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
        {
            "by": "moved",
            "label": "Movement",
            "choices": [
                {"value": name, "text": text}
                for name, text in _MOVED.items()
                if any(name in entry["data"]["moved"].split() for entry in entries)
            ],
        },
        {"by": "owner", "label": "Owner", "choices": [{"value": slug(name), "text": name} for name in owners]},
    ]
    return {
        "entries": entries,
        "orders": [
            {"value": "gap", "text": "Furthest from target"},
            {"value": "title", "text": "Name"},
            {"value": "age", "text": "Newest data"},
        ],
        "menus": [menu for menu in menus if len(menu["choices"]) > 1],
        "page_data": {"kind": "metrics", "sparks": sparks([entry["figure"] for entry in entries])},
    }


def _urgency(shown: Figure) -> float:
    """What comes first: off target and furthest from it, then what is watched, what is reached, what has no target."""
    place = _STATUS_ORDER[shown.status]
    return place - min(shown.distance, 0.999) if shown.status == "off" else float(place)


def _movement(site: Site, id_: str) -> str:
    """How the newest value moved, and what that means: a movement by more than chance explains before any other."""
    result = site.metric(id_)
    change = (movement.telling(result) or next(iter(result.changes), None)) if result else None
    if result is None or change is None:
        return ""
    moved = movement.moved(change, result, site.settings.lang)
    return f"{moved} since {movement.against(change)}: {movement.meaning(change)}"


def _moved(site: Site, id_: str) -> str:
    """What its movement is, for the menu."""
    result = site.metric(id_)
    change = movement.telling(result) if result else None
    return f"moved {change.meaning}" if change else ""


def _since(site: Site, id_: str) -> str:
    """Since when it is off target."""
    result = site.metric(id_)
    return movement.off_since(result).removeprefix("off target ") if result else ""


def _age(site: Site, id_: str) -> str:
    """How many days old the newest day of the data is."""
    result = site.metric(id_)
    age = monitor.age(result, site.today) if result else None
    return "" if age is None else str(age.days)
