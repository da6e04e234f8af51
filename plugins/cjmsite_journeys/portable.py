"""What other pages may ask for of a journey, to be compared with it: its steps and figures, in few words."""

from __future__ import annotations

from typing import Any

from cjmsite.api import Document, Journey, PlacedStep, Site, feelings, format
from cjmsite_journeys.compare import metrics_of
from cjmsite_journeys.people import people
from cjmsite_journeys.targets import aim_of
from cjmsite_journeys.turns import placed_steps, teams_of


def portable(site: Site, document: Document) -> dict[str, Any]:
    """The journey for a script. A key that has nothing to say is left out; addresses are from the site's root."""
    journey: Journey = document.data
    who = feelings.felt_by(journey)
    return {
        "id": document.id,
        "title": document.title,
        "state": journey.state,
        "personas": [{"id": one.id, "short": one.short} for one in people(site, who)],
        "stages": [{"id": placed.id, "title": placed.stage.title} for placed in journey.outline],
        "steps": [_step(site, placed, who) for placed in placed_steps(journey)],
        "figures": [_figure(site, journey, id_) for id_ in metrics_of(site, journey)],
    }


def _step(site: Site, placed: PlacedStep, who: tuple[str, ...]) -> dict[str, Any]:
    step, lang = placed.step, site.settings.lang
    touchpoints = ((id_, site.card("touchpoint", id_)) for id_ in step.all_touchpoints)
    told = {
        "mean": feelings.mean_of(step, who),
        "said": f"“{step.quote.text}”" if step.quote else step.thought,
        "wait": step.wait.total_seconds() if step.wait else None,
        "time": step.duration.total_seconds() if step.duration else None,
        "mot": bool(step.moment_of_truth),
        "facts": _told(
            ("Touchpoint", [card.title if card else id_ for id_, card in touchpoints]),
            ("Wait", [format.duration(step.wait, lang)] if step.wait else []),
            ("Takes", [format.duration(step.duration, lang)] if step.duration else []),
            ("Effort", [f"{step.effort} of 7"] if step.effort else []),
            ("Team", teams_of(placed)),
            ("Pain", [point.text for point in step.pains]),
            ("Gain", [point.text for point in step.gains]),
        ),
    }
    kept = {name: value for name, value in told.items() if value or (name == "mean" and value is not None)}
    return {"id": placed.id, "title": step.title, "stage": placed.stage, **kept}


def _told(*facts: tuple[str, Any]) -> dict[str, list[str]]:
    """What a reader would compare, by its word."""
    return {word: list(values) for word, values in facts if values}


def _figure(site: Site, journey: Journey, id_: str) -> dict[str, Any]:
    aim = aim_of(site, journey, id_)
    shown = aim.figure
    told = {
        "url": shown.url,
        "value": shown.value + shown.unit if shown.value is not None else None,
        "word": shown.word,
        "status": shown.status if shown.word else None,
        "target": aim.value,
        "aim": aim.text,
    }
    return {"id": id_, "title": shown.title, **{name: value for name, value in told.items() if value is not None}}
