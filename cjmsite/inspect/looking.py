"""The first look at a file: what it is, how it is written, and how each of its tables begins."""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from cjmsite.data.container import Payload
from cjmsite.data.format import Format, FormatError
from cjmsite.data.look import Look, SeenTable
from cjmsite.data.rawtable import RawTable, Tables
from cjmsite.data.reader import read_tables
from cjmsite.model.source import Source

CONTAINERS = ("text", "json", "xlsx", "parquet", "xml", "html")
PLAIN = Format("plain", "A file that nobody has described", reads=CONTAINERS)

_ROWS = 6
_RECORDS = 20
_BEGINNING = 8_192
_END = 2_048
_WHOLE = 50_000_000
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_KEY = re.compile(r'"([^"\\]{1,80})"\s*:')


def look_at(payload: Payload, spec: Source) -> Look:
    """What a payload shows at first sight."""
    tables = _read(payload, spec)
    encoding = "utf-16" if payload.kind == "xml" and payload.content[:2] in _WIDE else _encoding(tables)
    start = _plain_lines(payload.content[:_BEGINNING].decode(encoding, "replace"))
    ending = payload.content[max(_BEGINNING, len(payload.content) - _END) :]
    end = _plain_lines(ending.decode(_encoding(tables), "replace"))
    keys = _json_keys(payload, tables) if payload.kind == "json" else frozenset()
    if payload.kind == "parquet":
        keys = frozenset(name for table in tables.tables for h in table.headings for name in _paths(h.written))
    return Look(
        payload.path,
        payload.kind,
        tables.encoding,
        tables.delimiter,
        tuple(_begin(table) for table in tables.tables),
        keys,
        start,
        end,
    )


def _read(payload: Payload, spec: Source) -> Tables:
    try:
        return read_tables(payload, spec, PLAIN)
    except (FormatError, csv.Error):
        return Tables(())


def _encoding(tables: Tables) -> str:
    try:
        "".encode(tables.encoding)
    except LookupError:
        return "utf-8"
    return tables.encoding


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _begin(table: RawTable) -> SeenTable:
    header = tuple(heading.written for heading in table.headings)
    try:
        rows = [tuple(row) for _, row in itertools.islice(table.rows(), _ROWS)]
    except (FormatError, csv.Error):
        rows = []
    return SeenTable((header, *rows), table.comments, table.title)


def _paths(name: str) -> Iterator[str]:
    steps = name.split(".")
    return (".".join(steps[:end]) for end in range(1, len(steps) + 1))


def _json_keys(payload: Payload, tables: Tables) -> frozenset[str]:
    """The keys of JSON with those around them; of very long texts only the names at their beginning."""
    text = payload.content[:_WHOLE].decode(_encoding(tables), "replace").lstrip("\ufeff \t\r\n")
    found: set[str] = set()
    try:
        _walk(_keys_only(text) if len(payload.content) <= _WHOLE else None, "", found)
    except (json.JSONDecodeError, RecursionError):
        for line in itertools.islice(text.splitlines(), _RECORDS):
            try:
                _walk(_keys_only(line), "", found)
            except (json.JSONDecodeError, RecursionError):
                break
    return frozenset(found or _KEY.findall(text[:_BEGINNING]))


def _keys_only(text: str) -> Any:
    """JSON whose numbers stay text: they are not looked at here, and one may have more digits than Python reads."""
    return json.loads(text, parse_int=str, parse_float=str)


def _walk(value: Any, prefix: str, found: set[str]) -> None:
    if isinstance(value, dict):
        for key, inner in itertools.islice(value.items(), 500):
            found.add(prefix + key)
            _walk(inner, f"{prefix}{key}.", found)
    elif isinstance(value, list):
        for inner in value[:_RECORDS]:
            _walk(inner, prefix, found)
