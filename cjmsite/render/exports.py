"""Files for machines: site.json, the search records, the sitemap, and what plugins add."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from html import escape
from typing import Any, cast

from cjmsite.diagnostics import Diagnostic, error
from cjmsite.model.common import Point, Quote
from cjmsite.model.journey import Journey
from cjmsite.model.persona import Goals
from cjmsite.others import failures
from cjmsite.pipeline.configuration import base_url, registry
from cjmsite.pipeline.content import PAGE, Card, Document, cards
from cjmsite.pipeline.content import card as published_card
from cjmsite.plugins import why
from cjmsite.query import Database, query
from cjmsite.registry import PluginError
from cjmsite.render import besides, views
from cjmsite.render.machines import SEARCH, SITE_FILE, script_json
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
    except failures() as failure:
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


def make_search_entry(db: Database, document: Document) -> tuple[dict[str, str], str]:
    """The search record of a document without its body's words, which follow the last text, and those of its parts
    as JSON. Addresses are from the site's root: the script puts the way there before.
    """
    card = published_card(db, document.path)
    if card is None:
        raise KeyError(document.path)
    record = _record(quoted(card.url), card.title, card.kind, card.summary or "", _words(_SAID, document.data))
    parts: list[dict[str, str]] = []
    if isinstance(document.data, Journey):
        for stage in document.data.outline:
            parts.append(_part(card, stage.id, stage.stage.title, "stage", card.title, _words(_OF_STAGE, stage.stage)))
            context = f"{card.title}, {stage.stage.title}"
            for placed in stage.steps:
                words = _words(_OF_STEP, placed.step)
                parts.append(_part(card, placed.id, placed.step.title, "step", context, words))
                if quote := placed.step.quote:
                    place = f"{placed.step.title}, {card.title}"
                    parts.append(_part(card, placed.id, f"“{quote.text}”", "quote", place, quote.source or ""))
    parts += _second_page(db, document)
    return record, f",{script_json(parts)[1:-1]}" if parts else ""


def _second_page(db: Database, document: Document) -> list[dict[str, str]]:
    """The record of the page beside a document, where it has one with a name."""
    beside = registry(db).kinds[document.kind].beside
    site = Site(db, "")
    url = beside.url(site, document) if beside and beside.title else None
    if beside is None or beside.title is None or url is None:
        return []
    return [{"u": quoted(url), "t": beside.title(site, document), "k": beside.label, "c": "Side by side", "x": ""}]


_SAID: tuple[str, ...] = ("tagline", "quote", "goal", "scenario", "expectations", "question", "tags")
_SAID += ("goals", "needs", "pains", "gains", "motivations", "fears", "opportunities")
_OF_STAGE = ("goal", "summary", "entry", "exit")
_OF_STEP: tuple[str, ...] = ("thought", "action", "summary", "expectation", "emotion_label", "artifact")
_OF_STEP += ("pains", "gains", "opportunities", "insights")
"""The fields that hold what people think and want. What they say at a step, its quote, is a record of its own."""

_KEPT_BY = {"owner": "Owner", "team": "Team", "segment": "Segment", "systems": "Systems", "channel": "Channel"}
"""The facts by which people look for a page, with the words that say what they are; other facts stand on the pages."""


def _part(card: Card, anchor: str, title: str, kind: str, context: str, words: str) -> dict[str, str]:
    """The record of a place on a page."""
    return _record(f"{quoted(card.url)}#{quoted(anchor)}", title, kind, context, words)


def _record(url: str, title: str, kind: str, context: str, words: str) -> dict[str, str]:
    """A search record; `x`, what is searched, comes last."""
    return {"u": url, "t": title, "k": kind, "c": context, "x": words}


def _words(fields: tuple[str, ...], data: Any) -> str:
    """The words of some fields, of those that a model has, and by whom and where it is kept."""
    found: list[str] = []
    for name in _had(cast(Any, type(data)), fields):
        if value := getattr(data, name):
            _gather(value, found)
    facts: dict[str, str] = {}
    for name in _had(cast(Any, type(data)), tuple(_KEPT_BY)):
        if value := getattr(data, name):
            facts.setdefault(value if isinstance(value, str) else ", ".join(value), _KEPT_BY[name])
    if facts:
        found.append(", ".join(f"{word}: {text}" for text, word in facts.items()) + ".")
    return " · ".join(found)


@cache
def _had(model: Any, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some fields that a model has."""
    return tuple(name for name in fields if name in model.model_fields)


def _gather(value: Any, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, Point | Quote):
        found.append(value.text)
    elif isinstance(value, Goals):
        found += (*value.end, *value.experience, *value.life)
    elif isinstance(value, tuple):
        for item in value:
            _gather(item, found)


def _listed(db: Database, site: Site) -> list[tuple[str, datetime.date | None]]:
    """The pages that a search engine should know, each at one address: home, lists, documents that are no drafts."""
    entries: list[tuple[str, datetime.date | None]] = [("", None)]
    entries += [(view.url, None) for view in views.shown(db)]
    lists = {f"{kind.folder}/index.html" for kind in site.kinds() if kind.name != PAGE}
    for kind in site.kinds():
        cards = [card for card in site.cards(kind.name) if not card.draft]
        if cards and kind.name != PAGE:
            entries.append((f"{kind.folder}/index.html", None))
        entries += [(card.url, site.last_change(card.path)) for card in cards if card.url not in lists | {"index.html"}]
        if kind.beside:
            mine = {card.path for card in cards}
            entries += [(url, site.last_change(path)) for url, path in besides.second_pages(db) if path in mine]
    return entries


def sitemap(db: Database, site: Site) -> str:
    """The sitemap; made only where the public address is known."""
    base = str(base_url(db)).rstrip("/") + "/"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for url, changed in _listed(db, site):
        lastmod = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        lines.append(f"<url><loc>{escape(base + quoted(url), quote=False)}</loc>{lastmod}</url>")
    return "\n".join([*lines, "</urlset>", ""])
