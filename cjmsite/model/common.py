"""Types that the kinds share: text as written, references, dates, durations, short forms."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Annotated, Any, Literal

from msgspec import Struct
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from cjmsite.model.shape import WORD, Reads, exactly, one_or_many, or_else
from cjmsite.model.webaddress import WebAddress

ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9_-]*")


class Model(BaseModel):
    """A frozen value read from a front matter; unknown keys are mistakes."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        str_strip_whitespace=True,
        allow_inf_nan=False,
        defer_build=True,  # a site has pages of few kinds
    )


def _as_written(value: object) -> object:
    """Undo YAML's reading of a plain word: `no`, `1.10` and `true` are text where text is wanted."""
    if isinstance(value, bool):
        return "true" if value else "false"
    raw = getattr(value, "raw", None)
    if raw is not None:
        return raw
    return str(value) if isinstance(value, int | float) else value


def _not_empty(value: str) -> str:
    if not value:
        raise PydanticCustomError("empty_text", "this needs some text")
    return value


WORDS = Reads(_as_written, exactly(WORD))

Text = Annotated[str, WORDS]
"""Text, as the author wrote it; may be empty."""

Name = Annotated[str, Reads(_as_written, exactly({**WORD, "minLength": 1})), AfterValidator(_not_empty)]
"""Text that must say something."""


def as_list(value: object) -> object:
    """A single value where a list is expected is a list of one."""
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


LISTED = Reads(as_list, one_or_many)
"""Marks a list of which one item alone may stand without brackets."""


def _identifier(value: str) -> str:
    if not ID_PATTERN.fullmatch(value):
        raise PydanticCustomError(
            "bad_id", "an id is made of small letters, digits, `-` and `_`, and starts with a letter or digit"
        )
    return value


Id = Annotated[
    str, Reads(_as_written, exactly({**WORD, "pattern": f"^{ID_PATTERN.pattern}$"})), AfterValidator(_identifier)
]


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def _language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise PydanticCustomError("bad_language", "a language is a tag like `de` or `en-GB`")
    return value


Language = Annotated[
    str, Reads(_as_written, exactly({"type": "string", "pattern": f"^{_LANGUAGE.pattern}$"})), AfterValidator(_language)
]
"""A language tag (BCP 47), as browsers want it."""


class Ref(Struct, frozen=True):
    """Marks a field as a reference to a document of a kind; checked, linked and listed for all kinds alike."""

    kind: str


def composed(value: str) -> str:
    """A name with its accents as one letter each: disks and keyboards differ in that, people do not see it."""
    return unicodedata.normalize("NFC", value)


PersonaRef = Annotated[str, WORDS, AfterValidator(composed), Ref("persona")]
TouchpointRef = Annotated[str, WORDS, AfterValidator(composed), Ref("touchpoint")]
MetricRef = Annotated[str, WORDS, AfterValidator(composed), Ref("metric")]
JourneyRef = Annotated[str, WORDS, AfterValidator(composed), Ref("journey")]


class ImageFile(Struct, frozen=True):
    """Marks a field as an image beside the page (or from the content folder with a leading `/`)."""


Texts = Annotated[tuple[Name, ...], LISTED]
"""Several texts; one alone may stand without brackets."""


def short_form(field: str) -> Reads:
    """Marks an object of which a plain word may stand for the one field."""

    def expand(value: object) -> object:
        value = _as_written(value)
        return {field: value} if isinstance(value, str) else value

    return Reads(expand, or_else(WORD))


_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)\s*%")


def _fraction(value: object) -> object:
    """`31%` and `31 %` are 0.31; a bare number between 0 and 1 is a fraction already."""
    if isinstance(value, str):
        match = _PERCENT.fullmatch(value.strip())
        if not match:
            raise PydanticCustomError("bad_share", "a share is written like `31%` or 0.31")
        return float(match[1]) / 100
    if isinstance(value, int | float) and not isinstance(value, bool) and not 0 <= value <= 1:
        raise PydanticCustomError("bad_share", "a share is written like `31%` or 0.31")
    return value


_SHARE = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": rf"^\s*{_PERCENT.pattern}\s*$"},
    ],
    "examples": ["31%"],
}

Share = Annotated[float, Field(ge=0, le=1), Reads(_fraction, exactly(_SHARE))]

_ISO_DURATION = re.compile(
    r"P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_PLAIN_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h|d|w)")
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400, "w": 604800}


def _duration(value: object) -> object:
    """Seconds from ISO 8601 (`PT5M`, `P3D`) or from `5 min`, `2h`, `45d`, `8 w`."""
    if isinstance(value, datetime.timedelta):
        return value
    text = str(_as_written(value)).strip()
    plain = _PLAIN_DURATION.fullmatch(text)
    if plain:
        return datetime.timedelta(seconds=float(plain[1]) * _SECONDS[plain[2]])
    iso = _ISO_DURATION.fullmatch(text)
    if not iso or not any(iso.groups()):
        raise PydanticCustomError(
            "bad_duration", "a duration is written like `5 min`, `2h`, `3d`, `8w` or in ISO 8601 like `PT5M`"
        )
    seconds = [float(part or 0) * size for part, size in zip(iso.groups(), (604800, 86400, 3600, 60, 1), strict=True)]
    return datetime.timedelta(seconds=sum(seconds))


_DURATION = {
    "type": "string",
    "pattern": rf"^\s*(?:{_PLAIN_DURATION.pattern}|(?=P\S*\d){_ISO_DURATION.pattern})\s*$",
    "examples": ["45d", "5 min", "PT5M"],
}

Duration = Annotated[datetime.timedelta, Reads(_duration, exactly(_DURATION))]


def _iso_date(value: object) -> object:
    """Only a written date is one: a bare number is not taken for seconds since 1970."""
    if isinstance(value, datetime.date):
        return value
    text = str(_as_written(value))
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as failure:
        reason = f" ({failure})" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else ""
        raise PydanticCustomError("bad_date", f"a date is written like 2027-02-01{reason}") from None


_DATE = {"type": "string", "format": "date", "examples": ["2027-02-01"]}

Date = Annotated[datetime.date, Reads(_iso_date, exactly(_DATE))]

Score = Annotated[int, Field(ge=1, le=5)]
"""A judgement from 1 to 5."""

EvidenceLevel = Literal["hypothesis", "qualitative", "quantitative"]


class Evidence(Model):
    """What a statement rests on."""

    level: EvidenceLevel | None = None
    kind: (
        Literal["interview", "survey", "analytics", "diary", "usability", "support_log", "sales", "review", "desk"]
        | None
    ) = None
    status: Literal["observed", "assumed", "proposed"] | None = None
    method: Text | None = None
    n: int | None = Field(default=None, ge=0)
    date: Date | None = None
    link: WebAddress | None = None
    participant: Text | None = None


class Link(Model):
    """A link to a page elsewhere."""

    title: Name
    url: WebAddress


class Image(Model):
    """A picture with its alternative text."""

    src: Annotated[str, WORDS, ImageFile()]
    alt: Text = ""
    credit: Text | None = None


ImageOrPath = Annotated[Image, short_form("src")]


class Quote(Model):
    """What a customer said, and where it was heard."""

    text: Name
    source: Text | None = None


QuoteOrText = Annotated[Quote, short_form("text")]


class Point(Model):
    """A pain, gain, opportunity or insight. A plain text is the common case."""

    text: Name
    severity: Annotated[int, Field(ge=1, le=4)] | None = None
    source: Text | None = None
    owner: Text | None = None


Points = Annotated[tuple[Annotated[Point, short_form("text")], ...], LISTED]


class Document(Model):
    """The fields that every kind has."""

    id: Id | None = Field(default=None, description="Overrides the id, which is else the file's name")
    kind: Name | None = Field(default=None, description="Overrides the kind, which is else the folder's")
    title: Name | None = None
    summary: Text | None = Field(default=None, description="One or two sentences for lists and search")
    tags: Texts = ()
    owner: Text | None = Field(default=None, description="The team that keeps this up to date")
    draft: bool = Field(default=False, description="Left out of the published site until `--drafts`")
    created: Date | None = None
    updated: Date | None = None
    reviewed: Date | None = None
    review_by: Date | None = Field(default=None, description="The day by which somebody looks at this again")
    sources: Texts = ()
    links: Annotated[tuple[Link, ...], LISTED] = ()
    image: ImageOrPath | None = None
    lang: Language | None = Field(default=None, description="BCP 47 language tag of this page")
    aliases: Annotated[tuple[Text, ...], LISTED] = Field(
        default=(), description="Former addresses of this page, kept as redirects"
    )
    order: int = Field(default=0, description="Place in lists: small first, then by title")
    extra: dict[str, Any] = Field(default={}, description="The free area: anything, for plugins and templates")
