"""A format: what a kind of export is like, so that its sources need not say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from cjmsite.data.container import Payload
from cjmsite.data.header import NameOf, all_levels
from cjmsite.data.rawtable import RawTable, Tables
from cjmsite.data.signs import Sign
from cjmsite.model.source import Column, Source
from cjmsite.others import words


class FormatError(Exception):
    """A function of a format that failed on a file."""

    def __init__(self, name: str, failure: BaseException) -> None:
        super().__init__(f"the format `{name}` failed: {words(failure)}")


class Drop(Struct, frozen=True):
    """Rows that are no data: those whose `column` holds one of `values`. Ignored where there is no such column.

    With `kept` it is the other way round: rows with one of the values are data, and all others are none. Where it
    says what the column holds in rows that are data, as `known`, a row with any other word is data too, and told of.
    """

    column: str
    values: tuple[str, ...]
    reason: str
    kept: bool = False
    known: tuple[str, ...] = ()


class Guard(Struct, frozen=True):
    """Columns that look like numbers and are none: those whose name matches `pattern` must not be of `types`."""

    pattern: str
    why: str
    hint: str
    types: tuple[str, ...] = ("integer", "number", "percent")


class Unit(Struct, frozen=True):
    """Numbers that are in a unit which another column of their row names: a currency, or a scale of its own.

    Columns are meant whose names match `pattern` as a whole; those called `column` name the unit, called `noun`.
    """

    pattern: str
    column: str
    noun: str


class Format(Struct, frozen=True):
    """A preset for reading an export. All but `name` and `summary` is what a source may override or leave as it is.

    `expects` says what its files look like, in sentences for the manual; `unseen` is a format that was made from
    documentation alone. `reads` names the containers that it takes: text, json (JSON Lines too), xlsx, parquet, xml
    or html, each also packed by gzip or zip. `root` names the keys under which JSON is known to hold its rows.
    `companion` is the name, or its pattern, of a file that tells of the others and holds no rows itself; `main` is the
    pattern of those that hold them, by which they are found in an archive.
    `find_header` says from a table's first rows how many of them are its header, where that is not always the same.
    `check_header` gets the header rows and says what is wrong with them, or nothing.
    `drops` name rows that are no data; a source that filters by their column decides for itself. `guards` keep codes
    from being counted as numbers, and `units` from being put together that are in several currencies. `renamed` are
    columns that the product has called otherwise: all names of one. Rows of a `grouped` one are figures of groups,
    named once each, and never single persons or things. `first_table` is the one that is meant where its files have
    several, and else the one with most rows. `reshape` changes a table before its columns are chosen: it
    adds those that the file only implies, fills in what is left out, says which rows are totals, or parts it in
    several. `columns` is a mapping that sources of this format need not write; those not `required` may be missing.
    `tidy` rows are values of metrics already. `tables` takes the place of the reading altogether: it gets the bytes
    of the containers that `reads` names, or, where that names none, the bytes as they are, archive or not. By its
    `signs` a file is recognised: those that it shows are added up, and the format with most of them, if it has 10
    or more, is meant.
    """

    name: str
    summary: str
    reads: tuple[str, ...] = ()
    root: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    quoting: bool | None = None
    companion: str | None = None
    main: str | None = None
    header_rows: int = 1
    find_header: Callable[[Sequence[Sequence[str]]], int] | None = None
    name_of: NameOf = all_levels
    check_header: Callable[[Sequence[Sequence[str]]], str | None] | None = None
    null_values: tuple[str, ...] = ()
    drops: tuple[Drop, ...] = ()
    guards: tuple[Guard, ...] = ()
    units: tuple[Unit, ...] = ()
    renamed: tuple[tuple[str, ...], ...] = ()
    grouped: bool = False
    first_table: bool = False
    reshape: Callable[[RawTable], RawTable | tuple[RawTable, ...]] | None = None
    columns: tuple[tuple[str, Column], ...] = ()
    required: tuple[str, ...] = ()
    tidy: bool = False
    tables: Callable[[Payload, Source], Tables] | None = None
    signs: tuple[Sign, ...] = ()
    expects: str = ""
    unseen: bool = False
