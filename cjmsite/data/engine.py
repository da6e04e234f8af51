"""Aggregation of typed columns in DuckDB: in memory, in one thread, with no way to the world outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from cjmsite.data.aggregates import Aggregate
from cjmsite.data.statement import COPIES, TABLE, write

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHUNK = 200_000
_SAMPLE = 2_000
_CONFIG: dict[str, Any] = {
    "threads": 1,  # so that sums come out the same every time
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
}

Grouping = Sequence[int | None]
"""Which group each row belongs to; None where to none."""

SqlColumn = tuple[str, Sequence[Any]]
"""A column's SQL type and its values."""

Sums = dict[str, float | tuple[float, ...]]
"""What a group comes to, by the names of the aggregates; without those that found no value."""


def aggregate(
    columns: Mapping[str, SqlColumn],
    groupings: Sequence[Grouping],
    aggregates: Mapping[str, Aggregate],
    copies: Sequence[int] = (),
) -> list[dict[int, tuple[int, Sums]]]:
    """For each grouping, each group's number of rows and its aggregates. Columns come with their SQL type.

    `copies` says how many rows each one stands for; where it says nothing, each is one.
    """
    keys = _keys(groupings)
    named = {name: ("INTEGER", grouping) for name, grouping in zip(keys, groupings, strict=True)}
    answers: list[dict[int, tuple[int, Sums]]] = [{} for _ in keys]
    for place, group, count, *values in run(write(tuple(columns), keys, aggregates), {**columns, **named}, copies):
        if group is not None:
            pairs = zip(aggregates, values, strict=True)
            answers[place][int(group)] = (int(count), {name: _number(v) for name, v in pairs if v is not None})
    return answers


def run(statement: str, columns: Mapping[str, SqlColumn], copies: Sequence[int] = ()) -> list[tuple[Any, ...]]:
    """The answer to a statement about a table of some columns, of equal length."""
    loaded = {**columns, COPIES: ("INTEGER", copies)} if copies else _without_repeats(columns)
    with _session() as connection:
        described = ", ".join(f"{name} {kind}" for name, (kind, _) in loaded.items())
        connection.execute(f"CREATE TEMP TABLE {TABLE} ({described})")
        unnested = ", ".join(f"unnest(${at}::{kind}[])" for at, (kind, _) in enumerate(loaded.values(), start=1))
        rows = len(loaded[COPIES][1])
        for start in range(0, rows, _CHUNK):
            chunk = [_parameter(kind, values[start : start + _CHUNK]) for kind, values in loaded.values()]
            connection.execute(f"INSERT INTO {TABLE} SELECT {unnested}", chunk)
        return connection.execute(statement).fetchall()


def _number(value: Any) -> float | tuple[float, ...]:
    return tuple(map(float, value)) if isinstance(value, list) else float(value)


def _without_repeats(columns: Mapping[str, SqlColumn]) -> dict[str, SqlColumn]:
    """The columns with equal rows as one, which has so many copies: the way into the engine is what takes time."""
    rows = zip(*(values for _, values in columns.values()), strict=True)
    length = len(next(iter(columns.values()))[1])
    sample = list(islice(rows, _SAMPLE))
    if len(set(sample)) * 2 > len(sample):
        return {**columns, COPIES: ("INTEGER", [1] * length)}
    counted = Counter(sample)
    counted.update(rows)
    few = zip(*counted, strict=True)
    found: dict[str, SqlColumn] = {
        name: (kind, values) for (name, (kind, _)), values in zip(columns.items(), few, strict=True)
    }
    return {**found, COPIES: ("INTEGER", list(counted.values()))}


@contextmanager
def _session() -> Iterator[DuckDBPyConnection]:
    """A connection of its own, whose tables go when it ends. Ctrl-C while it computes is Ctrl-C, and no failure."""
    import duckdb

    with _engine().cursor() as connection:
        try:
            yield connection
        except (duckdb.InterruptException, RuntimeError) as failure:
            # The engine swallows KeyboardInterrupt and raises this in its place.
            if isinstance(failure, duckdb.InterruptException) or str(failure) == "Query interrupted":
                raise KeyboardInterrupt from failure
            raise


@cache
def _engine() -> DuckDBPyConnection:
    """The engine, empty for good: to start it costs more than most metrics, and sessions share nothing in it."""
    import duckdb

    return duckdb.connect(":memory:", config=_CONFIG)


def _parameter(kind: str, values: Sequence[Any]) -> Any:
    """Values as the engine takes them fastest. Numbers go as one text, `[1, NULL]`: exact, and half the time."""
    if kind == "VARCHAR":
        return list(values)
    return str(list(values)).replace("None", "NULL")


def _keys(groupings: Sequence[Grouping]) -> list[str]:
    return [f"group_{at}" for at in range(len(groupings))]
