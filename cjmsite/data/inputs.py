"""What a metric looks at: its columns found and checked, and the rows that count."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import and_
from typing import Any

from cjmsite.data.conditions import Operand, holds
from cjmsite.data.filters import FilterError, names_in, parse_filter
from cjmsite.data.measure import Measure, Method, Scale, aggregate_of, asks_for
from cjmsite.data.plan import filter_error, locate
from cjmsite.data.problems import Loc, Problems, Where, count_of, shown
from cjmsite.data.scale import is_suspect
from cjmsite.data.table import Table, TableColumn
from cjmsite.data.typed import NUMERIC
from cjmsite.diagnostics import did_you_mean, error
from cjmsite.model.metric import Metric, Part

SqlColumn = tuple[str, Sequence[Any]]


class Unfit(Exception):
    """A metric that cannot be computed; why was said already."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a metric is split by: the words in their order, and for each row the place of its word, if it has one."""

    words: tuple[str, ...]
    of_row: tuple[int | None, ...]


@dataclass(slots=True)
class Inputs:
    """The rows that count, by their place in the table, and per such row what the measure adds up.

    `days` has one day per row where there is a grain, else those that are known.
    """

    rows: list[int]
    columns: dict[str, SqlColumn]
    days: list[datetime.date]
    dimensions: dict[str, Dimension]
    scale: Scale | None
    subset: bool = False
    counted: bool = False
    used: tuple[str, ...] = ()
    dropped: Counter[str] = field(default_factory=Counter)


class Lookup:
    """A metric's columns by name; a wrong name is told with where it stands."""

    def __init__(self, metric: Metric, table: Table, where: Where, problems: Problems) -> None:
        self.metric = metric
        self.table = table
        self.where = where
        self.problems = problems
        self.used: dict[str, None] = {}

    def find(self, name: str, loc: Loc) -> TableColumn:
        """The column of that name, for a look at how it is declared. Raises Unfit."""
        if name in self.table.broken:
            raise Unfit
        column = self.table.column(name)
        if column is None:
            known = [column.name for column in self.table.columns]
            message = f"the source `{self.metric.source}` has no column {shown(name)}"
            hint = did_you_mean(name, known) or f"its columns are {', '.join(known)}"
            raise self.fail("unknown-column", message, loc, hint)
        return column

    def column(self, name: str, loc: Loc) -> TableColumn:
        """The column of that name, whose values count. Raises Unfit."""
        column = self.find(name, loc)
        self.used[name] = None
        return column

    def numbers(self, name: str, loc: Loc) -> TableColumn:
        """The column of that name, which must hold numbers. Raises Unfit."""
        column = self.column(name, loc)
        if column.type not in NUMERIC:
            message = f"`{name}` is {column.type}, but {loc[0]} needs numbers"
            hint = f"say its type in the source's columns: `{name}: {{type: integer}}`"
            raise self.fail("not-numbers", message, loc, hint)
        return column

    def passing(self, text: str, loc: Loc) -> list[bool]:
        """For every row of the table, whether a filter is true. Raises Unfit."""
        try:
            node = parse_filter(text)
            names = {name.name: self.column(name.name, loc) for name in names_in(node)}
            operands = {name: Operand(column.type, column.values) for name, column in names.items()}
            return [answer is True for answer in holds(node, operands, len(self.table))]
        except FilterError as failure:
            raise self.fail("bad-filter", filter_error(text, failure), loc) from None

    def fail(self, code: str, message: str, loc: Loc, hint: str | None = None) -> Unfit:
        """The exception to raise, its reason told."""
        self.problems.add(error(code, message, locate(self.where, loc), hint))
        return Unfit()


def gather(metric: Metric, measure: Measure, method: Method, lookup: Lookup) -> Inputs:
    """All that a metric looks at. Raises Unfit."""
    table = lookup.table
    dropped: Counter[str] = Counter()
    kept = [True] * len(table)

    def drop(passing: Sequence[bool], reason: str) -> None:
        before = sum(kept)
        kept[:] = map(and_, kept, passing)
        if lost := before - sum(kept):
            dropped[reason] += lost

    for at, text in enumerate(metric.filter):
        drop(lookup.passing(text, ("filter", at)), "left out by the metric's filter")
    dates = _dates(metric, lookup)
    if dates is not None and (metric.grain != "none" or "date" in measure.needs):
        drop([value is not None for value in dates.values], f"no date in `{dates.name}`")
    columns: dict[str, tuple[str, Sequence[Any]]] = {}
    scale: Scale | None = metric.scale
    if metric.expr is not None:
        find = lookup.column if measure.takes_text else lookup.numbers
        column = find(metric.expr, ("expr",))
        drop([value is not None for value in column.values], f"no value in `{column.name}`")
        scale = _scale(metric, method, column, lookup)
        columns["x"] = _sql(column)
    if metric.weight is not None:
        weight = lookup.numbers(metric.weight, ("weight",))
        drop([value is not None for value in weight.values], f"no weight in `{weight.name}`")
        columns["w"] = _sql(weight)
    inputs = Inputs(list(compress(range(len(kept)), kept)), {}, [], {}, scale, dropped=dropped)
    _add_parts(metric, lookup, columns, inputs)
    inputs.dimensions = {
        name: _dimension(lookup.column(column, ("dimensions", name)), kept)
        for name, column in metric.dimensions.items()
    }
    inputs.columns = {name: (kind, list(compress(values, kept))) for name, (kind, values) in columns.items()}
    if dates is not None:
        moments = list(compress(dates.values, kept))
        inputs.days = _days(dates, moments)
        if len(inputs.days) == len(inputs.rows) and asks_for(method.aggregates(metric, scale), "seq"):
            inputs.columns["seq"] = ("BIGINT", _ranks(moments))
    if metric.expr is not None and not measure.takes_text:
        _check_values(metric, method, inputs, lookup)
    inputs.used = tuple(lookup.used)
    return inputs


def _dates(metric: Metric, lookup: Lookup) -> TableColumn | None:
    if metric.date is None:
        if metric.grain != "none":
            message = f"`grain: {metric.grain}` needs to know which column says when"
            raise lookup.fail("missing-field", message, ("grain",), "name it with `date:`")
        return None
    column = lookup.column(metric.date, ("date",))
    if column.type not in ("date", "datetime"):
        hint = f"say its type in the source's columns: `{metric.date}: {{type: date}}`"
        raise lookup.fail("not-dates", f"`{metric.date}` is {column.type}, not a date", ("date",), hint)
    return column


def _scale(metric: Metric, method: Method, column: TableColumn, lookup: Lookup) -> Scale | None:
    for given, loc in ((metric.scale, ("scale",)), (column.scale, ("expr",))):
        if method.scale is not None and given is not None and given != method.scale:
            low, high = method.scale
            message = f"`{metric.measure}` is defined on {low:g} to {high:g}, not on {given[0]:g} to {given[1]:g}"
            raise lookup.fail("scale-mismatch", message, loc)
    return method.scale or metric.scale or column.scale


def _check_values(metric: Metric, method: Method, inputs: Inputs, lookup: Lookup) -> None:
    """Answers that the scale does not have, and percentages that are none."""
    name = metric.expr or ""
    values = inputs.columns["x"][1]
    if inputs.scale is not None:
        low, high = inputs.scale
        wrong = [at for at, value in enumerate(values) if not low <= value <= high]
        _refuse(wrong, values, f"is outside the scale of {low:g} to {high:g}", "out-of-scale", name, inputs, lookup)
        if is_suspect(values, inputs.scale):
            message = f"`{metric.measure}` asks for {low:g} to {high:g}, but all of `{name}` lies between 1 and 5"
            raise lookup.fail("suspect-scale", message, ("expr",), "it looks like another question's scale")
    if method.whole:
        wrong = [at for at, value in enumerate(values) if not float(value).is_integer()]
        _refuse(wrong, values, f"is no answer that `{metric.measure}` knows", "not-whole", name, inputs, lookup)
    column = lookup.table.column(name)
    if metric.unit == "%" and not method.is_share and column is not None and column.type != "percent":
        wrong = [at for at, value in enumerate(values) if abs(value) > 1]
        if wrong:
            message = (
                f"the unit is %, but `{name}` holds {values[wrong[0]]:g}, which as a share is {values[wrong[0]]:.0%}"
            )
            hint = f"say in the source's columns `{name}: {{type: percent}}` if it holds percentages"
            raise lookup.fail("percent-or-number", message, ("unit",), hint)


def _refuse(
    wrong: Sequence[int], values: Sequence[Any], what: str, code: str, name: str, inputs: Inputs, lookup: Lookup
) -> None:
    if not wrong:
        return
    more = f" ({count_of(len(wrong), 'row')}; the first is here)" if len(wrong) > 1 else ""
    span = lookup.table.span(inputs.rows[wrong[0]])
    lookup.problems.add(error(code, f"`{name}`: {values[wrong[0]]:g} {what}{more}", span))
    raise Unfit


def _add_parts(metric: Metric, lookup: Lookup, columns: dict[str, tuple[str, Sequence[Any]]], inputs: Inputs) -> None:
    if metric.numerator is None:
        if metric.weight is not None:
            weight = lookup.table.column(metric.weight)
            inputs.counted = weight is not None and weight.type == "integer"
        return
    denominator = metric.denominator or Part()
    num_mask = _part(metric.numerator, "numerator", "num", lookup, columns)
    den_mask = _part(denominator, "denominator", "den", lookup, columns)
    how = aggregate_of(metric.numerator), aggregate_of(denominator)
    same_things = how == ("count", "count") or (
        how == ("count_distinct", "count_distinct") and metric.numerator.expr == denominator.expr
    )
    if how[0] == "count_distinct":  # visits that bought are among those that looked, though on other rows
        above, below = (_things(columns[name][1], inputs.rows) for name in ("num", "den"))
        inputs.subset = same_things and above <= below
    else:
        inputs.subset = same_things and all(den_mask[row] for row in inputs.rows if num_mask[row])
    summed = lookup.table.column(denominator.expr) if denominator.expr else None
    inputs.counted = how[1] != "sum" or (summed is not None and summed.type == "integer")


def _things(values: Sequence[Any], rows: Sequence[int]) -> set[Any]:
    return {values[row] for row in rows} - {None}


def _part(
    part: Part, field: str, name: str, lookup: Lookup, columns: dict[str, tuple[str, Sequence[Any]]]
) -> list[bool]:
    how = aggregate_of(part)
    mask = lookup.passing(part.filter, (field, "filter")) if part.filter else [True] * len(lookup.table)
    if part.expr is None:
        if how != "count":
            raise lookup.fail("missing-field", f"`agg: {how}` needs a column", (field,), "name it with `expr:`")
        columns[name] = ("INTEGER", [1 if good else None for good in mask])
        return mask
    find = lookup.numbers if how == "sum" else lookup.column
    kind, values = _sql(find(part.expr, (field, "expr")))
    columns[name] = (kind, [value if good else None for value, good in zip(values, mask, strict=True)])
    return [good and value is not None for value, good in zip(values, mask, strict=True)]


def _sql(column: TableColumn) -> SqlColumn:
    if column.type in NUMERIC:
        return "DOUBLE", column.values
    if column.type == "text":
        return "VARCHAR", column.values
    return "VARCHAR", [None if value is None else str(value) for value in column.values]


def _days(column: TableColumn, moments: Sequence[Any]) -> list[datetime.date]:
    if column.type == "datetime":
        return [moment.date() for moment in moments if moment is not None]
    return [moment for moment in moments if moment is not None]


def _ranks(moments: Sequence[Any]) -> list[int]:
    """Each row's place when sorted by time, rows of one time staying in order."""
    ranks = [0] * len(moments)
    for rank, row in enumerate(sorted(range(len(moments)), key=moments.__getitem__)):
        ranks[row] = rank
    return ranks


def _dimension(column: TableColumn, kept: Sequence[bool]) -> Dimension:
    cells: list[Any] = list(compress(column.values, kept))
    values = set(cells) - {None, ""}
    words = tuple(dict.fromkeys(_word(value) for value in sorted(values)))
    places = {word: at for at, word in enumerate(words)}
    by_value = {value: places[_word(value)] for value in values}
    return Dimension(words, tuple(map(by_value.get, cells)))


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
