"""What the map itself owes: pains that nobody answers, and steps that rest on nothing."""

from __future__ import annotations

from cjmsite.api import Journey, Part, PlacedStep
from cjmsite_journeys.findings.finding import Finding, agree, links, to
from cjmsite_journeys.turns import placed_steps


def without_answer(journey: Journey, lang: str) -> Finding | None:
    """The steps that hurt and have no opportunity."""
    hurt = [placed for placed in placed_steps(journey) if placed.step.pains]
    open_ = [placed for placed in hurt if not placed.step.opportunities]
    if not open_:
        return None
    subject = ("step with pains", "steps with pains")
    title = agree(len(open_), len(hurt), subject, ("has no opportunity", "have no opportunity"))
    return Finding("open", f"{len(open_)} of {len(hurt)}", title, (*links(open_, lang), Part(".")), "", to(open_[0]))


def without_evidence(journey: Journey, lang: str) -> Finding | None:
    """The steps that claim a feeling, and neither they nor anything said in them name where it comes from."""
    claims = [placed for placed in placed_steps(journey) if placed.step.emotion is not None]
    bare = [placed for placed in claims if not _rests_on_something(placed)]
    if not bare:
        return None
    whole = " The map as a whole says what it rests on." if journey.evidence else " Neither does the map as a whole."
    said = ("says how it feels and not how we know", "say how it feels and not how we know")
    title = agree(len(bare), len(claims), ("step", "steps"), said)
    detail = (*links(bare, lang), Part("." + whole))
    return Finding("evidence", f"{len(bare)} of {len(claims)}", title, detail, "", to(bare[0]))


def _rests_on_something(placed: PlacedStep) -> bool:
    step = placed.step
    named = (point.source for point in (*step.pains, *step.gains, *step.insights))
    return bool(step.evidence or step.metrics or (step.quote and step.quote.source) or any(named))
