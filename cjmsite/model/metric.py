"""A metric: what is counted, how, from which rows, and what it should be."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from cjmsite.model.common import LISTED, Date, Document, Duration, MetricRef, Model, Name, Text, Texts
from cjmsite.model.shape import WORD, Reads, exactly, or_else

Grain = Literal["day", "week", "month", "quarter", "year", "none"]


class Part(Model):
    """One side of a ratio: the rows that pass `filter`, added up over `expr` or counted."""

    filter: Text | None = None
    expr: Text | None = None
    agg: Literal["sum", "count", "count_distinct"] | None = Field(
        default=None, description="Default: `sum` where `expr` is given, else `count`"
    )


def _part(value: object) -> object:
    return {"filter": value} if isinstance(value, str) else value


_MONTH = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class DatedTarget(Model):
    """A target that holds from a day on. Of a metric in percent, 45 and `45%` are the same."""

    since: datetime.date
    value: float
    percent: bool = False


_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)\s*%")


def _goal(value: object) -> dict[str, Any]:
    """One target's number, and whether it was written with a percent sign."""
    if isinstance(value, str) and (match := _PERCENT.fullmatch(value.strip())):
        return {"value": float(match[1]), "percent": True}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"value": value}
    raise PydanticCustomError("bad_target", "a target is a number like 45 or 45%, or dates with numbers: {2026-01: 40}")


def _targets(value: object) -> object:
    """A number, or `{2026-01: 40, 2027: 45}`: the value that holds from that month, year or day on."""
    if isinstance(value, list | tuple):
        return value
    if not isinstance(value, dict):
        return [{"since": datetime.date.min, **_goal(value)}]
    targets: list[dict[str, Any]] = []
    for when, number in value.items():
        match = _MONTH.fullmatch(str(getattr(when, "raw", when)))
        if not match:
            raise PydanticCustomError("bad_target", "a target's date is written like 2026, 2026-01 or 2026-01-31")
        day = datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        targets.append({"since": day, **_goal(number)})
    return sorted(targets, key=lambda target: target["since"])


_GOAL = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": rf"^\s*{_PERCENT.pattern}\s*$"}]}
_TARGETS = {
    "anyOf": [
        *_GOAL["anyOf"],
        {"type": "object", "patternProperties": {f"^{_MONTH.pattern}$": _GOAL}, "additionalProperties": False},
    ],
    "examples": [45, "45%", {"2026-01": 40}],
}

Targets = Annotated[tuple[DatedTarget, ...], Reads(_targets, exactly(_TARGETS))]


class When(Model):
    """The column that says when: with a date, or with the number of the period since the one in which `start` lies."""

    column: Name = Field(alias="index")
    start: Date | None = Field(default=None, description="A day in the period with the number 0")


def _when(value: object) -> object:
    return {"index": value} if isinstance(value, str) else value


class FunnelStep(Model):
    """One step of a funnel: the rows that are it."""

    title: Name
    filter: Name


def _funnel_step(value: object) -> object:
    return {"title": value, "filter": value} if isinstance(value, str) else value


class Parameter(Model):
    """A number that a formula uses: one that holds always, or that of another metric in the same period."""

    value: float | None = None
    metric: MetricRef | None = None


def _parameter(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"value": value}
    if isinstance(value, str):
        match = _PERCENT.fullmatch(value.strip())
        return {"value": float(match[1]) / 100} if match else {"metric": value}
    return value


class Event(Model):
    """A dated change, shown as a marker on the trend."""

    date: Date
    label: Name


_NUMBER = {"anyOf": [{"type": "number"}, {"type": "string"}]}


class Metric(Document):
    """A metric's front matter; the body is its definition and method in words."""

    title: Name
    source: Name | None = Field(
        default=None,
        description="A source declared under `sources:` in cjmsite.yaml; not needed for one made from other metrics",
    )
    measure: Name | None = Field(
        default=None, description="How it is computed: nps, csat, ratio ...; not needed for a tidy KPI source"
    )
    method: Text | None = Field(
        default=None,
        description=(
            "csat: top2box, mean; ces: mean, topbox, net; funnel: eventual, direct; retention and churn: returning, "
            "newcomers, contract; clv: subscription, transactional, discounted"
        ),
    )
    expr: Text | None = Field(default=None, description="The column that is measured")
    weight: Text | None = Field(default=None, description="The column with the weights of a weighted mean")
    p: Annotated[float, Field(gt=0, lt=100)] | None = Field(default=None, description="Which percentile", examples=[90])
    scale: tuple[float, float] | None = Field(
        default=None, description="Lowest and highest possible answer", examples=[[1, 5]]
    )
    numerator: Annotated[Part, Reads(_part, or_else({"type": "string"}))] | None = None
    denominator: Annotated[Part, Reads(_part, or_else({"type": "string"}))] | None = None
    per: Text | None = Field(default=None, description="The column that names a case: a visit, a customer")
    steps: Annotated[tuple[Annotated[FunnelStep, Reads(_funnel_step, or_else(WORD))], ...], LISTED] = Field(
        default=(), description="Of a funnel, in order", examples=[[{"title": "Paid", "filter": 'event == "pay"'}]]
    )
    within: Duration | None = Field(default=None, description="Of a funnel: from first to last step at most this long")
    until: Text | None = Field(default=None, description="The column with the first day without contract")
    after: Annotated[int, Field(ge=1, le=120)] = Field(default=1, description="After how many periods to look again")
    formula: Text | None = Field(
        default=None, description="Of a derived metric, over its parameters", examples=["revenue / orders"]
    )
    parameters: dict[str, Annotated[Parameter, Reads(_parameter, or_else(*_NUMBER["anyOf"]))]] = Field(
        default={},
        description="What a formula uses: name -> a number, a percentage, or the id of a metric",
        examples=[{"margin": "40%", "churn": "monthly-churn"}],
    )
    filter: Texts = ()
    date: Annotated[When | None, Reads(_when, or_else(WORD))] = Field(
        default=None, description="The column that says when, or one that counts periods from a day on"
    )
    grain: Grain = "none"
    week_starts: Literal["monday", "sunday"] = "monday"
    dimensions: dict[str, str] = Field(default={}, description="What to split by: name -> column")
    additive: bool | None = None
    unit: Text | None = None
    digits: Annotated[int, Field(ge=0, le=6)] | None = None
    direction: Literal["up", "down"] = "up"
    target: Targets = ()
    warn: Targets = ()
    min_n: Annotated[int, Field(ge=0)] = 30
    max_age: Duration | None = None
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    question: Text | None = None
    events: Annotated[tuple[Event, ...], LISTED] = ()
