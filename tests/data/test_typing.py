"""Text to values: one reading per column, declared or proven; two are an error that shows both."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjmsite.data import dates
from cjmsite.data.numbers import COMMA, DOT, infer_style, read_number
from tests.data.making import codes, column, dropped, only, plain, read, sample

Day = datetime.date
Moment = datetime.datetime


def cells(*texts: str, type: str, fmt: str | list[str] | None = None, **spec: Any) -> Any:
    """The reading of a column `x` with some texts."""
    text = "row,x\n" + "".join(f'r{at},"' + cell.replace('"', '""') + '"\n' for at, cell in enumerate(texts))
    more = {key: spec.pop(key) for key in ("scale", "map", "true", "false") if key in spec}
    format_ = {"format": fmt} if fmt else {}
    return read(text, columns={"x": {"type": type, **format_, **more}}, delimiter=",", **spec)


# --- numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("-3.5", -3.5),
        ("1,234.50", 1234.5),
        ("$1,234.50", 1234.5),
        ("(£45.00)", -45),
        ("US$ 1,000.00", 1000),
        ("12.5 EUR", 12.5),
        ("1\u202f234.5", 1234.5),
        ("1\u00a0234.5", 1234.5),
        ("1’234.50", 1234.5),
        ("−5.5", -5.5),
        ("–5.5", -5.5),
        ("٣٫٥", 3.5),
        ("1.56888E+11", 1.56888e11),
        (".5", 0.5),
        ("1,234,567", 1234567),
    ],
)
def test_numbers_of_many_hands_are_read(text: str, number: float) -> None:
    assert column(cells(text, "7.5", type="number"), "x") == (number, 7.5)


def test_decimal_commas_are_known_by_a_cell_that_can_be_nothing_else() -> None:
    reading = cells("1.234,50", "1.234", "0,5", type="number")
    assert column(reading, "x") == (1234.5, 1234.0, 0.5)


@pytest.mark.parametrize("text", ["1.234", "12,345", "999.999"])
def test_a_number_with_two_readings_is_an_error_that_shows_both(text: str) -> None:
    problem = only(cells("7", text, type="number"))
    assert problem.code == "ambiguous-number"
    dot, comma = read_number(text, DOT), read_number(text, COMMA)
    assert f"may be {dot:g} or {comma:g}" in problem.message
    assert problem.span is not None and problem.span.line == 3
    assert "locale:" in (problem.hint or "")


def test_another_cell_or_a_locale_decides() -> None:
    assert column(cells("1.234", "1.5", type="number"), "x") == (1.234, 1.5)
    assert column(cells("1.234", type="number", locale={"decimal": ","} | {"thousands": "."}), "x") == (1234,)
    assert column(cells("1.234", type="number", locale="de"), "x") == (1234,)
    assert column(cells("1.234", type="number", locale="en-GB"), "x") == (1.234,)
    assert column(cells("1 234,5", type="number", locale="fr"), "x") == (1234.5,)


def test_a_locale_is_strict() -> None:
    assert codes(cells("1,5", type="number", locale={"decimal": "."})) == ["not-a-number"]
    assert codes(cells("1,23,4", type="number", locale="en")) == ["not-a-number"]


def test_a_column_in_both_styles_is_an_error_that_shows_both() -> None:
    problem = only(cells("1,234.5", "0,5", type="number"))
    assert problem.code == "mixed-numbers"


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-Infinity", "1e999", "0x1F", "1_000", "#DIV/0", "58.8k", "+1-2", "=1+1"]
)
def test_what_python_would_take_for_a_number_and_people_would_not_is_refused(text: str) -> None:
    assert codes(cells("1", text, type="number")) == ["not-a-number"]


def test_a_bad_cell_is_told_once_with_its_first_line_and_how_often_it_is_there() -> None:
    reading = read("a,x\n1,5\n2,NA\n3,6\n4,NA\n", columns={"x": {"type": "integer"}})
    problem = only(reading)
    assert plain(problem.message) == "x: NA is not a whole number (2 rows; the first is here)"
    assert problem.span is not None and (problem.span.path, problem.span.line) == ("data.csv", 3)
    assert "null_values" in (problem.hint or "")
    assert dropped(reading) == {"`x` cannot be read": 2}
    assert column(reading, "x") == (5, 6)


def test_a_bad_cell_is_told_on_its_own_line_even_below_cells_of_several_lines() -> None:
    reading = read('a,x\n"one\ntwo\nthree",1\nb,zwei\n', columns={"x": {"type": "integer"}})
    problem = only(reading)
    assert problem.span is not None and problem.span.line == 5


def test_whole_numbers_may_be_written_with_a_zero_behind_the_point() -> None:
    reading = cells("9.0", "10", type="integer")
    assert [repr(value) for value in column(reading, "x")] == ["9", "10"]
    assert codes(cells("9.5", type="integer")) == ["not-a-number"]


def test_ids_stay_text_with_their_zeros() -> None:
    assert column(cells("00123", "1.0", type="text"), "x") == ("00123", "1.0")
    assert "type: text" in (only(cells("12345678901234567890123", type="integer")).hint or "")


def test_two_currencies_in_one_column_are_an_error() -> None:
    assert codes(cells("$5", "€5", type="number")) == ["mixed-currencies"]


def test_percentages_become_shares() -> None:
    assert column(cells("12.5%", "0.00 %", "100%", type="percent"), "x") == (0.125, 0.0, 1.0)
    assert column(cells("12.5", "62", type="percent"), "x") == (0.125, 0.62)
    problem = only(cells("0.36", type="percent"))
    assert problem.code == "ambiguous-percent"
    assert "36.00%" in problem.message and "0.36 %" in problem.message
    assert "type: percent" in (only(cells("12.5%", type="number")).hint or "")


@given(st.floats(min_value=-1e12, max_value=1e12).filter(lambda x: abs(x) > 1e-4 or x == 0))
def test_a_number_written_by_any_locale_is_read_back(number: float) -> None:
    english = f"{number:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert read_number(english, DOT) == pytest.approx(round(number, 2), abs=0.01)
    assert read_number(german, COMMA) == read_number(english, DOT)
    style = infer_style([english]).style
    assert style is DOT


@given(st.lists(st.text(alphabet="0123456789.,' -$%()eE", max_size=10), max_size=5))
def test_no_text_is_read_as_something_that_is_no_number(texts: list[str]) -> None:
    infer_style(texts)
    for text in texts:
        for style in (DOT, COMMA):
            value = read_number(text, style)
            assert value is None or math.isfinite(value)


# --- scales -------------------------------------------------------------------------------------------------


def test_a_value_beyond_its_scale_is_an_error_with_its_line() -> None:
    reading = cells("9", "11", "10", type="integer", scale=[0, 10])
    problem = only(reading)
    assert (problem.code, problem.span and problem.span.line) == ("out-of-scale", 3)
    assert column(reading, "x") == (9, 10)


def test_a_scale_to_ten_that_only_holds_one_to_five_is_suspect() -> None:
    problem = only(cells(*"12345" * 10, type="integer", scale=[0, 10]))
    assert problem.code == "suspect-scale"
    assert problem.span is not None and problem.span.path.endswith("columns.x.scale")
    assert codes(cells(*"12345" * 10, "6", type="integer", scale=[0, 10])) == []
    assert codes(cells(*"12345", type="integer", scale=[0, 10])) == []


# --- nulls, maps, booleans ----------------------------------------------------------------------------------


def test_only_declared_words_mean_nothing() -> None:
    assert column(cells("NA", "SE", "None", "", type="text"), "x") == ("NA", "SE", "None", None)
    assert column(cells("NA", "5", "-", type="integer", null_values=["NA", "-"]), "x") == (None, 5, None)


def test_a_column_may_have_its_own_words_for_nothing() -> None:
    reading = read("c,x\nNA,NA\n", columns={"c": {}, "x": {"type": "integer", "null_values": ["NA"]}})
    assert (column(reading, "c"), column(reading, "x")) == (("NA",), (None,))


def test_a_map_replaces_values_and_a_star_stands_for_all_others() -> None:
    assert column(cells("A", "B", "C", "", type="text", map={"A": "anna", "B": "ben"}), "x") == (
        "anna",
        "ben",
        "C",
        None,
    )
    assert column(cells("A", "C", "", type="text", map={"A": "anna", "*": "other"}), "x") == ("anna", "other", None)
    assert column(cells("Yes", "No", type="integer", map={"Yes": "1", "*": "0"}), "x") == (1, 0)


def test_booleans_are_words() -> None:
    assert column(cells("true", "FALSE", "1", "", type="boolean"), "x") == (True, False, True, None)
    assert column(cells("Ja", "Nein", type="boolean", true=["Ja"], false=["Nein"]), "x") == (True, False)
    assert column(cells("1", "", type="boolean", true=["1"], false=[""]), "x") == (True, False)
    assert codes(cells("maybe", type="boolean")) == ["not-boolean"]


def test_spaces_around_a_cell_mean_nothing() -> None:
    assert column(cells(" closed won ", type="text"), "x") == ("closed won",)


# --- dates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (["2026-03-04"], Day(2026, 3, 4)),
        (["2026/03/04"], Day(2026, 3, 4)),
        (["20260304"], Day(2026, 3, 4)),
        (["04.03.2026"], Day(2026, 3, 4)),
        (["04/03/2026", "13/03/2026"], Day(2026, 3, 4)),
        (["3/4/26", "3/13/26"], Day(2026, 3, 4)),
        (["Mar 4, 2026"], Day(2026, 3, 4)),
        (["4 March 2026"], Day(2026, 3, 4)),
        (["2026-03"], Day(2026, 3, 1)),
        (["2026-03-04 10:11:12"], Day(2026, 3, 4)),
        (["04/04/2026"], Day(2026, 4, 4)),
        (["04 Mar, 2026 23:01:19"], Day(2026, 3, 4)),
        (["4-Mar-26"], Day(2026, 3, 4)),
        (["Mar 4 2026 10:11"], Day(2026, 3, 4)),
        (["3/13/2026, 10:22\u202fAM", "3/4/2026, 9:00 p. m."], Day(2026, 3, 13)),
        (["2026. 3. 4"], Day(2026, 3, 4)),
    ],
)
def test_a_date_with_one_reading_needs_no_format(texts: list[str], day: Day) -> None:
    assert column(cells(*texts, type="date"), "x")[0] == day


@pytest.mark.parametrize(
    ("texts", "both"),
    [
        (["03/04/2025"], ("3 April 2025", "4 March 2025")),
        (["04/04/2025", "6/1/2020"], ("6 January 2020", "1 June 2020")),
        (["6/1/20", "6/12/20"], ("6 January 2020", "1 June 2020")),
        (["01-02-03"], ("1 February 2003", "2 January 2003")),
    ],
)
def test_a_date_with_two_readings_is_an_error_that_shows_both(texts: list[str], both: tuple[str, str]) -> None:
    problem = only(cells(*texts, type="date"))
    assert problem.code == "ambiguous-date"
    assert f"may be {both[0]} or {both[1]}" in problem.message
    assert 'format: "%d' in (problem.hint or "")


def test_the_line_of_an_ambiguous_date_is_in_the_data_and_the_mapping_is_named() -> None:
    problem = only(cells("04/04/2025", "03/04/2025", type="date"))
    assert problem.span is not None and (problem.span.path, problem.span.line) == ("data.csv", 3)
    assert problem.related[0][1].path == "cjmsite.yaml:sources.s.columns.x"


def test_a_declared_format_is_taken_at_its_word() -> None:
    assert column(cells("03/04/2025", type="date", fmt="%d/%m/%Y"), "x") == (Day(2025, 4, 3),)
    assert column(cells("03/04/2025", type="date", fmt="%m/%d/%Y"), "x") == (Day(2025, 3, 4),)
    assert codes(cells("2025-04-03", type="date", fmt="%m/%d/%Y")) == ["not-a-date"]


def test_several_formats_are_tried_in_order() -> None:
    reading = cells("1/18/2025", "2025-01-19", type="date", fmt=["%Y-%m-%d", "%m/%d/%Y"])
    assert column(reading, "x") == (Day(2025, 1, 18), Day(2025, 1, 19))
    assert codes(cells("1/18/2025", "2025-01-19", type="date")) == ["not-a-date"]


@pytest.mark.parametrize(
    ("text", "fmt", "moment"),
    [
        ("02/23/26 08:55 PM", "%m/%d/%y %I:%M %p", Moment(2026, 2, 23, 20, 55)),
        ("12/01/26 12:05 AM", "%d/%m/%y %I:%M %p", Moment(2026, 1, 12, 0, 5)),
        ("45000.5", "excel", Moment(2023, 3, 15, 12)),
        ("1617691790", "unix", Moment(2021, 4, 6, 6, 49, 50)),
        ("1617691790431", "unix_ms", Moment(2021, 4, 6, 6, 49, 50, 431000)),
        ("1617691790431476", "unix_us", Moment(2021, 4, 6, 6, 49, 50, 431476)),
        ("2006-06-15T20:47:07.000Z", "iso", Moment(2006, 6, 15, 20, 47, 7)),
        ("Fri 05 Jun 2026", "%a %d %b %Y", Moment(2026, 6, 5)),
        ("2026-156", "%Y-%j", Moment(2026, 6, 5)),
    ],
)
def test_formats_of_real_exports_are_read(text: str, fmt: str, moment: Moment) -> None:
    assert column(cells(text, type="datetime", fmt=fmt), "x") == (moment,)


@pytest.mark.parametrize("text", ["2026-02-30", "TBD", "13:00", "2026-13-01", "0000-00-00", "2026-W10-1", "45000"])
def test_what_is_no_date_is_told(text: str) -> None:
    assert codes(cells("2026-01-01", text, type="date")) == ["not-a-date"]


@pytest.mark.parametrize("fmt", ["%Q", "%d/%m", "%d/%d/%Y", "dd/mm/yyyy"])
def test_a_format_that_is_none_is_told_at_its_place(fmt: str) -> None:
    problem = only(cells("x", type="date", fmt=fmt), "bad-date-format")
    assert problem.span is not None and problem.span.path.endswith("columns.x.format.0")


def test_months_are_read_the_same_in_every_language_of_the_system() -> None:
    assert dates.read_as("%b %Y")("Dec 2026") == Moment(2026, 12, 1)


def test_days_are_those_of_the_sources_time_zone() -> None:
    late = ["2026-03-31T23:30:00Z", "2026-04-01T01:00:00+02:00"]
    paris = cells(*late, type="date", timezone="Europe/Paris")
    assert column(paris, "x") == (Day(2026, 4, 1), Day(2026, 4, 1))
    new_york = cells(*late, type="datetime", timezone="America/New_York")
    assert column(new_york, "x") == (Moment(2026, 3, 31, 19, 30), Moment(2026, 3, 31, 19, 0))


def test_different_offsets_without_a_time_zone_are_an_error() -> None:
    for texts in (["2026-03-31T23:30:00Z", "2026-04-01T01:00:00+02:00"], ["2026-03-31T23:30:00Z", "2026-04-01"]):
        problem = only(cells(*texts, type="datetime"))
        assert problem.code == "mixed-offsets"
        assert "timezone:" in (problem.hint or "")


def test_one_offset_throughout_needs_no_time_zone() -> None:
    reading = cells("2026-03-31T23:30:00.000+0000", "2026-03-31T22:30:00.000+0000", type="date")
    assert column(reading, "x") == (Day(2026, 3, 31), Day(2026, 3, 31))
    assert any("offset that the file gives" in note for note in reading.files[0].notes)


def test_a_time_zone_that_is_none_is_told() -> None:
    assert codes(cells("2026-01-01", type="date", timezone="Mars/Olympus")) == ["unknown-timezone"]


def test_a_real_export_of_salesforce_reads_times_and_booleans() -> None:
    reading = sample(
        "salesforce/dataloader_opportunity.csv",
        columns={
            "won": {"from": "ISWON", "type": "boolean"},
            "created": {"from": "CREATEDDATE", "type": "datetime"},
            "closes": {"from": "CLOSEDATE", "type": "date"},
            "amount": {"from": "AMOUNT", "type": "number"},
            "id": "ID",
        },
    )
    assert reading.problems == ()
    assert column(reading, "won").count(True) == 8
    assert {len(text) for text in column(reading, "id")} == {18}
    won = [amount for amount, good in zip(column(reading, "amount"), column(reading, "won"), strict=True) if good]
    assert sum(won) == 2_200_000


def test_times_saved_through_excel_need_their_format() -> None:
    columns = {"when": {"from": "CreatedDate", "type": "datetime", "format": "%m/%d/%y %I:%M %p"}}
    reading = sample("salesforce/opportunity_history.csv", columns=columns)
    assert reading.problems == ()
    assert column(reading, "when")[0] == Moment(2026, 2, 23, 20, 55)


@given(
    st.dates(min_value=Day(1970, 1, 1), max_value=Day(2068, 12, 31)),
    st.sampled_from([format_ for format_ in dates.DAYS if "%d" in format_]),
)
def test_a_day_written_in_a_format_is_read_back_or_in_doubt_but_never_another_day(day: Day, format_: str) -> None:
    text = day.strftime(format_)
    assert dates.read_as(format_)(text) == Moment(day.year, day.month, day.day)
    inferred = dates.infer_format([text])
    if inferred.format is not None:
        read_back = dates.read_inferred(inferred.format)(text)
        assert read_back is not None and read_back.date() == day
    else:
        assert day in dict(inferred.readings).values()


# --- rows ---------------------------------------------------------------------------------------------------


def test_of_many_different_bad_cells_twenty_are_told() -> None:
    reading = cells(*(f"x{number}" for number in range(332)), type="integer")
    assert len(reading.problems) == 21
    assert reading.problems[-1].message == "and 312 more like these"


def test_columns_are_inferred_over_all_files_together() -> None:
    from cjmsite.data.container import InputFile
    from cjmsite.data.reader import read_source
    from cjmsite.model.source import Source
    from tests.data.making import KNOWN, place

    spec = Source.model_validate({"columns": {"x": {"type": "date"}}})
    files = [InputFile("jan.csv", b"x\n03/04/2025\n"), InputFile("feb.csv", b"x\n13/04/2025\n")]
    reading = read_source("s", spec, files, KNOWN["csv"], place)
    assert column(reading, "x") == (Day(2025, 4, 3), Day(2025, 4, 13))
    assert reading.table.origin == (("jan.csv", 1), ("feb.csv", 1))
    assert reading.table.span(1).path == "feb.csv"


# --- where a bad cell stands, and what to say of it ---------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ("1;2;gut", (5, 8)),
        ('1;"a;""b""";gut;4', (13, 16)),
        ('1; "b";gut', (8, 11)),
        ('1;"over\ntwo";gut', (1, None)),
    ],
)
def test_a_bad_cell_is_told_with_its_columns_in_the_line_on_which_its_row_begins(
    row: str, columns: tuple[int, int | None]
) -> None:
    reading = read(f"a;b;note;d\n1;2;3;4\n1;2;3;4\n1;2;3;4\n{row}\n", columns={"note": {"type": "integer"}})
    span = only(reading, "not-a-number").span
    assert span is not None and (span.line, span.column, span.end_column) == (5, *columns)


def test_the_columns_of_a_cell_that_leaves_a_column_in_doubt_are_told() -> None:
    span = only(read("a,day\n1,03/04/2025\n", columns={"day": {"type": "date"}})).span
    assert span is not None and (span.line, span.column, span.end_column) == (2, 3, 13)


def test_a_few_words_among_numbers_may_stand_for_no_answer() -> None:
    reading = read("x\n1\ngut\nschlecht\ngut\n", columns={"x": {"type": "integer"}})
    hints = {problem.hint for problem in reading.problems}
    assert len(hints) == 1
    (hint,) = hints
    assert hint is not None and 'null_values: ["gut", "schlecht"]' in hint
    again = read("x\n1\ngut\nschlecht\n", columns={"x": {"type": "integer", "null_values": ["gut", "schlecht"]}})
    assert again.problems == ()


def test_numbers_that_are_none_and_many_words_get_no_advice_to_leave_them_out() -> None:
    assert only(read("x\n1\n1.5\n", columns={"x": {"type": "integer"}}, locale={"decimal": "."})).hint is None
    words = "".join(f"word{'x' * at}\n" for at in range(6))
    assert {problem.hint for problem in read(f"x\n1\n{words}", columns={"x": {"type": "integer"}}).problems} == {None}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dd.mm.yyyy", "%d.%m.%Y"),
        ("TT.MM.JJJJ", "%d.%m.%Y"),
        ("YYYY-MM-DD HH:mm:ss", "%Y-%m-%d %H:%M:%S"),
        ("dd-mmm-yy", "%d-%b-%y"),
    ],
)
def test_a_format_in_letters_is_told_in_directives(written: str, meant: str) -> None:
    problem = only(read("x\n", columns={"x": {"type": "date", "format": written}}), "bad-date-format")
    assert problem.hint == f"write it `{meant}`"


@pytest.mark.parametrize("written", ["dd.mm", "week.yyyy", "dd.dd.yyyy"])
def test_a_format_in_letters_that_makes_no_date_gets_the_general_hint(written: str) -> None:
    problem = only(read("x\n", columns={"x": {"type": "date", "format": written}}), "bad-date-format")
    assert problem.hint == "write it like %d/%m/%Y or %Y-%m-%d %H:%M:%S"


def test_a_date_in_another_format_is_told_with_that_format() -> None:
    text = "x\n23.04.2026\n01.03.26\n"
    told = only(read(text, columns={"x": {"type": "date", "format": "%d.%m.%Y"}}))
    assert told.hint is not None and 'format: ["%d.%m.%Y", "%d.%m.%y"]' in told.hint
    found = only(read(text, columns={"x": {"type": "date"}}))
    assert found.hint == told.hint
    assert read(text, columns={"x": {"type": "date", "format": ["%d.%m.%Y", "%d.%m.%y"]}}).problems == ()


@given(
    st.one_of(
        st.datetimes(Moment(1, 1, 1), Moment(9999, 12, 31)).map(lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}"),
        st.text(alphabet="0129-: +T", min_size=18, max_size=20),
        st.sampled_from(["2026-1-2 3:04:05", "2026-01-02 24:00:00", "2026-01-02 10+01:00", "2026-02-30 10:00:00"]),
    )
)
def test_the_quick_way_to_read_a_day_and_a_time_is_the_slow_way(text: str) -> None:
    assert dates.read_as("%Y-%m-%d %H:%M:%S")(text) == dates.read_as("%Y-%m-%d %H:%M:%S%%")(f"{text}%")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("00:02:06", 126), ("<00:00:01", 0), ("26:00:00", 93_600), ("1d 4h", 100_800), ("2m 6s", 126), ("0:00:01.5", 1.5)],
)
def test_a_duration_is_read_in_seconds(text: str, seconds: float) -> None:
    reading = read(f"t\n{text}\n", columns={"t": {"type": "duration"}})
    assert reading.problems == ()
    assert column(reading, "t") == (seconds,)


@pytest.mark.parametrize("text", ["2:06", "126", "soon", "00:99:00"])
def test_what_may_be_another_duration_is_none(text: str) -> None:
    assert only(read(f"t\n{text}\n", columns={"t": {"type": "duration"}})).code == "not-a-duration"


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("46027", "if it counts days as Excel does, say `format: excel`"),
        ("1790000000", "if it counts seconds since 1970, say `format: unix`"),
        ("1790000000000", "if it counts thousandths of a second since 1970, say `format: unix_ms`"),
        ("########", "a spreadsheet shows that where a column is too narrow"),
    ],
)
def test_a_cell_that_is_no_date_is_told_with_what_it_may_be(cell: str, hint: str) -> None:
    problem = only(read(f"part,day\nx,{cell}\n", columns={"day": {"type": "date"}}))
    assert problem.code == "not-a-date" and problem.hint is not None and problem.hint.startswith(hint)
