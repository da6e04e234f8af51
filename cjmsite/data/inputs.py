"""What a metric looks at: its columns found and checked, and the rows that count."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from itertools import compress
from operator import and_
from typing import Any

from msgspec import Struct, field

from cjmsite.data.cases import CannotCount, Casing, Rows
from cjmsite.data.codes import check_codes
from cjmsite.data.engine import SqlColumn
from cjmsite.data.lookup import Lookup, Unfit
from cjmsite.data.measure import Measure, Method, Scale, aggregate_of, asks_for
from cjmsite.data.plan import locate
from cjmsite.data.problems import count_of
from cjmsite.data.ruined import check_ids
from cjmsite.data.scale import is_suspect
from cjmsite.data.table import TableColumn
from cjmsite.data.typed import NUMERIC
from cjmsite.data.when import days_of, find_dates, ranks_of
from cjmsite.diagnostics import error, warning
from cjmsite.model.metric import Metric, Part


class Dimension(Struct, frozen=True):
    """What a metric is split by: the words in their order, and for each row the place of its word, if it has one."""

    words: tuple[str, ...]
    of_row: tuple[int | None, ...]


class Inputs(Struct):
    """The rows that count, by their place in the table, and per such row what the measure adds up.

    `days` has one day per row where there is a grain, else those that are known; `as_of` is the newest. Where a
    measure counts cases, they stand in place of the rows, and `row_count` is how many rows they were made from.
    `copies` says how many rows each of them stands for; where it says nothing, each is one.
    """

    rows: list[int]
    columns: dict[str, SqlColumn]
    days: list[datetime.date]
    dimensions: dict[str, Dimension]
    scale: Scale | None
    subset: bool = False
    counted: bool = False
    within: bool = False
    used: tuple[str, ...] = ()
    as_of: datetime.date | None = None
    row_count: int = 0
    copies: list[int] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def gather(metric: Metric, measure: Measure, method: Method, lookup: Lookup) -> Inputs:
    """All that a metric looks at. Raises Unfit."""
    table = lookup.table
    check_ids(metric, lookup)
    dropped: Counter[str] = Counter()
    kept = [True] * len(table)
    copies = table.copies

    def number() -> int:
        return sum(compress(copies, kept)) if copies else sum(kept)

    def drop(passing: Sequence[bool], reason: str) -> None:
        before = number()
        kept[:] = map(and_, kept, passing)
        if lost := before - number():
            dropped[reason] += lost

    for at, text in enumerate(metric.filter):
        drop(lookup.passing(text, ("filter", at)), "left out by the metric's filter")
    dates = find_dates(metric, lookup)
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
    if metric.per is not None:
        who = lookup.column(metric.per, ("per",))
        drop([value is not None and value != "" for value in who.values], f"no value in `{who.name}`")
    inputs = Inputs(list(compress(range(len(kept)), kept)), {}, [], {}, scale, dropped=dropped)
    inputs.row_count = number()
    inputs.copies = list(compress(copies, kept))
    _add_parts(metric, lookup, columns, inputs)
    inputs.dimensions = {
        name: _dimension(lookup.column(column, ("dimensions", name)), kept)
        for name, column in metric.dimensions.items()
    }
    inputs.columns = {name: (kind, list(compress(values, kept))) for name, (kind, values) in columns.items()}
    if dates is not None:
        moments = list(compress(dates.values, kept))
        inputs.days = days_of(dates, moments)
        inputs.as_of = max(inputs.days, default=None)
        if len(inputs.days) == len(inputs.rows) and asks_for(method.aggregates(metric, scale), "seq"):
            inputs.columns["seq"] = ("BIGINT", ranks_of(moments))
        if method.cases is not None and metric.per is not None:
            _to_cases(method.cases, metric, lookup, kept, moments, inputs)
    if metric.expr is not None and not measure.takes_text:
        _check_values(metric, method, inputs, lookup)
    inputs.used = tuple(lookup.used)
    return inputs


def _to_cases(
    make: Casing, metric: Metric, lookup: Lookup, kept: Sequence[bool], moments: Sequence[Any], inputs: Inputs
) -> None:
    """Put the cases that the rows make in their place."""
    ordered = sorted(range(len(moments)), key=moments.__getitem__)
    order = [at for at in ordered for _ in range(inputs.copies[at])] if inputs.copies else ordered

    def in_order(values: Sequence[Any]) -> list[Any]:
        chosen = list(compress(values, kept))
        return [chosen[at] for at in order]

    nothing = [None] * len(kept)
    until = lookup.dates(metric.until, ("until",)).values if metric.until else nothing
    rows = Rows(
        in_order(lookup.column(metric.per or "", ("per",)).values),
        [moments[at] for at in order],
        in_order(until),
        tuple(in_order(lookup.passing(step.filter, ("steps", at, "filter"))) for at, step in enumerate(metric.steps)),
    )
    if inputs.copies and metric.steps:
        _tell_ties(rows, lookup)
    try:
        cases = list(make(rows, metric))
    except CannotCount as failure:
        raise lookup.fail("far-dates", str(failure), ("date",), "look for mistyped years") from None
    places = [order[case.row] for case in cases]
    inputs.rows = [inputs.rows[place] for place in places]
    inputs.days = [case.day for case in cases]
    inputs.columns = {"x": ("DOUBLE", [case.x for case in cases])}
    inputs.copies = []
    inputs.dimensions = {
        name: Dimension(dimension.words, tuple(dimension.of_row[place] for place in places))
        for name, dimension in inputs.dimensions.items()
    }


def _tell_ties(rows: Rows, lookup: Lookup) -> None:
    """Rows of one case and moment, of which nobody knows which came first: large files are read without their order."""
    kinds: dict[tuple[Any, Any], set[tuple[bool, ...]]] = {}
    for who, when, *steps in zip(rows.who, rows.when, *rows.steps, strict=True):
        kinds.setdefault((who, when), set()).add(tuple(steps))
    ties = sum(sum(any(step) for step in found) > 1 for found in kinds.values())
    if ties:
        message = (
            f"{count_of(ties, 'moment')} of a case {'has' if ties == 1 else 'have'} several steps, "
            "and of a file of this size the order of its rows is not kept"
        )
        hint = "map a column with a finer time; the steps of one moment now count in the order of their words"
        lookup.problems.add(warning("order-unknown", message, locate(lookup.where, ("steps",)), hint))


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
    else:
        check_codes(metric, values, inputs.copies, lookup)
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
    added = lookup.table.column(metric.numerator.expr) if metric.numerator.expr else None
    inputs.within = (
        how == ("sum", "sum")
        and all(column is not None and column.type == "integer" for column in (added, summed))
        and all(0 <= (columns["num"][1][row] or 0) <= (columns["den"][1][row] or 0) for row in inputs.rows)
    )


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
    counting = [good and value is not None for value, good in zip(values, mask, strict=True)]
    if how == "count":
        columns[name] = ("INTEGER", [1 if good else None for good in counting])
    else:
        columns[name] = (kind, [value if good else None for value, good in zip(values, mask, strict=True)])
    return counting


def _sql(column: TableColumn) -> SqlColumn:
    if column.type in NUMERIC:
        return "DOUBLE", column.values
    if column.type == "text":
        return "VARCHAR", column.values
    return "VARCHAR", [None if value is None else str(value) for value in column.values]


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
