"""The portfolio: personas over stages, seen as feeling, figures, evidence and ownership, with its white spots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from cjmsite.api import LIFECYCLE, Part, Sentence, Site, feelings, format
from cjmsite_journeys.people import people
from cjmsite_journeys.views.moments import Figures, Moment, moments, stages_of
from cjmsite_journeys.views.standing import RESEARCHED, Standing, evidence_of, lowest, standing

LENSES = (
    ("feeling", "Feeling", "Mean emotion from −2 to +2; each cell leads to its lowest step"),
    ("figures", "Figures", "Figures of the stages and steps against their targets"),
    ("grounds", "Evidence", "What is known from research, and what is believed"),
    ("owners", "Owners", "Who keeps the steps up to date"),
)


class Row(Struct, frozen=True):
    """A persona with a cell for each stage; None is a white spot, but not for everyone together."""

    who: str
    title: str
    url: str | None
    caption: str | None
    cls: str
    cells: tuple[Standing | None, ...]


def portfolio_view(site: Site) -> Mapping[str, Any]:
    """The variables of `views/portfolio.html`."""
    found = list(moments(site))
    stages = stages_of(found)
    known = [card.id for card in site.cards("persona")]
    seen = {who for moment in found for who in moment.who}
    rows = _rows(site, found, stages, [*known, *sorted(seen - set(known))])
    columns = [format.label(stage) for stage in stages]
    personas = [row for row in rows if row.who != feelings.EVERYONE]
    spots = [
        {"who": row.title, "url": row.url, "stages": format.listed([columns[n] for n in missing])}
        for row in personas
        if (missing := [n for n, cell in enumerate(row.cells) if cell is None])
    ]
    return {
        "columns": columns,
        "rows": personas,
        "everyone": [row for row in rows if row.who == feelings.EVERYONE],
        "lenses": LENSES,
        "spots": spots,
        "finding": _finding(site, found, stages, rows),
        "left_out": _left_out(site, found, stages),
    }


def _rows(site: Site, found: Sequence[Moment], stages: Sequence[str], ids: Sequence[str]) -> list[Row]:
    figures = Figures(site)
    groups: dict[tuple[str, str | None], list[Moment]] = {}
    for moment in found:
        for who in moment.who:
            groups.setdefault((who, moment.lifecycle), []).append(moment)
    rows = []
    for person in people(site, ids):
        cells: list[Standing | None] = []
        for stage in stages:
            here = groups.get((person.id, stage))
            place = site.url(lowest(here, person.id).address) if here else ""
            cells.append(standing(here, figures, place, site, person.id) if here else None)
        persona = site.data("persona", person.id) if person.url else None
        rows.append(
            Row(person.id, person.name, person.url, persona.segment if persona else None, person.cls, tuple(cells))
        )
    return rows


def _finding(site: Site, found: Sequence[Moment], stages: Sequence[str], rows: Sequence[Row]) -> Sentence:
    """The lowest stage, how much is unmapped, and how much has no owner."""
    if not stages:
        return (Part("No stage of a journey says yet where in the customer's life it belongs."),)
    lang = site.settings.lang
    parts: list[Part] = []
    means = {
        stage: mean
        for stage in stages
        if (mean := feelings.mean(v for m in found if m.lifecycle == stage for v in m.felt.values())) is not None
    }
    if len(means) > 1:
        low = min(means, key=lambda stage: means[stage])
        tone = "hit" if format.tone(means[low]) == "neg" else ""
        parts += [
            Part("Lowest stage: "),
            Part(format.label(low), strong=True),
            Part(" "),
            Part(f"({format.signed(means[low], lang)})", strong=True, tone=tone),
            Part(". "),
        ]
    cells = [cell for row in rows for cell in row.cells if cell or row.who != feelings.EVERYONE]
    parts += _apart(stages, rows, lang)
    white = sum(cell is None for cell in cells)
    if white:
        parts += [Part(f"{white} of {len(cells)}", strong=True), Part(" cells are white spots: no journey is drawn. ")]
    off = sum(bool(cell and cell.targets and cell.targets.off) for cell in cells)
    if off:
        parts += [
            Part("In "),
            Part(f"{off} of {len(cells)}", strong=True, tone="miss"),
            Part(" cells a figure is off target. "),
        ]
    unowned = sum(bool(cell and cell.unowned) for cell in cells)
    if unowned:
        parts.append(Part(f"In {unowned} of {len(cells)} a step has no owner. "))
    believed = [format.label(stage).lower() for stage in stages if not _researched(found, stage)]
    if believed:
        parts.append(Part(f"No research stands behind {format.listed(believed, 'or')}. "))
    missing = [format.label(stage) for stage in LIFECYCLE if stage not in stages]
    if missing:
        parts.append(Part(f"No journey of today reaches {format.listed(missing, 'or').lower()}."))
    return tuple(parts) or (Part("Every persona has a journey in every stage."),)


def _apart(stages: Sequence[str], rows: Sequence[Row], lang: str) -> Sentence:
    """The stage in which two personas feel furthest apart; each leads to the lowest step there."""
    widest: tuple[float, str, Part, Part] | None = None
    for number, stage in enumerate(stages):
        felt = [
            (cell.feeling.value, row.title, cell.feeling.url)
            for row in rows
            if row.who != feelings.EVERYONE and (cell := row.cells[number]) and cell.feeling
        ]
        if len(felt) < 2:
            continue
        low, high = min(felt, key=lambda one: one[0]), max(felt, key=lambda one: one[0])
        size = format.as_shown(high[0]) - format.as_shown(low[0])
        if size > (widest[0] if widest else 0):
            worse, better = (Part(f"{who} {format.signed(value, lang)}", url=url) for value, who, url in (low, high))
            widest = (size, format.label(stage), worse, better)
    if widest is None:
        return ()
    _, stage, worse, better = widest
    return Part("Furthest apart: "), Part(stage, strong=True), Part(" ("), worse, Part(", "), better, Part("). ")


def _researched(found: Sequence[Moment], stage: str) -> bool:
    """Whether some step of a stage rests on more than belief."""
    return any(evidence_of(moment) >= RESEARCHED for moment in found if moment.lifecycle == stage)


def _left_out(site: Site, found: Sequence[Moment], stages: Sequence[str]) -> Sentence:
    """The journeys with stages that have no column."""
    if not stages:
        return ()
    cards = list({m.card.id: m.card for m in found if m.lifecycle is None}.values())
    if not cards:
        return ()
    parts = [Part("Stages without a place in the lifecycle are not shown: ")]
    for number, card in enumerate(cards[:5]):
        parts += [Part(", ")] if number else []
        parts.append(Part(card.title, url=site.url(card.url)))
    more = len(cards) - 5
    return (*parts, Part(f" and {more} more." if more > 0 else "."))
