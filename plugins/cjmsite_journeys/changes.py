"""What changed in a step from one journey to another, in short words."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from cjmsite.api import PlacedStep, Site, format
from cjmsite_journeys.turns import teams_of


def changes(site: Site, now: PlacedStep, later: PlacedStep, moved: str | None) -> tuple[str, ...]:
    """Everything that a reader would want to know, what the customer meets first; `moved` is the stage it goes to."""
    a, b = now.step, later.step
    lang = site.settings.lang
    found = []
    if a.title != b.title:
        found.append(f"Now called “{b.title}”")
    if moved is not None:
        found.append(f"Moves to “{moved}”")
    found += _others("Touchpoint", _touchpoints(site, a.all_touchpoints), _touchpoints(site, b.all_touchpoints))
    found += _times("Wait", a.wait, b.wait, lang)
    found += _times("Takes", a.duration, b.duration, lang)
    if a.effort != b.effort and a.effort and b.effort:
        found.append(f"Effort {a.effort} → {b.effort} of 7")
    found += _lost("No longer", _texts(a.pains), _texts(b.pains))
    found += _lost("New pain", _texts(b.pains), _texts(a.pains))
    found += _lost("New gain", _texts(b.gains), _texts(a.gains))
    found += _lost("No longer a gain", _texts(a.gains), _texts(b.gains))
    if teams_of(now) and teams_of(later):
        found += _others("Team", teams_of(now), teams_of(later))
    if bool(a.moment_of_truth) != bool(b.moment_of_truth):
        found.append("Becomes a moment of truth" if b.moment_of_truth else "Is no moment of truth any more")
    return tuple(found)


def _touchpoints(site: Site, ids: Sequence[str]) -> tuple[str, ...]:
    cards = ((id_, site.card("touchpoint", id_)) for id_ in ids)
    return tuple(card.title if card else id_ for id_, card in cards)


def _texts(points: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(getattr(point, "text", "")) for point in points)


def _others(word: str, before: Sequence[str], after: Sequence[str]) -> list[str]:
    if set(before) == set(after) or not (before or after):
        return []
    return [f"{word}: {format.listed(list(before)) or 'none'} → {format.listed(list(after)) or 'none'}"]


def _times(word: str, before: datetime.timedelta | None, after: datetime.timedelta | None, lang: str) -> list[str]:
    if before == after or not (before or after):
        return []
    said = [format.duration(time, lang) if time else "none" for time in (before, after)]
    return [f"{word}: {said[0]} → {said[1]}"]


def _lost(word: str, these: Sequence[str], those: Sequence[str]) -> list[str]:
    return [f"{word}: {text}" for text in these if text not in those]
