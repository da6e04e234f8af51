"""Intervals of ratios, weighted means and formulas: against scipy, and against how often they hold the truth."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from scipy import stats

from cjmsite.data.carried import carried, room
from cjmsite.data.expression import parse_formula
from cjmsite.data.result import MetricResult, Receipt, Value
from cjmsite.data.statistics import ratio_interval, things_interval
from tests.data.making import measure, read, value

Interval = tuple[float, float] | None
ROUNDS = 400
LEAST = 0.92
"""So often must 95 % intervals hold the truth: of 400 rounds, fewer are one in a thousand."""


def held(truth: float, interval_of: Callable[[np.random.Generator], Interval]) -> float:
    chance = np.random.default_rng(7)
    found = [interval_of(chance) for _ in range(ROUNDS)]
    return sum(each is not None and each[0] <= truth <= each[1] for each in found) / ROUNDS


def squares(y: np.ndarray, x: np.ndarray) -> tuple[float, float, float]:
    return float((y * y).sum()), float((x * y).sum()), float((x * x).sum())


def test_the_interval_of_a_ratio_holds_the_truth_as_often_as_it_says() -> None:
    def of_baskets(chance: np.random.Generator) -> Interval:
        pieces = chance.poisson(3, 200) + 1.0
        paid = pieces * chance.gamma(2, 5, 200)  # what is paid goes with how many pieces there are
        return ratio_interval(paid.sum(), pieces.sum(), squares(paid, pieces), 200, 0.95)

    assert LEAST < held(10.0, of_baskets) < 0.98


def test_the_interval_of_a_weighted_mean_holds_the_truth_as_often_as_it_says() -> None:
    def of_answers(chance: np.random.Generator) -> Interval:
        old = chance.random(300) < 0.3
        answers = np.where(old, chance.normal(8, 1, 300), chance.normal(5, 2, 300))
        weights = np.where(old, 0.5 / 0.3, 0.5 / 0.7)  # half of all people are old, and three in ten who answered
        return ratio_interval(
            float((answers * weights).sum()), float(weights.sum()), squares(answers * weights, weights), 300, 0.95
        )

    assert LEAST < held(6.5, of_answers) < 0.98


def test_the_interval_of_orders_per_customer_holds_the_truth_as_often_as_it_says() -> None:
    def of_customers(chance: np.random.Generator) -> Interval:
        orders = chance.geometric(0.4, 150).astype(float)  # at least one, else nobody would know the customer
        return things_interval(orders.sum(), float((orders**2).sum()), 150, 0.95)

    assert LEAST < held(2.5, of_customers) < 0.98


def test_taking_orders_for_customers_would_promise_too_much() -> None:
    """Why a ratio by customers goes by customers: rows of one of them are not independent."""

    def of_rows(chance: np.random.Generator) -> Interval:
        often = np.where(chance.random(60) < 0.5, 1, 19)
        good = np.repeat(chance.random(60) < 0.5, often).astype(float)  # whoever is content says so each time
        return ratio_interval(good.sum(), float(len(good)), squares(good, np.ones(len(good))), len(good), 0.95)

    assert held(0.5, of_rows) < 0.7


def test_a_ratio_to_rows_has_the_interval_of_their_mean() -> None:
    values = [random.Random(3).gauss(50, 9) for _ in range(80)]
    y, x = np.array(values), np.ones(80)
    found = ratio_interval(y.sum(), 80.0, squares(y, x), 80, 0.95)
    assert found == pytest.approx(stats.t.interval(0.95, 79, loc=y.mean(), scale=stats.sem(values)))


def test_the_linearised_interval_is_near_to_that_of_the_bootstrap() -> None:
    chance = np.random.default_rng(5)
    pieces = chance.poisson(3, 400) + 1.0
    paid = pieces * chance.gamma(2, 5, 400)
    low, high = ratio_interval(paid.sum(), pieces.sum(), squares(paid, pieces), 400, 0.95) or (0, 0)
    other = stats.bootstrap(
        (paid, pieces), lambda y, x: y.sum() / x.sum(), paired=True, vectorized=False, n_resamples=2000, rng=1
    ).confidence_interval
    assert (low, high) == pytest.approx((other.low, other.high), abs=0.1 * (high - low))


# --- in metrics ---------------------------------------------------------------------------------------------

ORDERS = "who,amount,pieces\n" + "".join(f"c{at % 40},{10 + at % 7},{1 + at % 3}.5\n" for at in range(100))
COLUMNS = {"who": {}, "amount": {"type": "integer"}, "pieces": {"type": "number"}}


def receipt_of(result: MetricResult) -> Receipt:
    assert result.problems == () and result.receipt is not None
    return result.receipt


def test_revenue_per_customer_has_the_interval_of_the_mean_of_customers() -> None:
    reading = read(ORDERS, columns=COLUMNS)
    fields = {"numerator": {"expr": "amount"}, "denominator": {"expr": "who", "agg": "count_distinct"}}
    by_customer = [sum(10 + at % 7 for at in range(100) if at % 40 == who) for who in range(40)]
    found = value(reading, "ratio", **fields)
    assert (found.value, found.n) == (pytest.approx(np.mean(by_customer)), 40)
    expected = stats.t.interval(0.95, 39, loc=np.mean(by_customer), scale=stats.sem(by_customer))
    assert (found.low, found.high) == pytest.approx(expected)
    told = receipt_of(measure(reading, "ratio", **fields)).interval or ""
    assert told.startswith("Student's t interval of the mean, each different value of the denominator")


def test_orders_per_customer_are_counted_by_period_and_part() -> None:
    text = "who,day,device\n" + "".join(
        f"c{at % 40},2026-{1 + at % 2:02}-05,{'phone' if at % 4 == 0 else 'desk'}\n" for at in range(120)
    )
    reading = read(text, columns={"who": {}, "day": {"type": "date"}, "device": {}})
    result = measure(
        reading, "ratio", date="day", grain="month", dimensions={"device": "device"}, numerator={"agg": "count"},
        denominator={"expr": "who", "agg": "count_distinct"},
    )  # fmt: skip
    assert [(found.value, found.n, found.low, found.high) for found in result.series] == [(3.0, 20, 3.0, 3.0)] * 2
    phones = next(found for found in result.split if found.dimensions == (("device", "phone"),))
    assert (phones.value, phones.n, phones.low) == (3.0, 10, 3.0)


def test_rows_of_nobody_leave_a_ratio_by_customers_without_an_interval() -> None:
    reading = read(ORDERS + ",5,1.5\n", columns=COLUMNS)
    fields = {"numerator": {"expr": "amount"}, "denominator": {"expr": "who", "agg": "count_distinct"}}
    assert value(reading, "ratio", **fields).low is None
    receipt = receipt_of(measure(reading, "ratio", **fields))
    assert receipt.interval is None and "belong to none of the cases" in receipt.no_interval


def test_a_ratio_of_two_columns_is_linearised_and_one_of_counts_made_before_is_not() -> None:
    reading = read(ORDERS, columns=COLUMNS)
    y = np.array([10 + at % 7 for at in range(100)], float)
    x = np.array([1.5 + at % 3 for at in range(100)])
    found = value(reading, "ratio", numerator={"expr": "amount"}, denominator={"expr": "pieces"})
    ratio = y.sum() / x.sum()
    spread = stats.t.ppf(0.975, 99) * np.sqrt(100 / 99 * ((y - ratio * x) ** 2).sum()) / x.sum()
    assert (found.low, found.high) == pytest.approx((ratio - spread, ratio + spread))
    days = read(
        "orders,visits\n50,1000\n60,900\n", columns={"orders": {"type": "integer"}, "visits": {"type": "integer"}}
    )
    sums = {"numerator": {"expr": "orders"}, "denominator": {"expr": "visits"}}
    assert value(days, "ratio", **sums).low is None
    assert "sums of cases already" in receipt_of(measure(days, "ratio", **sums)).no_interval
    share = value(days, "ratio", unit="%", **sums)
    wilson = stats.binomtest(110, 1900).proportion_ci(method="wilson")
    assert (share.n, share.low, share.high) == (1900, pytest.approx(wilson.low), pytest.approx(wilson.high))


def test_a_share_weighted_by_counts_is_the_share_of_all_that_was_counted() -> None:
    text = "rate,visits\n0.5,100\n0.2,300\n"
    reading = read(text, columns={"rate": {"type": "number"}, "visits": {"type": "integer"}}, locale={"decimal": "."})
    found = value(reading, "weighted_mean", expr="rate", weight="visits", unit="%")
    assert (found.value, found.n) == (0.275, 400)
    assert (found.low, found.high) == pytest.approx((0.2336, 0.3207), abs=1e-4)  # Wilson of 110 in 400
    plain = measure(reading, "weighted_mean", expr="rate", weight="visits")
    assert plain.series[0].low is None and "as its weight says" in receipt_of(plain).no_interval


@pytest.mark.parametrize(
    ("name", "fields", "why"),
    [
        ("sum", {"expr": "amount"}, "all that the file holds is counted"),
        ("count", {}, "all that the file holds is counted"),
        ("count_distinct", {"expr": "who"}, "all that the file holds is counted"),
        ("max", {"expr": "amount"}, "all that the file holds is counted"),
    ],
)
def test_what_has_no_interval_says_why(name: str, fields: dict[str, str], why: str) -> None:
    receipt = receipt_of(measure(read(ORDERS, columns=COLUMNS), name, **fields))
    assert receipt.interval is None and receipt.no_interval.startswith(why)


# --- formulas -----------------------------------------------------------------------------------------------


def part(value_: float, low: float, high: float, unit: str | None = None) -> tuple[MetricResult, Value]:
    receipt = Receipt("s", "mean", "", "", "t", (), 0, (), (), (), confidence=0.95)
    found = Value(value_, 100, None, (), low, high)
    return MetricResult("m", unit, 0, (found,), receipt=receipt), found


def test_the_interval_of_one_part_goes_through_the_formula_as_it_is() -> None:
    churn, newest = part(0.05, 0.04, 0.06, "%")
    bounds = room(churn, newest, 0.95, 1)
    assert bounds == pytest.approx((0.04, 0.06))
    assert bounds is not None
    formula = parse_formula("arpu * margin / churn")
    known = {"arpu": 49.0, "margin": 0.8, "churn": 0.05}
    assert carried(formula, known, {"churn": bounds}) == pytest.approx((39.2 / 0.06, 39.2 / 0.04))


def test_a_formula_that_may_divide_by_nought_has_no_interval() -> None:
    known = {"a": 1.0, "b": 0.5}
    assert carried(parse_formula("a / (b - 0.4)"), known, {"b": (0.3, 0.6)}) is None
    assert carried(parse_formula("a / b"), known, {"b": (0.0, 0.6)}) is None


def test_a_formula_that_turns_within_the_interval_is_followed() -> None:
    assert carried(parse_formula("x * x"), {"x": 0.1}, {"x": (-1.0, 2.0)}) == pytest.approx((0.0, 4.0), abs=1e-2)
    assert carried(parse_formula("max(x, 0)"), {"x": 0.1}, {"x": (-1.0, 2.0)}) == (0.0, 2.0)


@pytest.mark.parametrize("together", [0.0, 0.9, -0.9])
def test_intervals_of_two_parts_hold_together_whatever_they_have_in_common(together: float) -> None:
    formula = parse_formula("a * b")

    def of_means(chance: np.random.Generator) -> Interval:
        both = chance.multivariate_normal([10, 5], [[9, 9 * together], [9 * together, 9]], 120)
        known, rooms = {}, {}
        for name, values in zip("ab", both.T, strict=True):
            low, high = stats.t.interval(0.95, 119, loc=values.mean(), scale=stats.sem(values))
            found = room(*part(float(values.mean()), low, high), 0.95, 2)
            assert found is not None
            known[name], rooms[name] = float(values.mean()), found
        return carried(formula, known, rooms)

    assert held(50.0, of_means) > 0.94


def test_no_part_of_a_formula_is_tried_outside_what_a_share_can_be() -> None:
    bounds: Sequence[float] | None = room(*part(0.02, 0.0, 0.05, "%"), 0.95, 2)
    assert bounds is not None and bounds[0] == 0.0
