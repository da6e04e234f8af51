"""Touchpoints over journeys: where a change is felt, widest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from cjmsite.api import Card, Part, Sentence, Site, Touchpoint, feelings, format, slug
from cjmsite_journeys.channels import channel_icon, channel_name
from cjmsite_journeys.lists import menu, menus
from cjmsite_journeys.people import Person, people
from cjmsite_journeys.views.atlas import STATES
from cjmsite_journeys.views.moments import Figures, Moment, moments
from cjmsite_journeys.views.standing import lowest

WIDEST = 24
"""More journeys than this are no columns: the ones that share most with others are, and the rest is counted."""

LONGEST = 150
"""More touchpoints than this are no rows."""


class Met(Struct, frozen=True):
    """What a journey does at a touchpoint: how many steps, how it feels, and whether one is a moment of truth."""

    steps: int
    value: float | None
    url: str
    moment: bool


class Row(Struct, frozen=True):
    """A touchpoint, whom it reaches, and its cells."""

    id: str
    title: str
    url: str
    channel: str
    icon: str
    owner: str | None
    journeys: int
    steps: int
    persons: tuple[Person, ...]
    volume: str
    off: int
    cells: tuple[Met | None, ...]
    data: Mapping[str, str]


def matrix_view(site: Site) -> Mapping[str, Any]:
    """The variables of `views/matrix.html`."""
    met: dict[str, list[Moment]] = {}
    for moment in moments(site, STATES):
        for id_ in moment.placed.step.all_touchpoints:
            met.setdefault(id_, []).append(moment)
    cards = {card.id: card for card in site.cards("touchpoint")}
    used = sorted(
        (id_ for id_ in cards if id_ in met),
        key=lambda id_: (-len({m.card.id for m in met[id_]}), -len(met[id_]), cards[id_].title.casefold()),
    )
    columns = _columns(site, [met[id_] for id_ in used])
    figures = Figures(site)
    rows = [_row(site, cards[id_], met[id_], columns, figures) for id_ in used[:LONGEST]]
    unused = [card for id_, card in cards.items() if id_ not in met]
    return {
        "columns": [
            {"title": card.title, "url": site.url(card.url), "future": _is_future(site, card)} for card in columns
        ],
        "rows": rows,
        "finding": _finding(site, rows, sum(_is_shared(met[id_]) for id_ in used), len(cards)),
        "left_out": _left_out(site, len(used) - len(rows), len(columns)),
        "unused": [Part(card.title, url=site.url(card.url)) for card in unused[:LONGEST]],
        "menus": menus(
            menu("channel", "Channel", (row.channel for row in rows)),
            menu("owner", "Owner", (row.owner for row in rows)),
        ),
    }


def _columns(site: Site, met: Sequence[Sequence[Moment]]) -> list[Card]:
    """The journeys that meet a touchpoint, in the order of lists."""
    shared: dict[str, int] = {}
    for here in met:
        journeys = {moment.card.id for moment in here}
        for id_ in journeys:
            shared[id_] = shared.get(id_, 0) + len(journeys)
    widest = set(sorted(shared, key=lambda id_: -shared[id_])[:WIDEST])
    return [card for card in site.cards("journey") if card.id in widest]


def _is_future(site: Site, card: Card) -> bool:
    journey = site.data("journey", card.id)
    return bool(journey and journey.state == "future")


def _row(site: Site, card: Card, here: Sequence[Moment], columns: Sequence[Card], figures: Figures) -> Row:
    touchpoint: Touchpoint = site.data("touchpoint", card.id)
    by_journey: dict[str, list[Moment]] = {}
    for moment in here:
        by_journey.setdefault(moment.card.id, []).append(moment)
    cells: list[Met | None] = []
    for column in columns:
        steps = by_journey.get(column.id)
        if not steps:
            cells.append(None)
            continue
        mean = feelings.mean(value for moment in steps if (value := moment.mean) is not None)
        truth = any(moment.placed.step.moment_of_truth for moment in steps)
        cells.append(Met(len(steps), mean, site.url(lowest(steps).address), truth))
    channel = channel_name(touchpoint.channel)
    volume = touchpoint.volume
    off = sum(shown.status == "off" for shown in figures.get(touchpoint.metrics))
    return Row(
        card.id,
        card.title,
        site.url(card.url),
        channel,
        channel_icon(touchpoint.channel),
        card.owner,
        len(by_journey),
        len(here),
        people(site, [who for moment in here for who in moment.who if who != feelings.EVERYONE]),
        f"{format.number(volume.value, lang=site.settings.lang)} a {volume.period}" if volume else "",
        off,
        tuple(cells),
        {"channel": slug(channel), "owner": slug(card.owner) if card.owner else ""},
    )


def _is_shared(here: Sequence[Moment]) -> bool:
    """Whether a touchpoint is met in more than one journey."""
    return len({moment.card.id for moment in here}) > 1


def _finding(site: Site, rows: Sequence[Row], shared: int, known: int) -> Sentence:
    lang = site.settings.lang
    if not rows:
        return (Part("No journey meets a touchpoint yet."),)
    widest = rows[0]
    parts = [
        Part("A change is felt widest at "),
        Part(widest.title, strong=True, url=widest.url),
        Part(f": {format.count(widest.steps, 'step', lang=lang)}"),
        Part(f" of {format.count(widest.journeys, 'journey', lang=lang)}"),
        Part(f", {format.count(len(widest.persons), 'persona', lang=lang)}. " if widest.persons else ". "),
    ]
    if shared:
        amount = format.capital(format.spoken(shared, lang))
        parts.append(Part(f"{amount} of {format.number(known, lang=lang)} touchpoints serve more than one journey."))
    return tuple(parts)


def _left_out(site: Site, rows: int, columns: int) -> str:
    """What is too much for a table."""
    lang = site.settings.lang
    total = len(site.cards("journey"))
    parts = []
    if columns == WIDEST and total > WIDEST:
        parts.append(
            f"Columns are the {WIDEST} journeys that share most touchpoints, of {format.number(total, lang=lang)}; "
            "the counts in the rows are of all."
        )
    if rows > 0:
        word = "is" if rows == 1 else "are"
        parts.append(f"{format.count(rows, 'touchpoint', lang=lang)} of no wider reach {word} not shown.")
    return " ".join(parts)
