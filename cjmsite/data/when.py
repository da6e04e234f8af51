"""When the rows of a metric happened."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from cjmsite.data.grain import WeekStart, start_after, start_of
from cjmsite.data.lookup import Lookup
from cjmsite.data.plan import locate
from cjmsite.data.table import TableColumn
from cjmsite.diagnostics import warning
from cjmsite.model.metric import Metric

_MOST_COUNTED = 4_000
_WEEKS = 3


def find_dates(metric: Metric, lookup: Lookup) -> TableColumn | None:
    """The column that says when; None where the metric names none and needs none. Raises Unfit."""
    if metric.date is None:
        if metric.grain != "none":
            message = f"`grain: {metric.grain}` needs to know which column says when"
            raise lookup.fail("missing-field", message, ("grain",), "name it with `date:`")
        return None
    if metric.date.start is not None:
        return _counted_dates(metric, metric.date.column, metric.date.start, lookup)
    column = lookup.dates(metric.date.column, ("date",))
    if metric.grain == "week":
        _check_weeks(metric, column, lookup)
    return column


def _check_weeks(metric: Metric, column: TableColumn, lookup: Lookup) -> None:
    """Tells of figures that stand on the first days of other weeks than those of the metric.

    The first one may stand on another day: it is the day on which the export begins.
    """
    if column.type != "date":
        return
    days = sorted({value for value in column.values if isinstance(value, datetime.date)})[1:]
    other: WeekStart = "sunday" if metric.week_starts == "monday" else "monday"
    if len(days) < _WEEKS or any(start_of(day, "week", other) != day for day in days):
        return
    message = f"every day in `{column.name}` is a {other.capitalize()}, but the weeks of this metric begin on "
    message += f"{metric.week_starts.capitalize()}s, so that what happened after it counts for the week before it"
    place = locate(lookup.where, ("week_starts",), ("grain",))
    lookup.problems.add(warning("other-weeks", message, place, f"say `week_starts: {other}`"))


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
