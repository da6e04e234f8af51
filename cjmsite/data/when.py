"""When the rows of a metric happened."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from cjmsite.data.grain import start_after, start_of
from cjmsite.data.lookup import Lookup
from cjmsite.data.table import TableColumn
from cjmsite.model.metric import Metric

_MOST_COUNTED = 4_000


def find_dates(metric: Metric, lookup: Lookup) -> TableColumn | None:
    """The column that says when; None where the metric names none and needs none. Raises Unfit."""
    if metric.date is None:
        if metric.grain != "none":
            message = f"`grain: {metric.grain}` needs to know which column says when"
            raise lookup.fail("missing-field", message, ("grain",), "name it with `date:`")
        return None
    if metric.date.start is not None:
        return _counted_dates(metric, metric.date.column, metric.date.start, lookup)
    return lookup.dates(metric.date.column, ("date",))


def _counted_dates(metric: Metric, name: str, start: datetime.date, lookup: Lookup) -> TableColumn:
    """The days of a column that counts days, weeks or months from nought: GA4 calls it `Nth week`."""
    column = lookup.numbers(name, ("date",))
    if metric.grain not in ("day", "week", "month"):
        hint = "say what it counts with `grain: day`, `week` or `month`"
        raise lookup.fail("missing-field", f"`{name}` counts periods, but of which kind?", ("date",), hint)
    known = sorted({value for value in column.values if isinstance(value, int | float)})
    if any(value < 0 or value != int(value) or value > _MOST_COUNTED for value in known):
        wrong = next(value for value in known if value < 0 or value != int(value) or value > _MOST_COUNTED)
        raise lookup.fail("bad-index", f"`{name}` holds {wrong:g}, which is no number of a {metric.grain}", ("date",))
    days: dict[Any, datetime.date] = {}
    day, number = start_of(start, metric.grain, metric.week_starts), 0
    for value in known:
        while number < value:
            day, number = start_after(day, metric.grain), number + 1
        days[value] = day
    return TableColumn(name, "date", tuple(map(days.get, column.values)))


def days_of(column: TableColumn, moments: Sequence[Any]) -> list[datetime.date]:
    """The days of some cells of a column of dates; empty cells have none."""
    if column.type == "datetime":
        return [moment.date() for moment in moments if moment is not None]
    return [moment for moment in moments if moment is not None]


def ranks_of(moments: Sequence[Any]) -> list[int]:
    """Each row's place when sorted by time, rows of one time staying in order."""
    ranks = [0] * len(moments)
    for rank, row in enumerate(sorted(range(len(moments)), key=moments.__getitem__)):
        ranks[row] = rank
    return ranks
