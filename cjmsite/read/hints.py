"""The right way to write what somebody wrote in their own: dates, numbers, shares, durations, channels."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable

from cjmsite.diagnostics import did_you_mean

_DAY_FIRST = re.compile(r"(\d{1,2})\s*([./])\s*(\d{1,2})\s*\2\s*(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})")
_COMMA = re.compile(r"([-+\u2212\u2013]?)(\d+),(\d+)")
_SHARE = re.compile(r"(\d+)(?:[.,](\d+))?\s*(%|percent|prozent)?", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d+)(?:[.,](\d+))?\s*([^\W\d_]+)\.?")

_UNITS = {
    " s": ("s", "sec", "secs", "second", "seconds", "sek", "sekunde", "sekunden"),
    " min": ("m", "min", "mins", "minute", "minutes", "minuten"),
    "h": ("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures"),
    "d": ("d", "day", "days", "tag", "tage", "tagen", "jour", "jours"),
    "w": ("w", "week", "weeks", "woche", "wochen", "semaine", "semaines"),
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words}

_SAME = {
    "shop": "store",
    "branch": "store",
    "retail": "store",
    "website": "web",
    "online": "web",
    "site": "web",
    "internet": "web",
    "call": "phone",
    "telephone": "phone",
    "hotline": "phone",
    "letter": "mail",
    "post": "mail",
    "e-mail": "email",
    "newsletter": "email",
    "mobile": "app",
    "text": "sms",
}
"""Words for the same thing as one of the choices."""


_SAME_KEY = {
    "weight": "order",
    "nav_order": "order",
    "sidebar_position": "order",
    "position": "order",
    "rank": "order",
    "title": "name",
    "name": "title",
    "author": "owner",
    "slug": "id",
    "permalink": "id",
    "redirect_from": "aliases",
    "redirects": "aliases",
    "description": "summary",
    "subtitle": "tagline",
    "keywords": "tags",
    "categories": "tags",
    "lastmod": "updated",
    "language": "lang",
    "phases": "stages",
    "feeling": "emotion",
    "feelings": "emotion",
    "mood": "emotion",
    "sentiment": "emotion",
    "thinking": "thought",
    "doing": "action",
    "activity": "action",
    "verbatim": "quote",
    "pain_points": "pains",
    "painpoints": "pains",
    "frustrations": "pains",
    "problems": "pains",
    "delights": "gains",
    "ideas": "opportunities",
    "solutions": "opportunities",
    "kpi": "metrics",
    "kpis": "metrics",
    "team": "owner",
    "department": "owner",
    "responsible": "owner",
    "systems": "support",
    "back_office": "backstage",
    "bio": "summary",
    "role": "tagline",
}
"""What other makers of sites, other kinds of pages, or other tools for journeys call a key."""

_ELSEWHERE = {"channel": ("touchpoint", "a channel is that of a touchpoint: name its page with `touchpoint:`")}
"""What stands on a page of another kind, by the key that leads there."""


def of_key(name: str, known: Iterable[str]) -> str | None:
    """The one of the known keys that is meant."""
    known = tuple(known)
    leading, elsewhere = _ELSEWHERE.get(name.casefold(), ("", ""))
    if leading in known:
        return elsewhere
    same = _SAME_KEY.get(name.casefold())
    return f"did you mean `{same}`?" if same in known else did_you_mean(name, known)


def of_value(code: str, value: object) -> str | None:
    """How a value of a wrong shape is written, where it can be seen what was meant."""
    text = str(getattr(value, "raw", value)).strip() if isinstance(value, str | int | float) else ""
    guess = _BY_CODE.get(code)
    return guess(text) if guess and text else None


def of_choice(value: object, choices: Iterable[str]) -> str | None:
    """The one of several words that is meant."""
    choices = tuple(choices)
    same = _SAME.get(str(value).strip().casefold())
    return f"did you mean `{same}`?" if same in choices else did_you_mean(str(value), choices)


def of_list(text: str) -> str | None:
    """Brackets around what is several things in one text."""
    return f"a list is written `[{', '.join(part.strip() for part in text.split(','))}]`" if "," in text else None


def _number(text: str) -> str | None:
    found = _COMMA.fullmatch(text)
    return f"with a point: `{'-' if found[1] in tuple('-−–') else ''}{found[2]}.{found[3]}`" if found else None


def _date(text: str) -> str | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return _iso(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(text):
        day, month = found[1], found[3]
        if found[2] == "/" and int(day) <= 12:  # either may be the month
            return _iso(found[4], month, day) if int(month) > 12 or day == month else None
        return _iso(found[4], month, day)
    return None


def _iso(year: str, month: str, day: str) -> str | None:
    for first, second in ((month, day), (day, month)):
        try:
            return f"write `{datetime.date(int(year), int(first), int(second)).isoformat()}`"
        except ValueError:
            if int(month) <= 12:
                return None
    return None


def _share(text: str) -> str | None:
    found = _SHARE.fullmatch(text)
    if not found:
        return None
    number = f"{found[1]}.{found[2]}" if found[2] else found[1]
    return f"write `{number}%`" if float(number) <= 100 else None


def _duration(text: str) -> str | None:
    found = _AMOUNT.fullmatch(text)
    unit = _UNIT.get(found[3].casefold()) if found else None
    if not found or unit is None:
        return None
    return f"write `{found[1]}{f'.{found[2]}' if found[2] else ''}{unit}`"


_BY_CODE: dict[str, Callable[[str], str | None]] = {
    "bad-date": _date,
    "bad-share": _share,
    "bad-duration": _duration,
    "wrong-type": _number,
}
