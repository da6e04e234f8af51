"""What the clock says: the longest wait, the share of waiting, and the effort."""

from __future__ import annotations

import datetime

from cjmsite.api import Journey, Part, format
from cjmsite_journeys.findings.finding import Finding, links, to
from cjmsite_journeys.turns import placed_steps

_ALMOST_ALL = 0.995
"""More than this would be said as 100 %, though something is left."""

_HARD = 5
"""Effort goes from 1 to 7; from here on it is high."""


def longest_wait(journey: Journey, lang: str) -> Finding | None:
    """The longest wait, and how much of the time that is noted is waiting."""
    steps = placed_steps(journey)
    waits = [(placed.step.wait, placed) for placed in steps if placed.step.wait]
    if not waits:
        return None
    wait, placed = max(waits, key=lambda item: item[0])
    nothing = datetime.timedelta()
    waited = sum((one for one, _ in waits), nothing)
    busy = sum((one.step.duration for one in steps if one.step.duration), nothing)
    if len(waits) > 1:
        several = (
            f"{format.capital(format.duration(waited, lang))} of waiting in {format.spoken(len(waits), lang)} steps"
        )
    else:
        several = "It is the only wait that is noted"
    if busy:
        share = waited / (waited + busy)
        several += f", {'almost all' if share > _ALMOST_ALL else format.percent(share, lang=lang)} of the time"
    title = f"is the longest wait: {placed.step.title}"
    return Finding("wait", format.duration(wait, lang), title, (Part(several + "."),), "", to(placed))


def hardest(journey: Journey, lang: str) -> Finding | None:
    """The steps that ask most of the customer."""
    told = [placed for placed in placed_steps(journey) if placed.step.effort]
    hard = sorted((p for p in told if (p.step.effort or 0) >= _HARD), key=lambda p: -(p.step.effort or 0))
    if not hard:
        return None
    worst = hard[0]
    title = f"is the effort of “{worst.step.title}”"
    if len(hard) == 1:
        return Finding(
            "effort", f"{worst.step.effort} of 7", title, (Part("No other step is as hard."),), "", to(worst)
        )
    detail = (Part("Hard too: "), *links(hard[1:], lang), Part("."))
    return Finding("effort", f"{worst.step.effort} of 7", title, detail, "", to(worst))
