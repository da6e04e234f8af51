"""The figures that moved: what a reader who was here last month asks first."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from cjmsite.render import format, movement
from cjmsite.render.figures import Figure
from cjmsite.site import Site

MOST = 8


class Mover(Struct, frozen=True):
    """A figure that moved by more than chance explains: by how much, since when, and whether that is good."""

    title: str
    url: str | None
    owner: str
    value: str
    amount: str
    since: str
    better: bool


class Movers(Struct, frozen=True):
    """The first of them, and how many more there are."""

    shown: tuple[Mover, ...]
    more: int


def movers(site: Site, figures: Iterable[Figure]) -> Movers:
    """What got worse first, then what got better; each in the order of the site."""
    lang = site.settings.lang
    found = []
    for shown in figures:
        result = site.metric(shown.id)
        change = movement.telling(result) if result else None
        if result is None or change is None or shown.value is None:
            continue
        found.append(
            Mover(
                shown.title,
                shown.url,
                shown.owner or "",
                f"{shown.value}{shown.unit}",
                movement.moved(change, result, lang),
                format.capital(movement.against(change)),
                change.meaning == "better",
            )
        )
    found.sort(key=lambda mover: mover.better)
    return Movers(tuple(found[:MOST]), max(0, len(found) - MOST))
