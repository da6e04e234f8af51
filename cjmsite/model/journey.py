"""A journey: stages and steps that a person goes through to reach a goal."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from msgspec import Struct
from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from cjmsite.model.common import (
    LISTED,
    Document,
    Duration,
    Evidence,
    Id,
    ImageOrPath,
    JourneyRef,
    MetricRef,
    Model,
    Name,
    PersonaRef,
    Points,
    QuoteOrText,
    Share,
    Text,
    Texts,
    TouchpointRef,
    short_form,
)
from cjmsite.model.shape import Reads, or_else
from cjmsite.model.slug import Slugs


def _feeling(value: object) -> object:
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            raise PydanticCustomError("wrong_type", "a feeling is a number {scale}", {"scale": _SCALE}) from None
    elif isinstance(value, int | float) and not isinstance(value, bool) and not -2 <= value <= 2:
        raise PydanticCustomError("out_of_range", "a feeling goes {scale}", {"scale": _SCALE})
    return value


_SCALE = "from -2 (very low) to 2 (very good)"

Emotion = Annotated[float, Field(ge=-2, le=2), Reads(_feeling, lambda inner: inner)]


def _goal(value: object) -> object:
    """A target as a number: `45%` is 45, as for metrics."""
    text = value.strip().removesuffix("%").rstrip() if isinstance(value, str) else value
    try:
        return float(text) if isinstance(text, str) else text
    except ValueError:
        raise PydanticCustomError("bad_target", "a target is a number like 45 or 45%") from None


Goal = Annotated[float, Reads(_goal, or_else({"type": "string", "pattern": r"^\s*-?\d+(\.\d+)?\s*%?\s*$"}))]

Lifecycle = Literal[
    "awareness",
    "consideration",
    "decision",
    "purchase",
    "onboarding",
    "use",
    "support",
    "retention",
    "advocacy",
    "custom",
]


class Act(Model):
    """What a team does at a step, in front of or behind the line of visibility."""

    team: Text | None = None
    action: Name
    system: Text | None = None
    tech: Text | None = None


ActOrText = Annotated[Act, short_form("action")]
Acts = Annotated[tuple[ActOrText, ...], LISTED]

_Moment = Literal["mot", "zmot", "fmot", "smot", "umot"]


def _moment(value: object) -> object:
    if isinstance(value, bool):
        return "mot" if value else None
    if isinstance(value, str) and value not in get_args(_Moment):
        choices = ", ".join(get_args(_Moment))
        raise PydanticCustomError("bad_choice", "this is `true`, or one of {choices}", {"choices": choices})
    return value


class Step(Model):
    """One thing that the customer does, in the customer's voice."""

    id: Id | None = Field(default=None, description="Overrides the id made from the title")
    title: Name
    summary: Text | None = None
    image: ImageOrPath | None = None
    actor: PersonaRef | None = None
    action: Text | None = None
    thought: Text | None = None
    quote: QuoteOrText | None = None
    expectation: Text | None = None
    emotion: Emotion | dict[PersonaRef, Emotion] | None = Field(
        default=None, description="-2 (very low) to +2 (very good), for all personas or by persona"
    )
    emotion_label: Text | None = None
    intensity: Literal["low", "medium", "high"] | None = None
    tension: Annotated[int, Field(ge=1, le=5)] | None = None
    effort: Annotated[int, Field(ge=1, le=7)] | None = None
    duration: Duration | None = None
    wait: Duration | None = None
    touchpoint: TouchpointRef | None = None
    touchpoints: Annotated[tuple[TouchpointRef, ...], LISTED] = ()
    moment_of_truth: Annotated[_Moment | None, Reads(_moment, or_else({"type": "boolean"}))] = None
    optional: bool = False
    pains: Points = ()
    gains: Points = ()
    opportunities: Points = ()
    insights: Points = ()
    evidence: Evidence | None = None
    frontstage: Acts = ()
    backstage: Acts = ()
    support: Acts = ()
    artifact: Text | None = None
    owner: Text | None = None
    metrics: Annotated[tuple[MetricRef, ...], LISTED] = ()
    next: Texts = ()
    journey: JourneyRef | None = Field(default=None, description="A journey that tells this step in detail")
    extra: dict[str, Any] = {}

    @cached_property
    def all_touchpoints(self) -> tuple[str, ...]:
        """Every touchpoint of the step, the main one first."""
        first = (self.touchpoint,) if self.touchpoint else ()
        return tuple(dict.fromkeys((*first, *self.touchpoints)))

    def emotion_of(self, persona: str) -> float | None:
        """The feeling of one persona; a bare number holds for all."""
        if isinstance(self.emotion, dict):
            return self.emotion.get(persona)
        return self.emotion


class Stage(Model):
    """A part of the journey with a goal of its own."""

    id: Id | None = Field(default=None, description="Overrides the id made from the title")
    title: Name
    summary: Text | None = None
    lifecycle: Lifecycle | None = None
    goal: Text | None = Field(default=None, description="What the customer wants here")
    entry: Text | None = None
    exit: Text | None = None
    duration: Duration | None = None
    owner: Text | None = None
    metrics: Annotated[tuple[MetricRef, ...], LISTED] = ()
    steps: Annotated[tuple[Step, ...], LISTED] = ()
    extra: dict[str, Any] = {}


class Scope(Model):
    """Where the journey starts and where it ends."""

    starts: Name
    ends: Name


class Edge(Model):
    """A way from one step to another."""

    model_config = Model.model_config | {"populate_by_name": True}

    source: Annotated[str, Field(alias="from")]
    to: Name
    type: Literal["next", "alt", "loop", "exit"] = "next"
    share: Share | None = None


class PlacedStep(Struct, frozen=True):
    """A step with its id on the journey's page, its stage and its number from 0."""

    id: str
    step: Step
    stage: int
    number: int


class PlacedStage(Struct, frozen=True):
    """A stage with its id on the journey's page and its steps."""

    id: str
    stage: Stage
    number: int
    steps: tuple[PlacedStep, ...]


class Journey(Document):
    """A journey's front matter; headings in the body tell the story of a stage or step."""

    title: Name
    personas: Annotated[tuple[PersonaRef, ...], LISTED] = ()
    state: Literal["current", "future", "research"] = "current"
    compare_with: JourneyRef | None = None
    variant_of: JourneyRef | None = None
    parent: JourneyRef | None = None
    level: Annotated[int, Field(ge=0, le=2)] = 1
    goal: Text | None = None
    scenario: Text | None = None
    expectations: Texts = ()
    scope: Scope | None = None
    version: Text | None = None
    outcome_metric: MetricRef | None = None
    metrics: Annotated[tuple[MetricRef, ...], LISTED] = ()
    lanes: Texts = Field(default=(), description="Which lanes show, in this order")
    targets: dict[MetricRef, Goal] = Field(
        default={}, description="What metrics are to reach in this journey, where that is not their own target"
    )
    mapping_status: Literal["planned", "draft", "validated", "live", "retired"] | None = None
    evidence: Evidence | None = None
    edges: Annotated[tuple[Edge, ...], LISTED] = ()
    stages: Annotated[tuple[Stage, ...], LISTED]

    @field_validator("stages")
    @classmethod
    def _some_stage(cls, stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
        if not stages:
            raise PydanticCustomError("no_stages", "a journey needs at least one stage")
        return stages

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in order."""
        return tuple(step for stage in self.stages for step in stage.steps)

    @cached_property
    def first_met(self) -> dict[str, int]:
        """The number of the step at which the journey meets a touchpoint for the first time."""
        found: dict[str, int] = {}
        for number, step in enumerate(self.steps):
            for touchpoint in step.all_touchpoints:
                found.setdefault(touchpoint, number)
        return found

    @cached_property
    def metrics_of_steps(self) -> frozenset[str]:
        """The metrics that steps name themselves."""
        return frozenset(metric for step in self.steps for metric in step.metrics)

    @cached_property
    def outline(self) -> tuple[PlacedStage, ...]:
        """Stages and steps with their ids: the author's, or made from the title; never twice on a page."""
        slugs = Slugs()
        stage_ids = [slugs.take(stage.id or stage.title) for stage in self.stages]
        placed = []
        count = 0
        for number, stage in enumerate(self.stages):
            steps = []
            for step in stage.steps:
                steps.append(PlacedStep(slugs.take(step.id or step.title), step, number, count))
                count += 1
            placed.append(PlacedStage(stage_ids[number], stage, number, tuple(steps)))
        return tuple(placed)
