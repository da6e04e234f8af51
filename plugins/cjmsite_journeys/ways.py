"""The ways of a journey: a step names another one by its id or its title."""

from __future__ import annotations

from cjmsite.api import Journey, PlacedStep, slug


def step_named(journey: Journey, name: str) -> PlacedStep | None:
    """The step that a way leads to: by its id, by its title as it is written, or by what an id of it would be."""
    placed = [step for stage in journey.outline for step in stage.steps]
    by_id = {step.id: step for step in placed}
    by_title = {step.step.title: step for step in reversed(placed)}
    return by_id.get(name) or by_title.get(name) or by_id.get(slug(name))
