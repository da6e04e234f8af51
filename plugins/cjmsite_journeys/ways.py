"""The ways of a journey: a step names another one by its id or its title."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from cjmsite.api import Journey, PlacedStep, slug


class Way(Struct, frozen=True):
    """A way that the author drew. `target` is None where it leads out of the map; `text` then says where to."""

    source: PlacedStep
    target: PlacedStep | None
    text: str
    type: Literal["next", "alt", "loop", "exit"]
    share: float | None = None


def step_named(journey: Journey, name: str) -> PlacedStep | None:
    """The step that a way leads to: by its id, by its title as it is written, or by what an id of it would be."""
    placed = [step for stage in journey.outline for step in stage.steps]
    by_id = {step.id: step for step in placed}
    by_title = {step.step.title: step for step in reversed(placed)}
    return by_id.get(name) or by_title.get(name) or by_id.get(slug(name))


def ways(journey: Journey) -> tuple[Way, ...]:
    """Every way that `next:` of a step or `edges:` of the journey draws; one that both draw is there once."""
    found: dict[tuple[str, str], Way] = {}
    for stage in journey.outline:
        for placed in stage.steps:
            for name in placed.step.next:
                way = _way(journey, placed, name, "next", None)
                found[way.source.id, way.text] = way
    for edge in journey.edges:
        source = step_named(journey, edge.source)
        if source is not None:
            way = _way(journey, source, edge.to, edge.type, edge.share)
            found[way.source.id, way.text] = way
    return tuple(found.values())


def _way(
    journey: Journey,
    source: PlacedStep,
    name: str,
    kind: Literal["next", "alt", "loop", "exit"],
    share: float | None,
) -> Way:
    target = None if kind == "exit" else step_named(journey, name)
    if target is None:
        return Way(source, None, name, "exit", share)
    if target.number <= source.number:
        kind = "loop"
    return Way(source, target, target.step.title, kind, share)
