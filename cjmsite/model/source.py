"""A source: where rows come from and which columns leave the reader, as declared in cjmsite.yaml."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from cjmsite.model.common import LISTED, Model, Name, Text, Texts
from cjmsite.model.shape import Reads, or_else
from cjmsite.model.webaddress import WebAddress

ColumnType = Literal["text", "integer", "number", "percent", "duration", "boolean", "date", "datetime"]


Words = Annotated[tuple[Text, ...], LISTED]
"""Texts as cells hold them; the empty one is a cell too."""


class ColumnPlace(Model):
    """Which column of the file is meant: by name, by the nth of that name, by position (from 1), or by header rows."""

    name: Text | None = None
    nth: Annotated[int, Field(ge=1)] = 1
    position: Annotated[int, Field(ge=1)] | None = None
    header: Texts = Field(default=(), description="The texts of all header rows, where a file has several")
    any_of: Texts = Field(default=(), description="Further names, where the vendor renamed the column")


def _place(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _column(value: object) -> object:
    return {"from": value} if isinstance(value, str) else value


class Column(Model):
    """One column that may leave the reader, with its type. Read as text until a type is declared."""

    place: Annotated[ColumnPlace | None, Reads(_place, or_else({"type": "string"}))] = Field(
        default=None, alias="from", description="The column in the file; default: the same name"
    )
    type: ColumnType = "text"
    format: Texts = Field(
        default=(),
        description="Of dates, like %d/%m/%Y, or iso, excel, unix, unix_ms, unix_us; several are tried in order",
    )
    scale: tuple[float, float] | None = Field(default=None, description="Lowest and highest possible value")
    map: dict[str, Text] = Field(default={}, description="Old value -> new value; `*` is all others")
    null_values: Words | None = None
    true: Words = ()
    false: Words = ()
    public: bool = Field(default=False, description="Its values may be seen, though they look like people or ids")


class Locale(Model):
    """How numbers are written."""

    decimal: Literal[".", ","] = "."
    thousands: Literal[",", ".", " ", "'", ""] = ""


_SPACES = "\u00a0\u202f\u2009 "


def _locale(value: object) -> object:
    """`de` is how numbers are written in German."""
    if not isinstance(value, str):
        return value
    from babel import Locale as Language
    from babel import UnknownLocaleError

    try:
        symbols = Language.parse(value.strip().replace("-", "_")).number_symbols["latn"]
    except (UnknownLocaleError, ValueError):
        raise PydanticCustomError(
            "bad_locale", "a locale is a language like `de` or `en-GB`, or {decimal: ','}"
        ) from None
    group = str(symbols["group"])
    return {
        "decimal": str(symbols["decimal"]),
        "thousands": " " if group in _SPACES else group.replace("’", "'"),
    }


class TablePlace(Model):
    """Which of several tables in a file is meant."""

    title: Text | None = None
    has: Texts = ()
    index: Annotated[int, Field(ge=1)] | None = None
    sheet: Text | None = None
    range: Text | None = Field(default=None, description="Of a workbook's sheet, like `A5:F200` or `A:F`")


class Expectation(Model):
    """What must hold of the rows, or the build fails."""

    rows: Text | None = Field(default=None, description="Like `>= 100`")
    unique: Text | None = None


class Source(Model):
    """One entry of `sources:`. What it does not name never leaves the reader."""

    type: Name = Field(default="file", description="`file`, or a source type that a plugin adds")
    file: Annotated[tuple[Name, ...], LISTED] = Field(
        default=(), description="Path or pattern from the site's root; `export.zip!Case.csv` names a member"
    )
    format: Name = "csv"
    title: Text | None = None
    licence: Text | None = None
    url: WebAddress | None = None
    encoding: Text | None = None
    delimiter: Text | None = None
    quoting: bool = True
    header_rows: Annotated[int, Field(ge=1, le=5)] | None = None
    skip_rows: Annotated[int, Field(ge=0)] = 0
    table: TablePlace | None = None
    root: Text | None = Field(default=None, description="Where the rows of JSON are, as keys: `data.tickets`")
    locale: Annotated[Locale, Reads(_locale, or_else({"type": "string"}))] | None = None
    null_values: Words = ("",)
    timezone: Text | None = Field(default=None, description="Zone of the days that are counted, like Europe/Paris")
    totals: Literal["check", "keep", "drop"] = "check"
    columns: dict[str, Annotated[Column, Reads(_column, or_else({"type": "string"}))]] = {}
    filter: Texts = ()
    expect: Expectation | None = None
    suppress_below: Annotated[int, Field(ge=0)] = Field(
        default=0, description="Numbers that rest on fewer rows or people than this are not shown"
    )
    options: dict[str, Any] = Field(default={}, description="Options of a source type that a plugin adds")
