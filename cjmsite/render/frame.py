"""What stands around every page: title, navigation, breadcrumbs, neighbours, edit link, dates."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from cjmsite.pipeline.choices import TODAY
from cjmsite.pipeline.configuration import appearance, base_url, registry, theme
from cjmsite.pipeline.content import PAGE, Card, Document, cards
from cjmsite.query import Database, passing, query
from cjmsite.read import history, inputs
from cjmsite.render import assets, views
from cjmsite.render.format import direction
from cjmsite.site import Site, quoted


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """An entry of the site's navigation; `url` is relative to the site's root."""

    label: str
    url: str


Item = dict[str, str | bool]
"""An entry of the navigation as a template gets it: `label`, `url`, `current`."""


@query
def navigation(db: Database) -> tuple[NavigationItem, ...]:
    """Kinds that have documents, the views behind one entry, then folders of pages that have an index."""
    items = [
        NavigationItem(kind.plural, f"{kind.folder}/index.html")
        for kind in registry(db).kinds.values()
        if kind.in_navigation and kind.name != PAGE and cards(db, kind.name)
    ]
    items += [NavigationItem(views.NAVIGATION, view.url) for view in views.in_navigation(db)[:1]]
    folders = {kind.folder for kind in registry(db).kinds.values()}
    for card in cards(db, PAGE):
        folder, _, name = card.id.rpartition("/")
        if (name == "index" and folder and "/" not in folder and folder not in folders) or (
            not folder and name != "index"
        ):
            items.append(NavigationItem(card.title, card.url))
    return tuple(items)


@query
def siblings(db: Database, kind: str, folder: str) -> tuple[Card, ...]:
    """The documents among which one pages forth and back; pages go by their folder, its index first."""
    found = cards(db, kind)
    if kind == PAGE:
        found = tuple(card for card in found if card.id.rpartition("/")[0] == folder)
        found = tuple(sorted(found, key=lambda card: not card.id.endswith("index")))
    return found


@query
def _turns(db: Database, kind: str, folder: str) -> dict[str, int]:
    return {card.id: number for number, card in enumerate(siblings(db, kind, folder))}


@query
def neighbours(db: Database, kind: str, id_: str) -> tuple[Card | None, Card | None]:
    """The documents before and after one."""
    folder = id_.rpartition("/")[0]
    row = siblings(db, kind, folder)
    here = _turns(db, kind, folder).get(id_)
    if here is None:
        return None, None
    return (row[here - 1] if here else None), (row[here + 1] if here + 1 < len(row) else None)


def frame(
    db: Database, url: str, title: str, document: Document | None = None, *, site: Site | None = None
) -> dict[str, Any]:
    """The variables that every template gets. `site` is given for a page that is shown at any address."""
    chosen = appearance(db)
    own = site is None
    site = site or Site(db, url)
    before, after = neighbours(db, document.kind, document.id) if document else (None, None)
    today: datetime.date = db.get(TODAY)
    own_style = bool(_own_style(db))
    lang = (document.data.lang if document else None) or chosen.lang
    return {
        "site": chosen,
        "lang": lang,
        "dir": direction(lang),
        "page": {
            "url": url,
            "title": title,
            "root": site.url("index.html").removesuffix("index.html"),
            "draft": bool(document and document.data.draft),
            "crumbs": _crumbs(db, site, document),
            "previous": _link(site, before),
            "next": _link(site, after),
            "edit_url": _edit_url(chosen.edit_link, document),
            "last_change": history.last_change(db, document.path) if document else None,
            "summary": (summary_of(db, document) if document else None) or chosen.description,
        },
        "navigation": _navigation_at(db, url) if own else _navigation_seen(db, site, url),
        "home_url": site.url("index.html"),
        "url": partial(assets.address, db, site),
        "built": {"day": today, "commit": history.commit(db)},
        "own_style": own_style,
        "base_url": base_url(db),
        "page_data": None,
    }


def _navigation_at(db: Database, url: str) -> list[Item]:
    """The navigation as a page shows it; the pages of a folder show the same one."""
    listed = any(item.url == url for item in navigation(db))
    return _navigation_of(db, url if listed else f"{url.rpartition('/')[0]}/")


@passing
def _navigation_of(db: Database, url: str) -> list[Item]:
    return _navigation_seen(db, Site(db, url), url)


def _navigation_seen(db: Database, site: Site, url: str) -> list[Item]:
    return [
        {"label": item.label, "url": site.url(item.url), "current": _is_current(item.url, url)}
        for item in navigation(db)
    ]


def summary_of(db: Database, document: Document) -> str | None:
    """The summary of a document for the page's description."""
    found: str | None = registry(db).kinds[document.kind].summary(document.data)
    return found


def _own_style(db: Database) -> bool:
    own = theme(db).own
    return own is not None and inputs.is_file(db, f"{own}/static/theme.css")


def _is_current(item: str, url: str) -> bool:
    folder = item.rpartition("/")[0]
    return item == url or bool(folder and url.startswith(f"{folder}/"))


def _link(site: Site, card: Card | None) -> Mapping[str, str] | None:
    return {"title": card.title, "url": site.url(card.url)} if card else None


def _crumbs(db: Database, site: Site, document: Document | None) -> list[dict[str, str]]:
    if document is None:
        return []
    if document.kind != PAGE:
        kind = registry(db).kinds[document.kind]
        return [{"title": kind.plural, "url": site.url(f"{kind.folder}/index.html")}]
    folder, _, name = document.id.rpartition("/")
    if not folder or name == "index":
        return []
    index = next((card for card in siblings(db, PAGE, folder) if card.id == f"{folder}/index"), None)
    return [{"title": index.title, "url": site.url(index.url)}] if index else []


def _edit_url(pattern: str | None, document: Document | None) -> str | None:
    return pattern.replace("{path}", quoted(document.path)) if pattern and document else None
