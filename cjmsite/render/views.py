"""Pages about the whole site: which of them a site has, how they lead to each other, and what each one holds."""

from __future__ import annotations

from typing import Any

from cjmsite.pipeline.configuration import registry
from cjmsite.pipeline.content import cards
from cjmsite.query import Database, query
from cjmsite.registry import View
from cjmsite.site import Site

NAVIGATION = "Overview"
"""What the navigation calls them."""


@query
def shown(db: Database) -> tuple[View, ...]:
    """The views that a site has documents for."""
    return tuple(view for view in registry(db).views.values() if all(cards(db, kind) for kind in view.needs))


def in_navigation(db: Database) -> tuple[View, ...]:
    """Those of them that stand behind the navigation's entry."""
    return tuple(view for view in shown(db) if view.in_navigation)


def variables(db: Database, name: str, url: str) -> dict[str, Any]:
    """What a view's template gets: its own variables, and the way to the others."""
    site = Site(db, url)
    view = registry(db).views[name]
    beside = in_navigation(db) if view.in_navigation else ()
    tabs = [{"title": other.title, "url": site.url(other.url), "current": other.name == name} for other in beside]
    return {"view": view, "tabs": tabs, **view.view(site)}
