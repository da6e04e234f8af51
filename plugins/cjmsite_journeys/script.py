"""What the page's script draws a journey's views from: numbers and ids, and no words that the map already has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cjmsite.api import Document, Journey, Site, feelings
from cjmsite_journeys.channels import channel_icon, channel_name
from cjmsite_journeys.compare import pair_of
from cjmsite_journeys.map import Column, StageHead
from cjmsite_journeys.paths import columns_of, said_of
from cjmsite_journeys.turns import channels_of, placed_steps, teams_of
from cjmsite_journeys.ways import ways


def steps_data(site: Site, stages: Sequence[StageHead], curve: Sequence[Mapping[str, float]]) -> list[dict[str, Any]]:
    """The columns of the map. A key that has nothing to say is left out, save those of feelings and words."""
    columns = [(number, column) for number, head in enumerate(stages) for column in head.columns]
    return [
        {
            "id": column.id,
            "title": column.title,
            "stage": number,
            "emotion": dict(felt),
            "mean": feelings.mean(felt.values()),
            **_said(site, column),
        }
        for (number, column), felt in zip(columns, curve, strict=True)
    ]


def _said(site: Site, column: Column) -> dict[str, Any]:
    if column.placed is None:
        return {"quote": None, "thought": None, "empty": True}
    step = column.placed.step
    channels = channels_of(site, column.placed)
    more = {
        "channel": channel_icon(channels[0]) if channels else None,
        "channelName": channel_name(channels[0]) if channels else None,
        "team": next(iter(teams_of(column.placed)), None),
        "wait": step.wait.total_seconds() if step.wait else None,
        "time": step.duration.total_seconds() if step.duration else None,
        "optional": step.optional,
        "mot": bool(step.moment_of_truth),
    }
    told = {name: value for name, value in more.items() if value}
    return {"quote": step.quote.text if step.quote else None, "thought": step.thought, **told}


def ways_data(journey: Journey, stages: Sequence[StageHead], lang: str) -> list[dict[str, Any]]:
    """The ways that the author drew, between columns; `to` is None for one that leads out."""
    at = columns_of(stages)
    return [
        {
            "from": at[way.source.id],
            "to": at[way.target.id] if way.target else None,
            "type": way.type,
            "text": way.text,
            "note": said_of(way, lang),
            "share": way.share,
        }
        for way in ways(journey)
    ]


def other_curve(site: Site, document: Document) -> dict[str, Any] | None:
    """The curve of the journey that this one is to be compared with: step id -> mean feeling."""
    pair = pair_of(site, document)
    if pair is None:
        return None
    other = pair.after if pair.before.id == document.id else pair.before
    who = feelings.felt_by(other.data)
    means = {
        placed.id: mean
        for placed in placed_steps(other.data)
        if (mean := feelings.mean_of(placed.step, who)) is not None
    }
    return {"title": other.title, "url": site.url(pair.address), "state": other.data.state, "means": means}
