"""Parquet: the types that it declares, nested columns under their paths, and files that are none."""

from __future__ import annotations

import datetime
import gzip
import io
import zipfile
from pathlib import Path

import duckdb
import pytest

from tests.data.making import codes, column, measure, only, read


@pytest.fixture
def parquet(tmp_path: Path) -> bytes:
    return made(
        tmp_path,
        "SELECT * FROM (VALUES (1, 1.234::DOUBLE, DATE '2026-01-02', TIMESTAMPTZ '2026-01-02 23:30:00+00', true, 'a'),"
        " (2, NULL, DATE '2026-02-03', TIMESTAMPTZ '2026-02-03 00:00:00+00', false, NULL))"
        ' t(id, score, day, "at", ok, w)',
    )


def made(folder: Path, select: str) -> bytes:
    path = folder / "made.parquet"
    duckdb.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


COLUMNS = {
    "id": {"type": "integer"},
    "score": {"type": "number"},
    "day": {"type": "date", "format": "%d.%m.%Y"},
    "at": {"type": "datetime"},
    "ok": {"type": "boolean"},
    "w": {},
}


def test_parquet_keeps_its_types(parquet: bytes) -> None:
    reading = read(parquet, format="parquet", timezone="Europe/Paris", columns=COLUMNS)
    assert reading.problems == ()
    assert column(reading, "id") == (1, 2)
    assert column(reading, "score") == (1.234, None)
    assert column(reading, "day") == (datetime.date(2026, 1, 2), datetime.date(2026, 2, 3))
    assert column(reading, "at")[0] == datetime.datetime(2026, 1, 3, 0, 30)
    assert (column(reading, "ok"), column(reading, "w")) == ((True, False), ("a", None))


def test_nested_columns_have_dotted_paths(tmp_path: Path) -> None:
    content = made(
        tmp_path,
        "SELECT {'country': 'SE', 'tags': ['x', 'y']} AS geo, 1.234 AS n, MAP {'k': 'v'} AS m, DATE '2026-01-02' AS d,"
        " [{'key': 'ga_session_id', 'value': {'string_value': NULL::VARCHAR, 'int_value': 9007199254740993}}] AS p",
    )
    columns = {
        "country": "geo.country",
        "tags": "geo.tags",
        "session": "p.ga_session_id",
        "m": "m.k",
        "n": {"type": "number"},
        "d": {"type": "date", "format": "%d.%m.%Y"},
    }
    reading = read(content, format="parquet", columns=columns)
    assert reading.problems == ()
    values = [column(reading, name)[0] for name in columns]
    assert values == ["SE", "x;y", "9007199254740993", "v", 1.234, datetime.date(2026, 1, 2)]


def test_parquet_is_read_from_gzip_and_zip(parquet: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("part-0.parquet", parquet)
    for content in (gzip.compress(parquet), buffer.getvalue()):
        assert column(read(content, format="parquet", columns={"id": {}}), "id") == ("1", "2")


def test_a_metric_of_parquet_is_computed(parquet: bytes) -> None:
    result = measure(read(parquet, format="parquet", columns=COLUMNS), "sum", expr="id", date="day", grain="month")
    assert [value.value for value in result.series] == [1, 2]


def test_a_large_file_gives_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = made(tmp_path, "SELECT i % 3 AS part, i % 11 AS score, DATE '2026-01-01' AS day FROM range(1_000) t(i)")
    columns = {"part": {}, "score": {"type": "integer"}, "day": {"type": "date"}}
    ordinary = read(content, format="parquet", columns=columns, filter=["score > 2"])
    monkeypatch.setattr("cjmsite.data.parquet.BULK_FROM", 1_000)
    large = read(content, format="parquet", columns=columns, filter=["score > 2"])
    assert len(large.table) == 24 and sum(large.table.copies) == len(ordinary.table)
    assert large.files[0].rows_kept == ordinary.files[0].rows_kept
    of = {"expr": "score", "date": "day", "grain": "month", "dimensions": {"part": "part"}}
    one, other = (measure(reading, "nps", **of) for reading in (ordinary, large))
    assert (one.series, one.split) == (other.series, other.split)


def test_a_damaged_file_is_told_and_its_copy_is_not_named(parquet: bytes) -> None:
    for content in (parquet[:100], parquet[:-8] + b"\0" * 8, b"PAR1" + b"\0" * 50 + b"PAR1"):
        problem = only(read(content, path="x.parquet", format="parquet", columns={"id": {}}), "broken-parquet")
        assert problem.message.startswith("x.parquet is damaged") and "cjmsite-" not in problem.message


def test_a_few_bytes_that_claim_very_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = made(tmp_path, "SELECT 1 AS x FROM range(100_000)")
    assert len(content) < 2_000
    assert len(column(read(content, format="parquet", columns={"x": {}}), "x")) == 100_000
    monkeypatch.setattr("cjmsite.data.parquet.ROW_LIMIT", 99_999)
    assert codes(read(content, format="parquet", columns={"x": {}}))[0] == "archive-too-large"


def test_a_text_file_is_no_parquet() -> None:
    assert only(read("a,b\n1,2\n", format="parquet", columns={"a": {}}), "not-a-table").hint is not None
