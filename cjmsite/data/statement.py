"""The one SQL statement of a metric, written from its typed aggregates. No other module holds SQL of measures.

The rows are a table `data`: the columns that the aggregates name, a column for each grouping with the number of
the group that a row is in (null for none), and `copies`, how many such rows there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cjmsite.data.aggregates import (
    Aggregate,
    Count,
    Deviation,
    Distinct,
    Highest,
    Lowest,
    Mean,
    Newest,
    Quantile,
    Ranked,
    Sum,
)

TABLE = "data"
COPIES = "copies"


def write(columns: Sequence[str], keys: Sequence[str], aggregates: Mapping[str, Aggregate]) -> str:
    """A query whose rows are: the key's place, the group, its number of rows, and the aggregates in their order."""
    named = ", ".join([*keys, *columns])
    place = " ".join(f"WHEN grouping({key}) = 0 THEN {at}" for at, key in enumerate(keys))
    wanted = "".join(f", {_sql(aggregate)}" for aggregate in aggregates.values())
    return (
        f"SELECT CASE {place} END, coalesce({', '.join(keys)}), count(*){wanted} "  # noqa: S608
        f"FROM (SELECT {named}, unnest(range({COPIES})) FROM {TABLE}) "
        f"GROUP BY GROUPING SETS ({', '.join(f'({key})' for key in keys)})"
    )


def _sql(aggregate: Aggregate) -> str:
    match aggregate:
        case Count(None):
            return "count(*)"
        case Count(of, least, below):
            bounds = [f"{of} {sign} {bound!r}" for sign, bound in ((">=", least), ("<", below)) if bound is not None]
            return f"count({of}) FILTER ({' AND '.join(bounds)})" if bounds else f"count({of})"
        case Distinct(of):
            return f"count(DISTINCT {of})"
        case Sum(of, None):
            return f"fsum({of})"
        case Sum(of, times):
            return f"fsum({of} * {times})"
        case Mean(of):
            return f"favg({of})"
        case Deviation(of):
            return f"stddev_samp({of})"
        case Quantile(of, p):
            return f"quantile_cont({of}, {p!r})"
        case Ranked(of, p, spread, room):
            rank = f"floor(count({of}) * {p!r} + {spread!r} * sqrt(count({of}) * {p * (1 - p)!r}))::BIGINT"
            first = f"greatest(1, {rank} - {room})"
            around = f"list_slice(list({of} ORDER BY {of}), {first}, greatest(0, {rank} + {room}))"
            return f"list_prepend({first}::DOUBLE, {around})"
        case Lowest(of):
            return f"min({of})"
        case Highest(of):
            return f"max({of})"
        case Newest(of, by):
            return f"arg_max({of}, {by})"
    raise TypeError(f"an aggregate is a Count, a Sum or the like, not {type(aggregate).__name__}")
