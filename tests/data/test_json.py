"""JSON and JSON Lines: records made flat, numbers kept digit by digit, and the list of rows found or named."""

from __future__ import annotations

import datetime
import gzip
import json

import pytest

from tests.data.making import KNOWN, SAMPLES, codes, column, only, read

TICKETS = """{"tickets": [
  {"id": 1, "via": {"channel": "email"}, "tags": ["vip", "late"], "hours": 1.234},
  {"id": 2, "via": {"channel": "chat"}, "tags": [], "hours": null,
   "custom_fields": [{"id": 360, "value": "blue"}, {"id": 361, "value": null}]}
], "count": 2, "end_of_stream": true}"""


def test_the_only_list_of_objects_holds_the_rows() -> None:
    reading = read(TICKETS, format="json", columns={"channel": "via.channel", "hours": {"type": "number"}})
    assert reading.problems == ()
    assert column(reading, "channel") == ("email", "chat")
    assert column(reading, "hours") == (1.234, None), "a number of JSON is not in doubt"
    assert reading.table.lines == (2, 3)
    assert "its rows are under `tickets`" in reading.files[0].notes


def test_a_list_of_words_is_one_cell_and_names_with_values_are_an_object() -> None:
    reading = read(TICKETS, format="json", columns={"tags": {}, "colour": "custom_fields.360", "first": "tags.0"})
    assert column(reading, "tags") == ("vip;late", None)
    assert column(reading, "colour") == (None, "blue")
    assert column(reading, "first") == ("vip", None)


def test_a_root_leads_to_the_rows() -> None:
    text = '{"data": {"a": [{"x": 1}], "b": [{"x": 2}, {"x": 3}]}}'
    assert column(read(text, format="json", root="data.b", columns={"x": {}}), "x") == ("2", "3")
    for root, words in (("data.c", "it has `a`, `b`"), ("data.a.x", ""), ("data", "")):
        problem = only(read(text, format="json", root=root, columns={"x": {}}), "no-such-root")
        assert words in (problem.hint or "")


def test_of_several_lists_one_must_be_named() -> None:
    problem = only(read('{"a": [{"x": 1}], "b": [{"x": 2}]}', format="json", columns={"x": {}}), "no-such-root")
    assert problem.hint == "say which holds the rows: `root: a`"


def test_json_lines_are_read_line_by_line_under_either_name() -> None:
    text = '{"x": 1, "y": "a"}\n\n{"x": 2}\n'
    for name in ("json", "ndjson"):
        reading = read(text, format=name, columns={"x": {"type": "integer"}, "y": {}})
        assert column(reading, "x") == (1, 2)
        assert column(reading, "y") == ("a", None)
        assert reading.table.lines == (1, 3)


def test_one_object_is_one_row() -> None:
    assert column(read('{"score": 4, "n": 3}\n', format="ndjson", columns={"score": {}}), "score") == ("4",)


def test_a_record_alone_in_its_file_is_a_row_though_it_holds_lists() -> None:
    text = '{"event": "a", "params": [{"key": "k", "value": 1}], "items": [{"x": 1}, {"x": 2}]}'
    assert column(read(text, format="ndjson", columns={"event": {}, "k": "params.k"}), "k") == ("1",)
    assert column(read(text, format="json", columns={"x": {}}), "x") == ("1", "2")


def test_ids_keep_all_their_digits() -> None:
    text = '[{"id": 12345678901234567890123, "client": 729222800.1684694001, "big": 1e3}]'
    reading = read(text, format="json", columns={"id": {}, "client": {}, "big": {"type": "number"}})
    assert [column(reading, name)[0] for name in ("id", "client", "big")] == [
        "12345678901234567890123",
        "729222800.1684694001",
        1000.0,
    ]


def test_numbers_written_as_text_are_in_doubt_like_any_text() -> None:
    assert codes(read('[{"x": "1.234"}]', format="json", columns={"x": {"type": "number"}})) == ["ambiguous-number"]


def test_a_real_number_is_read_rightly_beside_texts_with_a_decimal_comma() -> None:
    text = '[{"x": 1.5}, {"x": "1.234,5"}]'
    assert column(read(text, format="json", locale="de", columns={"x": {"type": "number"}}), "x") == (1.5, 1234.5)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_json_in_other_encodings_is_read(encoding: str) -> None:
    content = '[{"ort": "Köln"}]'.encode(encoding)
    assert column(read(content, format="json", columns={"ort": {}}), "ort") == ("Köln",)


def test_json_is_read_from_gzip() -> None:
    assert column(read(gzip.compress(b'[{"x": 1}]'), format="json", columns={"x": {}}), "x") == ("1",)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[{"x": 1},\n {"x": 2', (2, 9)),
        ('[{"x": 1}\n {"x": 2}]', (2, 2)),
        ('{"x": 1}\n{"x": 2\n{"x": 3}', (3, 1)),
        ("x,y\n1,2\n", (1, 1)),
        ("[" * 100_000, (1, 2)),
        ('[{"x": 1}] [{"x": 2}]', (1, 12)),
        ('{"x": [{"y": 1}]} {}', (1, 19)),
    ],
    ids=["cut off", "a comma missing", "a broken line", "CSV", "very deep", "two lists", "two objects"],
)
def test_broken_json_is_told_with_its_place(text: str, place: tuple[int, int]) -> None:
    problem = only(read(text, format="json", columns={"x": {}}), "broken-json")
    assert problem.span and (problem.span.line, problem.span.column) == place


def test_keys_that_are_data_are_no_columns() -> None:
    text = json.dumps([{"by_user": {f"u{n}": 1 for n in range(6000)}}])
    assert codes(read(text, format="json", columns={"x": {}}))[0] == "too-many-columns"


@pytest.mark.parametrize("text", ["", "[]", "3", "[{}]"])
def test_json_without_rows_is_told(text: str) -> None:
    assert "error" in {problem.severity for problem in read(text, format="json", columns={"x": {}}).problems}


def test_a_json_file_read_as_csv_is_told_what_to_say() -> None:
    assert only(read('[{"x": 1}]', columns={"x": {}})).hint == "say `format: json`, or export it as CSV"


def test_real_rows_of_bigquery_are_read_with_their_parameters() -> None:
    reading = read(
        (SAMPLES / "ga4/bq_export_nested.ndjson").read_bytes(),
        format="ndjson",
        timezone="UTC",
        columns={
            "session": "event_params.ga_session_id",
            "when": {"from": "event_timestamp", "type": "datetime", "format": "unix_us"},
        },
    )
    assert reading.problems == ()
    assert column(reading, "session") == ("1617691775", "1617691775")
    assert column(reading, "when")[0] == datetime.datetime(2021, 4, 6, 6, 49, 50, 431476)


@pytest.mark.parametrize(
    ("more", "warns"),
    [
        ('"next_page": "https://example.org/2"', True),
        ('"next_page": null', False),
        ('"paging": {"next": {"after": "9"}}', True),
        ('"additional_data": {"pagination": {"more_items_in_collection": true}}', True),
        ('"info": {"more_records": false}', False),
        ('"done": false, "nextRecordsUrl": "/query/01g-2000"', True),
    ],
)
def test_one_page_of_several_is_told(more: str, warns: bool) -> None:
    reading = read('{"results": [{"x": 1}], ' + more + "}", format="json", columns={"x": {}})
    assert codes(reading) == (["more-pages"] if warns else [])


# --- what is no data --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '{"error": {"code": 401, "message": "No access"}}',
        '{"errors": [{"message": "No access", "code": 88}]}',
        '{"message": "No access", "documentation_url": "https://x.example", "status": "403"}',
        '{"error": "No access", "error_description": "the token has expired"}',
    ],
)
def test_the_failure_of_a_server_is_no_data(text: str) -> None:
    problem = only(read(text, KNOWN["json"], "data.json", columns={"n": {}}), "no-such-root")
    assert "went wrong: `No access`" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        '{"error": null, "status": "ok", "rows": [{"n": "1"}]}',
        '{"errors": [], "rows": [{"n": "1"}]}',
        '{"status": "ok", "message": "one row", "rows": [{"n": "1"}]}',
        '{"n": "1", "message": "a remark"}',
    ],
)
def test_data_may_say_that_nothing_went_wrong(text: str) -> None:
    assert column(read(text, KNOWN["json"], "data.json", columns={"n": {}}), "n") == ("1",)
