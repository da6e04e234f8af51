"""Ids that a spreadsheet has shortened: `1.23457E+11` stands for many, and counting them counts too few."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from cjmsite.data.lookup import Lookup
from cjmsite.data.problems import Loc, count_of, shown
from cjmsite.model.metric import Metric, Part

_SHORTENED = re.compile(r"-?\d(?:[.,]\d+)?[Ee]\+\d{2}")
_MOST = 1_048_576
"""A spreadsheet has no more rows: what is beyond has not gone through one."""


def check_ids(metric: Metric, lookup: Lookup) -> None:
    """Refuse to tell things apart by ids that were shortened. Raises Unfit."""
    for name, loc in _told_apart(metric):
        column = lookup.table.column(name)
        if column is None or column.type != "text":
            continue
        values = itertools.islice(column.values, _MOST)
        found = [value for value in values if isinstance(value, str) and "+" in value and _SHORTENED.fullmatch(value)]
        if found:
            message = (
                f"`{name}` is {shown(found[0])} in {count_of(len(found), 'row')}: a spreadsheet has shortened it, and "
                "different ids look the same now"
            )
            hint = "take the file as it was exported, without opening and saving it in between"
            raise lookup.fail("ruined-ids", message, loc, hint)


def _told_apart(metric: Metric) -> Iterator[tuple[str, Loc]]:
    """The columns by whose words a metric tells things apart."""
    if metric.measure == "count_distinct" and metric.expr:
        yield metric.expr, ("expr",)
    if metric.per:
        yield metric.per, ("per",)
    sides: dict[str, Part | None] = {"numerator": metric.numerator, "denominator": metric.denominator}
    for side, part in sides.items():
        if part is not None and part.agg == "count_distinct" and part.expr:
            yield part.expr, (side, "expr")
