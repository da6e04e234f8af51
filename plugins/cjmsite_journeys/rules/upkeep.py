"""Rules about who keeps things up to date, and whether anything uses them."""

from __future__ import annotations

from collections.abc import Iterator

from cjmsite.api import Diagnostic, Persona, Site, Touchpoint, note, warning
from cjmsite_journeys.rules.heading import heading

OWNED = ("journey", "persona", "touchpoint", "metric")
NOT_ON_JOURNEYS = ("negative", "proto")
"""Types of persona that a company does not design for, or not yet."""


def unused(site: Site) -> Iterator[Diagnostic]:
    """Touchpoints and personas that no journey names."""
    for kind in ("touchpoint", "persona"):
        for document in site.documents(kind):
            if isinstance(document.data, Persona) and document.data.type in NOT_ON_JOURNEYS:
                continue
            used = any(use.card.kind == "journey" for use in site.uses(kind, document.id))
            if not used and not site.maybe_used(kind, document.id):
                key = f"`touchpoint: {document.id}`" if kind == "touchpoint" else f"`personas: [{document.id}]`"
                yield warning(
                    f"{kind}-unused",
                    f"no journey uses the {kind} `{document.id}`",
                    heading(site, document),
                    f"name it in a journey with {key}, or make it a draft",
                )


def reviews(site: Site) -> Iterator[Diagnostic]:
    """Documents that somebody should have looked at again by now."""
    for kind in site.kinds():
        for card in site.cards(kind.name):
            due = card.review_by
            if due is not None and due < site.today:
                late = (site.today - due).days
                yield warning(
                    "review-overdue",
                    f"the review was due on {due.isoformat()}, {late} day{'' if late == 1 else 's'} ago",
                    site.place(card, ("review_by",)),
                    "look at it again, then set `reviewed:` to that day and `review_by:` to the next one",
                )


def owners(site: Site) -> Iterator[Diagnostic]:
    """Documents that no team keeps."""
    for kind in OWNED:
        for document in site.documents(kind):
            team = document.data.team if isinstance(document.data, Touchpoint) else None
            if not document.data.owner and not team:
                yield note(
                    "owner-missing",
                    f"nobody owns this {kind}",
                    heading(site, document),
                    "name the team that keeps it up to date: `owner: …`",
                )
