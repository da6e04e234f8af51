"""The home page: what matters most, how it feels where, what needs attention, and what is here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cjmsite.pipeline.content import PAGE
from cjmsite.render import feelings, format
from cjmsite.render.attention import Matter, matters
from cjmsite.render.figures import figure, sparks
from cjmsite.render.heatmap import HeatMap, heat_map
from cjmsite.render.movers import movers
from cjmsite.render.sentence import Part, Sentence
from cjmsite.site import Site

_SHOWN = 12
"""The documents of the first kind are listed where there are no more than this; others are counted."""


def home_view(site: Site) -> Mapping[str, Any]:
    """The variables of `home.html`."""
    figures = [figure(site, card.id) for card in site.cards("metric")]
    found = matters(site, figures)
    heat = heat_map(site)
    drawn = [matter.figure for matter in found if matter.figure]
    return {
        "headline": headline(site, heat, found),
        "lead": lead(site, found),
        "heat": heat,
        "portfolio": _portfolio(site),
        "matters": found,
        "movers": movers(site, figures),
        "all_figures": site.url("metrics/index.html") if figures else None,
        "groups": groups(site),
        "page_data": {"kind": "home", "sparks": sparks(drawn), "curves": {}},
    }


def _portfolio(site: Site) -> str | None:
    """The address of the page that shows each cell of the heat map from its other sides, where there is one."""
    view = site.registry.views.get("portfolio")
    return site.url(view.url) if view and all(site.cards(kind) for kind in view.needs) else None


def headline(site: Site, heat: HeatMap, found: tuple[Matter, ...]) -> str:
    """One sentence: the lowest stage, or what is off target, or the name of the site."""
    lang = site.settings.lang
    if heat.lowest is not None:
        low = heat.columns[heat.lowest]
        cells = [row.cells[heat.lowest] for row in heat.rows]
        personas = [cell for row, cell in zip(heat.rows, cells, strict=True) if row.who != feelings.EVERYONE]
        felt = [cell.value for cell in personas]
        below = [value for value in felt if value is not None and format.tone(value) == "neg"]
        known = [value for value in felt if value is not None]
        if below and len(below) == len(known) and len(known) > 1:
            return f"{low} is the lowest stage, and low for all {format.spoken(len(known), lang)} personas who reach it"
        if below and len(known) > 1:
            some, all_ = format.spoken(len(below), lang), format.spoken(len(known), lang)
            return f"{low} is the lowest stage, and low for {some} of {all_} personas"
        if below and len(personas) > 1:
            return f"{low} is the lowest stage, for the one persona who reaches it"
        if any(format.tone(cell.value) == "neg" for cell in cells if cell.value is not None):
            return f"{low} is the lowest stage"
    off = sum(matter.kind == "figure" for matter in found)
    if off:
        return f"{format.capital(format.spoken(off, lang))} {'figure is' if off == 1 else 'figures are'} off target"
    if heat.lowest is not None:
        return f"No stage feels low; {heat.columns[heat.lowest]} comes last"
    return site.settings.title


def lead(site: Site, found: tuple[Matter, ...]) -> Sentence:
    """What the site holds, and how much of it needs attention."""
    lang = site.settings.lang
    held = []
    for kind in site.kinds():
        amount = len(site.cards(kind.name))
        if amount and kind.name != PAGE:
            held.append(f"{format.spoken(amount, lang)} {(kind.label if amount == 1 else kind.plural).lower()}")
    parts = [Part(f"{format.capital(format.listed(held))}. " if held else "Nothing is here yet. ")]
    off = sum(matter.kind == "figure" for matter in found)
    late = sum(matter.kind == "review" for matter in found)
    stale = sum(matter.kind == "stale" for matter in found)
    said = []
    if off:
        said.append(f"{format.spoken(off, lang)} {'figure is' if off == 1 else 'figures are'} off target")
    worse = sum(matter.kind == "change" for matter in found)
    if worse:
        more = "more" if off else "figure" if worse == 1 else "figures"
        said.append(f"{format.spoken(worse, lang)} {more} got worse")
    if late:
        said.append(f"{format.spoken(late, lang)} {'review is' if late == 1 else 'reviews are'} overdue")
    if stale:
        said.append(f"{format.spoken(stale, lang)} {'figure rests' if stale == 1 else 'figures rest'} on old data")
    if said:
        parts.append(Part(f"{format.capital(format.listed(said))}."))
    elif held:
        parts.append(Part("Nothing is off target and no review is overdue."))
    return tuple(parts)


def groups(site: Site) -> list[dict[str, Any]]:
    """The kinds with their first documents, and pages by their folder."""
    found: list[dict[str, Any]] = []
    for kind in sorted(site.kinds(), key=lambda kind: kind.name == PAGE):
        cards = [card for card in site.cards(kind.name) if kind.name != PAGE or card.id != "index"]
        if kind.name == PAGE:
            cards = [card for card in cards if "/" not in card.id or card.id.endswith("/index")]
            folders = {kind.folder for kind in site.kinds()}
            cards = [card for card in cards if card.id.rpartition("/")[0] not in folders]
        if cards:
            found.append(
                {
                    "label": kind.plural,
                    "url": None if kind.name == PAGE else site.url(f"{kind.folder}/index.html"),
                    "count": len(cards),
                    "entries": [
                        {"title": card.title, "url": site.url(card.url), "draft": card.draft, "note": card.owner}
                        for card in cards
                        if kind.name == PAGE or (not found and len(cards) <= _SHOWN)
                    ],
                }
            )
    return found
