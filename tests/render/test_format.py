"""How values are written."""

from __future__ import annotations

import datetime

import pytest

from cjmsite.data.result import Period
from cjmsite.render import format
from cjmsite.render.marks import marker, nested


@pytest.mark.parametrize(
    ("value", "digits", "lang", "text"),
    [
        (1204, 0, "en", "1,204"),
        (-0.04, 1, "en", "0.0"),
        (-12.345, 2, "en-GB", "−12.35"),
        (1234567.5, 1, "de", "1.234.567,5"),
        (1204, 0, "fr", "1\u202f204"),
        (5, 0, "no-such-language", "5"),
    ],
)
def test_numbers_are_grouped_and_have_a_true_minus(value: float, digits: int, lang: str, text: str) -> None:
    assert format.number(value, digits, lang) == text


def test_a_share_is_percent_and_points_go_without_saying() -> None:
    assert format.quantity(0.68, "%") == "68\u00a0%"
    assert format.quantity(29, "points") == "29"
    assert format.quantity(54, "EUR", 2) == "54.00\u00a0EUR"


@pytest.mark.parametrize(
    ("value", "text", "word", "tone"),
    [
        (-2, "−2", "very low", "neg"),
        (-1.75, "−1.8", "very low", "neg"),
        (-0.25, "−0.3", "low", "neg"),
        (-0.3, "−0.3", "low", "neg"),
        (-0.2, "−0.2", "neutral", "neu"),
        (0.25, "+0.3", "good", "pos"),
        (-1.46, "−1.5", "very low", "neg"),
        (1.449, "+1.4", "good", "pos"),
        (0.04, "0", "neutral", "neu"),
        (1.5, "+1.5", "very good", "pos"),
        (0.333, "+0.3", "good", "pos"),
    ],
)
def test_feelings_have_a_sign_a_word_and_a_tone(value: float, text: str, word: str, tone: str) -> None:
    assert (format.signed(value), format.feeling(value), format.tone(value)) == (text, word, tone)


@pytest.mark.parametrize(("value", "like"), [(-0.96, -1), (-0.25, -0.3), (0.25, 0.3), (0.249, 0.2), (0.95, 1)])
def test_the_ground_of_a_feeling_goes_by_the_number_that_stands_on_it(value: float, like: float) -> None:
    assert format.signed(value) == format.signed(like)
    assert format.heat(value) == format.heat(like)


def test_periods_and_durations_are_spoken() -> None:
    day = datetime.date
    assert format.period(Period(day(2026, 10, 1), day(2026, 11, 1), "month")) == "Oct 2026"
    assert format.period(Period(day(2026, 7, 1), day(2026, 10, 1), "quarter")) == "Q3 2026"
    assert format.period(Period(day(2026, 1, 1), day(2026, 3, 1), "none")) == "1 Jan 2026 to 28 Feb 2026"
    assert format.period(Period(day(2026, 10, 5), day(2026, 10, 12), "week")) == "week of 5 Oct 2026"
    assert format.period_start(Period(day(2026, 10, 5), day(2026, 10, 12), "week")) == "5 Oct 2026"
    assert format.period_start(Period(day(2026, 7, 1), day(2026, 10, 1), "quarter")) == "Q3 2026"
    assert format.duration(datetime.timedelta(minutes=150)) == "2\u00a0h 30\u00a0min"
    assert format.duration(datetime.timedelta(days=1)) == "1\u00a0day"
    assert format.duration(datetime.timedelta(0)) == "0\u00a0s"


def test_names_between_backticks_become_code_and_stay_text() -> None:
    assert format.coded("`a<b` of <i>") == "<code>a&lt;b</code> of &lt;i&gt;"
    assert format.coded("an odd ` alone") == "an odd ` alone"


def test_ten_persons_have_ten_marks_and_equal_values_nest() -> None:
    assert len({marker(f"p{n}") for n in range(1, 6)}) == 5
    first, second, third = nested({"p1": 1.0, "p2": 1.0, "p3": 0.0})
    assert (first.ring, second.ring, third.ring) == (False, True, False)
    assert first.d != second.d
