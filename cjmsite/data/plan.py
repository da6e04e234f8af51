"""What a source asks of its files: the columns to read, the rows to keep, and where each wish is written."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct

from cjmsite.data import dates
from cjmsite.data.filters import FilterError, Node, names_in, parse_filter
from cjmsite.data.format import Format
from cjmsite.data.problems import Loc, Problems, Where
from cjmsite.data.typed import Customs
from cjmsite.diagnostics import Span, did_you_mean, error
from cjmsite.model.source import Column, ColumnPlace, Source

TAB_WORDS = ("tab", "\\t")
"""What may stand for a tab as a delimiter."""


class Plan(Struct, frozen=True):
    """A source's mapping, checked and joined with its format's. `raw` columns serve filters and never leave.

    `broken` columns are mapped in a way that cannot be understood; they are not read.
    """

    source: str
    columns: Mapping[str, Column]
    places: Mapping[str, ColumnPlace]
    optional: frozenset[str]
    raw: tuple[str, ...]
    filters: tuple[Node, ...]
    customs: Customs
    broken: frozenset[str] = frozenset()


def make_plan(source: str, spec: Source, fmt: Format, where: Where, problems: Problems) -> Plan | None:
    """The plan of a source; None where there is nothing to read by."""
    columns = dict(fmt.columns) | dict(spec.columns)
    if not columns:
        message = f"the source `{source}` names no columns, and what it does not name is never read"
        hint = "write `columns:` with a name for each one that is needed: `score: {from: Q12, type: integer}`"
        problems.add(error("no-columns", message, locate(where, ("sources", source)), hint))
        return None
    if spec.delimiter is not None and not _is_delimiter(spec.delimiter):
        span = locate(where, ("sources", source, "delimiter"))
        message = f"`{spec.delimiter}` cannot part cells"
        problems.add(error("bad-delimiter", message, span, "a delimiter is one letter, or the word `tab`"))
        return None
    broken = frozenset(
        name for name, column in columns.items() if not _check_formats(source, name, column, where, problems)
    )
    filters = _read_filters(source, spec, where, problems)
    names = [name.name for node in filters for name in names_in(node)]
    if spec.expect is not None and spec.expect.unique:
        names.append(spec.expect.unique)
    return Plan(
        source,
        columns,
        {name: column.place or ColumnPlace(name=name) for name, column in columns.items()},
        frozenset(columns) - frozenset(fmt.required) - frozenset(spec.columns),
        tuple(dict.fromkeys(name for name in names if name not in columns)),
        filters,
        Customs(_null_values(spec, fmt), spec.locale, _find_zone(source, spec, where, problems)),
        broken,
    )


def locate(where: Where, *locs: Loc) -> Span | None:
    """The first of some places that is written down; else the nearest one around it."""
    for loc in locs:
        for end in range(len(loc), 0, -1):
            if (span := where(loc[:end])) is not None:
                return span
    return None


def filter_error(text: str, failure: FilterError) -> str:
    """A filter's mistake in words, with the place in it that is meant."""
    return f"in `{text}`, at character {failure.position + 1}: {failure}"


def _is_delimiter(text: str) -> bool:
    return text in TAB_WORDS or (len(text) == 1 and text not in '"\r\n ')


def _null_values(spec: Source, fmt: Format) -> tuple[str, ...]:
    if "null_values" in spec.model_fields_set:
        return ("", *spec.null_values)
    return ("", *fmt.null_values)


def _find_zone(source: str, spec: Source, where: Where, problems: Problems) -> ZoneInfo | None:
    if spec.timezone is None:
        return None
    try:
        return ZoneInfo(spec.timezone)
    except (KeyError, ValueError, OSError):
        message = f"`{spec.timezone}` is no time zone"
        span = locate(where, ("sources", source, "timezone"))
        problems.add(error("unknown-timezone", message, span, "write one like Europe/Stockholm or UTC"))
        return None


def _check_formats(source: str, name: str, column: Column, where: Where, problems: Problems) -> bool:
    good = True
    for at, format_ in enumerate(column.format):
        loc: Loc = ("sources", source, "columns", name, "format", at)
        try:
            dates.read_as(format_)
        except dates.UnknownFormat as wrong:
            good = False
            meant = dates.from_letters(format_)
            hint = (
                f"write it `{meant}`"
                if meant
                else did_you_mean(format_, dates.WORDS) or "write it like %d/%m/%Y or %Y-%m-%d %H:%M:%S"
            )
            problems.add(error("bad-date-format", f"`{format_}` is no date format: {wrong}", locate(where, loc), hint))
    return good


def _read_filters(source: str, spec: Source, where: Where, problems: Problems) -> tuple[Node, ...]:
    nodes = []
    for at, text in enumerate(spec.filter):
        span = locate(where, ("sources", source, "filter", at))
        try:
            nodes.append(parse_filter(text))
        except FilterError as failure:
            problems.add(error("bad-filter", filter_error(text, failure), span))
    return tuple(nodes)
