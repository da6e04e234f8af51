"""Parquet: from a payload's bytes to one table. The engine reads it, and may look at nothing else meanwhile."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjmsite.data.container import LIMITS, Payload
from cjmsite.data.counting import select_counted
from cjmsite.data.format import Format
from cjmsite.data.header import read_headings
from cjmsite.data.problems import count_of
from cjmsite.data.rawtable import RawTable, Row, Tables
from cjmsite.data.records import (
    COLUMN_LIMIT,
    Digits,
    Flattener,
    Record,
    TooManyColumns,
    paths_into_lists,
    table_of_records,
)
from cjmsite.diagnostics import Diagnostic, Span, error
from cjmsite.model.source import Source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROW_LIMIT = 500_000_000
"""More rows than this come from no export: a few bytes can claim any number of them."""

BULK_FROM = 500_000
"""So many rows are read by the engine, which counts equal ones together."""

_NUMBERS = ("INT", "HUGEINT", "UBIGINT", "BIGINT", "DOUBLE", "FLOAT", "DECIMAL", "UTINYINT", "USMALLINT")
_BATCH = 2_048


def read_parquet(payload: Payload, spec: Source, fmt: Format) -> Tables:
    """The table of a Parquet file. Its types are kept in mind, its values are texts like any other file's."""
    import duckdb

    file = _File(payload.content)
    try:
        types = file.types()
        problem = _check_size(file, len(types), payload.path)
        if problem is not None:
            return Tables((), problems=(problem,))
        table = _nested(file, types, spec, fmt) if any(map(_is_nested, types.values())) else _plain(file, types, spec)
    except duckdb.Error as failure:
        why = str(failure).splitlines()[0].replace(file.path, payload.path)
        message = f"{payload.path} is damaged and cannot be read as Parquet: {why}"
        return Tables((), problems=(error("broken-parquet", message, Span(payload.path)),))
    except TooManyColumns:
        message = f"the nested columns of {payload.path} have more than {COLUMN_LIMIT:,} keys"
        return Tables((), problems=(error("too-many-columns", message, Span(payload.path)),))
    return Tables((table,), "none", "Parquet says of itself what its values are")


class _File:
    """A Parquet file, put where the engine can read it, for as long as anybody reads from it."""

    def __init__(self, content: bytes) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="cjmsite-")
        self.path = str(Path(self._folder.name) / "data.parquet")
        Path(self.path).write_bytes(content)

    def types(self) -> dict[str, str]:
        with self.open() as engine:
            described = engine.execute("DESCRIBE SELECT * FROM read_parquet($1)", [self.path]).fetchall()
        return {str(name): str(kind) for name, kind, *_ in described}

    def height(self) -> int:
        with self.open() as engine:
            found = engine.execute("SELECT sum(num_rows) FROM parquet_file_metadata($1)", [self.path]).fetchall()
        return int(found[0][0] or 0)

    def rows(self, wanted: str, how: str = "") -> Iterator[tuple[Any, ...]]:
        with self.open() as engine:
            engine.execute(f"SELECT {wanted} FROM read_parquet($1) {how}", [self.path])  # noqa: S608 - quoted names
            while batch := engine.fetchmany(_BATCH):
                yield from batch

    @contextmanager
    def open(self) -> Iterator[DuckDBPyConnection]:
        """A connection that can read this file and reach nothing else."""
        import duckdb

        with duckdb.connect(":memory:", config={"threads": 1, "autoinstall_known_extensions": False}) as engine:
            engine.execute("SET TimeZone = 'UTC'")
            engine.execute("SET allowed_paths = [$1]".replace("$1", _quoted(self.path, "'")))
            engine.execute("SET enable_external_access = false")
            yield engine


def _plain(file: _File, types: dict[str, str], spec: Source) -> RawTable:
    comma = spec.locale is not None and spec.locale.decimal == ","
    wanted = ", ".join(_as_text(name, kind, comma) for name, kind in types.items())

    def rows() -> Iterator[Row]:
        return enumerate((["" if cell is None else cell for cell in row] for row in file.rows(wanted)), start=1)

    texts = [_as_text(name, kind, comma) for name, kind in types.items()]

    def count(read: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        return file.rows(
            "".join(f"coalesce({texts[at]}, ''), " for at in read) + "count(*)", "GROUP BY ALL ORDER BY ALL"
        )

    kinds = tuple(frozenset((_kind(kind),)) for kind in types.values())
    headings = read_headings([list(types)], lambda levels: levels[0])
    bulk = partial(select_counted, headings, count=count) if file.height() >= BULK_FROM else None
    return RawTable(headings, rows, native=kinds, bulk=bulk)


def _as_text(name: str, kind: str, comma: bool) -> str:
    text = f"CAST({_quoted(name)} AS VARCHAR)"
    return f"replace({text}, '.', ',')" if comma and _kind(kind) == "number" else text


def _nested(file: _File, types: dict[str, str], spec: Source, fmt: Format) -> RawTable:
    """Structs, lists and maps go by way of JSON, where their paths are the same."""
    wanted = ", ".join(
        f"CAST(to_json({_quoted(name)}) AS VARCHAR)" if _is_nested(kind) else f"CAST({_quoted(name)} AS VARCHAR)"
        for name, kind in types.items()
    )
    makers = [_maker(kind) for kind in types.values()]
    names = list(types)

    def records() -> Iterator[Record]:
        for number, row in enumerate(file.rows(wanted), start=1):
            yield (
                number,
                {
                    name: None if cell is None else make(cell)
                    for name, make, cell in zip(names, makers, row, strict=True)
                },
            )

    flattener = Flattener(spec.locale, paths_into_lists(spec))
    table = table_of_records(records, flattener, fmt.name_of, 1, None)
    dates = {name for name, kind in types.items() if _kind(kind) == "date"}
    kinds = (
        frozenset(("date",)) if heading.written in dates else kind
        for heading, kind in zip(table.headings, table.native, strict=True)
    )
    return RawTable(table.headings, table.rows, native=tuple(kinds))


def _maker(kind: str) -> Any:
    if _is_nested(kind):
        return json.JSONDecoder(parse_float=Digits, parse_int=Digits).decode
    return Digits if _kind(kind) == "number" else str


def _is_nested(kind: str) -> bool:
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "JSON"))


def _kind(kind: str) -> str:
    if kind.startswith(("DATE", "TIMESTAMP")):
        return "date"
    if kind == "BOOLEAN":
        return "boolean"
    return "number" if any(kind.startswith(name) for name in _NUMBERS) or kind.endswith("INT") else "text"


def _check_size(file: _File, width: int, path: str) -> Diagnostic | None:
    with file.open() as engine:
        rows, size = engine.execute(
            "SELECT (SELECT sum(num_rows) FROM parquet_file_metadata($1)),"
            " (SELECT sum(total_uncompressed_size) FROM parquet_metadata($1))",
            [file.path],
        ).fetchall()[0]
    if (rows or 0) > ROW_LIMIT or (size or 0) > LIMITS.bytes * 8:
        message = f"{path} claims {count_of(int(rows or 0), 'row')} of {count_of(width, 'column')}"
        return error("archive-too-large", message, Span(path), "export the columns and the days that are needed")
    return None


def _quoted(text: str, mark: str = '"') -> str:
    return mark + text.replace(mark, mark * 2) + mark
