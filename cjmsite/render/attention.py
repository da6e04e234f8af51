"""What needs attention: figures off target, furthest first; what got worse; reviews overdue; old or few data."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from cjmsite.data import monitor
from cjmsite.render import format, movement
from cjmsite.render.figures import Figure
from cjmsite.site import Site


class Matter(Struct, frozen=True):
    """One thing to look at, with who should."""

    kind: Literal["figure", "change", "review", "stale", "small"]
    title: str
    url: str | None
    detail: str
    amount: str
    word: str
    figure: Figure | None = None


def matters(site: Site, figures: Iterable[Figure]) -> tuple[Matter, ...]:
    """All of it, in the order of a list of work."""
    shown = list(figures)
    return (*_off_target(site, shown), *_worse(site, shown), *_overdue(site), *_stale(site, shown), *_small(shown))


def _owned(owner: str | None) -> str:
    return f"Owner: {format.isolated(owner)}" if owner else "Nobody owns it"


def _off_target(site: Site, figures: list[Figure]) -> list[Matter]:
    off = sorted((f for f in figures if f.status == "off"), key=lambda f: (-f.distance, f.title))
    return [
        Matter("figure", shown.title, shown.url, _where(site, shown), shown.gap, shown.word, shown) for shown in off
    ]


def _where(site: Site, shown: Figure) -> str:
    """The first place that uses a figure, its owner, since when it is off target, and whether it got worse."""
    uses = site.uses("metric", shown.id)
    said = [format.isolated(uses[0].card.title)] if uses else []
    said.append(_owned(shown.owner))
    result = site.metric(shown.id)
    if result and (since := movement.off_since(result)):
        said.append(format.capital(since))
    if result and (change := monitor.worse(result)):
        said.append(f"Worse than in {movement.against(change)}, more than chance explains")
    return ". ".join(said)


def _worse(site: Site, figures: list[Figure]) -> list[Matter]:
    """Figures that still reach their target, or have none, and got worse, or left their routine on the bad side."""
    found = []
    for shown in figures:
        result, metric = site.metric(shown.id), site.data("metric", shown.id)
        if result is None or metric is None or shown.status == "off":
            continue
        change, signal = monitor.worse(result), monitor.newest_signal(result)
        bad = "low" if metric.direction == "up" else "high"
        if change is not None:
            detail = f"Than in {movement.against(change)}, more than chance explains. {_owned(shown.owner)}"
            amount = movement.moved(change, result, site.settings.lang)
        elif signal is not None and signal.side == bad:
            detail = f"{format.capital(movement.rule(signal))}. {_owned(shown.owner)}"
            amount = f"{shown.value}{shown.unit}"
        else:
            continue
        found.append(Matter("change", shown.title, shown.url, detail, amount, "Worse" if change else "Signal"))
    return found


def _small(figures: list[Figure]) -> list[Matter]:
    """Figures of which the newest rests on too few."""
    return [
        Matter(
            "small",
            shown.title,
            shown.url,
            f"{shown.note}. {_owned(shown.owner)}",
            shown.period or "Not shown",
            "Too few",
        )
        for shown in figures
        if shown.value is None and shown.note.startswith("Too few")
    ]


def _overdue(site: Site) -> list[Matter]:
    late: list[tuple[datetime.date, Matter]] = []
    for kind in site.kinds():
        for card in site.cards(kind.name):
            due = card.review_by
            if due is not None and due < site.today:
                days = (site.today - due).days
                detail = f"{kind.label}. Review was due {format.day(due)}. {_owned(card.owner)}"
                amount = format.count(days, "day", lang=site.settings.lang)
                late.append((due, Matter("review", card.title, site.url(card.url), detail, amount, "Overdue")))
    return [matter for _, matter in sorted(late, key=lambda item: (item[0], item[1].title))]


def _stale(site: Site, figures: list[Figure]) -> list[Matter]:
    found = []
    for shown in figures:
        metric, result = site.data("metric", shown.id), site.metric(shown.id)
        newest, age = (monitor.last_day(result), monitor.age(result, site.today)) if result else (None, None)
        if result is None or metric is None or newest is None or age is None:
            continue
        if monitor.is_stale(result, metric, site.today):
            days = format.count(age.days, "day", lang=site.settings.lang)
            detail = f"Data up to {format.day(newest)}. {_owned(shown.owner)}"
            found.append(Matter("stale", shown.title, shown.url, detail, days, "Old data"))
    return found
