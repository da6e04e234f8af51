"""Tidy files: figures that come ready-made, taken as they are and checked for what they say."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cjmsite.data.result import MetricResult
from tests.data.making import codes, measure, only, read

Day = datetime.date


def tidy(text: str, id_: str = "fcr", **fields: Any) -> MetricResult:
    """A metric of a tidy file."""
    reading = read(text, format="tidy")
    assert reading.problems == (), reading.problems
    return measure(reading, None, id_, **fields)


def test_the_rows_of_a_metric_are_its_series() -> None:
    text = "metric,date,value,n\nfcr,2026-09-01,0.64,389\nfcr,2026-08-01,0.612,412\nother,2026-08-01,1,1\n"
    result = tidy(text, unit="%", target=63)
    assert [(v.period.start, v.period.grain, v.value, v.n, v.status) for v in result.series if v.period] == [
        (Day(2026, 8, 1), "month", 0.612, 412, "off"),
        (Day(2026, 9, 1), "month", 0.64, 389, "on"),
    ]
    assert result.receipt is not None and result.receipt.rows_used == 2


def test_a_numerator_and_a_denominator_give_an_interval() -> None:
    result = tidy("metric,date,value,numerator,denominator\nfcr,2026-08-01,0.612,252,412\n", unit="%")
    (found,) = result.series
    assert found.value == 252 / 412
    assert (found.n, found.numerator, found.denominator) == (412, 252, 412)
    assert found.low == pytest.approx(0.5638, abs=1e-4)


def test_a_value_may_be_left_to_its_numerator_and_denominator() -> None:
    assert tidy("metric,date,value,numerator,denominator\nfcr,2026-08-01,,1,4\n").series[0].value == 0.25


def test_a_value_that_is_not_its_quotient_is_an_error() -> None:
    result = tidy("metric,date,value,numerator,denominator\nfcr,2026-08-01,0.7,252,412\n")
    assert only(result).code == "value-mismatch"
    assert tidy("metric,date,value,numerator,denominator\nfcr,2026-08-01,61.2,252,412\n").problems == ()


def test_a_value_without_n_says_so() -> None:
    assert tidy("metric,date,value\nfcr,2026-08-01,7\n", min_n=30).series[0].n is None


def test_too_few_are_held_back() -> None:
    (found,) = tidy("metric,date,value,n\nfcr,2026-08-01,0.5,4\n", min_n=30).series
    assert (found.value, found.n, found.too_small) == (None, 4, True)


def test_rows_with_dimensions_are_parts() -> None:
    text = "metric,date,value,persona,stage\nfcr,2026-08-01,7,,\nfcr,2026-08-01,8,nora,\nfcr,2026-08-01,6,nora,use\n"
    result = tidy(text)
    assert [v.value for v in result.series] == [7]
    assert [(v.dimensions, v.value) for v in result.split] == [
        ((("persona", "nora"),), 8),
        ((("persona", "nora"), ("stage", "use")), 6),
    ]


def test_parts_without_a_whole_are_not_added_up() -> None:
    result = tidy("metric,date,value,persona\nfcr,2026-08-01,8,nora\n")
    assert (result.series, codes(result)) == ((), ["no-total"])


def test_a_second_value_for_one_place_is_an_error_that_shows_the_first() -> None:
    result = tidy("metric,date,value,persona\nfcr,2026-08-01,8,nora\nfcr,2026-08-01,7,\nfcr,2026-08-01,9,nora\n")
    problem = only(result)
    assert (problem.code, problem.span and problem.span.line) == ("duplicate-value", 4)
    assert problem.related[0][1].line == 2


def test_dates_that_are_no_firsts_of_a_month_are_days_unless_the_metric_says_otherwise() -> None:
    text = "metric,date,value\nfcr,2026-08-03,7\nfcr,2026-08-10,8\n"
    assert [v.period.grain for v in tidy(text).series if v.period] == ["day", "day"]
    assert [v.period.start for v in tidy(text, grain="week").series if v.period] == [Day(2026, 8, 3), Day(2026, 8, 10)]
    assert codes(tidy(text, grain="month")) == ["duplicate-value"]


def test_months_may_be_written_without_a_day() -> None:
    (found,) = tidy("metric,date,value\nfcr,2026-08,7\n").series
    assert found.period is not None and found.period.start == Day(2026, 8, 1)


def test_a_percentage_has_to_be_declared_as_one() -> None:
    text = "metric,date,value\nfcr,2026-08-01,61.2\n"
    problem = only(tidy(text, unit="%"))
    assert problem.code == "percent-or-number"
    reading = read(text, format="tidy", columns={"value": {"type": "percent"}})
    assert measure(reading, None, "fcr", unit="%").series[0].value == pytest.approx(0.612)


def test_a_metric_without_rows_is_told_with_the_nearest() -> None:
    problem = only(tidy("metric,date,value\nfirst-contact,2026-08-01,7\n", "first-contcat"))
    assert (problem.code, problem.hint) == ("no-rows", "did you mean `first-contact`?")


def test_a_measure_has_no_place_there() -> None:
    reading = read("metric,date,value\nfcr,2026-08-01,7\n", format="tidy")
    assert codes(measure(reading, "mean", "fcr")) == ["unused-field"]


def test_a_tidy_file_needs_its_three_columns() -> None:
    problem = only(read("metric,day,value\nfcr,2026-08-01,7\n", format="tidy"))
    assert problem.code == "unknown-column"
    assert "`date`" in problem.message


def test_a_column_of_a_tidy_file_may_have_another_name() -> None:
    reading = read("kpi,date,value\nfcr,2026-08-01,7\n", format="tidy", columns={"metric": "kpi"})
    assert measure(reading, None, "fcr").series[0].value == 7
