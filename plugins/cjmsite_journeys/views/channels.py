"""Channels over stages: where customers meet the company, how it feels there, and where channels differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from cjmsite.api import Part, Sentence, Site, Touchpoint, feelings, format
from cjmsite_journeys.channels import channel_icon, channel_name
from cjmsite_journeys.views.moments import Figures, Moment, moments, stages_of
from cjmsite_journeys.views.standing import lowest

APART = 1.0
"""Channels whose feelings are this far from each other do not feel like one company."""

_SHOWN = 3
"""More touchpoints of a cell are counted and not named."""


class Cell(Struct, frozen=True):
    """A channel in a stage: how many steps, how they feel, at which touchpoints, and what its figures say."""

    steps: int
    value: float | None
    url: str
    touchpoints: tuple[Part, ...]
    more: int
    off: tuple[str, ...]
    on: tuple[str, ...]


class Row(Struct, frozen=True):
    """A channel; None where nobody meets the company in it."""

    name: str
    icon: str
    steps: int
    cells: tuple[Cell | None, ...]


class Difference(Struct, frozen=True):
    """Two channels of one stage that do not agree: in feeling, in its direction, or in their figures."""

    stage: str
    kind: str
    size: float
    better: str
    better_value: float | None
    better_url: str
    worse: str
    worse_value: float | None
    worse_url: str
    said: str


def channels_view(site: Site) -> Mapping[str, Any]:
    """The variables of `views/channels.html`."""
    found = [moment for moment in moments(site) if moment.placed.step.all_touchpoints]
    stages = stages_of(found)
    data = {card.id: site.data("touchpoint", card.id) for card in site.cards("touchpoint")}
    groups: dict[tuple[str, str | None], list[tuple[Moment, str]]] = {}
    for moment in found:
        for id_ in moment.placed.step.all_touchpoints:
            touchpoint: Touchpoint | None = data.get(id_)
            if touchpoint is not None:
                groups.setdefault((touchpoint.channel, moment.lifecycle), []).append((moment, id_))
    figures = Figures(site)
    rows = []
    for channel in {channel for channel, _ in groups}:
        cells = tuple(_cell(site, data, groups.get((channel, stage), ()), figures) for stage in stages)
        amount = sum(cell.steps for cell in cells if cell)
        if amount:
            rows.append(Row(channel_name(channel), channel_icon(channel), amount, cells))
    rows.sort(key=lambda row: (-row.steps, row.name))
    columns = [format.label(stage) for stage in stages]
    differences = sorted(
        (one for n, column in enumerate(columns) for one in _differences(column, rows, n, site.settings.lang)),
        key=lambda one: (-one.size, one.stage),
    )
    return {
        "columns": columns,
        "rows": rows,
        "differences": differences,
        "spread": [_spread(rows, n, site.settings.lang) for n in range(len(columns))],
        "finding": _finding(site, rows, columns, differences),
    }


def _cell(
    site: Site, data: Mapping[str, Touchpoint | None], here: Sequence[tuple[Moment, str]], figures: Figures
) -> Cell | None:
    if not here:
        return None
    steps = list({moment.address: moment for moment, _ in here}.values())
    ids = list(dict.fromkeys(id_ for _, id_ in here))
    cards = [card for id_ in ids if (card := site.card("touchpoint", id_))]
    metrics = [metric for id_ in ids if (touchpoint := data[id_]) for metric in touchpoint.metrics]
    shown = figures.get((*metrics, *(metric for moment in steps for metric in moment.placed.step.metrics)))
    return Cell(
        len(steps),
        feelings.mean(value for moment in steps if (value := moment.mean) is not None),
        site.url(lowest(steps).address),
        tuple(Part(card.title, url=site.url(card.url)) for card in cards[:_SHOWN]),
        max(0, len(cards) - _SHOWN),
        tuple(one.title for one in shown if one.status == "off"),
        tuple(one.title for one in shown if one.status == "on"),
    )


def _spread(rows: Sequence[Row], n: int, lang: str) -> str:
    """How far the feelings of a stage's channels are from each other; empty where fewer than two say so."""
    felt = [format.as_shown(cell.value) for row in rows if (cell := row.cells[n]) and cell.value is not None]
    return format.number(max(felt) - min(felt), 1, lang) if len(felt) > 1 else ""


def _differences(column: str, rows: Sequence[Row], n: int, lang: str) -> Iterator[Difference]:
    """How the best and the worst channel of a stage differ."""
    here = [(row.name, cell) for row in rows if (cell := row.cells[n])]
    felt = sorted(((name, cell, cell.value) for name, cell in here if cell.value is not None), key=lambda item: item[2])
    if len(felt) > 1:
        (worse, low, bottom), (better, high, top) = felt[0], felt[-1]
        size = format.as_shown(top) - format.as_shown(bottom)
        tones = {format.tone(top), format.tone(bottom)}
        if size >= APART or tones == {"pos", "neg"}:
            kind = "Tone" if tones == {"pos", "neg"} else "Feeling"
            said = f"{format.number(size, 1, lang)} apart"
            yield Difference(column, kind, size, better, top, high.url, worse, bottom, low.url, said)
    off = next(((name, cell) for name, cell in here if cell.off), None)
    on = next(((name, cell) for name, cell in here if cell.on and not cell.off), None)
    if off and on:
        said = f"{on[1].on[0]} is on target, {off[1].off[0]} is not"
        yield Difference(column, "Figures", 0.5, on[0], on[1].value, on[1].url, off[0], off[1].value, off[1].url, said)


def _finding(site: Site, rows: Sequence[Row], columns: Sequence[str], differences: Sequence[Difference]) -> Sentence:
    lang = site.settings.lang
    if not rows:
        return (Part("No journey with stages of the lifecycle meets a touchpoint yet."),)
    parts = [Part(f"{format.capital(format.spoken(len(rows), lang))} {'channel' if len(rows) == 1 else 'channels'} ")]
    parts.append(Part(f"in {format.spoken(len(columns), lang)} {'stage' if len(columns) == 1 else 'stages'}. "))
    felt = [one for one in differences if one.kind != "Figures"]
    if not felt:
        return (*parts, Part("Nowhere do channels of one stage feel far apart."))
    worst = felt[0]
    return (
        *parts,
        Part("Widest apart in "),
        Part(worst.stage, strong=True),
        Part(": "),
        Part(worst.worse, strong=True, url=worst.worse_url),
        Part(f" ({format.signed(worst.worse_value or 0, lang)}) against "),
        Part(worst.better, strong=True, url=worst.better_url),
        Part(f" ({format.signed(worst.better_value or 0, lang)})."),
    )
