"""The filter language: small, three-valued, and never code."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjmsite.data.conditions import Operand, holds
from cjmsite.data.filters import FilterError, names_in, parse_filter
from tests.data.making import codes, column, dropped, measure, only, read

COLUMNS = {
    "n": Operand("integer", [1, 2, None, 10]),
    "word": Operand("text", ["a", "b", None, "10"]),
    "won": Operand("boolean", [True, False, None, True]),
    "day": Operand("date", [datetime.date(2026, 1, day) for day in (1, 2, 3)] + [None]),
    "at": Operand("datetime", [datetime.datetime(2026, 1, day, 12) for day in (1, 2, 3)] + [None]),
    "First reply": Operand("number", [5.0, 60.0, None, 90.0]),
    "m": Operand("integer", [2, 2, 2, 2]),
}


def answers(text: str) -> list[bool | None]:
    return holds(parse_filter(text), COLUMNS, 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n == 2", [False, True, None, False]),
        ("n != 2", [True, False, None, True]),
        ("n >= 2", [False, True, None, True]),
        ("n < -1", [False, False, None, False]),
        ("n < m", [True, False, None, False]),
        ("word == 'a'", [True, False, None, False]),
        ('word == "a"', [True, False, None, False]),
        ("word in ['a', 'b']", [True, True, None, False]),
        ("word not in ('a', 'b')", [False, False, None, True]),
        ("word == 10", [False, False, None, True]),
        ("word != 10", [True, True, None, False]),
        ("word > 9", [None, None, None, True]),
        ("won", [True, False, None, True]),
        ("not won", [False, True, None, False]),
        ("won == false", [False, True, None, False]),
        ("won == 1", [True, False, None, True]),
        ("is_null(n)", [False, False, True, False]),
        ("not is_null(n)", [True, True, False, True]),
        ("won and n > 5", [False, False, None, True]),
        ("won or n == 2", [True, True, None, True]),
        ("n == 1 or n == 2 and won", [True, False, None, False]),
        ("(n == 1 or n == 2) and won", [True, False, None, False]),
        ("not (n == 1)", [False, True, None, True]),
        ("is_null(n) or n > 5", [False, False, True, True]),
        ("`First reply` < 30", [True, False, None, False]),
        ('"First reply" < 30', [True, False, None, False]),
        ("is_null(`First reply`)", [False, False, True, False]),
        ("day >= '2026-01-02'", [False, True, True, None]),
        ("at > '2026-01-01 18:00'", [False, True, True, None]),
        ("day in ['2026-01-03']", [False, False, True, None]),
    ],
)
def test_a_filter_answers_true_false_or_nothing(text: str, expected: list[bool | None]) -> None:
    assert answers(text) == expected


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("n = 2", 2),
        ("n == ", 5),
        ("n == == 2", 5),
        ("2 < n", 0),
        ("n == 2 or", 9),
        ("(n == 2", 7),
        ("n == 2)", 6),
        ("n in []", 6),
        ("n in [1, word]", 9),
        ("n not 2", 6),
        ("is_null n", 8),
        ("__import__('os')", 10),
        ("n == 2; n == 3", 6),
        ("n.real", None),
        ("n == {}", 5),
    ],
)
def test_what_is_no_filter_is_told_with_its_place(text: str, position: int | None) -> None:
    if position is None:
        assert [name.name for name in names_in(parse_filter(text))] == ["n.real"]
        return
    with pytest.raises(FilterError) as failure:
        parse_filter(text)
    assert failure.value.position == position


@pytest.mark.parametrize(
    "text", ["n == 'two'", "won == 'yes'", "won > 2", "day == 'soon'", "day == 3", "word < 'b'", "n", "n == word"]
)
def test_what_cannot_be_compared_is_an_error(text: str) -> None:
    with pytest.raises(FilterError):
        answers(text)


@given(st.text(alphabet=st.sampled_from("ab ()[]'\"`=<>!,.0-inotrd_"), max_size=30))
def test_any_text_is_a_filter_or_an_error(text: str) -> None:
    try:
        parse_filter(text)
    except FilterError as failure:
        assert 0 <= failure.position <= len(text)


@given(st.sampled_from([True, False, None]), st.sampled_from([True, False, None]))
def test_de_morgan_holds_for_three_values(a: bool | None, b: bool | None) -> None:
    columns = {"a": Operand("boolean", [a]), "b": Operand("boolean", [b])}
    left, right = (holds(parse_filter(text), columns, 1) for text in ("not (a and b)", "not a or not b"))
    assert left == right


def test_a_source_is_filtered_by_columns_of_the_file_that_never_leave_it() -> None:
    text = "Finished,Status,score\n1,0,9\n0,0,8\n1,1,7\n,0,6\n"
    reading = read(text, columns={"score": {"type": "integer"}}, filter=["Finished == 1", "Status == 0"])
    assert column(reading, "score") == (9,)
    assert dropped(reading) == {"left out by `filter`": 3}
    assert [known.name for known in reading.table.columns] == ["score"]


def test_a_filter_sees_mapped_columns_by_their_names_and_types() -> None:
    reading = read("s\n9\n10\n", columns={"score": {"from": "s", "type": "integer"}}, filter="score >= 10")
    assert column(reading, "score") == (10,)


def test_a_bad_cell_in_a_row_that_is_filtered_out_is_no_mistake() -> None:
    reading = read("kind,x\nreal,5\ntest,abc\n", columns={"x": {"type": "integer"}}, filter=['kind == "real"'])
    assert codes(reading) == []


def test_a_filter_cannot_hide_the_bad_cells_of_the_column_it_looks_at() -> None:
    assert codes(read("x\n5\nabc\n", columns={"x": {"type": "integer"}}, filter=["x >= 0"])) == ["not-a-number"]


def test_a_wrong_filter_of_a_source_is_told_at_its_place() -> None:
    problem = only(read("x\n5\n", columns={"x": {}}, filter=["x == 5", "x = 5"]))
    assert problem.code == "bad-filter"
    assert problem.span is not None and problem.span.path.endswith("filter.1")
    assert "character 3" in problem.message
    problem = only(read("x\n5\n", columns={"x": {}}, filter=["y == 5"]))
    assert problem.code == "unknown-column"
    assert problem.span is not None and problem.span.path.endswith("sources.s.filter")


def test_a_wrong_filter_of_a_metric_is_told_at_its_place() -> None:
    reading = read("x,won\n5,yes\n", columns={"x": {"type": "integer"}, "won": {"type": "boolean"}})
    assert only(measure(reading, "count", filter=["x > > 5"])).code == "bad-filter"
    problem = only(measure(reading, "count", filter=["y == 5"]))
    assert (problem.code, problem.span and problem.span.path) == ("unknown-column", "cjmsite.yaml:filter.0")
    problem = only(measure(reading, "ratio", numerator={"filter": "wno"}))
    assert (problem.hint, problem.span and problem.span.path) == (
        "did you mean `won`?",
        "cjmsite.yaml:numerator.filter",
    )


def test_expectations_are_held() -> None:
    text = "id,x\n1,a\n2,b\n2,c\n"
    columns = {"x": {}}
    assert codes(read(text, columns=columns, expect={"rows": ">= 3"})) == []
    problem = only(read(text, columns=columns, expect={"rows": ">= 100"}))
    assert "has 3 rows, but >= 100 are expected" in problem.message
    assert codes(read(text, columns=columns, expect={"rows": "many"})) == ["bad-expectation"]
    problem = only(read(text, columns=columns, expect={"unique": "id"}))
    assert (problem.code, problem.span and problem.span.line) == ("not-unique", 4)
    assert codes(read(text, columns=columns, expect={"unique": "x"})) == []
    assert codes(read(text, columns=columns, expect={"unique": "y"})) == ["unknown-column"]
