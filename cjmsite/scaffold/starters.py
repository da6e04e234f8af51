"""The beginning of a document: its file, its id and a text that says what may follow."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from importlib import resources

from msgspec import Struct, field

from cjmsite.model.slug import slug

KINDS = ("persona", "touchpoint", "journey", "metric", "page")
"""The kinds with a text of their own here; a plugin gives the `starter` of its kind."""

JOURNEYS = ("blank", "purchase", "onboarding", "support", "renewal")

_LONGEST = 50
"""Letters of an id: also four bytes each are not too many for a disk."""

_REVIEW_AFTER = datetime.timedelta(days=182)
_PLAIN = re.compile(r"[^\W\d_][\w .,()/&’'-]*")
_NOT_TEXT = re.compile(r"(?i)(null|true|false)")


class NewFile(Struct, frozen=True):
    """A file to be written: its path from the site's root, and its text."""

    path: str
    text: str


class Surroundings(Struct, frozen=True):
    """What is on the site already and may be named in a new document; `waiting` are personas without a journey."""

    personas: Sequence[str] = ()
    waiting: Sequence[str] = ()
    touchpoints: Sequence[str] = ()
    sources: Sequence[str] = ()
    starters: Mapping[str, str | None] = field(default_factory=dict)


class NoName(ValueError):
    """A name without a letter or digit, of which no id can be made."""


def id_of(name: str) -> str:
    """The id, and so the file name, of a document. Raises NoName."""
    if not any(character.isalnum() for character in name):
        raise NoName(name)
    made = slug(name).strip("-")
    if len(made) <= _LONGEST:
        return made
    whole = made[: _LONGEST + 1].rpartition("-")[0].rstrip("-")
    return whole or made[:_LONGEST]


def in_folders(name: str) -> list[str]:
    """The folders of a page and then its name: `team/Who we are`. A slash between spaces is a part of the name."""
    return re.split(r"(?<! )/(?! )", name)


def title_of(name: str) -> str:
    """A title. `price-letter` was meant as an id, and is said as `Price letter`."""
    words = name.strip()
    if re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", words):
        words = re.sub("[-_]", " ", words)
    return words[:1].upper() + words[1:]


def document_text(kind: str, name: str, around: Surroundings, today: datetime.date, template: str = "blank") -> str:
    """The text of a new document."""
    if kind in KINDS:
        text = read(f"journey-{template}.md" if kind == "journey" else f"{kind}.md")
    else:
        text = around.starters.get(kind) or "---\ntitle: {title}\n---\n"
    values = {
        "title": yaml_text(title_of(name)),
        "id": id_of(name),
        "day": today.isoformat(),
        "review_by": review_day(today).isoformat(),
        "personas": _personas(around.personas, around.waiting),
        "touchpoint": _touchpoint(around.touchpoints),
        "source": _source(around.sources),
    }
    return filled(text, values)


def review_day(today: datetime.date) -> datetime.date:
    """When somebody should look at something new again: in half a year."""
    return today + _REVIEW_AFTER


def read(name: str) -> str:
    """A text of this package."""
    return resources.files("cjmsite.scaffold").joinpath("templates").joinpath(name).read_text(encoding="utf-8")


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its gaps filled; braces with other words in them are YAML and stay."""
    return re.sub(r"\{(\w+)\}", lambda gap: values.get(gap[1], gap[0]), text)


def yaml_text(text: str) -> str:
    """A text as a YAML value, in quotes where it needs them."""
    plain = _PLAIN.fullmatch(text) and not _NOT_TEXT.fullmatch(text) and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)


def _personas(known: Sequence[str], waiting: Sequence[str]) -> str:
    if not known:
        return "# personas: [nora]          # who goes through this: `cjmsite new persona NAME` makes one"
    more = f"          # on this site: {', '.join(known[:8])}" if len(known) > 2 else ""
    return f"personas: [{', '.join((waiting or known)[:2])}]{more}"


def _touchpoint(known: Sequence[str]) -> str:
    hint = f"on this site: {', '.join(known[:6])}" if known else "`cjmsite new touchpoint NAME` makes one"
    return f"# touchpoint: {known[0] if known else 'its-id'}          # {hint}"


def _source(known: Sequence[str]) -> str:
    if not known:
        return "the-id-of-a-source    # declare it under `sources:` in cjmsite.yaml"
    return f"{known[0]}          # one of those in cjmsite.yaml: {', '.join(known[:8])}"
