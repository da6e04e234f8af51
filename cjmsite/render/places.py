"""The parts of a metric that belong to a place: one survey that names its touchpoints feeds all pages of them.

A metric that is split by `touchpoint`, `stage`, `persona` or `segment` has a part for each of them. Such a part is
named `onboarding-nps@touchpoint:letter`, and can be shown wherever a metric can.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from cjmsite.data.result import MetricResult
from cjmsite.model.slug import slug
from cjmsite.site import Card, Site

_AT = "@"


def at_place(site: Site, metrics: Iterable[str], kind: str, *names: str) -> tuple[str, ...]:
    """The metrics of a place, those that have a part for it as that part, and then the parts of all others.

    `names` are what the place is called: its id, its title. Large letters, spaces and accents make no difference.
    """
    given = tuple(dict.fromkeys(metrics))
    parts = {id_.partition(_AT)[0]: id_ for id_ in parts_at(site, kind, *names)}
    return (*(parts.pop(id_, id_) for id_ in given), *parts.values())


def parts_at(site: Site, kind: str, *names: str) -> tuple[str, ...]:
    """The parts of all metrics that belong to a place."""
    known = site.parts(kind)
    wanted = dict.fromkeys(slug(name) for name in names if name)
    return tuple(dict.fromkeys(part for name in wanted for part in known.get(name, ())))


def card_of(site: Site, kind: str, word: str) -> Card | None:
    """The touchpoint or persona that a word of the rows means; None where the word is another kind of part."""
    if kind not in site.registry.kinds:
        return None
    name = slug(word)
    return site.card(kind, name) or next((card for card in site.cards(kind) if slug(card.title) == name), None)


def parse(id_: str) -> tuple[str, str, str]:
    """The metric of an id, and the kind and the name of the place where it is a part's."""
    metric, _, place = id_.partition(_AT)
    kind, _, word = place.partition(":")
    return metric, kind, word


def part_of(result: MetricResult, kind: str, word: str) -> MetricResult:
    """A metric's numbers for one place, as if they were a metric's own."""
    series = [value for value in result.split if value.dimensions == ((kind, word),)]
    ordered = sorted(series, key=lambda value: value.period.start.toordinal() if value.period else 0)
    return replace(result, series=tuple(ordered), split=(), changes=(), limits=None, signals=())
