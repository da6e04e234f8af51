"""A new site: small, complete, and without findings on the day it is made."""

from __future__ import annotations

import datetime
import itertools

from cjmsite.scaffold.starters import NewFile, filled, read, review_day, yaml_text

FILES = (
    ("cjmsite.yaml", "cjmsite.yaml"),
    ("gitignore", ".gitignore"),
    ("README.md", "README.md"),
    ("content/index.md", "content/index.md"),
    ("content/about.md", "content/about.md"),
    ("content/personas/maya.md", "content/personas/maya.md"),
    ("content/personas/jonas.md", "content/personas/jonas.md"),
    ("content/touchpoints/booking-page.md", "content/touchpoints/booking-page.md"),
    ("content/touchpoints/confirmation-email.md", "content/touchpoints/confirmation-email.md"),
    ("content/touchpoints/rental-desk.md", "content/touchpoints/rental-desk.md"),
    ("content/journeys/weekend-rental.md", "content/journeys/weekend-rental.md"),
    ("content/metrics/pickup-satisfaction.md", "content/metrics/pickup-satisfaction.md"),
)
"""Template and place of each file. Names with a dot at the start would be lost on the way into a package."""

FIGURES = "content/data/example-figures.csv"

_SATISFIED = ((96, 71), (104, 78), (88, 61), (120, 88), (131, 97), (142, 101), (155, 109), (149, 112), (117, 90))
"""Answers of a month, and how many of them are content. Made up, and labelled so everywhere."""


def site_files(title: str, today: datetime.date) -> tuple[NewFile, ...]:
    """The files of a new site, with dates that make sense on its first day."""
    values = {"day": today.isoformat(), "review_by": review_day(today).isoformat()}
    made = []
    for template, path in FILES:
        given = title if path == "README.md" else yaml_text(title)
        made.append(NewFile(path, filled(read(f"site/{template}"), {**values, "title": given})))
    return (*made, NewFile(FIGURES, figures(today)))


def figures(today: datetime.date) -> str:
    """The example figures, a row a month, up to the month before this one."""
    lines = ["metric,date,value,n,numerator,denominator"]
    months = itertools.accumulate(
        range(len(_SATISFIED) - 1), lambda month, _: _before(month), initial=_before(today.replace(day=1))
    )
    for month, (n, content) in zip(reversed(tuple(months)), _SATISFIED, strict=True):
        lines.append(f"pickup-satisfaction,{month.isoformat()},{content / n:.3f},{n},{content},{n}")
    return "\n".join([*lines, ""])


def _before(month: datetime.date) -> datetime.date:
    return (month - datetime.timedelta(days=1)).replace(day=1)
