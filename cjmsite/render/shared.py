"""Parts of pages that are alike on every page of a folder, like the bar at the top: they are rendered once for all, and
put in when a page is done, so that another navigation makes no page anew.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import partial
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from cjmsite.pipeline.configuration import appearance, registry, theme
from cjmsite.pipeline.content import PAGE, cards, catalogue, in_order
from cjmsite.pipeline.marks import part_mark
from cjmsite.query import Database, passing, query
from cjmsite.read import inputs
from cjmsite.render import assets, results, views
from cjmsite.render.templates import render
from cjmsite.site import Site


class NavigationItem(Struct, frozen=True):
    """An entry of the site's navigation; `url` is relative to the site's root."""

    label: str
    url: str


@query
def navigation(db: Database) -> tuple[NavigationItem, ...]:
    """Kinds that have documents, the views behind one entry, then folders of pages that have an index."""
    items = [
        NavigationItem(kind.plural, f"{kind.folder}/index.html")
        for kind in registry(db).kinds.values()
        if kind.in_navigation and kind.name != PAGE and cards(db, kind.name)
    ]
    items += [NavigationItem(views.NAVIGATION, view.url) for view in views.in_navigation(db)[:1]]
    of_kinds = {kind.folder for kind in registry(db).kinds.values()}
    paths = [path for (kind, id_), path in catalogue(db).items() if kind == PAGE and _is_entry(id_, of_kinds)]
    items += [NavigationItem(card.title, card.url) for card in in_order(db, paths)]
    return tuple(items)


def _is_entry(id_: str, of_kinds: Container[str]) -> bool:
    """Whether a plain page stands in the navigation: the index of a folder at the top, or a page beside them."""
    folder, _, name = id_.rpartition("/")
    if name == "index":
        return bool(folder) and "/" not in folder and folder not in of_kinds
    return not folder


def variables(db: Database, site: Site) -> dict[str, Any]:
    """What such a part knows: the site, and from where its addresses are seen. `shared_part` renders another part."""
    return _plain(db, site) | {"navigation": _seen_from(db, site), "shared_part": partial(_rendered, db, site)}


def variables_at(db: Database, url: str) -> dict[str, Any]:
    """The same for a page at its own address, where `shared_part` leaves a mark for the part."""
    seat = url if url == "index.html" else f"{url.rpartition('/')[0]}/"
    return _variables(db, seat) | {"navigation": _Navigation(db, url)}


@passing
def _variables(db: Database, seat: str) -> dict[str, Any]:
    return _plain(db, Site(db, seat)) | {"shared_part": lambda name: Markup(part_mark(name))}  # noqa: S704 - a mark


def _plain(db: Database, site: Site) -> dict[str, Any]:
    own = theme(db).own
    return {
        "site": appearance(db),
        "home_url": site.url("index.html"),
        "at_home": site.page == "index.html",
        "url": partial(assets.address, site),
        "own_style": own is not None and inputs.is_file(db, f"{own}/static/theme.css"),
    }


class _Navigation(Sequence[dict[str, Any]]):
    """The navigation as a page sees it: one that does not look at it is not made again for another navigation."""

    def __init__(self, db: Database, url: str) -> None:
        self.db = db
        self.url = url

    def __len__(self) -> int:
        return len(navigation(self.db))

    def __getitem__(self, at: Any) -> Any:
        return _items(self.db, results.seat(self.db, self.url))[at]


@passing
def _items(db: Database, seat: str) -> list[dict[str, Any]]:
    return _seen_from(db, Site(db, seat))


def _seen_from(db: Database, site: Site) -> list[dict[str, Any]]:
    return [
        {"label": item.label, "url": site.url(item.url), "current": _is_current(item.url, site.page)}
        for item in navigation(db)
    ]


def _rendered(db: Database, site: Site, name: str) -> Markup:
    return Markup(render(db, name, variables(db, site)))  # noqa: S704 - rendered with escapes


def _is_current(item: str, url: str) -> bool:
    folder = item.rpartition("/")[0]
    return item == url or bool(folder and url.startswith(f"{folder}/"))
