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
    Shares,
    Sum,
)

TABLE = "data"
COPIES = "copies"

_BY_COPIES = (Count, Distinct, Lowest, Highest, Newest)


def write(columns: Sequence[str], keys: Sequence[str], aggregates: Mapping[str, Aggregate]) -> str:
    """A query whose rows are: the key's place, the group, its number of rows, and the aggregates in their order."""
    shares = {at: each for at, each in enumerate(aggregates.values()) if isinstance(each, Shares)}
    plain = [(at, each) for at, each in enumerate(aggregates.values()) if at not in shares]
    # Only what adds up or sorts needs equal rows one by one; the others count them.
    each_row = any(not isinstance(each, _BY_COPIES) for each in aggregates.values())
    number = f"1 AS {COPIES}, unnest(range({COPIES}))" if each_row else COPIES
    rows = f"(SELECT {', '.join([*keys, *columns])}, {number} FROM {TABLE})"  # noqa: S608
    sets = ", ".join(f"({key})" for key in keys)
    wanted = "".join(f", {_sql(each)} AS found_{at}" for at, each in plain)
    whole = f"SELECT {_group(keys)}, {_count()} AS number{wanted} FROM {rows} GROUP BY GROUPING SETS ({sets})"  # noqa: S608
    if not shares:
        return whole
    # What is counted by things comes from a statement of its own for each, joined by group.
    joined = " ".join(
        f"LEFT JOIN ({_sql_of_things(share, keys, rows)}) AS of_{at} "
        f"ON of_{at}.place = whole.place AND of_{at}.part = whole.part"
        for at, share in shares.items()
    )
    told = ", ".join(f"of_{at}.found" if at in shares else f"whole.found_{at}" for at in range(len(aggregates)))
    return f"SELECT whole.place, whole.part, whole.number, {told} FROM ({whole}) AS whole {joined}"  # noqa: S608


def _group(keys: Sequence[str]) -> str:
    """The place of a grouping and the number of its group, as columns."""
    place = " ".join(f"WHEN grouping({key}) = 0 THEN {at}" for at, key in enumerate(keys))
    return f"CASE {place} END AS place, coalesce({', '.join(keys)}) AS part"


def _sql_of_things(share: Shares, keys: Sequence[str], rows: str) -> str:
    """What the things of each group have, added up and squared."""
    sets = ", ".join(f"({key}, {share.per})" for key in keys)
    each = (
        f"SELECT {_group(keys)}, coalesce(fsum({share.of}), 0) AS own FROM {rows} "  # noqa: S608
        f"WHERE {share.per} IS NOT NULL GROUP BY GROUPING SETS ({sets})"
    )
    return f"SELECT place, part, [fsum(own), fsum(own * own)] AS found FROM ({each}) GROUP BY place, part"  # noqa: S608


def _count(*where: str) -> str:
    only = f" FILTER ({' AND '.join(where)})" if where else ""
    return f"coalesce(sum({COPIES}){only}, 0)::BIGINT"


def _sql(aggregate: Aggregate) -> str:
    match aggregate:
        case Count(None):
            return _count()
        case Count(of, least, below):
            bounds = [f"{of} {sign} {bound!r}" for sign, bound in ((">=", least), ("<", below)) if bound is not None]
            return _count(*(bounds or [f"{of} IS NOT NULL"]))
        case Distinct(of):
            return f"count(DISTINCT {of})"
        case Sum(of, None):
            return f"fsum({of})"
        case Sum(of, str(times)):
            return f"fsum({of} * {times})"
        case Sum(of, tuple(times)):
            return f"fsum({' * '.join((of, *times))})"
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
