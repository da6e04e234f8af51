"""Files for machines: site.json, the search records, the sitemap, and what plugins add."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from xml.sax.saxutils import escape

from cjmsite.diagnostics import Diagnostic, error
from cjmsite.model.journey import Journey
from cjmsite.pipeline.configuration import base_url, registry
from cjmsite.pipeline.content import PAGE, cards
from cjmsite.pipeline.content import card as published_card
from cjmsite.pipeline.links import published
from cjmsite.plugins import why
from cjmsite.query import Database, query
from cjmsite.registry import PluginError
from cjmsite.render.machines import SEARCH, SITE_FILE, SearchEntry, script_json
from cjmsite.site import Site, quoted
from cjmsite.write.address import fault

NO_JEKYLL = ".nojekyll"
SITEMAP = "sitemap.xml"


class ExportFailure(Exception):
    """A plugin's export that raised or gave an address that leads out of the site."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


@query
def addresses(db: Database) -> tuple[tuple[str, str], ...]:
    """Every export: its name (`name:address` for a plugin's) and its address."""
    found = [(NO_JEKYLL, NO_JEKYLL), (SITE_FILE, SITE_FILE), (SEARCH, SEARCH)]
    if base_url(db):
        found.append((SITEMAP, SITEMAP))
    for name in registry(db).exports:
        with suppress(ExportFailure):  # reported by `problems`
            found += [(f"{name}:{address}", address) for address in plugin_files(db, name)]
    return tuple(found)


@query
def problems(db: Database) -> tuple[Diagnostic, ...]:
    """What went wrong in plugins' exports."""
    found = []
    for name in registry(db).exports:
        try:
            plugin_files(db, name)
        except ExportFailure as failure:
            found.append(failure.problem)
    return tuple(found)


@query
def plugin_files(db: Database, name: str) -> Mapping[str, str]:
    """The files of one export of a plugin."""
    try:
        files = dict(registry(db).exports[name].files(Site(db, "")))
        if not all(isinstance(part, str) for pair in files.items() for part in pair):
            raise PluginError("its addresses and contents must be text")
    except Exception as failure:
        raise ExportFailure(error("plugin-failed", f"the export `{name}` failed: {why(failure)}")) from None
    for address in files:
        if reason := fault(address):
            raise ExportFailure(error("bad-address", f"the export `{name}` writes to `{address}`, which {reason}"))
    return files


def text(db: Database, name: str, url: str) -> str:
    """The text of an export."""
    plugin, mark, address = name.partition(":")
    if mark:
        return plugin_files(db, plugin)[address]
    if name == SITEMAP:
        return sitemap(db, Site(db, url))
    return ""


def listed_files(db: Database) -> tuple[str, ...]:
    """The files of all published documents, in the order of their kinds and lists."""
    return tuple(card.path for kind in registry(db).kinds.values() for card in cards(db, kind.name))


def make_search_entry(db: Database, path: str) -> SearchEntry:
    """What the search knows of a document. Addresses are from the site's root: the script puts the way there before."""
    card = published_card(db, path)
    document = published(db, path)
    if card is None or document is None:
        raise KeyError(path)
    words = card.summary or ""
    record = (("u", quoted(card.url)), ("t", card.title), ("k", card.kind), ("c", words), ("x", words))
    parts = []
    if isinstance(document.data, Journey):
        for stage in document.data.outline:
            for placed in stage.steps:
                step = placed.step
                said = [step.thought, step.quote.text if step.quote else None, step.action, step.expectation]
                said += [point.text for point in (*step.pains, *step.gains, *step.opportunities, *step.insights)]
                parts.append(
                    {
                        "u": f"{quoted(card.url)}#{quoted(placed.id)}",
                        "t": step.title,
                        "k": "step",
                        "c": f"{card.title}, {stage.stage.title}",
                        "x": " ".join(word for word in said if word),
                    }
                )
    return SearchEntry(record, "".join(f",{script_json(part)}" for part in parts))


def _listed(site: Site) -> list[tuple[str, datetime.date | None]]:
    """The pages that a search engine should know, each at one address: home, lists, documents that are no drafts."""
    entries: list[tuple[str, datetime.date | None]] = [("", None)]
    lists = {f"{kind.folder}/index.html" for kind in site.kinds() if kind.name != PAGE}
    for kind in site.kinds():
        cards = [card for card in site.cards(kind.name) if not card.draft]
        if cards and kind.name != PAGE:
            entries.append((f"{kind.folder}/index.html", None))
        entries += [(card.url, site.last_change(card.path)) for card in cards if card.url not in lists | {"index.html"}]
    return entries


def sitemap(db: Database, site: Site) -> str:
    """The sitemap; made only where the public address is known."""
    base = str(base_url(db)).rstrip("/") + "/"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for url, changed in _listed(site):
        lastmod = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        lines.append(f"<url><loc>{escape(base + quoted(url))}</loc>{lastmod}</url>")
    return "\n".join([*lines, "</urlset>", ""])
