"""The totals rows of a source's files as what a metric looks at."""

from __future__ import annotations

import datetime
from typing import Any

from cjmsite.data.grain import start_of
from cjmsite.data.inputs import Inputs
from cjmsite.data.lookup import Lookup, Unfit
from cjmsite.data.when import days_of, find_dates
from cjmsite.diagnostics import error
from cjmsite.model.metric import Metric


def gather_totals(metric: Metric, lookup: Lookup) -> Inputs:
    """The totals rows of a source's files as rows, each on the newest day of its file. Raises Unfit."""
    column = lookup.numbers(metric.expr or "", ("expr",))
    dates = find_dates(metric, lookup)
    found: list[tuple[int, Any, list[datetime.date]]] = []
    known = dict(lookup.table.totals)
    before = 0
    for path, rows in lookup.table.origin:
        days = days_of(dates, dates.values[before : before + rows]) if dates is not None else []
        value = dict(known.get(path, ())).get(column.name)
        if value is not None:
            found.append((before, value, days))
        before += rows
    if not found:
        message = f"no file of the source `{metric.source}` has a totals row with a number in `{column.name}`"
        hint = "say `totals: drop` in the source where a row that looks like a total is no sum of the others"
        raise lookup.fail("no-total", message, ("measure",), hint)
    if metric.grain != "none":
        for row, _, days in found:
            if len({start_of(day, metric.grain, metric.week_starts) for day in days}) > 1:
                message = f"the rows of this file are of more than one {metric.grain}, so its total is none of it"
                lookup.problems.add(error("total-of-several", message, lookup.table.span(row)))
                raise Unfit
    inputs = Inputs([row for row, _, _ in found], {"x": ("DOUBLE", [value for _, value, _ in found])}, [], {}, None)
    inputs.days = [max(days) for _, _, days in found if days]
    inputs.as_of, inputs.row_count, inputs.used = max(inputs.days, default=None), len(found), tuple(lookup.used)
    return inputs
