"""A source: where rows come from and which columns leave the reader, as declared in cjmsite.yaml."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from cjmsite.model.common import Model, Name, Text, Texts, as_list

ColumnType = Literal["text", "integer", "number", "percent", "boolean", "date", "datetime"]


class ColumnPlace(Model):
    """Which column of the file is meant: by name, by the nth of that name, or by position (from 1)."""

    name: Text | None = None
    nth: Annotated[int, Field(ge=1)] = 1
    position: Annotated[int, Field(ge=1)] | None = None
    any_of: Texts = ()


def _place(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _column(value: object) -> object:
    return {"from": value} if isinstance(value, str) else value


class Column(Model):
    """One column that may leave the reader, with its type. Read as text until a type is declared."""

    place: Annotated[ColumnPlace | None, BeforeValidator(_place)] = Field(
        default=None, alias="from", description="The column in the file; default: the same name"
    )
    type: ColumnType = "text"
    format: Texts = Field(default=(), description="Of dates, like %d/%m/%Y; several are tried in order")
    scale: tuple[float, float] | None = Field(default=None, description="Lowest and highest possible value")
    map: dict[str, Text] = Field(default={}, description="Old value -> new value; `*` is all others")
    null_values: Texts | None = None
    true: Texts = ()
    false: Texts = ()


class Locale(Model):
    """How numbers are written."""

    decimal: Literal[".", ","] = "."
    thousands: Literal[",", ".", " ", "'", ""] = ""


class TablePlace(Model):
    """Which of several tables in a file is meant."""

    title: Text | None = None
    has: Texts = ()
    index: Annotated[int, Field(ge=1)] | None = None
    sheet: Text | None = None


class Expectation(Model):
    """What must hold of the rows, or the build fails."""

    rows: Text | None = Field(default=None, description="Like `>= 100`")
    unique: Text | None = None


class Source(Model):
    """One entry of `sources:`. What it does not name never leaves the reader."""

    type: Name = Field(default="file", description="`file`, or a source type that a plugin adds")
    file: Annotated[tuple[Name, ...], BeforeValidator(as_list)] = Field(
        default=(), description="Path or pattern from the site's root; `export.zip!Case.csv` names a member"
    )
    format: Name = "csv"
    title: Text | None = None
    licence: Text | None = None
    url: Text | None = None
    encoding: Text | None = None
    delimiter: Text | None = None
    quoting: bool = True
    header_rows: Annotated[int, Field(ge=1, le=5)] | None = None
    skip_rows: Annotated[int, Field(ge=0)] = 0
    table: TablePlace | None = None
    locale: Locale | None = None
    null_values: Texts = ("",)
    timezone: Text | None = Field(default=None, description="Zone of the days that are counted, like Europe/Paris")
    totals: Literal["check", "keep", "drop"] = "check"
    columns: dict[str, Annotated[Column, BeforeValidator(_column)]] = {}
    filter: Texts = ()
    expect: Expectation | None = None
    options: dict[str, Any] = Field(default={}, description="Options of a source type that a plugin adds")
