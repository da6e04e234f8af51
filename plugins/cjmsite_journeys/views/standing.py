"""How a group of steps stands: the mean feeling, its figures against their targets, its evidence, its owners."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from cjmsite.api import Part, Sentence, Site, feelings, format
from cjmsite_journeys.views.moments import Figures, Moment

LEVELS = ("hypothesis", "qualitative", "quantitative")
RESEARCHED = 1
"""From this level on something is known, and not believed."""
_SHOWN = 2
"""So many figures or journeys of a cell are named."""


class Feeling(Struct, frozen=True):
    """The mean feeling of those `steps` that say so; `url` leads to the lowest of them."""

    value: float
    url: str
    steps: int


class Targets(Struct, frozen=True):
    """How many figures are judged, and how many of them miss their target or come near to missing it."""

    judged: int
    off: int
    watch: int
    names: Sentence

    @property
    def status(self) -> str:
        """The worst of them."""
        return "off" if self.off else "watch" if self.watch else "on"

    @property
    def text(self) -> str:
        """In words: `2 of 3 off target`."""
        if not self.off and not self.watch:
            return "All on target" if self.judged > 1 else "On target"
        amount, word = (self.off, "off target") if self.off else (self.watch, "to watch")
        return f"{amount} of {self.judged} {word}" if self.judged > 1 else format.capital(word)


class Grounds(Struct, frozen=True):
    """What the best known part rests on, and where less is known than research would tell."""

    level: str
    weaker: Sentence


class Standing(Struct, frozen=True):
    """A group of steps, seen in four ways; each may be unknown."""

    steps: int
    journeys: tuple[str, ...]
    feeling: Feeling | None
    targets: Targets | None
    grounds: Grounds
    owners: tuple[str, ...]
    unowned: bool


def standing(here: Sequence[Moment], figures: Figures, address: str, site: Site, person: str | None = None) -> Standing:
    """How some steps stand, for one person or for all. `address` leads to the lowest of them."""
    values = [value for moment in here if (value := moment.felt.get(person) if person else moment.mean) is not None]
    mean = feelings.mean(values)
    owners = dict.fromkeys(moment.owner for moment in here)
    return Standing(
        len(here),
        tuple(dict.fromkeys(moment.card.id for moment in here)),
        Feeling(mean, address, len(values)) if mean is not None else None,
        _targets(here, figures),
        _grounds(here, site),
        tuple(sorted(owner for owner in owners if owner)),
        None in owners,
    )


def lowest(here: Sequence[Moment], person: str | None = None) -> Moment:
    """The step that feels worst; the first one where none says how it feels."""

    def felt(moment: Moment) -> float:
        value = moment.felt.get(person) if person else moment.mean
        return 3.0 if value is None else value

    return min(here, key=felt)


def evidence_of(moment: Moment) -> int:
    """The place in LEVELS of what a step rests on, as it says or its journey; -1 where neither does."""
    given = (moment.placed.step.evidence, moment.journey.evidence)
    stated = next((evidence.level for evidence in given if evidence and evidence.level), None)
    return LEVELS.index(stated) if stated else -1


def _targets(here: Sequence[Moment], figures: Figures) -> Targets | None:
    shown = figures.get(id_ for moment in here for id_ in moment.metrics)
    if not shown:
        return None
    worst = sorted(shown, key=lambda one: ("off", "watch", "on").index(one.status))
    return Targets(
        len(shown),
        sum(one.status == "off" for one in shown),
        sum(one.status == "watch" for one in shown),
        _some([Part(one.title, url=one.url) for one in worst]),
    )


def _some(links: Sequence[Part]) -> Sentence:
    """The first of them, and how many more there are."""
    shown = [part for link in links[:_SHOWN] for part in (Part(", "), link)][1:]
    more = len(links) - _SHOWN
    return (*shown, Part(f" and {more} more")) if more > 0 else tuple(shown)


def _grounds(here: Sequence[Moment], site: Site) -> Grounds:
    levels: dict[str, int] = {}
    first: dict[str, Moment] = {}
    for moment in here:
        level = evidence_of(moment)
        levels[moment.card.id] = max(level, levels.get(moment.card.id, -1))
        first.setdefault(moment.card.id, moment)
    best = max(levels.values(), default=-1)
    weaker = [first[id_] for id_, level in levels.items() if level < RESEARCHED]
    links = [Part(moment.card.title, url=site.url(moment.address)) for moment in weaker]
    word = Part("Unresearched: " if best >= RESEARCHED else "In ")
    return Grounds(LEVELS[best] if best >= 0 else "none", (word, *_some(links)) if links else ())
