"""Every step of every journey, with what the views ask of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from cjmsite.api import LIFECYCLE, Card, Figure, Journey, PlacedStage, PlacedStep, Site, feelings, figure

TODAY = ("current", "research")
"""The states of journeys that show what is, not what shall be."""


class Moment(Struct, frozen=True):
    """A step at its place. `who` are the persons who take it, `felt` what those feel who said so."""

    card: Card
    journey: Journey
    stage: PlacedStage
    placed: PlacedStep
    who: tuple[str, ...]
    felt: Mapping[str, float]

    @property
    def address(self) -> str:
        """Its place from the site's root."""
        return f"{self.card.url}#{self.placed.id}"

    @property
    def lifecycle(self) -> str | None:
        """The stage of the customer's life; None where the journey says none."""
        named = self.stage.stage.lifecycle
        return named if named in LIFECYCLE else None

    @property
    def owner(self) -> str | None:
        """Who keeps it: named at the step, at the stage or at the journey."""
        return self.placed.step.owner or self.stage.stage.owner or self.journey.owner

    @property
    def metrics(self) -> tuple[str, ...]:
        """What is measured at the step or at its stage."""
        return tuple(dict.fromkeys((*self.placed.step.metrics, *self.stage.stage.metrics)))

    @property
    def mean(self) -> float | None:
        """The mean feeling."""
        return feelings.mean(self.felt.values())


def moments(site: Site, states: Collection[str] = TODAY) -> Iterator[Moment]:
    """The steps of all journeys in some states, in order."""
    for card in site.cards("journey"):
        journey: Journey | None = site.data("journey", card.id)
        if journey is None or journey.state not in states:
            continue
        who = journey.personas or feelings.felt_by(journey)
        for stage in journey.outline:
            for placed in stage.steps:
                yield Moment(card, journey, stage, placed, who, feelings.felt(placed.step, who))


def stages_of(found: Iterable[Moment]) -> list[str]:
    """The stages of the customer's life that some step belongs to, in their order."""
    named = {moment.lifecycle for moment in found}
    return [stage for stage in LIFECYCLE if stage in named]


class Figures:
    """The figures of a site, each made once for a page."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._made: dict[str, Figure] = {}

    def get(self, ids: Iterable[str]) -> list[Figure]:
        """The figures of some metrics that say whether they are on target."""
        wanted = tuple(dict.fromkeys(ids))
        for id_ in wanted:
            if id_ not in self._made:
                self._made[id_] = figure(self._site, id_)
        return [self._made[id_] for id_ in wanted if self._made[id_].status != "none"]
