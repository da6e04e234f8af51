"""Funnels, retention and churn, totals rows and counted periods: against counts made by hand and by another way."""

from __future__ import annotations

import csv
import datetime
import gzip
import io
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cjmsite.data.result import MetricResult
from cjmsite.data.table import Reading
from tests.data.making import SAMPLES, codes, measure, only, read, sample

ORDERS = Path(__file__).parents[2] / "content/data/refill-orders.csv"
STEPS = [
    {"title": "Looked", "filter": 'event == "look"'},
    {"title": "Chose", "filter": 'event == "choose"'},
    {"title": "Paid", "filter": 'event == "pay"'},
]
FUNNEL: dict[str, Any] = {"per": "visit", "date": "when", "steps": STEPS}
COLUMNS = {"visit": {}, "event": {}, "when": {"type": "datetime", "format": "%Y-%m-%d %H:%M"}}


def events(*rows: tuple[str, str]) -> Reading:
    """An event log: a visit and an event in each row, a minute apart."""
    start = datetime.datetime(2026, 3, 1, 9)
    lines = [
        f"{visit},{event},{start + datetime.timedelta(minutes=at):%Y-%m-%d %H:%M}"
        for at, (visit, event) in enumerate(rows)
    ]
    return read("visit,event,when\n" + "\n".join(lines) + "\n", columns=COLUMNS)


def counts(result: MetricResult) -> dict[str, float]:
    assert result.problems == (), result.problems
    (found,) = result.series
    return dict(found.parts)


# --- funnels ------------------------------------------------------------------------------------------------

LOG = events(
    ("a", "look"), ("a", "choose"), ("a", "pay"),
    ("b", "look"), ("b", "help"), ("b", "choose"), ("b", "pay"),
    ("c", "choose"), ("c", "look"), ("c", "pay"),
    ("d", "look"),
    ("e", "pay"),
)  # fmt: skip


def test_an_eventual_funnel_lets_other_rows_lie_between() -> None:
    assert counts(measure(LOG, "funnel", method="eventual", **FUNNEL)) == {"Looked": 4, "Chose": 2, "Paid": 2}


def test_a_direct_funnel_wants_each_step_next() -> None:
    assert counts(measure(LOG, "funnel", method="direct", **FUNNEL)) == {"Looked": 4, "Chose": 1, "Paid": 1}


def test_a_funnel_is_the_share_that_came_to_its_end_with_an_interval() -> None:
    result = measure(LOG, "funnel", method="eventual", **FUNNEL)
    (found,) = result.series
    assert (found.value, found.n, found.numerator, found.denominator) == (0.5, 4, 2, 4)
    assert found.low is not None and found.low == pytest.approx(0.1500, abs=1e-4)
    assert (result.unit, result.digits) == ("%", 1)
    assert result.receipt is not None and "other rows may lie between" in result.receipt.formula
    assert result.receipt.rows_used == 12


def test_a_funnel_does_not_choose_its_method() -> None:
    assert codes(measure(LOG, "funnel", **FUNNEL)) == ["missing-method"]


def test_a_funnel_says_what_it_needs() -> None:
    assert only(measure(LOG, "funnel", method="direct", per="visit", date="when")).message == "`funnel` needs `steps:`"
    one = measure(LOG, "funnel", method="direct", per="visit", date="when", steps=STEPS[:1])
    assert only(one).message == "`funnel` needs at least two steps"
    wrong = measure(LOG, "funnel", method="direct", **{**FUNNEL, "per": "visits"})
    assert only(wrong).hint == "did you mean `visit`?"


def test_a_step_that_is_no_filter_is_told_where_it_stands() -> None:
    steps = [*STEPS[:2], {"title": "Paid", "filter": "evnt == 1"}]
    problem = only(measure(LOG, "funnel", method="direct", **{**FUNNEL, "steps": steps}))
    assert problem.code == "unknown-column"
    assert problem.span is not None and problem.span.path == "cjmsite.yaml:steps.2.filter"


def test_a_way_that_takes_too_long_counts_from_a_later_beginning() -> None:
    slow = events(
        ("a", "look"), *[("x", "wait")] * 9, ("a", "look"), ("a", "choose"), *[("x", "wait")] * 9, ("a", "pay")
    )
    assert counts(measure(slow, "funnel", method="eventual", within="15 min", **FUNNEL))["Paid"] == 1
    assert counts(measure(slow, "funnel", method="eventual", within="5 min", **FUNNEL)) == {
        "Looked": 1, "Chose": 1, "Paid": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("within", "said"),
    [("15 min", "15 minutes"), ("1h", "1 hour"), ("36h", "36 hours"), ("1d", "1 day"), ("2w", "14 days")],
)
def test_the_receipt_says_within_which_time_a_way_is_gone(within: str, said: str) -> None:
    receipt = measure(LOG, "funnel", method="eventual", within=within, **FUNNEL).receipt
    assert receipt is not None and dict(receipt.parameters)["Within"] == said


def test_a_case_counts_in_the_month_and_the_segment_of_its_first_step() -> None:
    text = (
        "visit,event,when,device\n"
        "a,look,2026-01-31 23:59,phone\na,choose,2026-02-01 00:01,desk\na,pay,2026-02-01 00:05,desk\n"
        "b,look,2026-02-03 10:00,desk\n"
    )
    reading = read(text, columns={**COLUMNS, "device": {}})
    result = measure(reading, "funnel", method="eventual", grain="month", dimensions={"device": "device"}, **FUNNEL)
    assert [(v.period and v.period.start.month, v.value) for v in result.series] == [(1, 1.0), (2, 0.0)]
    assert {(v.dimensions[0][1], v.value) for v in result.split} == {("phone", 1.0), ("desk", 0.0)}


def test_rows_that_stand_for_several_are_counted_as_often() -> None:
    """A large file is read with equal rows once and without their order."""
    table = replace(LOG.table, copies=(2,) * len(LOG.table))
    result = measure(replace(LOG, table=table), "funnel", method="direct", **FUNNEL)
    assert counts(result) == {"Looked": 4, "Chose": 1, "Paid": 0}
    again = measure(replace(LOG, table=table), "funnel", method="eventual", **FUNNEL)
    assert counts(again) == {"Looked": 4, "Chose": 2, "Paid": 2}


def test_steps_of_one_moment_in_a_file_without_order_are_told() -> None:
    rows = "visit,event,when\na,look,2026-03-01 09:00\na,pay,2026-03-01 09:00\nb,look,2026-03-01 09:00\n"
    reading = read(rows, columns=COLUMNS)
    assert codes(measure(reading, "funnel", method="eventual", **FUNNEL)) == []
    unordered = replace(reading, table=replace(reading.table, copies=(1, 1, 1)))
    problem = only(measure(unordered, "funnel", method="eventual", **FUNNEL))
    assert (problem.code, problem.severity) == ("order-unknown", "warning")
    assert problem.message.startswith("1 moment of a case has several steps")


def brute_depth(names: list[str], wanted: list[str], direct: bool) -> int:
    """How far one visit comes, tried in every way."""
    best = 0

    def go(at: int, step: int) -> None:
        nonlocal best
        best = max(best, step)
        if step == len(wanted):
            return
        for later in [at] if direct and step else range(at, len(names)):
            if later < len(names) and names[later] == wanted[step]:
                go(later + 1, step + 1)

    go(0, 0)
    return best


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["look", "choose", "pay", "help"])), max_size=14))
def test_a_funnel_counts_what_trying_every_way_counts(rows: list[tuple[str, str]]) -> None:
    visits = defaultdict(list)
    for visit, event in rows:
        visits[visit].append(event)
    for method in ("eventual", "direct"):
        depths = [brute_depth(names, ["look", "choose", "pay"], method == "direct") for names in visits.values()]
        result = measure(events(*rows), "funnel", method=method, **FUNNEL)
        if not any(depths):
            assert codes(result) in (["no-rows"], ["plugin-failed"]) or result.series == ()
        else:
            expected = {step["title"]: sum(d >= k for d in depths) for k, step in enumerate(STEPS, start=1)}
            assert counts(result) == expected


def test_the_funnel_of_a_real_event_log_is_the_one_counted_another_way() -> None:
    raw = gzip.decompress((SAMPLES / "clickstream/retentioneering_ecom.csv.gz").read_bytes()).decode()
    rows = sorted(csv.DictReader(io.StringIO(raw)), key=lambda row: row["timestamp"])
    sessions = defaultdict(list)
    for row in rows:
        sessions[row["session_id"]].append(row["event"])
    wanted = ["product_view", "add_to_cart", "purchase"]
    depths = []
    for names in sessions.values():
        at, depth = -1, 0
        for step in wanted:
            at = next((k for k in range(at + 1, len(names)) if names[k] == step), -2)
            if at == -2:
                break
            depth += 1
        depths.append(depth)
    expected = [sum(depth >= k for depth in depths) for k in (1, 2, 3)]
    assert expected[0] > 1000 and expected[2] > 100
    reading = sample(
        "clickstream/retentioneering_ecom.csv.gz",
        columns={
            "visit": {"from": "session_id"},
            "event": {},
            "when": {"from": "timestamp", "type": "datetime", "format": "%Y-%m-%d %H:%M:%S"},
        },
    )
    steps = [{"title": name, "filter": f'event == "{name}"'} for name in wanted]
    result = measure(reading, "funnel", method="eventual", per="visit", date="when", steps=steps)
    assert list(counts(result).values()) == expected


# --- retention and churn --------------------------------------------------------------------------------------


def visits(*rows: tuple[str, str]) -> Reading:
    text = "who,day\n" + "".join(f"{who},{day}\n" for who, day in rows)
    return read(text, columns={"who": {}, "day": {"type": "date"}})


CUSTOMERS = visits(
    ("a", "2026-01-05"), ("b", "2026-01-09"), ("c", "2026-01-20"), ("a", "2026-02-11"), ("b", "2026-02-28"),
    ("d", "2026-02-02"), ("a", "2026-03-31"), ("d", "2026-03-04"), ("c", "2026-03-05"),
)  # fmt: skip
WHO: dict[str, Any] = {"per": "who", "date": "day", "grain": "month"}


def shares(result: MetricResult) -> list[tuple[int, float | None, float | None]]:
    assert result.problems == (), result.problems
    return [(v.period.start.month, v.numerator, v.denominator) for v in result.series if v.period]


def test_retention_of_those_who_were_there_in_the_month_before() -> None:
    assert shares(measure(CUSTOMERS, "retention", method="returning", **WHO)) == [(2, 2, 3), (3, 2, 3)]


def test_retention_of_newcomers_is_placed_in_the_month_in_which_they_came() -> None:
    assert shares(measure(CUSTOMERS, "retention", method="newcomers", **WHO)) == [(1, 2, 3), (2, 1, 1)]
    assert shares(measure(CUSTOMERS, "retention", method="newcomers", after=2, **WHO)) == [(1, 2, 3)]


@pytest.mark.parametrize("method", ["returning", "newcomers"])
def test_churn_and_retention_of_one_cohort_add_up_to_one(method: str) -> None:
    stayed = measure(CUSTOMERS, "retention", method=method, **WHO).series
    lost = measure(CUSTOMERS, "churn", method=method, **WHO).series
    assert [(a.value or 0) + (b.value or 0) for a, b in zip(stayed, lost, strict=True)] == [1] * len(stayed)


def test_a_month_that_is_not_over_loses_nobody() -> None:
    early = visits(("a", "2026-01-05"), ("b", "2026-01-31"), ("a", "2026-02-02"))
    assert codes(measure(early, "retention", method="returning", **WHO)) == ["no-rows"]
    later = visits(("a", "2026-01-05"), ("b", "2026-01-31"), ("a", "2026-02-02"), ("a", "2026-02-27"))
    assert shares(measure(later, "retention", method="returning", **WHO)) == [(2, 1, 2)]


def test_contracts_that_ran_when_the_month_began_stay_or_end_in_it() -> None:
    ran = ["1,2025-12-10,", "2,2025-12-31,2026-01-15", "3,2026-01-01,2026-02-01", "4,2026-01-02,", "5,2026-03-30,"]
    text = "\n".join(["id,since,until", *ran])
    reading = read(text, columns={"id": {}, "since": {"type": "date"}, "until": {"type": "date"}})
    fields: dict[str, Any] = {"per": "id", "date": "since", "grain": "month", "method": "contract"}
    result = measure(reading, "churn", until="until", **fields)
    assert shares(result) == [(1, 2, 3), (2, 0, 2), (3, 0, 2)]
    assert only(measure(reading, "churn", **fields)).message == "`churn` needs `until:`"


def test_a_mistyped_year_of_a_contract_is_told_and_not_counted_for_ever() -> None:
    text = "id,since,until\n1,1019-01-01,\n2,2026-03-30,\n"
    reading = read(text, columns={"id": {}, "since": {"type": "date"}, "until": {"type": "date"}})
    problem = only(measure(reading, "churn", method="contract", per="id", date="since", until="until", grain="day"))
    assert (problem.code, problem.hint) == ("far-dates", "look for mistyped years")
    assert "from 1019-01-01 to 2026-03-30" in problem.message


def test_retention_without_a_grain_has_no_period_to_return_in() -> None:
    assert only(measure(CUSTOMERS, "retention", method="returning", per="who", date="day")).message == (
        "`retention` needs `grain:`"
    )


def test_retention_of_real_orders_is_the_one_counted_another_way() -> None:
    rows = list(csv.DictReader(ORDERS.open()))
    months = defaultdict(set)
    for row in rows:
        months[row["date"][:7]].add(row["id"])
    names = sorted(months)
    expected = [
        (int(now[5:]), len(months[before] & months[now]), len(months[before]))
        for before, now in zip(names, names[1:], strict=False)
    ]
    reading = read(
        ORDERS.read_bytes(),
        columns={"who": {"from": "id"}, "day": {"from": "date", "type": "datetime", "format": "%Y-%m-%d %H:%M:%S"}},
    )
    assert shares(measure(reading, "retention", method="returning", **WHO)) == expected


# --- totals rows and counted periods ---------------------------------------------------------------------------

USERS = "Country,Total users\nFrance,800\nSpain,500\nGrand total,1100\n"
USERS_COLUMNS = {"country": {"from": "Country"}, "users": {"from": "Total users", "type": "integer"}}


def test_the_totals_row_gives_what_the_rows_may_not_be_added_up_to() -> None:
    reading = read(USERS, columns=USERS_COLUMNS, totals="drop")
    result = measure(reading, "total_row", expr="users")
    assert [found.value for found in result.series] == [1100]


def test_a_file_without_a_totals_row_says_so() -> None:
    reading = read(USERS.replace("Grand total,1100\n", ""), columns=USERS_COLUMNS)
    assert codes(measure(reading, "total_row", expr="users")) == ["no-total"]


def test_users_of_two_rows_of_a_month_are_never_added_up() -> None:
    text = "month,users,country\n2026-01-01,5,FR\n2026-02-01,7,FR\n2026-02-01,8,ES\n"
    columns = {"month": {"type": "date"}, "users": {"type": "integer"}, "country": {}}
    fields: dict[str, Any] = {"expr": "users", "date": "month", "grain": "month", "additive": False}
    result = measure(read(text, columns=columns), "sum", dimensions={"country": "country"}, **fields)
    assert codes(result) == ["not-additive"]
    assert [found.value for found in result.series] == [5, None]
    quarters = measure(
        read(text, columns=columns), "sum", **{**fields, "grain": "quarter"}, dimensions={"in": "country"}
    )
    assert [(v.dimensions[0][1], v.value) for v in quarters.split] == [("ES", 8), ("FR", None)]


@pytest.mark.parametrize(
    ("grain", "starts", "expected"),
    [
        ("day", "monday", ["2025-01-01", "2025-01-02", "2025-01-04"]),
        ("week", "sunday", ["2024-12-29", "2025-01-05", "2025-01-19"]),
        ("week", "monday", ["2024-12-30", "2025-01-06", "2025-01-20"]),
        ("month", "monday", ["2025-01-01", "2025-02-01", "2025-04-01"]),
    ],
)
def test_periods_that_are_counted_from_a_day_on(grain: str, starts: str, expected: list[str]) -> None:
    reading = read(
        "Nth,users\n0,5\n1,6\n3,8\n", columns={"nth": {"from": "Nth", "type": "integer"}, "users": {"type": "integer"}}
    )
    date = {"index": "nth", "start": "2025-01-01"}
    result = measure(reading, "sum", expr="users", date=date, grain=grain, week_starts=starts)
    assert result.problems == ()
    assert [str(v.period.start) for v in result.series if v.period and v.value is not None] == expected


def test_a_counted_period_says_what_it_lacks() -> None:
    reading = read("nth,x\n0,5\n-1,6\n", columns={"nth": {"type": "integer"}, "x": {"type": "integer"}})
    date = {"index": "nth", "start": "2025-01-01"}
    for grain in ("none", "year"):
        assert "of which kind" in only(measure(reading, "sum", expr="x", date=date, grain=grain)).message
    assert only(measure(reading, "sum", expr="x", date=date, grain="week")).message == (
        "`nth` holds -1, which is no number of a week"
    )
