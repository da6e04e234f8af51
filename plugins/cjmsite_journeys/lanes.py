"""The lanes of the journey map: what stands in each cell, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from cjmsite.api import (
    Document,
    Journey,
    Lane,
    PlacedStage,
    PlacedStep,
    Site,
    at_place,
    feelings,
    figure,
    format,
)
from cjmsite.api import Touchpoint as TouchpointModel
from cjmsite_journeys.channels import channel_name
from cjmsite_journeys.emotion import Feelings, notes_of, points, told
from cjmsite_journeys.people import people
from cjmsite_journeys.turns import hand_off_into, placed_steps, switch_into
from cjmsite_journeys.ways import step_named

MOMENTS = {
    "mot": "Moment of truth",
    "zmot": "Zero moment of truth",
    "fmot": "First moment of truth",
    "smot": "Second moment of truth",
    "umot": "Ultimate moment of truth",
}


class Text(Struct, frozen=True):
    """Words, with a smaller line below."""

    text: str
    small: str = ""


class Linked(Struct, frozen=True):
    """Words that may lead somewhere, with words before them."""

    text: str
    url: str | None = None
    before: str = ""


def _picture(site: Site, journey: Document, placed: PlacedStep) -> Any:
    image = placed.step.image
    src = site.media(journey, image.src) if image else None
    return {"src": src, "alt": image.alt, "credit": image.credit} if image and src else None


def _goal(site: Site, journey: Document, placed: PlacedStage) -> Any:
    stage = placed.stage
    small = [f"Begins: {stage.entry}" if stage.entry else "", f"Ends: {stage.exit}" if stage.exit else ""]
    if stage.duration:
        small.append(f"Takes {format.duration(stage.duration, site.settings.lang)}")
    text = stage.goal or stage.summary
    return Text(text or "", ". ".join(part for part in small if part)) if text or any(small) else None


def _expectation(site: Site, journey: Document, placed: PlacedStep) -> Any:
    return Text(placed.step.expectation) if placed.step.expectation else None


def _action(site: Site, journey: Document, placed: PlacedStep) -> Any:
    step = placed.step
    said = [text for text in (step.action, step.summary) if text]
    actor = people(site, [step.actor])[0].name if step.actor else ""
    small = ", ".join(part for part in (actor, f"with {step.artifact}" if step.artifact else "") if part)
    return Text(" ".join(said), small) if said or small else None


class Meeting(Struct, frozen=True):
    """A touchpoint in a cell."""

    title: str
    url: str | None
    channel: str | None
    channel_name: str
    turn: str = ""


def _touchpoints(site: Site, journey: Document, placed: PlacedStep) -> Any:
    found: list[Meeting] = []
    turn = switch_into(site, placed_steps(journey.data), placed.number) if placed.step.all_touchpoints else None
    for id_ in placed.step.all_touchpoints:
        card = site.card("touchpoint", id_)
        touchpoint: TouchpointModel | None = site.data("touchpoint", id_) if card else None
        channel = touchpoint.channel if touchpoint else None
        url = site.url(card.url) if card else None
        title, name = card.title if card else id_, channel_name(channel) if channel else ""
        found.append(Meeting(title, url, channel, name, turn.was if turn and not found else ""))
    return tuple(found) or None


def _said(site: Site, journey: Document, placed: PlacedStep) -> Any:
    step = placed.step
    if not step.quote and not step.thought:
        return None
    return {"quote": step.quote, "thought": step.thought}


def _emotion(site: Site, journey: Document, placed: PlacedStep) -> Any:
    data: Journey = journey.data
    persons = people(site, feelings.felt_by(data))
    lang = site.settings.lang
    who = [person.id for person in persons]
    felt = feelings.felt(placed.step, who)
    if not felt:
        return None
    return Feelings(
        points(felt, persons),
        told(felt, persons, lang),
        notes_of(data, who, lang).get(placed.number),
        placed.step.emotion_label,
    )


def _pains_and_gains(site: Site, journey: Document, placed: PlacedStep) -> Any:
    step = placed.step
    return {"pains": step.pains, "gains": step.gains} if step.pains or step.gains else None


def _insights(site: Site, journey: Document, placed: PlacedStep) -> Any:
    return placed.step.insights or None


def _moment(site: Site, journey: Document, placed: PlacedStep) -> Any:
    return MOMENTS[placed.step.moment_of_truth] if placed.step.moment_of_truth else None


class Cost(Struct, frozen=True):
    """What a step costs the customer: waiting, doing, effort from 1 to 7, and what else is noted."""

    wait: str
    takes: str
    effort: int | None
    more: tuple[str, ...]


def _effort(site: Site, journey: Document, placed: PlacedStep) -> Any:
    step = placed.step
    lang = site.settings.lang
    more = []
    if step.tension:
        more.append(f"Tension {step.tension} of 5")
    if step.intensity:
        more.append(f"{format.capital(step.intensity)} intensity")
    if step.optional:
        more.append("Optional")
    wait = format.duration(step.wait, lang) if step.wait else ""
    takes = format.duration(step.duration, lang) if step.duration else ""
    return Cost(wait, takes, step.effort, tuple(more)) if wait or takes or step.effort or more else None


class Acts(Struct, frozen=True):
    """What teams do at a step, and the team that handed the customer over, if one did."""

    acts: tuple[Any, ...]
    turn: str = ""


def _frontstage(site: Site, journey: Document, placed: PlacedStep) -> Any:
    if not placed.step.frontstage:
        return None
    turn = hand_off_into(placed_steps(journey.data), placed.number)
    return Acts(placed.step.frontstage, turn.was if turn else "")


def _backstage(site: Site, journey: Document, placed: PlacedStep) -> Any:
    return placed.step.backstage or None


def _support(site: Site, journey: Document, placed: PlacedStep) -> Any:
    step = placed.step
    acts = (*step.frontstage, *step.backstage, *step.support)
    systems = dict.fromkeys(name for act in acts for name in (act.system, act.tech) if name)
    return {"systems": tuple(systems), "acts": step.support} if systems or step.support else None


def _stage_figures(site: Site, journey: Document, placed: PlacedStage) -> Any:
    """The metrics of a stage that none of its steps shows."""
    shown = {id_ for step in placed.steps for id_ in _in_map(step, step_metrics(site, journey.data, step))}
    figures = tuple(figure(site, id_) for id_ in stage_metrics(site, placed) if id_ not in shown)
    return {"figures": figures, "more": 0} if figures else None


def stage_metrics(site: Site, placed: PlacedStage) -> tuple[str, ...]:
    """The metrics of a stage, and the parts of others that are split by stage."""
    return _told_or_known(site, placed.stage.metrics, "stage", placed.id, placed.stage.title)


def _told_or_known(site: Site, told: Iterable[str], kind: str, *names: str) -> tuple[str, ...]:
    """The metrics of a place; a part of another metric that is split only where it has a figure."""
    named = tuple(dict.fromkeys(told))
    found = at_place(site, named, kind, *names)
    return (*found[: len(named)], *(part for part in found[len(named) :] if figure(site, part).value is not None))


def _figures(site: Site, journey: Document, placed: PlacedStep) -> Any:
    found = step_metrics(site, journey.data, placed)
    shown = _in_map(placed, found)
    return {"figures": tuple(figure(site, id_) for id_ in shown), "more": len(found) - len(shown)} if found else None


_ROOM = 2
"""How many figures a cell shows, unless the step itself names more; the others stand below the map."""


def _in_map(placed: PlacedStep, found: tuple[str, ...]) -> tuple[str, ...]:
    return found[: max(_ROOM, len(placed.step.metrics))]


def step_metrics(site: Site, journey: Journey, placed: PlacedStep) -> tuple[str, ...]:
    """The metrics of a step, and those of its touchpoints where the journey meets them for the first time.

    What a step names itself stands there and not at a touchpoint's other steps too.
    """
    found = list(placed.step.metrics)
    for id_ in placed.step.all_touchpoints:
        is_first = journey.first_met[id_] == placed.number
        touchpoint: TouchpointModel | None = site.data("touchpoint", id_) if is_first else None
        if touchpoint is not None:
            told = (metric for metric in touchpoint.metrics if metric not in journey.metrics_of_steps)
            found += _told_or_known(site, told, "touchpoint", id_, touchpoint.title)
    return tuple(dict.fromkeys(found))


def _opportunities(site: Site, journey: Document, placed: PlacedStep) -> Any:
    return placed.step.opportunities or None


def _owner(site: Site, journey: Document, placed: PlacedStep) -> Any:
    data: Journey = journey.data
    owner = placed.step.owner or data.stages[placed.stage].owner
    return Text(owner) if owner else None


def _more(site: Site, journey: Document, placed: PlacedStep) -> Any:
    """Where a step goes on: its branches, its story below the map, the journey that tells it in detail."""
    data: Journey = journey.data
    step = placed.step
    ways = ((name, step_named(data, name)) for name in step.next)
    found = [
        Linked(other.step.title if other else name, f"#{other.id}" if other else None, "Then: ") for name, other in ways
    ]
    told = {section.slug for section in site.body(journey).sections}
    if f"story-{placed.id}" in told:
        found.append(Linked("Story", f"#story-{placed.id}"))
    if step.journey:
        card = site.card("journey", step.journey)
        found.append(Linked(card.title if card else step.journey, site.url(card.url) if card else None, "In detail: "))
    if step.evidence:
        found.append(Linked(evidence(step.evidence, site.settings.lang), None, "Evidence: "))
    return tuple(found) or None


def evidence(given: Any, lang: str = "en") -> str:
    """What a statement rests on, in words: `Qualitative, interview, n = 14, 18 Mar 2026`."""
    said = [given.level, given.status, given.kind and format.label(given.kind).lower(), given.method]
    if given.n is not None:
        said.append(format.n_is(given.n, lang))
    if given.date:
        said.append(format.day(given.date))
    return format.capital(", ".join(part for part in said if part))


LANES = (
    Lane("storyboard", "Storyboard", _picture, "lanes/picture.html"),
    Lane("goal", "Goal", _goal, of="stage"),
    Lane("expectation", "Expects", _expectation),
    Lane("action", "Does", _action),
    Lane("touchpoint", "Touchpoint", _touchpoints, "lanes/touchpoint.html"),
    Lane("said", "Says or thinks", _said, "lanes/said.html"),
    Lane("emotion", "Emotion", _emotion, "lanes/emotion.html"),
    Lane("pains_gains", "Pains and gains", _pains_and_gains, "lanes/pains_gains.html"),
    Lane("insights", "Insights", _insights, "lanes/points.html"),
    Lane("moment_of_truth", "Moment of truth", _moment, "lanes/moment.html"),
    Lane("effort", "Time and effort", _effort, "lanes/effort.html"),
    Lane("frontstage", "Frontstage", _frontstage, "lanes/acts.html", "delivery"),
    Lane("backstage", "Backstage", _backstage, "lanes/acts.html", "delivery"),
    Lane("support", "Support", _support, "lanes/support.html", "delivery"),
    Lane("kpi", "KPI", _figures, "lanes/kpi.html", "outcome"),
    Lane("stage_kpi", "KPI of the stage", _stage_figures, "lanes/kpi.html", "outcome", of="stage"),
    Lane("opportunities", "Opportunities", _opportunities, "lanes/opportunities.html", "outcome"),
    Lane("owner", "Owner", _owner, zone="outcome"),
    Lane("more", "More", _more, "lanes/more.html", "outcome"),
)
