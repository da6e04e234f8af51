"""What hangs on a document: the steps, journeys, people, figures and teams that a change to it would be felt by."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from cjmsite.model.journey import Journey, PlacedStage, PlacedStep
from cjmsite.model.touchpoint import Touchpoint
from cjmsite.render import feelings
from cjmsite.render.figures import Figure, figure
from cjmsite.render.namers import journeys_that_name
from cjmsite.site import Card, Site

KINDS = ("touchpoint", "persona", "metric", "journey")
"""What an impact can be asked of."""

_A_YEAR = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}


class Struck(Struct, frozen=True):
    """A step that a change is felt at. `who` are the persons who take it; `felt` is the mean of what they feel."""

    card: Card
    state: str
    stage: str
    placed: PlacedStep
    who: tuple[str, ...]
    felt: float | None
    owner: str | None

    @property
    def address(self) -> str:
        """Its place from the site's root."""
        return f"{self.card.url}#{self.placed.id}"


class Impact(Struct, frozen=True):
    """All that hangs on a document. Every list is in order and holds nothing twice.

    `others` are documents that name it in another way than in a step: a parent, a comparison, a plugin's kind.
    `volume` is how often a touchpoint is met in a year, where somebody has said so.
    """

    card: Card
    steps: tuple[Struck, ...]
    journeys: tuple[Card, ...]
    personas: tuple[Card, ...]
    touchpoints: tuple[Card, ...]
    figures: tuple[Figure, ...]
    owners: tuple[str, ...]
    others: tuple[Card, ...]
    volume: float | None

    @property
    def moments(self) -> int:
        """How many of the steps are moments of truth."""
        return sum(bool(struck.placed.step.moment_of_truth) for struck in self.steps)

    @property
    def off(self) -> tuple[Figure, ...]:
        """The figures that are off target already."""
        return tuple(shown for shown in self.figures if shown.status == "off")


def impact(site: Site, kind: str, id_: str) -> Impact | None:
    """What hangs on a document; None where there is none. `kind` is one of KINDS."""
    card = site.card(kind, id_)
    if card is None or site.data(kind, id_) is None:
        return None
    steps = tuple(_STEPS[kind](site, id_))
    journeys = {struck.card.id: struck.card for struck in steps}
    if kind == "journey":
        journeys.pop(id_, None)
    uses = {(use.card.kind, use.card.id): use.card for use in site.uses(kind, id_)}
    touchpoints = {
        id_: found
        for struck in steps
        for id_ in struck.placed.step.all_touchpoints
        if (found := site.card("touchpoint", id_)) and kind != "touchpoint"
    }
    told = set() if kind == "journey" else {("journey", id_) for id_ in journeys}
    others = [used for at, used in uses.items() if at != (kind, id_) and at not in told]
    if kind == "metric":
        touchpoints |= {used.id: used for used in others if used.kind == "touchpoint"}
        others = [used for used in others if used.kind != "touchpoint"]
    return Impact(
        card,
        steps,
        tuple(journeys.values()),
        _personas(site, steps, kind, id_),
        tuple(touchpoints.values()),
        tuple(figure(site, metric) for metric in _metrics(site, kind, id_, steps)),
        tuple(sorted({struck.owner for struck in steps if struck.owner} | ({card.owner} if card.owner else set()))),
        tuple(others),
        _volume(site, kind, id_),
    )


def _personas(site: Site, steps: tuple[Struck, ...], kind: str, id_: str) -> tuple[Card, ...]:
    who = dict.fromkeys(person for struck in steps for person in struck.who)
    found = (site.card("persona", person) for person in who if (kind, id_) != ("persona", person))
    return tuple(card for card in found if card)


def _metrics(site: Site, kind: str, id_: str, steps: tuple[Struck, ...]) -> tuple[str, ...]:
    """The figures in which a change would show: those of the thing itself, of its steps, and of their journeys."""
    if kind == "metric":
        return (id_,)
    found: dict[str, None] = {}
    data = site.data(kind, id_)
    found.update(dict.fromkeys(getattr(data, "metrics", ())))
    for struck in steps:
        found.update(dict.fromkeys(struck.placed.step.metrics))
    for journey in dict.fromkeys(struck.card.id for struck in steps):
        outcome = site.data("journey", journey).outcome_metric
        if outcome:
            found[outcome] = None
    return tuple(metric for metric in found if site.card("metric", metric))


def _volume(site: Site, kind: str, id_: str) -> float | None:
    data = site.data(kind, id_)
    if not isinstance(data, Touchpoint) or data.volume is None:
        return None
    return data.volume.value * _A_YEAR[data.volume.period]


Fits = Callable[[Journey, PlacedStage, PlacedStep], bool]


def _steps(site: Site, card: Card, fits: Fits, only: str | None = None) -> Iterator[Struck]:
    """The steps of a journey that are struck; `only` one person is asked how they feel, where that is given."""
    journey: Journey | None = site.data("journey", card.id)
    if journey is None:
        return
    who = journey.personas or tuple(person for person in feelings.felt_by(journey) if person != feelings.EVERYONE)
    for stage in journey.outline:
        for placed in stage.steps:
            if fits(journey, stage, placed):
                felt = feelings.mean_of(placed.step, [only] if only else feelings.felt_by(journey))
                owner = placed.step.owner or stage.stage.owner or journey.owner
                yield Struck(card, journey.state, stage.stage.title, placed, who, felt, owner)


def _journeys_with(site: Site, kind: str, id_: str) -> list[Card]:
    return [card for card, _ in journeys_that_name(site, kind, id_)]


def _of_touchpoint(site: Site, id_: str) -> Iterator[Struck]:
    for card in _journeys_with(site, "touchpoint", id_):
        yield from _steps(site, card, lambda journey, stage, placed: id_ in placed.step.all_touchpoints)


def _of_persona(site: Site, id_: str) -> Iterator[Struck]:
    for card in _journeys_with(site, "persona", id_):
        yield from _steps(
            site,
            card,
            lambda journey, stage, placed: placed.step.emotion_of(id_) is not None or placed.step.actor == id_,
            only=id_,
        )


def _of_metric(site: Site, id_: str) -> Iterator[Struck]:
    """The steps that it measures, itself or as a figure of their stage or journey."""

    def fits(journey: Journey, stage: PlacedStage, placed: PlacedStep) -> bool:
        whole = id_ == journey.outcome_metric or id_ in journey.metrics
        return whole or id_ in stage.stage.metrics or id_ in placed.step.metrics

    for card in _journeys_with(site, "metric", id_):
        yield from _steps(site, card, fits)


def _of_journey(site: Site, id_: str) -> Iterator[Struck]:
    """Its own steps, and those of other journeys that share a touchpoint with it."""
    own: Journey = site.data("journey", id_)
    shared = {touchpoint for step in own.steps for touchpoint in step.all_touchpoints}
    near = {id_: site.card("journey", id_)}
    for touchpoint in sorted(shared):
        near |= {card.id: card for card in _journeys_with(site, "touchpoint", touchpoint)}

    def fits(journey: Journey, stage: PlacedStage, placed: PlacedStep) -> bool:
        return journey is own or not shared.isdisjoint(placed.step.all_touchpoints)

    for card in near.values():
        if card is not None:
            yield from _steps(site, card, fits)


_STEPS: dict[str, Callable[[Site, str], Iterator[Struck]]] = {
    "touchpoint": _of_touchpoint,
    "persona": _of_persona,
    "metric": _of_metric,
    "journey": _of_journey,
}
