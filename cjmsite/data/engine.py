"""Aggregation of typed columns in DuckDB: in memory, in one thread, with no way to the world outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHUNK = 200_000
_CONFIG: dict[str, Any] = {
    "threads": 1,  # so that sums come out the same every time
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
}

Grouping = Sequence[int | None]
"""Which group each row belongs to; None where to none."""


def aggregate(
    columns: Mapping[str, tuple[str, Sequence[Any]]], groupings: Sequence[Grouping], aggregates: Mapping[str, str]
) -> list[dict[int, tuple[int, dict[str, float]]]]:
    """For each grouping, each group's number of rows and its aggregates. Columns come with their SQL type."""
    named = {name: ("INTEGER", grouping) for name, grouping in zip(_keys(groupings), groupings, strict=True)}
    loaded = {**columns, **named}
    with _session() as connection:
        described = ", ".join(f"{name} {kind}" for name, (kind, _) in loaded.items())
        connection.execute(f"CREATE TEMP TABLE data ({described})")
        unnested = ", ".join(f"unnest(${at}::{kind}[])" for at, (kind, _) in enumerate(loaded.values(), start=1))
        rows = len(groupings[0])
        for start in range(0, rows, _CHUNK):
            chunk = [_parameter(kind, values[start : start + _CHUNK]) for kind, values in loaded.values()]
            connection.execute(f"INSERT INTO data SELECT {unnested}", chunk)
        wanted = "".join(f", {sql}" for sql in aggregates.values())
        answers = []
        for key in named:
            query = f"SELECT {key}, count(*){wanted} FROM data WHERE {key} IS NOT NULL GROUP BY {key}"  # noqa: S608
            found = connection.execute(query).fetchall()
            answers.append(
                {
                    int(group): (
                        int(count),
                        {name: float(v) for name, v in zip(aggregates, values, strict=True) if v is not None},
                    )
                    for group, count, *values in found
                }
            )
        return answers


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
