"""What needs attention: figures off target, furthest first; reviews overdue; figures that rest on old data."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cjmsite.render import format
from cjmsite.render.figures import Figure
from cjmsite.site import Site


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to look at, with who should."""

    kind: Literal["figure", "review", "stale"]
    title: str
    url: str | None
    detail: str
    amount: str
    word: str
    figure: Figure | None = None


def matters(site: Site, figures: Iterable[Figure]) -> tuple[Matter, ...]:
    """All of it, in the order of a list of work."""
    shown = list(figures)
    return (*_off_target(site, shown), *_overdue(site), *_stale(site, shown))


def _owned(owner: str | None) -> str:
    return f"Owner: {owner}" if owner else "Nobody owns it"


def _off_target(site: Site, figures: list[Figure]) -> list[Matter]:
    off = sorted((f for f in figures if f.status == "off"), key=lambda f: (-f.distance, f.title))
    return [
        Matter("figure", shown.title, shown.url, _where(site, shown), shown.gap, shown.word, shown) for shown in off
    ]


def _where(site: Site, shown: Figure) -> str:
    """The first place that uses a figure, and its owner."""
    uses = site.uses("metric", shown.id)
    used = f"{uses[0].card.title}. " if uses else ""
    return f"{used}{_owned(shown.owner)}"


def _overdue(site: Site) -> list[Matter]:
    late: list[tuple[datetime.date, Matter]] = []
    for kind in site.kinds():
        for document in site.documents(kind.name):
            due: datetime.date | None = document.data.review_by
            if due is not None and due < site.today:
                days = (site.today - due).days
                detail = f"{kind.label}. Review was due {format.day(due)}. {_owned(document.data.owner)}"
                amount = format.count(days, "day", lang=site.settings.lang)
                late.append((due, Matter("review", document.title, site.url(document.url), detail, amount, "Overdue")))
    return [matter for _, matter in sorted(late, key=lambda item: (item[0], item[1].title))]


def _stale(site: Site, figures: list[Figure]) -> list[Matter]:
    found = []
    for shown in figures:
        metric, result = site.data("metric", shown.id), site.metric(shown.id)
        latest = result.latest if result else None
        if metric is None or metric.max_age is None or latest is None or latest.period is None:
            continue
        age = site.today - latest.period.end
        if age > metric.max_age:
            detail = f"Data up to {format.day(latest.period.end - datetime.timedelta(days=1))}. {_owned(shown.owner)}"
            found.append(
                Matter(
                    "stale",
                    shown.title,
                    shown.url,
                    detail,
                    format.count(age.days, "day", lang=site.settings.lang),
                    "Old data",
                    None,
                )
            )
    return found
