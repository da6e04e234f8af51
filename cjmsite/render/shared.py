"""Parts of pages that are alike on every page of a folder, like the bar at the top: they are rendered once for all."""

from __future__ import annotations

from functools import partial
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from cjmsite.pipeline.configuration import appearance, registry, theme
from cjmsite.pipeline.content import PAGE, cards
from cjmsite.query import Database, passing, query
from cjmsite.read import inputs
from cjmsite.render import assets, views
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
    folders = {kind.folder for kind in registry(db).kinds.values()}
    for card in cards(db, PAGE):
        folder, _, name = card.id.rpartition("/")
        if (name == "index" and folder and "/" not in folder and folder not in folders) or (
            not folder and name != "index"
        ):
            items.append(NavigationItem(card.title, card.url))
    return tuple(items)


def variables(db: Database, site: Site) -> dict[str, Any]:
    """What such a part knows: the site, and from where its addresses are seen. `shared_part` renders another part."""
    own = theme(db).own
    return {
        "site": appearance(db),
        "navigation": [
            {"label": item.label, "url": site.url(item.url), "current": _is_current(item.url, site.page)}
            for item in navigation(db)
        ],
        "home_url": site.url("index.html"),
        "at_home": site.page == "index.html",
        "url": partial(assets.address, site),
        "shared_part": partial(_rendered, db, site),
        "own_style": own is not None and inputs.is_file(db, f"{own}/static/theme.css"),
    }


def variables_at(db: Database, url: str) -> dict[str, Any]:
    """The same for a page at its own address."""
    alone = url == "index.html" or any(item.url == url for item in navigation(db))
    return _variables(db, url if alone else f"{url.rpartition('/')[0]}/")


@passing
def _variables(db: Database, seat: str) -> dict[str, Any]:
    return variables(db, Site(db, seat)) | {"shared_part": partial(_part, db, seat)}


@passing
def _part(db: Database, seat: str, name: str) -> Markup:
    return _rendered(db, Site(db, seat), name)


def _rendered(db: Database, site: Site, name: str) -> Markup:
    return Markup(render(db, name, variables(db, site)))  # noqa: S704 - rendered with escapes


def _is_current(item: str, url: str) -> bool:
    folder = item.rpartition("/")[0]
    return item == url or bool(folder and url.startswith(f"{folder}/"))
