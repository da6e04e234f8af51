"""Changes, natural limits and signals, against published values and independent libraries."""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cjmsite.data.behaviour import limits, signals
from cjmsite.data.difference import change, difference_interval, year_before
from cjmsite.data.grain import period_of, start_after
from cjmsite.data.result import MetricResult, Value
from cjmsite.data.statistics import net_share, wilson
from cjmsite.data.table import Reading
from tests.data.making import measure, numbers, read, value


def monthly(values: Sequence[float | None]) -> list[Value]:
    """A value for each month from January 2024."""
    found, start = [], datetime.date(2024, 1, 1)
    for each in values:
        found.append(Value(each, 50, period_of(start, "month")))
        start = start_after(start, "month")
    return found


def answers(*months: Sequence[int]) -> Reading:
    """A survey with so many promoters, passives and detractors in each month from January 2025."""
    rows = ["score,day"]
    for month, counts in enumerate(months):
        for answer, times in zip((10, 7, 3), counts, strict=True):
            rows += [f"{answer},{2025 + month // 12}-{month % 12 + 1:02}-15"] * times
    columns = {"score": {"type": "integer", "scale": [0, 10]}, "day": {"type": "date"}}
    return read("\n".join(rows) + "\n", columns=columns)


def nps(*months: Sequence[int], **fields: object) -> MetricResult:
    result = measure(answers(*months), "nps", expr="score", date="day", grain="month", **fields)
    assert result.problems == ()
    return result


# --- changes ------------------------------------------------------------------------------------------------


def test_an_nps_that_rose_by_fifteen_points_has_not_moved_for_sure() -> None:
    """The golden values: the difference of the adjusted scores is 14.563, give or take 20.810."""
    (found,) = nps((50, 30, 20), (60, 25, 15)).changes
    assert (found.against, found.before, round(found.moved, 6), found.meaning) == ("previous", 30, 15, "noise")
    assert found.low == pytest.approx(14.563 - 20.810, abs=2e-3)
    assert found.high == pytest.approx(14.563 + 20.810, abs=2e-3)


def test_a_fall_that_chance_does_not_explain_is_worse_and_a_rise_better() -> None:
    assert nps((420, 310, 270), (270, 310, 420)).changes[0].meaning == "worse"
    assert nps((270, 310, 420), (420, 310, 270)).changes[0].meaning == "better"
    assert nps((270, 310, 420), (420, 310, 270), direction="down").changes[0].meaning == "worse"


def test_the_interval_of_a_difference_uses_the_middle_that_clamping_hides() -> None:
    first, second = net_share(5, 0, 5, 0.95), net_share(4, 0, 5, 0.95)
    (found,) = nps((5, 0, 0), (4, 1, 0)).changes
    assert (found.low, found.high) == pytest.approx(difference_interval(first, second))


def test_the_difference_of_two_shares_has_newcombes_published_interval() -> None:
    """56 of 70 against 48 of 80: Newcombe (1998), table II, method 10."""
    spans = [(*wilson(hits, n, 0.95), hits / n) for hits, n in ((48, 80), (56, 70))]
    low, high = difference_interval(*((low, share, high) for low, high, share in spans))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@given(
    st.lists(st.floats(-100, 100), min_size=15, max_size=60),
    st.lists(st.floats(-100, 100), min_size=15, max_size=60),
)
@settings(max_examples=40, deadline=None)
def test_the_interval_of_a_difference_of_means_is_near_welchs(first: list[float], second: list[float]) -> None:
    def span(values: list[float]) -> tuple[float, float, float]:
        found = value(numbers(values), "mean", expr="x")
        assert found.value is not None and found.low is not None and found.high is not None
        return (found.low, found.value, found.high)

    low, high = difference_interval(span(first), span(second))
    if high - low < 1e-6:
        return
    welch = stats.ttest_ind(second, first, equal_var=False).confidence_interval(0.95)
    assert (high - low) / (welch.high - welch.low) == pytest.approx(1, abs=0.1)


def test_a_change_against_the_year_before_is_told_beside_that_against_the_month_before() -> None:
    result = nps((20, 30, 50), *[(45, 30, 25)] * 12)
    previous, year = result.changes
    assert (previous.against, previous.meaning, previous.since.start) == (
        "previous",
        "noise",
        datetime.date(2025, 12, 1),
    )
    assert (year.against, year.meaning, year.since.start) == ("year", "better", datetime.date(2025, 1, 1))


def test_a_month_without_answers_is_compared_with_nothing() -> None:
    assert nps((50, 30, 20), (0, 0, 0), (60, 25, 15)).changes == ()


def test_what_has_no_interval_is_not_judged() -> None:
    reading = read("x,day\n5,2026-01-31\n9,2026-02-28\n", columns={"x": {"type": "integer"}, "day": {"type": "date"}})
    (found,) = measure(reading, "sum", expr="x", date="day", grain="month").changes
    assert (found.moved, found.low, found.meaning) == (4, None, "unknown")


def test_what_has_no_interval_is_routine_within_its_natural_limits() -> None:
    def medians(*values: int) -> MetricResult:
        rows = "".join(f"{value},2026-{month:02}-28\n" for month, value in enumerate(values, start=1))
        reading = read("x,day\n" + rows, columns={"x": {"type": "integer"}, "day": {"type": "date"}})
        return measure(reading, "median", expr="x", date="day", grain="month")

    assert medians(50, 52, 49, 51, 50, 53).changes[0].meaning == "routine"
    assert medians(50, 52, 49, 51, 50, 51, 50, 49, 90).changes[0].meaning == "unknown"


def test_a_sum_of_a_month_that_is_not_over_is_compared_with_nothing() -> None:
    rows = "".join(f"5,2026-0{month}-28\n" for month in range(1, 9)) + "1,2026-09-03\n"
    reading = read("x,day\n" + rows, columns={"x": {"type": "integer"}, "day": {"type": "date"}})
    result = measure(reading, "sum", expr="x", date="day", grain="month")
    assert (result.as_of, result.partial) == (datetime.date(2026, 9, 3), True)
    assert result.changes == () and result.signals == ()
    mean = measure(reading, "mean", expr="x", date="day", grain="month")
    assert not mean.partial


@pytest.mark.parametrize(
    ("start", "grain", "expected"),
    [
        (datetime.date(2024, 2, 29), "day", datetime.date(2023, 2, 28)),
        (datetime.date(2026, 7, 1), "quarter", datetime.date(2025, 7, 1)),
        (datetime.date(2026, 9, 7), "week", datetime.date(2025, 9, 8)),
    ],
)
def test_the_same_period_a_year_before(start: datetime.date, grain: str, expected: datetime.date) -> None:
    assert year_before(start, grain) == expected


def test_no_change_at_all_is_noise_even_without_intervals() -> None:
    before, now = monthly([5, 5])
    assert change("previous", before, now, "up").meaning == "noise"


# --- medians and percentiles ---------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    st.integers(8, 400),
    st.sampled_from([("median", {}), ("percentile", {"p": 90}), ("percentile", {"p": 12.5})]),
    st.sampled_from([0.8, 0.95]),
)
def test_intervals_of_quantiles_are_those_of_another_library(
    n: int, asked: tuple[str, dict[str, float]], confidence: float
) -> None:
    chance = random.Random(n)
    values = [round(chance.lognormvariate(2, 1), 2) for _ in range(n)]
    name, fields = asked
    found = value(numbers(values), name, expr="x", confidence=confidence, **fields)
    other = stats.quantile_test(values, q=0, p=fields.get("p", 50) / 100).confidence_interval(confidence)
    if math.isnan(other.low) or math.isnan(other.high):
        assert (found.low, found.high) == (None, None)
    else:
        assert (found.low, found.high) == (other.low, other.high)


def test_the_interval_of_a_median_is_that_of_a_bootstrap_within_its_chance() -> None:
    chance = random.Random(7)
    values = [chance.gauss(50, 10) for _ in range(201)]
    found = value(numbers(values), "median", expr="x")
    other = stats.bootstrap((values,), np.median, rng=7, method="percentile")
    assert (found.low, found.high) == pytest.approx(tuple(other.confidence_interval), abs=0.6)


# --- process behaviour --------------------------------------------------------------------------------------

QUIET = [50, 52, 49, 51, 50, 53, 48, 50, 51, 49, 52, 50]


def test_limits_are_the_centre_and_two_and_two_thirds_of_the_mean_move() -> None:
    """A series worked out by hand: mean 10, moves 2, 4, 2, 0, 4, 2 with a mean of 14/6."""
    found = limits(monthly([10, 12, 8, 10, 10, 14, 12 - 6]))
    values = [10, 12, 8, 10, 10, 14, 6]
    moves = [2, 4, 2, 0, 4, 8]
    assert found is not None
    assert found.centre == pytest.approx(sum(values) / 7)
    assert found.high - found.centre == pytest.approx(2.66 * sum(moves) / 6)
    assert found.points == 7


def test_a_series_that_only_varies_gives_no_signal() -> None:
    series = monthly(QUIET)
    assert signals(series, limits(series)) == ()


def test_a_point_beyond_the_limits_is_a_signal() -> None:
    series = monthly([*QUIET, 80])
    (found,) = signals(series, limits(series))
    assert (found.rule, found.side, found.period.start) == ("beyond-limits", "high", datetime.date(2025, 1, 1))


def test_the_eighth_point_in_a_row_on_one_side_is_a_signal() -> None:
    low = [40, 44, 41, 44, 40, 44, 41, 44]
    series = monthly([*low, *(value + 6 for value in low)])
    found = signals(series, limits(series))
    assert [(signal.rule, signal.side) for signal in found] == [("long-run", "low"), ("long-run", "high")]
    assert signals(series[1:], limits(series[1:]))[0].side == "high"


def test_three_of_four_near_a_limit_are_a_signal() -> None:
    series = monthly([50, 56, 44, 50, 44, 56, 50, 44, 50, 56, 44, 50, 44, 50, 60, 60, 60])
    found = signals(series, limits(series))
    assert [(signal.rule, signal.side) for signal in found] == [("near-limit", "high")]
    assert found[0].period.start == datetime.date(2025, 5, 1)


def test_short_and_flat_series_have_no_signals() -> None:
    assert limits(monthly([1, 2, 3, 4, 5])) is None
    flat = monthly([5] * 12)
    assert signals(flat, limits(flat)) == ()


def test_gaps_do_not_count_as_points() -> None:
    with_gaps = monthly([50, None, 52, None, 49, 51, 50, 53, 48])
    found = limits(with_gaps)
    assert found is not None and found.points == 7


def test_limits_and_signals_are_part_of_the_result() -> None:
    result = nps(*[(50, 30, 20), (52, 30, 18)] * 3, (5, 30, 65))
    assert result.limits is not None and result.limits.points == 7
    assert [signal.rule for signal in result.signals] == ["beyond-limits"]
