"""Aggregation of typed columns in DuckDB: in memory, in one thread, with no way to the world outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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
    import duckdb

    named = {name: ("INTEGER", grouping) for name, grouping in zip(_keys(groupings), groupings, strict=True)}
    loaded = {**columns, **named}
    with duckdb.connect(":memory:", config=_CONFIG) as connection:
        connection.execute(f"CREATE TABLE data ({', '.join(f'{name} {kind}' for name, (kind, _) in loaded.items())})")
        unnested = ", ".join(f"unnest(${at}::{kind}[])" for at, (kind, _) in enumerate(loaded.values(), start=1))
        rows = len(groupings[0])
        for start in range(0, rows, _CHUNK):
            chunk = [list(values[start : start + _CHUNK]) for _, values in loaded.values()]
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


def _keys(groupings: Sequence[Grouping]) -> list[str]:
    return [f"group_{at}" for at in range(len(groupings))]
