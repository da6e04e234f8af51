"""Formats of single vendors, on real exports and on made-up files of their shape."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from cjmsite_crm import FORMATS as CRM
from cjmsite_google_analytics import FORMATS as GOOGLE
from cjmsite_google_analytics.nth import nth_month, nth_week, start_of_report
from cjmsite_survey import FORMATS as SURVEY

from tests.data.making import KNOWN, SAMPLES, codes, column, dropped, measure, only, read, sample, value

Day = datetime.date
GA4 = GOOGLE[0]
(SALESFORCE,) = CRM
QUALTRICS, SURVEYMONKEY = SURVEY[:2]

RESPONSES = """StartDate,Status,Finished,RecordedDate,ResponseId,RecipientEmail,Q12,Q3,Segment
Start Date,Response Type,Finished,Recorded Date,Response ID,Recipient Email,"How likely are you to recommend us
to a friend?",Where did you last meet us?,Segment
"{""ImportId"":""startDate"",""timeZone"":""Z""}","{""ImportId"":""status""}","{""ImportId"":""finished""}",\
"{""ImportId"":""recordedDate"",""timeZone"":""Z""}","{""ImportId"":""_recordId""}","{""ImportId"":""email""}",\
"{""ImportId"":""QID12""}","{""ImportId"":""QID3""}","{""ImportId"":""Segment""}"
2026-10-01 08:00:00,0,1,2026-10-01 08:03:10,R_1,a@example.com,10,app,A
2026-10-02 08:00:00,1,1,2026-10-02 08:03:10,R_2,b@example.com,0,app,A
2026-10-03 08:00:00,0,0,2026-10-03 08:03:10,R_3,c@example.com,3,phone,B
2026-11-04 08:00:00,0,1,2026-11-04 08:03:10,R_4,d@example.com,6,phone,B
"""
ONBOARDING = {
    "score": {"from": "Q12", "type": "integer", "scale": [0, 10]},
    "when": {"from": "RecordedDate", "type": "datetime", "format": "%Y-%m-%d %H:%M:%S"},
    "touch": {"from": "Q3"},
    "segment": {"from": "Segment"},
}


def test_every_sample_says_where_it_comes_from_and_under_which_licence() -> None:
    lines = (SAMPLES / "SOURCES.tsv").read_text(encoding="utf-8").splitlines()
    listed = {line.split("\t")[0]: line.split("\t")[4] for line in lines[1:]}
    files = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/*")}
    assert files == set(listed)
    assert set(listed.values()) <= {"MIT", "Apache-2.0", "BSD-3-Clause", "CC0-1.0", "CC-BY-4.0"}


# --- Qualtrics ----------------------------------------------------------------------------------------------


def test_a_qualtrics_file_has_three_header_rows_and_leaves_out_what_is_no_answer() -> None:
    reading = read(RESPONSES, QUALTRICS, columns=ONBOARDING)
    assert reading.problems == ()
    assert column(reading, "score") == (10, 6)
    assert dropped(reading) == {"a preview, not an answer": 1, "not finished": 1}
    assert reading.table.lines == (5, 8), "a question of two lines moves the rows down"
    assert "example.com" not in repr(reading)


def test_the_metric_of_the_manuals_first_example_is_computed() -> None:
    result = measure(
        read(RESPONSES, QUALTRICS, columns=ONBOARDING),
        "nps",
        expr="score",
        date="when",
        grain="month",
        dimensions={"touchpoint": "touch", "segment": "segment"},
        unit="points",
        target=45,
        warn=40,
    )
    assert result.problems == ()
    assert [(v.value, v.status) for v in result.series] == [(100, "on"), (-100, "off")]


def test_a_source_that_filters_by_finished_decides_for_itself() -> None:
    reading = read(RESPONSES, QUALTRICS, columns=ONBOARDING, filter=["Finished in [0, 1]"])
    assert column(reading, "score") == (10, 3, 6)


def test_the_same_export_with_tabs_and_in_utf16_is_the_same() -> None:
    tabbed = RESPONSES.replace(",", "\t").replace('""\t""', '"",""').encode("utf-16")
    assert column(read(tabbed, QUALTRICS, columns=ONBOARDING), "score") == (10, 6)


def test_a_file_without_import_ids_is_not_from_qualtrics() -> None:
    problem = only(read("Q1,Q2\nA,B\n1,2\n3,4\n", QUALTRICS, columns={"x": "Q1"}), "wrong-header")
    assert "import ids" in problem.message
    assert codes(read("Q1,Q2\nA,B\n", QUALTRICS, columns={"x": "Q1"}))[0] == "header-rows"


# --- SurveyMonkey -------------------------------------------------------------------------------------------


def test_a_real_surveymonkey_export_is_read_by_its_questions() -> None:
    reading = sample(
        "survey/surveymonkey_2header_starwars.csv",
        SURVEYMONKEY,
        encoding="cp1252",
        columns={
            "seen": "Have you seen any of the 6 films in the Star Wars franchise?",
            "fan": {
                "from": "Do you consider yourself to be a fan of the Star Wars film franchise?",
                "type": "boolean",
            },
            "han": {
                "from": {
                    "header": [
                        "Please state whether you view the following characters favorably, unfavorably, "
                        "or are unfamiliar with him/her.",
                        "Han Solo",
                    ]
                }
            },
        },
    )
    assert reading.problems == ()
    assert column(reading, "seen").count("Yes") == 936
    found = value(reading, "ratio", numerator="fan", denominator="fan or not fan")
    assert (found.numerator, found.denominator, round(found.value or 0, 6)) == (552, 836, 0.660287)
    assert column(reading, "han").count("Very favorably") == 610


# --- Salesforce ---------------------------------------------------------------------------------------------


def test_a_weekly_export_is_read_from_its_archive() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("Case.csv", 'Id,IsClosed,Reason\n"500A","1","#N/A"\n"500B","0","Bill"\n')
        archive.writestr("Account.csv", "Id,Name\n1,x\n")
    columns = {"closed": {"from": "IsClosed", "type": "boolean"}, "reason": "Reason"}
    # `Case.csv` is named behind `!`; unnamed, the archive would be refused for having two files.
    from cjmsite.data.container import InputFile
    from cjmsite.data.problems import nowhere
    from cjmsite.data.reader import read_source
    from cjmsite.model.source import Source

    spec = Source.model_validate({"columns": columns})
    reading = read_source("s", spec, [InputFile("weekly.zip", buffer.getvalue(), "Case.csv")], SALESFORCE, nowhere)
    assert reading.problems == ()
    assert (column(reading, "closed"), column(reading, "reason")) == ((True, False), (None, "Bill"))


def test_the_lines_below_a_salesforce_report_are_no_rows() -> None:
    text = (
        '"Case Number","Age"\n"001","1.5"\n"002","2"\n\n\n"Grand Totals (2 records)"\n"Cases by age"\n'
        '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
        '"Confidential Information - Do Not Distribute"\n"Generated By: A. Person"\n"Northwind"\n'
    )
    reading = read(text, SALESFORCE, columns={"age": {"from": "Age", "type": "number"}})
    assert reading.problems == ()
    assert column(reading, "age") == (1.5, 2)


# --- Google Analytics 4 -------------------------------------------------------------------------------------

REPORT = """# ----------------------------------------
# Reports snapshot
# Account: PORTFOLIO
# Property: Website, main
# ----------------------------------------
#
# All Users
# Start date: 20250101
# End date: 20250119
Nth week,Active users
0000,13
0001,20
0002,9

# Start date: 20250101
# End date: 20250119
Nth day,New users
0000,3
0018,4

# Start date: 20250101
# End date: 20250119
Country ID,Active users
NA,30
SE,12
"""


def test_weeks_of_a_ga4_report_begin_on_sundays() -> None:
    reading = read(
        REPORT,
        GA4,
        table={"has": ["Nth week"]},
        columns={"day": {"from": "Date", "type": "date"}, "users": {"from": "Active users", "type": "integer"}},
    )
    assert reading.problems == ()
    assert column(reading, "day") == (Day(2025, 1, 1), Day(2025, 1, 5), Day(2025, 1, 12))
    result = measure(reading, "sum", expr="users", date="day", grain="week", week_starts="sunday", additive=False)
    assert result.problems == ()
    assert [(v.period.start, v.value) for v in result.series if v.period] == [
        (Day(2024, 12, 29), 13),
        (Day(2025, 1, 5), 20),
        (Day(2025, 1, 12), 9),
    ]


def test_days_of_a_ga4_report_are_counted_from_its_start() -> None:
    reading = read(REPORT, GA4, columns={"day": {"from": "Date", "type": "date"}, "n": "New users"})
    assert column(reading, "day") == (Day(2025, 1, 1), Day(2025, 1, 19))


def test_a_country_that_is_called_na_is_namibia() -> None:
    reading = read(REPORT, GA4, columns={"country": "Country ID"})
    assert column(reading, "country") == ("NA", "SE")


def test_the_start_of_an_exploration_is_in_its_comments() -> None:
    assert start_of_report(["bright - GA4", "1st exploration-User explorer 1", "20230515-20230521"]) == Day(2023, 5, 15)
    assert start_of_report(["Start date: 20230515", "Start date: 20230601"]) == Day(2023, 6, 1)
    assert start_of_report(["Start date: 20231399"]) is None


@pytest.mark.parametrize(("count", "day"), [(0, Day(2025, 1, 15)), (1, Day(2025, 2, 1)), (12, Day(2026, 1, 1))])
def test_months_are_counted_from_the_one_of_the_start(count: int, day: Day) -> None:
    assert nth_month(Day(2025, 1, 15), count) == day


def test_a_report_that_starts_on_a_sunday_starts_with_a_whole_week() -> None:
    assert [nth_week(Day(2025, 1, 5), count) for count in (0, 1)] == [Day(2025, 1, 5), Day(2025, 1, 12)]


def test_a_count_beyond_all_years_is_no_day() -> None:
    text = REPORT.replace("0018,4", "99999,4").replace("Nth day", "Nth month")
    reading = read(text, GA4, columns={"day": {"from": "Date", "type": "date"}, "n": "New users"})
    assert column(reading, "day") == (Day(2025, 1, 1), None)


def test_an_exploration_is_read_without_its_grand_total() -> None:
    text = (
        "# ----\n# bright - GA4\n# 1st exploration-User explorer 1\n# 20230515-20230521\n# ----\n\n"
        "App-instance ID,Stream name,Event count,Sessions\n,,48,5,Grand total\n"
        "729222800.1684694001,brightgthb - GA4,42,3\n81.2,brightgthb - GA4,6,2\n"
    )
    reading = read(text, GA4, columns={"id": "App-instance ID", "n": {"from": "Event count", "type": "integer"}})
    assert reading.problems == ()
    assert (column(reading, "id"), sum(column(reading, "n"))) == (("729222800.1684694001", "81.2"), 48)


# --- older and plainer files, which need no preset ----------------------------------------------------------


def test_a_universal_analytics_export_is_two_tables_and_a_totals_row() -> None:
    text = (
        "# ----------------------------------------\n# All Web Site Data\n# Browser & OS\n# 20200601-20200814\n"
        "# ----------------------------------------\n\n"
        "Operating System,Date,Users,Sessions,Bounce Rate,Avg. Session Duration\n"
        'iOS,20200608,76,"1,583",62.65%,00:02:06\n(not set),20200609,20,417,50.00%,<00:00:01\n'
        ',,90,"2,000",60.01%,00:02:00\n\nDay Index,Users\n6/1/20,43\n6/13/20,50\n,93\n'
    )
    columns = {
        "day": {"from": "Date", "type": "date"},
        "sessions": {"from": "Sessions", "type": "integer"},
        "bounce": {"from": "Bounce Rate", "type": "percent"},
    }
    reading = read(text, columns=columns, locale="en")
    assert reading.problems == ()
    assert column(reading, "sessions") == (1583, 417)
    found = value(reading, "weighted_mean", expr="bounce", weight="sessions", unit="%")
    assert (round(found.value or 0, 4), found.n) == (0.6001, 2000)
    index = read(
        text,
        columns={"day": {"from": "Day Index", "type": "date"}, "n": {"from": "Users", "type": "integer"}},
        table={"index": 2},
    )
    assert (column(index, "day"), column(index, "n")) == ((Day(2020, 6, 1), Day(2020, 6, 13)), (43, 50))


def test_a_european_csv_is_read_with_semicolons_and_decimal_commas() -> None:
    text = "Datum;Umsatz;Quote\n03.04.2026;1.234,50;12,5%\n04.04.2026;0,75;8%\n"
    columns = {
        "day": {"from": "Datum", "type": "date"},
        "sum": {"from": "Umsatz", "type": "number"},
        "rate": {"from": "Quote", "type": "percent"},
    }
    reading = read(text, columns=columns)
    assert reading.problems == ()
    assert column(reading, "sum") == (1234.5, 0.75)
    assert column(reading, "rate") == (0.125, 0.08)


def test_a_type_that_changes_late_is_told_with_its_line() -> None:
    problem = only(read("x\n" + "1\n" * 30_000 + "n/a\n", columns={"x": {"type": "integer"}}))
    assert problem.span is not None and problem.span.line == 30_002


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1-2", "@SUM(A1)", "-2+3"])
def test_formulas_are_text_like_any_other(text: str) -> None:
    assert column(read(f'a,b\n"{text}",1\n', columns={"a": {}}), "a") == (text,)


def test_a_ticket_export_of_a_connector_is_read() -> None:
    reading = sample("zendesk/fivetran_ticket.csv", columns={"status": {}})
    assert {word: column(reading, "status").count(word) for word in ("closed", "deleted", "solved")} == {
        "closed": 7,
        "deleted": 2,
        "solved": 1,
    }
