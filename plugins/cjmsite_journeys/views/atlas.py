"""The atlas: all journeys as a tree, from the whole relationship down to details, each over the stages it covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from cjmsite.api import Card, Journey, Part, Sentence, Site, feelings, format, slug
from cjmsite_journeys.compare import pair_of
from cjmsite_journeys.lists import menu, menus
from cjmsite_journeys.people import people
from cjmsite_journeys.views.moments import Figures, Moment, moments, stages_of
from cjmsite_journeys.views.standing import Standing, lowest, standing

LEVELS = ("Lifecycle", "Journey", "Detail")
"""What levels 0, 1 and 2 are called."""

STATES = ("current", "research", "future")


class Branch(Struct, frozen=True):
    """A journey in the tree, with its stages over those of the lifecycle, from the `first` to the `last` it covers."""

    id: str
    title: str
    url: str
    depth: int
    level: str
    state: str
    note: Sentence
    owner: str | None
    status: str | None
    review: str | None
    late: bool
    steps: int
    persons: tuple[Any, ...]
    cells: tuple[Standing | None, ...]
    first: int
    last: int
    data: Mapping[str, str]


def atlas_view(site: Site) -> Mapping[str, Any]:
    """The variables of `views/atlas.html`."""
    found = list(moments(site, STATES))
    stages = stages_of(found)
    by_journey: dict[str, list[Moment]] = {}
    for moment in found:
        by_journey.setdefault(moment.card.id, []).append(moment)
    cards = {card.id: card for card in site.cards("journey")}
    journeys: dict[str, Journey] = {id_: data for id_ in cards if (data := site.data("journey", id_)) is not None}
    parents = _parents(journeys)
    figures = Figures(site)
    branches = [
        _branch(site, cards, journeys, id_, depth, by_journey.get(id_, []), stages, figures)
        for id_, depth in _tree(list(journeys), parents)
    ]
    return {
        "columns": [format.label(stage) for stage in stages],
        "branches": branches,
        "finding": _finding(site, journeys, parents),
        "menus": menus(
            menu("state", "State", (branch.state for branch in branches)),
            menu("level", "Level", (branch.level for branch in branches)),
            menu("owner", "Owner", (branch.owner for branch in branches)),
        ),
    }


def _parents(journeys: Mapping[str, Journey]) -> dict[str, str]:
    """Journey -> the journey above it: its `parent`, or the one with a step that it tells in detail.

    A journey that is its own ancestor has none.
    """
    told_by = {
        step.journey: id_ for id_, journey in reversed(list(journeys.items())) for step in journey.steps if step.journey
    }
    above = {
        id_: parent
        for id_, journey in journeys.items()
        if (parent := journey.parent or told_by.get(id_)) is not None and parent in journeys
    }

    def loops(id_: str) -> bool:
        seen = {id_}
        at: str | None = above.get(id_)
        while at is not None and at not in seen:
            seen.add(at)
            at = above.get(at)
        return at is not None

    return {id_: parent for id_, parent in above.items() if not loops(id_)}


def _tree(ids: Sequence[str], parents: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The journeys with their depths, each below its parent, in the order of lists."""
    children: dict[str | None, list[str]] = {}
    for id_ in ids:
        children.setdefault(parents.get(id_), []).append(id_)
    waiting = [(id_, 0) for id_ in reversed(children.get(None, ()))]
    while waiting:
        id_, depth = waiting.pop()
        yield id_, depth
        waiting += [(child, depth + 1) for child in reversed(children.get(id_, ()))]


def _branch(
    site: Site,
    cards: Mapping[str, Card],
    journeys: Mapping[str, Journey],
    id_: str,
    depth: int,
    found: Sequence[Moment],
    stages: Sequence[str],
    figures: Figures,
) -> Branch:
    card, journey = cards[id_], journeys[id_]
    cells: list[Standing | None] = []
    for stage in stages:
        here = [moment for moment in found if moment.lifecycle == stage]
        cells.append(standing(here, figures, site.url(lowest(here).address), site) if here else None)
    covered = [n for n, cell in enumerate(cells) if cell] or [0]
    due = journey.review_by
    return Branch(
        id_,
        card.title,
        site.url(card.url),
        min(depth, 3),
        LEVELS[journey.level],
        format.capital(journey.state),
        _note(site, cards, id_, journey),
        card.owner,
        format.capital(journey.mapping_status) if journey.mapping_status else None,
        format.day(due) if due else None,
        bool(due and due < site.today),
        len(found),
        people(site, journey.personas),
        tuple(cells),
        covered[0],
        covered[-1],
        {
            "owner": slug(card.owner) if card.owner else "",
            "state": slug(journey.state),
            "level": slug(LEVELS[journey.level]),
        },
    )


def _note(site: Site, cards: Mapping[str, Card], id_: str, journey: Journey) -> Sentence:
    """What it is a variant of, or is compared with, and the page of both side by side."""
    other = cards.get(journey.variant_of or "") or cards.get(journey.compare_with or "")
    if other is None:
        return ()
    word = "Variant of " if journey.variant_of == other.id else "Compare with "
    document = site.document("journey", id_) if journey.compare_with else None
    pair = pair_of(site, document) if document else None
    beside = (Part(", "), Part("side by side", url=site.url(pair.address))) if pair else ()
    return (Part(word), Part(other.title, url=site.url(other.url)), *beside)


def _finding(site: Site, journeys: Mapping[str, Journey], parents: Mapping[str, str]) -> Sentence:
    """How many there are of each level, which of them stand alone, and how long the tree is."""
    lang = site.settings.lang
    counts = [sum(journey.level == level for journey in journeys.values()) for level in range(3)]
    named = [
        format.spoken(amount, lang) + " " + (word if amount == 1 else many)
        for amount, word, many in zip(
            counts, ("lifecycle", "journey", "detail"), ("lifecycles", "journeys", "details"), strict=True
        )
        if amount
    ]
    parts = [Part(f"{format.capital(format.listed(named))}. ")]
    parts += _alone(journeys, parents, lang)
    future = sum(journey.state == "future" for journey in journeys.values())
    if future:
        words = "is a future state" if future == 1 else "are future states"
        parts.append(Part(f"{format.capital(format.spoken(future, lang))} {words}. "))
    felt = {
        id_: mean
        for id_, journey in journeys.items()
        if journey.state != "future" and (mean := _mean(journey)) is not None
    }
    if len(felt) > 1:
        low = min(felt, key=lambda id_: felt[id_])
        card = site.card("journey", low)
        tone = "hit" if format.tone(felt[low]) == "neg" else ""
        parts += [
            Part("Lowest on the whole: "),
            Part(journeys[low].title, strong=True, url=site.url(card.url) if card else None),
            Part(" "),
            Part(f"({format.signed(felt[low], lang)})", strong=True, tone=tone),
            Part("."),
        ]
    return tuple(parts)


def _alone(journeys: Mapping[str, Journey], parents: Mapping[str, str], lang: str) -> Iterable[Part]:
    """Journeys below the lifecycle that belong to none, where others do."""
    tops = [id_ for id_, journey in journeys.items() if journey.level > 0 and id_ not in parents]
    if not parents or not tops:
        return ()
    amount = len(tops)
    word = "stands" if amount == 1 else "stand"
    return (Part(f"{format.capital(format.spoken(amount, lang))} {word} under no other. "),)


def _mean(journey: Journey) -> float | None:
    who = feelings.felt_by(journey)
    return feelings.mean(mean for step in journey.steps if (mean := feelings.mean_of(step, who)) is not None)
