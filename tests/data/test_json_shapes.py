"""JSON as interfaces and libraries write it: rows deep inside, lists below names, columns, records under keys."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cjmsite.inspect.mapping import write_source
from tests.data.making import codes, column, only, read, value
from tests.inspect.test_recognising import look

ROWS = [
    {"day": "2026-01-01", "visits": 10, "rate": 0.5, "channel": "web"},
    {"day": "2026-01-02", "visits": 20, "rate": 0.25, "channel": "app"},
    {"day": "2026-01-03", "visits": 30, "rate": 0.125, "channel": "web"},
]
NAMES = list(ROWS[0])
LISTS = [list(row.values()) for row in ROWS]
BY_ID = [{"id": name, "type": "text"} for name in NAMES]

SHAPES: dict[str, tuple[Any, str]] = {
    "list in an answer": ({"ok": True, "data": {"items": ROWS, "total": 3}}, ""),
    "CKAN": ({"success": True, "result": {"fields": BY_ID, "records": ROWS, "total": 3}}, ""),
    "Elasticsearch": (
        {"took": 1, "hits": {"total": {"value": 3}, "hits": [{"_source": row} for row in ROWS]}},
        "_source.",
    ),
    "GraphQL": ({"data": {"visits": {"edges": [{"node": row} for row in ROWS], "pageInfo": {}}}}, "node."),
    "JSON:API": ({"data": [{"id": "1", "attributes": row} for row in ROWS], "included": [{"id": "9"}]}, "attributes."),
    "GeoJSON": ({"type": "FeatureCollection", "features": [{"properties": row} for row in ROWS]}, "properties."),
    "lists": ([NAMES, *LISTS], ""),
    "lists below names": ({"columns": NAMES, "index": [0, 1, 2], "data": LISTS}, ""),
    "lists below named columns": ({"columnHeaders": [{"name": name} for name in NAMES], "rows": LISTS}, ""),
    "lists in an answer": ({"data": {"headers": NAMES, "rows": LISTS}}, ""),
    "columns": ({name: [row[name] for row in ROWS] for name in NAMES}, ""),
    "columns by number": ({name: {str(at): row[name] for at, row in enumerate(ROWS)} for name in NAMES}, ""),
    "records by number": ({str(at): row for at, row in enumerate(ROWS)}, ""),
    "records by a key": ({f"x{at}": row for at, row in enumerate(ROWS)}, ""),
    "records by day": ({str(row["day"]): row for row in ROWS}, ""),
}


@pytest.mark.parametrize("key", SHAPES)
def test_rows_are_found_however_they_are_laid(key: str) -> None:
    document, before = SHAPES[key]
    columns = {
        "day": {"from": f"{before}day", "type": "date"},
        "visits": {"from": f"{before}visits", "type": "integer"},
        "rate": {"from": f"{before}rate", "type": "number"},
        "channel": f"{before}channel",
    }
    text = json.dumps(document, indent=1)
    reading = read(text, format="json", columns=columns)
    assert reading.problems == ()
    assert column(reading, "visits") == (10, 20, 30)
    assert column(reading, "rate") == (0.5, 0.25, 0.125)
    assert value(reading, "sum", expr="visits").value == 60
    assert "one object" not in "".join(reading.files[0].notes)
    assert look("answer.json", text).tables[0].kept == 3


def test_values_under_days_are_rows() -> None:
    days = {"2026-01-01": 10, "2026-01-02": 20}
    reading = read(json.dumps(days), format="json", columns={"key": {"type": "date"}, "value": {"type": "integer"}})
    assert column(reading, "value") == (10, 20)


@pytest.mark.parametrize(
    "document",
    [
        {"name": "Nora", "address": {"city": "Oslo"}, "company": {"city": "Bergen"}},
        {"a": [1, 2], "b": [1, 2, 3]},
        {"2026-01-01": 1, "total": 2},
        {f"k{at}": at for at in range(25)} | {"items": [{"price": 1}, {"price": 2}]},
    ],
    ids=["parts of a person", "lists of different lengths", "a day and a total", "a record with a list"],
)
def test_one_record_is_one_row(document: Any) -> None:
    assert look("x.json", json.dumps(document)).tables[0].kept == 1


def test_the_longest_of_several_lists_is_what_is_asked_for() -> None:
    problem = only(read(json.dumps({"users": [{"id": 1}], "visits": ROWS}), format="json", columns={"day": {}}))
    assert problem.code == "no-such-root" and problem.hint == "say which holds the rows: `root: visits`"


def test_inspect_looks_at_the_longest_of_several_lists_and_says_so() -> None:
    text = json.dumps({"updated": "2026-01-04", "users": [{"id": 1}], "visits": ROWS})
    sight = look("dashboard.json", text)
    assert sight.usable and sight.tables[0].kept == 3
    assert any("holds 2 lists: `users`, `visits`" in note for note in sight.notes)
    lines = write_source("it", "dashboard.json", sight, sight.tables[0])
    assert "  root: visits" in lines
    assert column(read(text, format="json", root="visits", columns={"visits": {"type": "integer"}}), "visits") == (
        10,
        20,
        30,
    )


@pytest.mark.parametrize("document", [{"data": []}, {"rows": [], "total": 0}, []])
def test_an_answer_without_rows_is_no_row(document: Any) -> None:
    problem = only(read(json.dumps(document), format="json", columns={"day": {}}))
    assert problem.severity == "error" and "holds no rows" in problem.message


def test_cells_beyond_the_names_are_kept_apart() -> None:
    reading = read(json.dumps([["a", "b"], [1, 2], [3, 4, 5]]), format="json", columns={"a": {"type": "integer"}})
    assert column(reading, "a") == (1, 3)
    assert [seen.name for seen in look("x.json", json.dumps([["a", "b"], [1, 2], [3, 4, 5]])).tables[0].columns] == [
        "a",
        "b",
        "column 3",
    ]


def test_json_in_utf_16_is_known_as_json() -> None:
    sight = look("x.json", json.dumps(ROWS).encode("utf-16"))
    assert sight.container == "json" and sight.tables[0].kept == 3
    assert codes(read(json.dumps(ROWS).encode("utf-16"), format="json", columns={"day": {}})) == []
