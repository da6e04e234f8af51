"""Metrics over time and by dimension: periods, gaps, targets, small groups and receipts."""

from __future__ import annotations

import datetime
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjmsite.data.container import InputFile
from cjmsite.data.grain import period_of, start_of
from cjmsite.data.problems import nowhere
from cjmsite.data.reader import read_source, table_from_rows
from cjmsite.data.table import Reading
from cjmsite.data.targets import judge
from cjmsite.model.source import Source
from tests.data.making import KNOWN, codes, column, measure, only, place, read, steps, value

Day = datetime.date


def dated(*rows: tuple[str, float], **more: Any) -> Reading:
    """Rows of a day and a number."""
    text = "day,x\n" + "".join(f"{day},{x}\n" for day, x in rows)
    return read(text, columns={"day": {"type": "date"}, "x": {"type": "number"}}, locale={"decimal": "."}, **more)


# --- time ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grain", "starts", "start", "end"),
    [
        ("day", "monday", Day(2026, 11, 21), Day(2026, 11, 22)),
        ("week", "monday", Day(2026, 11, 16), Day(2026, 11, 23)),
        ("week", "sunday", Day(2026, 11, 15), Day(2026, 11, 22)),
        ("month", "monday", Day(2026, 11, 1), Day(2026, 12, 1)),
        ("quarter", "monday", Day(2026, 10, 1), Day(2027, 1, 1)),
        ("year", "monday", Day(2026, 1, 1), Day(2027, 1, 1)),
    ],
)
def test_a_day_lies_in_one_period(grain: str, starts: Any, start: Day, end: Day) -> None:
    period = period_of(start_of(Day(2026, 11, 21), grain, starts), grain)
    assert (period.start, period.end) == (start, end)


@given(
    st.dates(Day(1900, 1, 1), Day(2100, 1, 1)),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
    st.sampled_from(["monday", "sunday"]),
)
def test_periods_cover_every_day_once(day: Day, grain: str, starts: Any) -> None:
    period = period_of(start_of(day, grain, starts), grain)
    assert period.start <= day < period.end
    assert start_of(period.start, grain, starts) == period.start
    assert start_of(period.end, grain, starts) == period.end


def test_a_series_goes_from_old_to_new_and_shows_its_gaps() -> None:
    reading = dated(("2026-04-20", 5), ("2026-01-31", 1), ("2026-01-01", 3), ("2026-02-01", 7))
    result = measure(reading, "mean", expr="x", date="day", grain="month")
    assert [(v.period.start.month, v.value, v.n) for v in result.series if v.period] == [
        (1, 2, 2),
        (2, 7, 1),
        (3, None, 0),
        (4, 5, 1),
    ]
    assert result.latest is not None and result.latest.value == 5


def test_without_a_grain_there_is_one_value_and_its_period_is_the_whole() -> None:
    found = value(dated(("2026-04-20", 5), ("2026-01-31", 1)), "sum", expr="x", date="day")
    assert found.value == 6
    assert found.period is not None
    assert (found.period.start, found.period.end, found.period.grain) == (Day(2026, 1, 31), Day(2026, 4, 21), "none")


def test_rows_without_a_date_are_left_out_of_a_series_and_counted() -> None:
    result = measure(dated(("2026-01-31", 1), ("", 2)), "sum", expr="x", date="day", grain="month")
    assert [v.value for v in result.series] == [1]
    assert result.receipt is not None and dict(result.receipt.dropped) == {"no date in `day`": 1}


def test_a_grain_needs_a_date() -> None:
    assert codes(measure(dated(("2026-01-31", 1)), "sum", expr="x", grain="month")) == ["missing-field"]
    assert codes(measure(dated(("2026-01-31", 1)), "sum", expr="x", date="x", grain="month")) == ["not-dates"]


def test_a_mistyped_year_does_not_make_a_million_empty_days() -> None:
    result = measure(dated(("0202-01-01", 1), ("2026-01-01", 1)), "count", date="day", grain="day")
    assert codes(result) == ["far-dates"]
    assert len(result.series) == 2


def test_a_datetime_belongs_to_the_day_of_the_sources_zone() -> None:
    text = "at\n2026-03-31T23:30:00Z\n2026-03-31T21:30:00Z\n"
    reading = read(text, columns={"at": {"type": "datetime"}}, timezone="Europe/Paris")
    result = measure(reading, "count", date="at", grain="day")
    assert [(v.period.start, v.value) for v in result.series if v.period] == [
        (Day(2026, 3, 31), 1),
        (Day(2026, 4, 1), 1),
    ]


# --- dimensions and small groups ----------------------------------------------------------------------------

SPLIT = read(
    "seg,big,x\nA,true,1\nA,false,2\nB,true,10\n,true,4\n",
    columns={"seg": {}, "big": {"type": "boolean"}, "x": {"type": "integer"}},
)


def test_each_dimension_splits_the_whole_on_its_own() -> None:
    result = measure(SPLIT, "sum", expr="x", dimensions={"segment": "seg", "size": "big"})
    assert [v.value for v in result.series] == [17]
    assert [(v.dimensions, v.value) for v in result.split] == [
        ((("segment", "A"),), 3),
        ((("segment", "B"),), 10),
        ((("size", "false"),), 2),
        ((("size", "true"),), 15),
    ]
    assert result.receipt is not None
    assert ("no segment, so counted in the total alone", 1) in result.receipt.dropped


def test_groups_of_numbers_are_in_the_order_of_numbers() -> None:
    reading = read("wave,x\n10,1\n9,1\n2,1\n", columns={"wave": {"type": "integer"}, "x": {"type": "integer"}})
    result = measure(reading, "count", dimensions={"wave": "wave"})
    assert [v.dimensions[0][1] for v in result.split] == ["2", "9", "10"]


def test_a_split_of_a_series_is_one_by_period() -> None:
    text = "day,seg\n2026-01-01,A\n2026-01-02,B\n2026-02-01,A\n"
    reading = read(text, columns={"day": {"type": "date"}, "seg": {}})
    result = measure(reading, "count", date="day", grain="month", dimensions={"segment": "seg"})
    assert [(v.dimensions[0][1], v.period.start.month, v.value) for v in result.split if v.period] == [
        ("A", 1, 1),
        ("A", 2, 1),
        ("B", 1, 1),
    ]


def test_too_few_answers_show_nothing_that_could_be_worked_back() -> None:
    result = measure(SPLIT, "mean", expr="x", dimensions={"segment": "seg"}, min_n=2, target=5)
    small = result.split[1]
    assert (small.dimensions, small.n, small.too_small) == ((("segment", "B"),), 1, True)
    assert (small.value, small.low, small.high, small.numerator, small.parts) == (None, None, None, None, ())
    assert small.status == "none"


def test_sums_that_may_not_be_added_up_are_not() -> None:
    rows = (("2026-01-01", 10), ("2026-01-02", 12), ("2026-02-01", 7))
    result = measure(dated(*rows), "sum", expr="x", date="day", grain="month", additive=False)
    assert codes(result) == ["not-additive"]
    assert [v.value for v in result.series] == [None, 7]
    assert measure(dated(*rows), "sum", expr="x", date="day", grain="day", additive=False).problems == ()


# --- targets ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "direction", "status"),
    [
        (45, "up", "on"),
        (44, "up", "watch"),
        (40, "up", "watch"),
        (39, "up", "off"),
        (None, "up", "none"),
        (45, "down", "on"),
        (46, "down", "watch"),
        (50, "down", "watch"),
        (51, "down", "off"),
    ],
)
def test_a_value_is_judged_by_its_direction(value: float | None, direction: str, status: str) -> None:
    assert judge(value, 45, 40 if direction == "up" else 50, direction) == status


def test_a_target_holds_from_its_month_on() -> None:
    reading = dated(("2025-12-05", 42), ("2026-01-05", 42), ("2026-02-05", 42))
    result = measure(
        reading, "mean", expr="x", date="day", grain="month", target={"2025-01": 40, "2026-02": 45}, warn=41
    )
    assert [(v.target, v.warn, v.status) for v in result.series] == [(40, 41, "on"), (40, 41, "on"), (45, 41, "watch")]


def test_a_target_of_a_share_is_written_in_percent() -> None:
    reading = read("won\nyes\nno\n", columns={"won": {"type": "boolean"}})
    for target in (50, "50%", "50 %"):
        found = value(reading, "ratio", numerator="won", unit="%", target=target)
        assert (found.target, found.status) == (0.5, "on")
    result = measure(reading, "ratio", numerator="won", unit="%", target=0.5)
    assert [(p.code, p.severity) for p in result.problems] == [("small-target", "warning")]
    assert "`target: 50%`" in (result.problems[0].hint or "")
    assert codes(measure(SPLIT, "sum", expr="x", target="50%")) == ["target-unit"]


def test_a_warning_line_beyond_the_target_is_told() -> None:
    assert codes(measure(SPLIT, "sum", expr="x", target=10, warn=12)) == ["warn-beyond-target"]
    assert codes(measure(SPLIT, "sum", expr="x", target=10, warn=12, direction="down")) == []


# --- receipts and values ------------------------------------------------------------------------------------


def test_a_receipt_says_how_a_number_came_about() -> None:
    reading = read(
        "score,kind\n9,a\n,a\n4,b\n",
        columns={"score": {"type": "integer", "scale": [0, 10]}, "kind": {}},
        filter=['kind != "x"'],
    )
    receipt = measure(reading, "nps", expr="score", filter=['kind == "a"'], confidence=0.9).receipt
    assert receipt is not None
    assert (receipt.source, receipt.measure, receipt.rows_used) == ("s", "nps", 1)
    assert receipt.formula.startswith("100 ×")
    assert receipt.interval == "adjusted-Wald interval (trinomial), 90% confidence"
    assert dict(receipt.dropped) == {"left out by the metric's filter": 1, "no value in `score`": 1}
    assert receipt.columns == ("kind", "score")
    (file,) = receipt.files
    assert (file.path, file.encoding, file.delimiter, file.rows_read, file.rows_kept) == (
        "data.csv",
        "utf-8",
        ",",
        3,
        3,
    )
    assert len(file.sha256) == 64 and file.size == 22
    assert dict(file.columns)["score"] == "`score`, integer, 0 to 10, 1 empty"


def test_equal_files_make_equal_readings_and_results() -> None:
    first, second = (dated(("2026-01-01", 0.1), ("2026-02-01", 0.2)) for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)
    fields: dict[str, Any] = {"expr": "x", "date": "day", "grain": "month"}
    assert measure(first, "mean", **fields) == measure(second, "mean", **fields)


def test_no_rows_is_an_error_that_says_where_they_went() -> None:
    problem = only(measure(dated(("", 1), ("", 2)), "sum", expr="x", date="day", grain="month"))
    assert problem.code == "no-rows"
    assert "no date in `day` (2)" in problem.message


def test_a_column_that_could_not_be_read_is_told_once_at_its_source() -> None:
    reading = read("x\n03/04/2025\n", columns={"x": {"type": "date"}})
    assert codes(reading) == ["ambiguous-date"]
    assert measure(reading, "count", date="x", grain="month").problems == ()


def test_reading_and_measuring_load_no_engine_before_there_is_a_metric() -> None:
    code = "import sys, cjmsite.data.reader, cjmsite.data.compute; print({'duckdb', 'babel'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


# --- rows that a plugin brings ------------------------------------------------------------------------------


def test_rows_that_a_plugin_brings_are_typed_filtered_and_receipted_like_a_files() -> None:
    spec = Source.model_validate({"columns": {"score": {"from": "Q1", "type": "integer"}}, "filter": ["Q1 != 3"]})
    reading = table_from_rows(
        "crm", spec, ["Q1", "name"], [["9", "a"], ["3", None], ["", "c"], ["x"]], nowhere, "crm: survey"
    )
    assert column(reading, "score") == (9,)
    places = {
        (found.code, found.span and found.span.path, found.span and found.span.line) for found in reading.problems
    }
    assert places == {("not-a-number", "crm: survey", 4), ("short-last-row", "crm: survey", 4)}
    assert len(reading.problems) == 2
    assert reading.files[0].rows_read == 4


def test_the_work_grows_with_the_rows_and_not_faster() -> None:
    def work(rows: int) -> int:
        text = "day,seg,x\n" + "".join(f"2026-{n % 12 + 1:02}-{n % 28 + 1:02},{n % 7},{n}\n" for n in range(rows))

        def read_and_measure() -> None:
            reading = read(text, columns={"day": {"type": "date"}, "seg": {}, "x": {"type": "integer"}})
            result = measure(reading, "mean", expr="x", date="day", grain="month", dimensions={"seg": "seg"})
            assert sum(v.n or 0 for v in result.series) == rows

        return steps(read_and_measure)

    work(1)  # what is done once
    assert work(8_000) < 9 * work(1_000)


def test_a_finding_in_rows_of_no_file_counts_the_rows_and_points_at_the_source() -> None:
    spec = Source.model_validate({"columns": {"x": {"type": "integer"}}})
    problem = only(table_from_rows("crm", spec, ["x"], [["1"], ["two"]], place))
    assert problem.message.startswith("row 2 of the source `crm`: ")
    assert problem.span is not None and problem.span.path == "cjmsite.yaml:sources.crm"


def test_a_file_that_two_patterns_find_is_read_once_and_a_copy_is_told() -> None:
    spec = Source.model_validate({"columns": {"x": {}}})
    one, copy = InputFile("a.csv", b"x\n1\n"), InputFile("a (1).csv", b"x\n1\n")
    assert len(read_source("s", spec, [one, one], KNOWN["csv"], place).table) == 1
    told = read_source("s", spec, [one, copy], KNOWN["csv"], place)
    assert codes(told) == ["same-file"]
    assert len(told.table) == 2


@pytest.mark.parametrize("delimiter", ["||", '"', " "])
def test_a_delimiter_that_is_none_is_told(delimiter: str) -> None:
    assert codes(read("a,b\n", delimiter=delimiter, columns={"a": {}})) == ["bad-delimiter"]


def test_rows_without_a_date_count_where_no_period_is_asked_for_but_not_for_the_last_value() -> None:
    reading = dated(("", 1), ("2026-01-31", 5), ("2026-01-01", 2))
    found = value(reading, "sum", expr="x", date="day")
    assert (found.value, found.period and found.period.end) == (8, Day(2026, 2, 1))
    assert value(reading, "last", expr="x", date="day").value == 5


def test_a_receipt_names_no_interval_where_there_is_none() -> None:
    reading = read("kind\na\nb\nb\n", columns={"kind": {}})
    apart = measure(reading, "count").receipt
    share = measure(reading, "ratio", numerator='kind == "a"', confidence=0.999).receipt
    assert apart is not None and apart.interval is None and "nothing is estimated" in apart.no_interval
    assert share is not None and share.interval is not None and share.interval.endswith("99.9% confidence")


def test_ctrl_c_while_the_engine_computes_is_ctrl_c_and_no_failed_measure() -> None:
    code = """
import os, signal, threading
from cjmsite.data.engine import run
from tests.data.making import measure, numbers

reading = numbers([1])
assert measure(reading, "sum", expr="x").problems == ()  # all is imported
threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    print(run("SELECT count(*) FROM range(1000000000000)", {"x": ("INTEGER", [1])}))
except KeyboardInterrupt:
    print("stopped")
print(measure(reading, "sum", expr="x").series[0].value)
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert found.stdout == "stopped\n1.0\n", found.stderr
