"""What stands around every page: title, navigation, breadcrumbs, neighbours, edit link, dates."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from cjmsite.pipeline.choices import TODAY
from cjmsite.pipeline.configuration import appearance, base_url, registry
from cjmsite.pipeline.content import PAGE, Card, Document, cards, folders, in_order
from cjmsite.query import Database, eager_if_few, query
from cjmsite.read import history
from cjmsite.render import shared
from cjmsite.render.format import direction
from cjmsite.site import Site, quoted


@eager_if_few
def siblings(db: Database, kind: str, folder: str) -> tuple[Card, ...]:
    """The documents among which one pages forth and back; pages go by their folder, its index first."""
    if kind != PAGE:
        return cards(db, kind)
    found = in_order(db, folders(db).get(folder, ()))
    return tuple(sorted(found, key=lambda card: not card.id.endswith("index")))


@query
def _turns(db: Database, kind: str, folder: str) -> dict[str, int]:
    return {card.id: number for number, card in enumerate(siblings(db, kind, folder))}


class Neighbour(Struct, frozen=True):
    """A document beside another in a list."""

    path: str
    title: str
    url: str


@query
def neighbours(db: Database, kind: str, id_: str) -> tuple[Neighbour | None, Neighbour | None]:
    """The documents before and after one."""
    folder = id_.rpartition("/")[0]
    row = siblings(db, kind, folder)
    here = _turns(db, kind, folder).get(id_)
    if here is None:
        return None, None
    before, after = (row[here - 1] if here else None), (row[here + 1] if here + 1 < len(row) else None)
    return _neighbour(before), _neighbour(after)


def _neighbour(card: Card | None) -> Neighbour | None:
    return Neighbour(card.path, card.title, card.url) if card else None


def frame(
    db: Database, url: str, title: str, document: Document | None = None, *, site: Site | None = None
) -> dict[str, Any]:
    """The variables that every template gets. `site` is given for a page that is shown at any address."""
    chosen = appearance(db)
    anywhere = site is not None
    site = site or Site(db, url)
    before, after = neighbours(db, document.kind, document.id) if document else (None, None)
    today: datetime.date = db.get(TODAY)
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
        **(shared.variables(db, site) if anywhere else shared.variables_at(db, url)),
        "built": {"day": today, "commit": history.commit(db)},
        "base_url": base_url(db),
        "page_data": None,
    }


def summary_of(db: Database, document: Document) -> str | None:
    """The summary of a document for the page's description."""
    found: str | None = registry(db).kinds[document.kind].summary(document.data)
    return found


def _link(site: Site, beside: Neighbour | None) -> Mapping[str, str] | None:
    return {"title": beside.title, "url": site.url(beside.url)} if beside else None


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
