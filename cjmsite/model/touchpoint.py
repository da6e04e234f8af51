"""A touchpoint: where customer and company meet, in a certain time, place and need."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from cjmsite.model.common import (
    LISTED,
    Document,
    Duration,
    ImageOrPath,
    MetricRef,
    Model,
    Name,
    Points,
    Score,
    Text,
    Texts,
)
from cjmsite.model.webaddress import WebAddress

Channel = Literal[
    "web",
    "app",
    "email",
    "sms",
    "push",
    "phone",
    "chat",
    "social",
    "store",
    "mail",
    "event",
    "partner",
    "delivery",
    "iot",
    "other",
]
"""The medium in which customer and company meet."""


class EventPattern(Model):
    """How a real event log names this touchpoint."""

    source: Name
    match: dict[str, Any] = {}


class Volume(Model):
    """How often this happens."""

    value: Annotated[float, Field(ge=0)]
    period: Literal["day", "week", "month", "quarter", "year"] = "year"


class Touchpoint(Document):
    """A touchpoint's front matter; it exists once and shows everywhere it is used."""

    title: Name
    channel: Channel
    type: Literal["communication", "action"] = Field(default="communication", description="CJML's two kinds")
    initiator: Literal["customer", "company", "third_party"] | None = None
    owned: Literal["owned", "earned", "paid", "partner"] = "owned"
    stage_hint: Text | None = None
    team: Text | None = None
    systems: Texts = ()
    url: WebAddress | None = None
    screenshot: ImageOrPath | None = None
    satisfaction: Score | None = None
    importance_customer: Score | None = None
    importance_business: Score | None = None
    volume: Volume | None = None
    cost_per_contact: Text | None = None
    sla: Duration | None = None
    pains: Points = ()
    gains: Points = ()
    opportunities: Points = ()
    metrics: Annotated[tuple[MetricRef, ...], LISTED] = ()
    events: Annotated[tuple[EventPattern, ...], LISTED] = ()
