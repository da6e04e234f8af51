"""Shapes of exports that other tools write: several totals, second headers, lines below, codes for no answer."""

from __future__ import annotations

import pytest
from cjmsite_google_analytics import FORMATS as GA
from cjmsite_survey.forms import GOOGLE_FORMS

from cjmsite.data import months
from cjmsite.diagnostics import Diagnostic
from tests.data.making import codes, column, dropped, measure, only, read, value

CLICKS = {"clicks": {"from": "Clicks", "type": "integer"}}

ADS = """Campaign report
1 September 2026 - 30 September 2026
State,Campaign,Budget,Type,Clicks,CTR,Currency,Cost
Enabled,Brand,25.70,Search,"1,200",12.00%,EUR,600.00
Enabled,Shoes,40.00,Search,300,6.00%,EUR,300.00
Paused,Bags,10.00,Performance Max,100,10.00%,EUR,200.00
Total: Campaigns, --, --, --,"1,600",10.00%,EUR,"1,100.00"
Total: Account, --, --, --,"1,700",10.00%,EUR,"1,150.00"
Total: Search, --, --,Search,"1,500",10.00%,EUR,900.00
Total: Performance Max, --, --,Performance Max,100,10.00%,EUR,200.00
"""


def fields(problem: Diagnostic) -> tuple[str, int | None]:
    return problem.code, problem.span.line if problem.span else None


# --- totals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encode", [str.encode, lambda text: text.replace(",", ",").encode("utf-16")])
def test_totals_of_account_campaigns_and_each_kind_are_left_out_where_one_of_them_is_proven(encode: object) -> None:
    reading = read(encode(ADS), columns=CLICKS, locale={"thousands": ","})  # type: ignore[operator]
    assert codes(reading) == []
    assert (sum(column(reading, "clicks")), dropped(reading)) == (1600, {"totals row": 4})


def test_totals_none_of_which_is_proven_have_to_be_decided() -> None:
    text = ADS.replace('"1,600"', '"1,601"').replace('"1,100.00"', '"1,101.00"')
    assert set(codes(read(text, columns=CLICKS, locale={"thousands": ","}))) == {"unproven-total"}


SHARES = """Campaign,Type,Cost,Lost share
Brand,Search,600.00, --
Shoes,Search,300.00,> 90%
Bags,Display,200.00,10.48%
Total: Campaigns, --,"1,100.00",20.53%
Total: Account,,"1,150.00",< 10%
Total: Search,Search,900.00,< 10%
Total: Display,Display,200.00, --
"""


@pytest.mark.parametrize("totals", ["check", "drop"])
def test_totals_with_shares_that_are_only_bounded_are_totals_too(totals: str) -> None:
    reading = read(SHARES, totals=totals, columns={"cost": {"from": "Cost", "type": "number"}})
    assert codes(reading) == []
    assert (sum(column(reading, "cost")), dropped(reading)) == (1100, {"totals row": 4})


def test_a_row_called_total_is_a_total_whatever_else_it_says() -> None:
    text = "Channel,Audience,Clicks\nMail,All users,10\nSearch,All users,30\nTotal,Everybody,40\n"
    assert column(read(text, columns=CLICKS), "clicks") == (10, 30)
    assert codes(read(text.replace(",40", ",39"), columns=CLICKS)) == ["unproven-total"]
    assert sum(column(read(text.replace(",40", ",39"), totals="keep", columns=CLICKS), "clicks")) == 79


def test_the_total_of_a_single_row_is_that_row_once_more() -> None:
    text = "Campaign,Clicks,Cost\nBrand,10,1.5\nTotal: Account,10,1.5\n"
    assert column(read(text, columns=CLICKS), "clicks") == (10,)
    assert codes(read(text.replace("Account,10", "Account,12"), columns=CLICKS)) == ["unproven-total"]


PIVOT = """Region,Shop,Clicks
North,Kiel,10
North,Bremen,20
North Total,,30
South,Ulm,5
South Total,,5
Grand Total,,35
"""


def test_subtotals_within_a_table_have_to_be_decided() -> None:
    found = [fields(problem) for problem in read(PIVOT, columns=CLICKS).problems]
    assert ("unproven-total", 4) in found
    assert column(read(PIVOT, totals="drop", columns=CLICKS), "clicks") == (10, 20, 5)
    assert sum(column(read(PIVOT, totals="keep", columns=CLICKS), "clicks")) == 105


@pytest.mark.parametrize("words", [("Nord Ergebnis", "Gesamtergebnis"), ("Total Nord", "Total général")])
def test_subtotals_within_a_table_say_so_in_their_language(words: tuple[str, str]) -> None:
    text = PIVOT.replace("North Total", words[0]).replace("South Total", words[0]).replace("Grand Total", words[1])
    assert "unproven-total" in codes(read(text, columns=CLICKS))
    assert column(read(text, totals="drop", columns=CLICKS), "clicks") == (10, 20, 5)


def test_a_company_that_is_called_total_is_asked_about_and_kept_on_request() -> None:
    text = "Company,Clicks\nTotal,7\nShell,3\nEsso,4\nBP,40\n"
    assert codes(read("Company,Clicks\nShell,3\nTotal,7\nEsso,4\nBP,40\n", columns=CLICKS)) == ["unproven-total"]
    assert sum(column(read(text, totals="keep", columns=CLICKS), "clicks")) == 54


def test_a_name_with_total_in_it_is_data_where_nothing_is_missing_beside_it() -> None:
    text = "Customer,Shop,Clicks\nAda,Kiel,3\nTotal Care Ltd,Ulm,7\nBob,Ulm,4\n"
    assert codes(read(text, columns=CLICKS)) == []


# --- headers and lines below --------------------------------------------------------------------------------

DESCRIBED = """Code,Calls,Clicks
,Number of calls,Number of clicks
A1,3,24
,4,8
A2,6,12
"""


def test_a_second_row_of_headings_is_asked_about() -> None:
    assert fields(only(read(DESCRIBED, columns=CLICKS), "second-header")) == ("second-header", 2)
    reading = read(DESCRIBED, header_rows=2, columns=CLICKS)
    assert codes(reading) == [] and column(reading, "clicks") == (24, 8, 12)


def test_a_first_row_of_words_may_be_said_to_be_data() -> None:
    assert "second-header" not in codes(read(DESCRIBED, header_rows=1, columns={"n": "Code"}))


@pytest.mark.parametrize("first", ["x,n/a,n/a", "x,3,unknown thing", "x,,"])
def test_a_first_row_with_gaps_is_data(first: str) -> None:
    assert codes(read(f"Code,Calls,Clicks\n{first}\ny,1,2\nz,3,4\n", columns={"n": "Code"})) == []


@pytest.mark.parametrize("below", ["Source: someone\n", "Made by: a tool\nCopyright 2026\n", "All rights reserved"])
def test_lines_of_text_right_below_a_table_are_no_rows(below: str) -> None:
    reading = read(f"Day,Calls,Clicks\nMon,1,2\nTue,3,4\n{below}", columns={"day": "Day"})
    assert codes(reading) == ["text-below"] and column(reading, "day") == ("Mon", "Tue")


def test_a_last_row_with_words_in_its_first_cell_alone_is_told_and_read() -> None:
    reading = read("Day,Calls,Clicks\nMon,1,2\nTue,3,4\nMade by a tool,,\n", columns={"day": "Day"})
    assert codes(reading) == ["short-last-row"] and len(column(reading, "day")) == 3
    assert codes(read("Day,Calls,Note\nMon 1,,\nTue 2,3,4\nWed 3,,\n", columns={"day": "Day"})) == []


def test_a_table_that_only_says_that_there_is_nothing_has_no_rows() -> None:
    reading = read('Day,Calls,Clicks\n"No data available."\n', columns={"day": "Day"})
    assert column(reading, "day") == () and "text-below" in codes(reading)


def test_rows_of_one_cell_among_others_are_rows() -> None:
    reading = read("Day,Calls,Clicks\nMon\nTue,3,4\nWed\n", columns={"day": "Day"})
    assert column(reading, "day") == ("Mon", "Tue", "Wed")


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("Mon,phone,3,app\nTue,3,app\nWed,mail,5,web\n", [3]),
        ("Mon,3,app\nTue,phone,4\nWed,mail\nThu,mail,5,web\n", [2, 3, 4]),
        ("Mon,phone,3\nTue,phone,4\nWed,mail,5\nThu,mail,5\nFri,mail,5,web\n", []),
    ],
    ids=["one", "three", "a habit"],
)
def test_a_few_short_rows_may_have_lost_a_cell_within_and_are_told(rows: str, lines: list[int]) -> None:
    reading = read(f"Day,How,Calls,Where\n{rows}", columns={"day": "Day", "how": "How"})
    assert [(found.code, found.span.line) for found in reading.problems if found.span] == [
        ("short-row", line) for line in lines[:1]
    ]
    for line in lines[1:]:
        assert str(line) in only(reading).message


def test_a_file_without_a_last_line_end_is_whole_where_its_last_row_is() -> None:
    assert codes(read('Day,Calls,Note\nMon,1,"a"\nTue,3,"b"', columns={"day": "Day"})) == []
    assert codes(read('Day,Calls,Note\nMon,1,a\nTue,3,5" pipe', columns={"day": "Day"})) == []


ORDERS = """Name,Email,Total,Quantity,Notes
#1001,,15.00,1,"first
IP address: none"
#1002,,20.00,2,
#1002,,,1,
"""


def test_orders_that_are_called_by_a_hash_are_rows_whatever_else_they_leave_empty() -> None:
    reading = read(ORDERS, columns={"name": "Name", "n": {"from": "Quantity", "type": "integer"}})
    assert codes(reading) == []
    assert (column(reading, "name"), column(reading, "n")) == (("#1001", "#1002", "#1002"), (1, 2, 1))


# --- delimiters ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["^", "~", "¦", "\x01"])
def test_a_rare_delimiter_that_parts_every_line_alike_is_found(mark: str) -> None:
    reading = read(f"Day{mark}Clicks\nMon{mark}2\nTue{mark}4\n", columns=CLICKS)
    assert column(reading, "clicks") == (2, 4)


def test_a_tilde_in_a_file_of_one_column_parts_nothing() -> None:
    assert column(read("Note\n~5\nb\nc\n", columns={"note": "Note"}), "note") == ("~5", "b", "c")


# --- numbers ------------------------------------------------------------------------------------------------

MIXED = "Statement,Kind,Agree\nWell,Share,3.1%\nWell,Count,40\nFair,Share,0\nFair,Count,15\n"


def test_counts_among_percentages_are_no_percentages() -> None:
    spec = {"kind": "Kind", "agree": {"from": "Agree", "type": "percent"}}
    assert codes(read(MIXED, columns=spec)) == ["mixed-percent", "mixed-percent"]
    reading = read(MIXED, columns=spec, filter=["kind == 'Share'"])
    assert codes(reading) == [] and column(reading, "agree") == (0.031, 0)


PAYMENTS = """id,Amount,Currency,Converted Amount,Converted Currency
a,15.00,usd,14.10,eur
b,20.00,eur,20.00,eur
"""
AMOUNTS = {
    "amount": {"from": "Amount", "type": "number"},
    "same": {"from": "Converted Amount", "type": "number"},
    "currency": "Currency",
}


def test_amounts_in_several_currencies_do_not_add_up_whoever_exported_them() -> None:
    reading = read(PAYMENTS, columns=AMOUNTS)
    assert codes(measure(reading, "sum", expr="amount")) == ["mixed-units"]
    assert value(reading, "sum", expr="same").value == pytest.approx(34.1)
    assert value(reading, "sum", expr="amount", filter=["currency == 'eur'"]).value == 20


ANSWERS = "Answer\n" + "1\n2\n3\n4\n5\n5\n" * 6


def answers(*codes: str, **spec: object) -> dict[str, object]:
    column = {"from": "Answer", "type": "integer", **spec}
    return {"content": ANSWERS + "".join(f"{code}\n" for code in codes), "columns": {"answer": column}}


@pytest.mark.parametrize("code", ["99", "999", "-9", "-99"])
def test_a_number_far_beyond_a_scale_is_asked_about(code: str) -> None:
    found = only(measure(read(**answers(code, code)), "mean", expr="answer"))  # type: ignore[arg-type]
    assert (found.code, found.severity) == ("perhaps-no-answer", "error")
    assert f'null_values: ["{code}"]' in (found.hint or "") and "2 rows" in found.message
    assert value(read(**answers(code, null_values=[code])), "mean", expr="answer").n == 36  # type: ignore[arg-type]
    assert value(read(**answers(code, scale=[-99, 999])), "mean", expr="answer").n == 37  # type: ignore[arg-type]


def test_a_nine_among_answers_up_to_five_is_told() -> None:
    found = only(measure(read(**answers("9")), "mean", expr="answer"))  # type: ignore[arg-type]
    assert (found.code, found.severity) == ("perhaps-no-answer", "warning")


@pytest.mark.parametrize("numbers", [("6", "8", "9"), ("12", "99"), ("98", "99", "100")])
def test_other_numbers_are_numbers(numbers: tuple[str, ...]) -> None:
    assert codes(measure(read(**answers(*numbers)), "mean", expr="answer")) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("number", ["200,00-", "-200,00", "(200,00)"])
def test_a_minus_may_stand_behind_its_number(number: str) -> None:
    text = f"Tag;Betrag\n1.9.2026;1.234,56\n2.9.2026;{number}\n"
    assert sum(column(read(text, columns={"n": {"from": "Betrag", "type": "number"}}), "n")) == pytest.approx(1034.56)


@pytest.mark.parametrize("word", ["SUP-1", "ABC 12", "12 pts"])
def test_letters_before_a_number_make_it_a_name_unless_they_are_a_currency(word: str) -> None:
    assert codes(read(f"a;b\n{word};1\n", columns={"n": {"from": "a", "type": "number"}})) == ["not-a-number"]
    assert column(read("a;b\nEUR 12;1\n", columns={"n": {"from": "a", "type": "number"}}), "n") == (12,)


# --- days ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12 janv. 2026", "2026-01-12"),
        ("14 août 2026", "2026-08-14"),
        ("3. März 2026", "2026-03-03"),
        ("3 de marzo de 2026", "2026-03-03"),
        ("2 dez 2026", "2026-12-02"),
        ("9 mag 2026", "2026-05-09"),
        ("11 mrt 2026", "2026-03-11"),
        ("Dezember 2026", "2026-12-01"),
        ("févr. 2026", "2026-02-01"),
        ("09/2026", "2026-09-01"),
        ("18/Mar/26 2:05 PM", "2026-03-18"),
        ("Mar 18, 2026 at 2:05 PM", "2026-03-18"),
        ("2026-W01", "2025-12-29"),
        ("KW 2/2026", "2026-01-05"),
        ("Q2 2026", "2026-04-01"),
        ("2026-Q4", "2026-10-01"),
    ],
)
def test_days_are_read_with_the_names_that_months_have_in_other_languages(written: str, day: str) -> None:
    reading = read(f"Day;n\n{written};1\n", columns={"day": {"from": "Day", "type": "date"}})
    assert codes(reading) == [] and str(column(reading, "day")[0]) == day


def test_no_name_of_a_month_means_another_one_elsewhere() -> None:
    for lists in (months._LONG, months._SHORT):
        assert {len(names.split()) for names in lists} == {12}
        said = [(name, at) for names in lists for at, name in enumerate(names.split(), start=1)]
        assert len({name for name, _ in said}) == len(set(said))
    assert all(months.SHORT[name] == number for name, number in months.LONG.items() if name in months.SHORT)


# --- what stands below, apart -------------------------------------------------------------------------------


def test_results_of_several_kinds_do_not_add_up() -> None:
    text = "Campaign,Results,Result indicator\nBrand,120,actions:purchase\nShoes,80,actions:link_click\n"
    columns = {"n": {"from": "Results", "type": "integer"}, "kind": "Result indicator"}
    reading = read(text, columns=columns)
    assert codes(measure(reading, "sum", expr="n")) == ["mixed-units"]
    assert value(reading, "sum", expr="n", filter=["kind == 'actions:purchase'"]).value == 120


def test_a_remark_in_one_cell_below_a_blank_row_is_no_row() -> None:
    text = 'Month,Tickets,CSAT\n2026-01,120,0.81\n2026-02,140,0.79\n,,\n"Applied filters:\nRegion is EMEA",,\n'
    reading = read(text, columns={"month": "Month"})
    assert codes(reading) == [] and column(reading, "month") == ("2026-01", "2026-02")
    assert "1 line of text from line 5 left out" in reading.files[0].notes


def test_the_total_of_overlapping_segments_is_the_one_that_the_report_has() -> None:
    text = (
        "# ----\n# Shop\n# Report-Free form 1\n# 20260101-20260131\n# ----\n\nPage,Segment,Sessions\n,,99,Grand total\n"
        "/a,All users,60\n/b,All users,39\n/a,Mobile,20\n"
    )
    exploration = next(fmt for fmt in GA if fmt.name == "ga4-exploration")
    reading = read(text, exploration, columns={"segment": "Segment", "n": {"from": "Sessions", "type": "integer"}})
    assert codes(measure(reading, "sum", expr="n")) == ["mixed-units"]
    assert value(reading, "total_row", expr="n").value == 99
    assert value(reading, "sum", expr="n", filter=["segment == 'All users'"]).value == 99


@pytest.mark.parametrize(
    ("stamp", "when"),
    [
        ("2026/03/18 2:05:16 p. m. GMT-5", "2026-03-18 14:05:16"),
        ("18/03/2026 14.05.16", "2026-03-18 14:05:16"),
        ("2026. 3. 18 오후 2:05:16", "2026-03-18 14:05:16"),
    ],
)
def test_times_of_forms_are_read_as_their_country_writes_them(stamp: str, when: str) -> None:
    reading = read(
        f"Marca temporal,n\n{stamp},1\n", GOOGLE_FORMS, columns={"t": {"from": {"position": 1}, "type": "datetime"}}
    )
    assert codes(reading) == [] and str(column(reading, "t")[0]) == when


# --- what a receipt says of it --------------------------------------------------------------------------------


def test_a_receipt_says_in_which_column_a_total_is_the_sum_of_the_others() -> None:
    notes = read(ADS, columns=CLICKS, locale={"thousands": ","}).files[0].notes
    assert "the totals row on line 7 left out: it is the sum of the others in `Clicks`" in notes
    assert "the totals row on line 9 left out, as one beside it that is the sum of the others" in notes


def test_a_receipt_says_that_numbers_have_a_decimal_comma_where_only_the_file_says_so() -> None:
    reading = read("Tag;Betrag;n\n1.9.2026;1.234,56;3\n", columns={"x": {"from": "Betrag", "type": "number"}})
    assert ("x", "`Betrag`, number, with a decimal comma") in reading.files[0].columns
