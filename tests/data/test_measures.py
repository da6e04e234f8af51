"""Measures against golden values, real exports and independent libraries."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjmsite.data.aggregates import Highest, Lowest
from cjmsite.data.compute import compute
from cjmsite.data.engine import run
from cjmsite.data.measure import Measure, Method, Outcome
from cjmsite.data.table import Reading
from cjmsite.model.metric import Metric
from tests.data.making import MEASURE_BY_NAME, codes, measure, numbers, only, place, read, sample, value


def answers(*counts: tuple[int, int], scale: list[int] | None = None) -> Reading:
    """A survey with so many of each answer: (answer, how often)."""
    text = "score\n" + "".join(f"{answer}\n" * times for answer, times in counts)
    column: dict[str, Any] = {"type": "integer"} | ({"scale": scale} if scale else {})
    return read(text, columns={"score": column})


CES = answers(*zip(range(1, 8), (80, 210, 140, 110, 160, 180, 120), strict=True))


# --- surveys ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "nps", "low", "high"),
    [
        ((50, 30, 20), 30.0, 14.051, 44.201),
        ((10, 5, 5), 25.0, -11.716, 55.194),
        ((5, 0, 0), 100.0, 17.491, 100.0),
        ((420, 310, 270), 15.0, 9.901, 20.010),
    ],
)
def test_nps_has_its_golden_values(counts: tuple[int, int, int], nps: float, low: float, high: float) -> None:
    promoters, passives, detractors = counts
    found = value(answers((10, promoters), (7, passives), (6, detractors)), "nps", expr="score")
    assert found.value == nps
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-4), pytest.approx(high, abs=6e-4))
    assert found.n == sum(counts)
    assert found.parts == tuple(zip(("promoters", "passives", "detractors"), map(float, counts), strict=True))


def test_nps_counts_every_answer_of_its_scale_where_it_belongs() -> None:
    found = value(answers(*((answer, 1) for answer in range(11))), "nps", expr="score")
    assert dict(found.parts) == {"promoters": 2, "passives": 2, "detractors": 7}


def test_the_nps_of_a_real_survey_is_right_in_whole_and_by_wave() -> None:
    reading = sample(
        "survey/nps_french_cp1252.csv",
        encoding="cp1252",
        null_values=["NA"],
        columns={
            "score": {"from": "nps", "type": "integer", "scale": [0, 10]},
            "wave": {"from": "t", "null_values": []},
        },
    )
    result = measure(reading, "nps", expr="score", dimensions={"wave": "wave"}, min_n=30)
    (whole,) = result.series
    assert (round(whole.value or 0, 4), whole.n) == (53.4161, 13612)
    assert dict(whole.parts) == {"promoters": 8465, "passives": 3953, "detractors": 1194}
    assert (result.unit, result.digits) == ("points", 0)
    waves = {found.dimensions[0][1]: found for found in result.split}
    truth = {"0": (53.09, 2976), "1": (50.70, 2361), "7": (58.63, 510), "11": (49.81, 261), "14": (61.76, 68)}
    for wave, (nps, n) in truth.items():
        assert (round(waves[wave].value or 0, 2), waves[wave].n) == (nps, n)
    assert {wave for wave, found in waves.items() if found.too_small} == {"15", "16", "17", "NA"}
    assert all(found.value is None and not found.parts for found in waves.values() if found.too_small)


def test_csat_as_the_share_of_the_two_best_answers() -> None:
    found = value(answers((5, 40), (4, 34), (3, 20), (1, 13)), "csat", expr="score", method="top2box", scale=[1, 5])
    assert found.value == pytest.approx(0.6916, abs=5e-5)
    assert (found.numerator, found.denominator, found.n) == (74, 107, 107)


def test_csat_takes_the_scale_of_its_column() -> None:
    found = value(answers((7, 1), (6, 1), (5, 2), scale=[1, 7]), "csat", expr="score", method="top2box")
    assert found.value == 0.5


def test_csat_as_a_mean_stays_within_its_scale() -> None:
    found = value(answers((5, 9), (1, 1)), "csat", expr="score", method="mean", scale=[1, 5])
    assert found.value == 4.6
    assert found.high == 5 and found.low == pytest.approx(3.695, abs=1e-3)


@pytest.mark.parametrize(("method", "expected"), [("mean", 4.08), ("topbox", 0.46), ("net", -13.0)])
def test_one_set_of_answers_has_several_efforts(method: str, expected: float) -> None:
    assert value(CES, "ces", expr="score", method=method).value == pytest.approx(expected)


@pytest.mark.parametrize("name", ["csat", "ces"])
def test_a_measure_with_several_methods_does_not_choose_one(name: str) -> None:
    problem = only(measure(CES, name, expr="score", scale=[1, 7]))
    assert problem.code == "missing-method"
    assert problem.span is not None and problem.span.path == "cjmsite.yaml:measure"
    assert "mean: sum of the answers" in (problem.hint or "")


def test_a_method_that_is_none_is_told_with_the_nearest() -> None:
    problem = only(measure(CES, "ces", expr="score", method="topbx"))
    assert (problem.code, problem.hint) == ("unknown-method", "did you mean `topbox`?")
    assert codes(measure(CES, "sum", expr="score", method="mean")) == ["unknown-method"]


def test_answers_outside_the_scale_are_told_with_their_line() -> None:
    problem = only(measure(answers((5, 3), (12, 1)), "nps", expr="score"))
    assert (problem.code, problem.span and problem.span.line) == ("out-of-scale", 5)
    assert codes(measure(answers((5, 3), (0, 1)), "csat", expr="score", method="mean", scale=[1, 5])) == [
        "out-of-scale"
    ]


def test_answers_between_whole_ones_are_told() -> None:
    assert codes(measure(numbers([9, 9.5]), "nps", expr="x")) == ["not-whole"]


def test_nps_on_another_scale_is_an_error() -> None:
    assert codes(measure(answers((5, 3), scale=[1, 5]), "nps", expr="score")) == ["scale-mismatch"]
    assert codes(measure(answers((5, 3)), "ces", expr="score", method="net", scale=[1, 5])) == ["scale-mismatch"]


def test_answers_of_another_questions_scale_are_suspect() -> None:
    assert codes(measure(answers((5, 30), (3, 10)), "nps", expr="score")) == ["suspect-scale"]
    assert codes(measure(answers((5, 30), (0, 1)), "nps", expr="score")) == []


def test_csat_without_a_scale_is_an_error() -> None:
    assert codes(measure(answers((5, 3)), "csat", expr="score", method="mean")) == ["missing-field"]


# --- numbers ------------------------------------------------------------------------------------------------

FLOATS = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=1, max_size=40)


@settings(max_examples=25)
@given(FLOATS, st.sampled_from([5.0, 25.0, 50.0, 90.0, 99.5]))
def test_statistics_are_those_of_another_library(values: list[float], p: float) -> None:
    reading = numbers(values)
    for name, expected in {
        "mean": np.mean(values),
        "median": np.median(values),
        "sum": np.sum(values),
        "min": np.min(values),
        "max": np.max(values),
    }.items():
        assert value(reading, name, expr="x").value == pytest.approx(expected, rel=1e-9, abs=1e-6), name
    assert value(reading, "percentile", expr="x", p=p).value == pytest.approx(
        np.percentile(values, p), rel=1e-9, abs=1e-6
    )


def test_counts_count_rows_values_and_different_values() -> None:
    reading = read("id,x\na,1\na,\nb,3\n,4\n", columns={"id": {}, "x": {"type": "integer"}})
    assert value(reading, "count").value == 4
    assert value(reading, "count", expr="x").value == 3
    assert value(reading, "count_distinct", expr="id").value == 2


def test_the_last_value_is_that_of_the_latest_date_and_of_two_the_lower_one() -> None:
    text = "day,x\n2026-01-03,7\n2026-01-01,1\n2026-01-03,8\n2026-01-02,2\n"
    reading = read(text, columns={"day": {"type": "date"}, "x": {"type": "integer"}})
    assert value(reading, "last", expr="x", date="day").value == 8
    assert codes(measure(reading, "last", expr="x")) == ["missing-field"]


def test_a_weighted_mean_counts_each_row_by_its_weight() -> None:
    reading = read(
        "rate,sessions\n50.00%,100\n60.00%,300\n",
        columns={"rate": {"type": "percent"}, "sessions": {"type": "integer"}},
    )
    found = value(reading, "weighted_mean", expr="rate", weight="sessions", unit="%")
    assert (found.value, found.n) == (pytest.approx(0.575), 400)
    assert codes(measure(reading, "weighted_mean", expr="rate")) == ["missing-field"]


def test_a_small_sum_is_not_held_back_but_a_small_mean_is() -> None:
    reading = numbers([1, 2, 3])

    def latest(name: str, **more: int) -> Any:
        metric = Metric.model_validate({"title": "T", "source": "s", "measure": name, "expr": "x", **more})
        return compute("m", metric, reading, MEASURE_BY_NAME, place).latest

    assert (latest("sum").value, latest("sum").too_small) == (6, False)
    assert (latest("mean").value, latest("mean").too_small, latest("mean").n) == (None, True, 3)
    assert latest("sum", min_n=5).too_small
    assert latest("mean", min_n=3).value == 2


# --- ratios -------------------------------------------------------------------------------------------------


def test_the_conversion_of_a_real_clickstream_is_right_in_whole_and_by_channel() -> None:
    reading = sample(
        "clickstream/retentioneering_ecom.csv.gz",
        columns={"session": "session_id", "event": {}, "channel": "acquisition_channel"},
    )
    sides = {
        "numerator": {"filter": 'event == "purchase"', "expr": "session", "agg": "count_distinct"},
        "denominator": {"expr": "session", "agg": "count_distinct"},
    }
    result = measure(reading, "ratio", dimensions={"channel": "channel"}, **sides)
    (whole,) = result.series
    assert (whole.numerator, whole.denominator, whole.n) == (470, 3605, 3605)
    assert round(whole.value or 0, 6) == 0.130374
    assert whole.low is not None and result.unit == "%"
    assert {found.dimensions[0][1]: found.n for found in result.split} == {
        "direct": 156,
        "email": 583,
        "organic": 1289,
        "paid_search": 1023,
        "social": 554,
    }
    steps = {
        "product_view": 2868,
        "add_to_cart": 1213,
        "cart": 1022,
        "shipping_details": 798,
        "payment_details": 632,
        "purchase": 470,
    }
    for step, sessions in steps.items():
        found = value(reading, "count_distinct", expr="session", filter=[f'event == "{step}"'])
        assert found.value == sessions


def test_the_win_rate_of_real_deals_is_right() -> None:
    reading = sample(
        "salesforce/opportunity_sfdmu.csv",
        columns={"stage": "StageName", "amount": {"from": "Amount", "type": "number"}},
    )
    won, closed = 'stage == "Closed Won"', 'stage in ["Closed Won", "Closed Lost"]'
    found = value(reading, "ratio", numerator=won, denominator=closed)
    assert (found.numerator, found.denominator, found.value) == (12, 15, 0.8)
    assert value(reading, "sum", expr="amount", filter=[won]).value == pytest.approx(10542562.98)


def test_the_cases_of_a_real_service_are_counted() -> None:
    reading = sample(
        "salesforce/case_sfdmu.csv",
        columns={"closed": {"from": "IsClosed", "type": "boolean"}, "status": "Status", "kind": "Type"},
    )
    assert value(reading, "count", filter="closed").value == 14
    result = measure(reading, "count", dimensions={"status": "status"})
    assert {found.dimensions[0][1]: found.value for found in result.split} == {
        "Closed": 14,
        "in_progress": 11,
        "open": 15,
    }


def test_a_ratio_is_one_of_sums_and_never_a_mean_of_ratios() -> None:
    reading = read(
        "channel,won,visits\na,1,10\nb,50,100\n",
        columns={"channel": {}, "won": {"type": "integer"}, "visits": {"type": "integer"}},
    )
    found = value(reading, "ratio", numerator={"expr": "won"}, denominator={"expr": "visits"})
    assert (found.value, found.n) == (51 / 110, 110)
    assert found.low is None, "sums of columns need not be parts of one another"


def test_a_numerator_that_is_no_part_of_the_denominator_makes_no_share() -> None:
    reading = read("kind\na\nb\nb\nb\n", columns={"kind": {}})
    found = value(reading, "ratio", numerator='kind == "a"', denominator='kind == "b"')
    assert (found.value, found.low) == (1 / 3, 0.0)
    assert found.high is not None and found.high > 1, "an interval of a ratio of sums, not Wilson's of a share"
    assert measure(reading, "ratio", numerator='kind == "a"', denominator='kind == "b"').unit is None


def test_a_ratio_over_nothing_is_no_number() -> None:
    reading = read("kind\na\n", columns={"kind": {}})
    found = value(reading, "ratio", numerator='kind == "a"', denominator='kind == "b"')
    assert (found.value, found.n) == (None, 0)


# --- what is missing ----------------------------------------------------------------------------------------


def test_a_measure_that_is_none_is_told_with_the_nearest() -> None:
    problem = only(measure(CES, "npss", expr="score"))
    assert (problem.code, problem.hint) == ("unknown-measure", "did you mean `nps`?")
    assert codes(measure(CES, None, expr="score")) == ["missing-field"]


def test_a_column_that_is_none_is_told_with_the_nearest() -> None:
    problem = only(measure(CES, "nps", expr="scoer"))
    assert (problem.code, problem.hint) == ("unknown-column", "did you mean `score`?")
    assert problem.span is not None and problem.span.path == "cjmsite.yaml:expr"


def test_text_is_no_number() -> None:
    reading = read("x\n5\n", columns={"x": {}})
    problem = only(measure(reading, "mean", expr="x"))
    assert problem.code == "not-numbers"
    assert "{type: integer}" in (problem.hint or "")


def test_a_field_without_a_use_is_a_warning() -> None:
    result = measure(CES, "mean", expr="score", p=90)
    assert [(problem.code, problem.severity) for problem in result.problems] == [("unused-field", "warning")]


def test_a_percentage_has_to_be_one() -> None:
    problem = only(measure(numbers([62.5, 40.1]), "mean", expr="x", unit="%"))
    assert problem.code == "percent-or-number"
    assert measure(numbers([0.625, 0.401]), "mean", expr="x", unit="%").problems == ()


def test_every_measure_says_how_it_is_computed() -> None:
    for known in MEASURE_BY_NAME.values():
        assert known.summary
        assert all(method.formula for method in known.methods)
        assert len({method.name for method in known.methods}) == len(known.methods)


# --- measures that a plugin adds ----------------------------------------------------------------------------


def added(value: Any, **sums: Any) -> Any:
    """The result of a measure that a plugin might add."""
    method = Method("", "a formula", lambda metric, scale: sums, value)
    known = {"spread": Measure("spread", "A spread", (method,), needs=("expr",))}
    metric = Metric.model_validate({"title": "T", "source": "s", "measure": "spread", "expr": "x", "min_n": 0})
    return compute("m", metric, numbers([3, 9, 5]), known, place)


def test_a_plugin_adds_a_measure_with_aggregates_and_a_function() -> None:
    result = added(lambda group: Outcome(group["high"] - group["low"], group.rows), low=Lowest("x"), high=Highest("x"))
    assert result.problems == ()
    assert (result.series[0].value, result.series[0].n) == (6, 3)


def test_a_measure_that_fails_is_named() -> None:
    for result in (added(lambda group: Outcome(1 / 0, 1)), added(lambda group: Outcome(1, 1), low="min(x)")):
        problem = only(result)
        assert problem.code == "plugin-failed"
        assert "`spread`" in problem.message


def test_the_engine_cannot_read_files() -> None:
    with pytest.raises(duckdb.Error, match="Permission|disabled"):
        run("SELECT count(*) FROM read_text('/etc/hostname')", {"x": ("INTEGER", [1])})


def test_a_mistyped_column_is_told_before_anything_that_it_would_have_said() -> None:
    reading = read("note\n4\n", columns={"note": {"type": "integer", "scale": [1, 5]}})
    problem = only(measure(reading, "csat", expr="noten", method="mean"))
    assert (problem.code, problem.hint) == ("unknown-column", "did you mean `note`?")
    assert problem.span is not None and problem.span.path == "cjmsite.yaml:expr"


def test_a_missing_scale_is_told_with_an_example() -> None:
    problem = only(measure(numbers([4, 5]), "csat", expr="x", method="mean"))
    assert problem.message == "`csat` needs `scale:`"
    assert problem.hint is not None and "`scale: [1, 5]`" in problem.hint


@pytest.mark.parametrize(("fields", "hint"), [({}, 'add `unit: "%"`, or write 45'), ({"unit": "minutes"}, "write 45")])
def test_a_target_in_percent_of_a_metric_that_is_none_says_what_to_write(fields: dict[str, str], hint: str) -> None:
    assert only(measure(numbers([4, 5]), "mean", expr="x", target="45 %", **fields)).hint == hint


def test_an_age_that_cannot_be_known_is_told() -> None:
    reading = read("x,day\n1,2026-01-01\n", columns={"x": {"type": "integer"}, "day": {"type": "date"}})
    problem = only(measure(reading, "sum", expr="x", max_age="30d"))
    assert (problem.code, problem.severity) == ("unused-field", "warning")
    assert problem.span is not None and problem.span.path == "cjmsite.yaml:max_age"
    assert measure(reading, "sum", expr="x", max_age="30d", date="day").problems == ()
