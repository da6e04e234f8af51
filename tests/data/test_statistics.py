"""Intervals against published values and against an independent library."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from cjmsite.data.quantiles import ranks
from cjmsite.data.statistics import binomial_below, mean_interval, net_share, t_of, wilson, z_of


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0, 0.2775),
        (10, 10, 0.7225, 1),
        (78, 100, 0.6893, 0.8500),
        (820, 1000, 0.7950, 0.8426),
        (3, 4, 0.3006, 0.9544),
    ],
)
def test_wilsons_interval_has_its_published_values(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n, 0.95) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000), st.floats(0, 1), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_wilsons_interval_is_that_of_another_library(n: int, share: float, confidence: float) -> None:
    hits = round(share * n)
    other = stats.binomtest(hits, n).proportion_ci(confidence, method="wilson")
    assert wilson(hits, n, confidence) == pytest.approx((other.low, other.high), abs=1e-9)


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "low", "high"),
    [
        (50, 30, 20, 14.051, 44.201),
        (10, 5, 5, -11.716, 55.194),
        (5, 0, 0, 17.491, 100),
        (420, 310, 270, 9.901, 20.010),
    ],
)
def test_the_interval_of_net_shares_has_its_published_values(
    promoters: int, passives: int, detractors: int, low: float, high: float
) -> None:
    n = promoters + passives + detractors
    span = net_share(promoters, detractors, n, 0.95)
    assert (span[0], min(span[2], 100)) == pytest.approx((low, high), abs=6e-4)


def test_swapping_promoters_and_detractors_mirrors_the_interval() -> None:
    low, middle, high = net_share(50, 20, 100, 0.95)
    assert net_share(20, 50, 100, 0.95) == pytest.approx((-high, -middle, -low))


@given(st.integers(1, 100_000), st.sampled_from([0.6, 0.8, 0.9, 0.95, 0.99, 0.999]))
def test_students_quantile_is_that_of_another_library(freedom: int, confidence: float) -> None:
    assert t_of(confidence, freedom) == pytest.approx(stats.t.ppf((1 + confidence) / 2, freedom), rel=1e-9)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=50))
def test_the_interval_of_a_mean_is_that_of_another_library(values: list[float]) -> None:
    assume(max(values) - min(values) > 0.01)
    deviation = stats.tstd(values)
    mean = stats.tmean(values)
    other = stats.t.interval(0.95, len(values) - 1, loc=mean, scale=stats.sem(values))
    assert mean_interval(mean, deviation, len(values), 0.95) == pytest.approx(other, rel=1e-7, abs=1e-5)


def test_z_is_the_number_everybody_knows() -> None:
    assert z_of(0.95) == pytest.approx(1.959964, abs=1e-6)


@given(st.integers(0, 3000), st.integers(1, 3000), st.floats(0.001, 0.999))
def test_the_binomial_distribution_is_that_of_another_library(k: int, n: int, p: float) -> None:
    assert binomial_below(k, n, p) == pytest.approx(stats.binom.cdf(k, n, p), abs=1e-9)


@given(st.integers(1, 4000), st.sampled_from([0.5, 0.1, 0.9, 0.95, 0.99, 0.005]), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_ranks_around_a_quantile_are_those_of_another_library(n: int, p: float, confidence: float) -> None:
    other = stats.quantile_test(range(1, n + 1), q=0, p=p).confidence_interval(confidence)
    low, high = ranks(n, p, confidence)
    tails = ((1 - confidence) / 2, (1 + confidence) / 2)
    ties = (abs(stats.binom.cdf(k, n, p) - tail) for tail in tails for k in {0, low - 1, low, high - 1, high})
    assume(min(ties) > 1e-12)  # where rounding decides, either rank is right
    assert (low or None, high if high <= n else None) == tuple(None if math.isnan(x) else x for x in other)
