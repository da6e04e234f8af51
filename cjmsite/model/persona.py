"""A persona: a group of customers, told as one person."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field

from cjmsite.model.common import (
    LISTED,
    Document,
    Evidence,
    EvidenceLevel,
    ImageOrPath,
    Model,
    Name,
    Points,
    QuoteOrText,
    Score,
    Share,
    Text,
    Texts,
    short_form,
)
from cjmsite.model.shape import WORD, Reads, or_else


class Demographics(Model):
    """Facts about the person; leave out what does not matter."""

    age: Text | None = None
    gender: Text | None = None
    location: Text | None = None
    occupation: Text | None = None
    household: Text | None = None
    income_band: Text | None = None
    education: Text | None = None


class Goals(Model):
    """What the person wants to reach, feel and be (Cooper's end, experience and life goals)."""

    end: Texts = ()
    experience: Texts = ()
    life: Texts = ()


class Job(Model):
    """A job to be done: When [situation], I want to [motivation], so I can [outcome]."""

    when: Name
    want: Name
    so_that: Text | None = None


class ChannelPreference(Model):
    """How much a person likes a channel, from 1 (avoids) to 5 (prefers)."""

    channel: Name
    preference: Score


class Trait(Model):
    """A behaviour on a scale from 1 (`low`) to 5 (`high`)."""

    name: Name
    score: Score
    low: Text | None = None
    high: Text | None = None


def _pairs(key: str, value: str) -> Reads:
    """Marks a list of scores that may stand as `word: score` lines."""

    def expand(given: object) -> object:
        if isinstance(given, dict):
            return [{key: name, value: score} for name, score in given.items()]
        return given

    scores = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1, "maximum": 5}}
    return Reads(expand, or_else(scores))


def _goals(value: object) -> object:
    return value if isinstance(value, dict | Goals) else {"end": value}


def _evidence(value: object) -> object:
    return {"level": value} if isinstance(value, str) else value


class Persona(Document):
    """A persona's front matter; the body is the biography."""

    name: Name
    type: Literal["primary", "secondary", "supplemental", "served", "negative", "proto"] = "primary"
    tagline: Text | None = None
    segment: Text | None = None
    photo: ImageOrPath | None = None
    quote: QuoteOrText | None = None
    demographics: Demographics = Demographics.model_construct()
    share: Share | None = Field(default=None, description="Share of the customer base")
    value: Text | None = Field(default=None, description="Value per year, with its currency")
    goals: Annotated[Goals, Reads(_goals, or_else(WORD, {"type": "array", "items": WORD}, {"type": "null"}))] = (
        Goals.model_construct()
    )
    jobs: Annotated[tuple[Job, ...], LISTED] = ()
    needs: Texts = ()
    pains: Points = ()
    gains: Points = ()
    motivations: Texts = ()
    fears: Texts = ()
    behaviours: Texts = ()
    buying_behaviour: Text | None = None
    channels: Annotated[
        tuple[Annotated[ChannelPreference, BeforeValidator(short_form("channel").read)], ...],
        _pairs("channel", "preference"),
    ] = ()
    skills: Annotated[tuple[Trait, ...], _pairs("name", "score")] = ()
    traits: Annotated[tuple[Trait, ...], _pairs("name", "score")] = ()
    accessibility_needs: Texts = ()
    devices: Texts = ()
    brands: Texts = ()
    evidence: Annotated[Evidence, Reads(_evidence, or_else({"enum": list(get_args(EvidenceLevel))}))] | None = None
