"""Exports of Google Analytics, on real ones and on made-up files of their shape."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from cjmsite_google_analytics import FORMATS
from cjmsite_google_analytics.nth import nth_month, nth_week, start_of_report

from tests.data.making import SAMPLES, codes, column, dropped, measure, only, read, sample, value

Day = datetime.date
GA4, EXPLORATION, BIGQUERY, API, UA = FORMATS

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


def test_a_row_for_all_that_was_too_much_is_told() -> None:
    columns = {"n": {"from": "Active users"}, "c": "Country ID"}
    reading = read(REPORT.replace("NA,30", "(other),30"), GA4, columns=columns)
    assert codes(reading) == ["other-row"]
    assert column(reading, "c") == ("(other)", "SE")


def test_a_dashboard_of_firebase_is_read_card_by_card() -> None:
    text = (
        "# ----\n# Dashboard report\n# ----\n# Active users #\nDay,Monthly,Weekly,Daily\n0000,0,0,0\n0001,2,2,2\n\n"
        "# Retention cohorts #\nDate,Week 0,Week 1\nNov 5 - Nov 11,2,1\nNov 12 - Nov 18,3,-1\n"
    )
    columns = {"kept": {"from": "Week 1", "type": "integer"}}
    assert column(read(text, GA4, table={"has": ["Week 0"]}, columns=columns), "kept") == (1, None)


def test_days_of_a_ga4_report_are_counted_from_its_start() -> None:
    reading = read(REPORT, GA4, columns={"day": {"from": "Date", "type": "date"}, "n": "New users"})
    assert column(reading, "day") == (Day(2025, 1, 1), Day(2025, 1, 19))
    assert "`Date` is counted from the first day of the report" in reading.files[0].notes


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
    columns = {"id": "App-instance ID", "n": {"from": "Event count", "type": "integer"}}
    reading = read(text, EXPLORATION, columns=columns)
    assert reading.problems == ()
    assert reading.table.totals == (("data.csv", (("n", 48),)),)
    assert codes(read(text, EXPLORATION, columns={"n": columns["n"]}, totals="keep")) == []
    assert (column(reading, "id"), sum(column(reading, "n"))) == (("729222800.1684694001", "81.2"), 48)


def test_a_total_that_is_not_the_sum_is_a_total_all_the_same() -> None:
    text = "# P - GA4\n# Users-Free form 1\n# 20260101-20260131\n\n"
    text += "Country,Total users\n,13789,Grand total\nSE,12000\nNO,9113\n"
    reading = read(text, EXPLORATION, columns={"users": {"from": "Total users", "type": "integer"}, "to": "End date"})
    assert reading.problems == ()
    assert (column(reading, "users"), dropped(reading)) == ((12000, 9113), {"totals row": 1})
    assert reading.table.totals[0][1] == (("users", 13789),)
    assert value(reading, "total_row", expr="users").value == 13789, "the rows come to 21,113: people are counted once"
    assert column(reading, "to") == ("2026-01-31", "2026-01-31")


FUNNEL = """# ----------------------------------------
# shop - GA4
# Sign-up-Funnel exploration 1
# 20260101-20260131
# ----------------------------------------

Step,Country,Elapsed time,Active users (% of Step 1),Completion rate,Abandonments,Abandonment rate
1. Visit,Total,0,1000,0.5,500,0.5
,Sweden,0,600,0.5,300,0.5
2. Sign up,Total,16674931278.917809,500,1,0,0
,Sweden,1.56888E+11,300,1,0,0
"""


def test_a_step_of_a_funnel_is_named_for_all_its_rows() -> None:
    columns = {
        "step": "Step",
        "users": {"from": "Active users (% of Step 1)", "type": "integer"},
        "seconds": {"from": "Elapsed seconds", "type": "number"},
    }
    reading = read(FUNNEL, EXPLORATION, columns=columns, filter=["Country == 'Sweden'"])
    assert reading.problems == ()
    assert column(reading, "step") == ("1. Visit", "2. Sign up")
    assert (column(reading, "users"), column(reading, "seconds")) == ((600, 300), (0, 156888.0))


COHORT = """# How well do you retain your users?
# Start date: 20251221
# End date: 20260110
Date,Week 0,Week 1,Week 2
Dec 21 - Dec 27,100,40,30
Dec 28 - Jan 3,80,20,-1
Jan 4 - Jan 10,50,-1,-1
"""


def test_what_a_cohort_has_not_lived_to_see_is_empty() -> None:
    columns = {
        "start": {"from": "Cohort start", "type": "date"},
        "all": {"from": "Week 0", "type": "integer"},
        "week1": {"from": "Week 1", "type": "integer"},
    }
    reading = read(COHORT, GA4, columns=columns)
    assert reading.problems == ()
    assert column(reading, "start") == (Day(2025, 12, 21), Day(2025, 12, 28), Day(2026, 1, 4))
    assert column(reading, "week1") == (40, 20, None)
    assert any("-1" in note for note in reading.files[0].notes)


def test_a_minus_one_outside_a_cohort_is_a_number() -> None:
    reading = read(
        "# Start date: 20260101\n# End date: 20260102\nItem,Change\na,-1\n",
        GA4,
        columns={"c": {"from": "Change", "type": "integer"}},
    )
    assert column(reading, "c") == (-1,)


def test_days_are_known_in_any_language() -> None:
    text = "# Startdatum: 20260103\n# Enddatum: 20260105\nNth day,Aktive Nutzer\n0000,5\n0002,7\n"
    reading = read(text, GA4, columns={"day": {"from": "Date", "type": "date"}, "n": "Aktive Nutzer"})
    assert column(reading, "day") == (Day(2026, 1, 3), Day(2026, 1, 5))


def test_a_column_is_found_under_each_of_its_names() -> None:
    for name in ("Key events", "Conversions"):
        text = f"# Start date: 20260101\n# End date: 20260102\nEvent name,{name}\npurchase,4\n"
        columns = {"key": {"from": {"any_of": ["Key events", "Conversions"]}, "type": "integer"}}
        assert column(read(text, GA4, columns=columns), "key") == (4,)


def test_a_column_that_has_another_name_there_is_found_with_a_hint() -> None:
    text = "# Start date: 20240101\n# End date: 20240102\nEvent name,Conversions\npurchase,4\n"
    problem = only(read(text, GA4, columns={"key": {"from": "Key events", "type": "integer"}}), "unknown-column")
    assert problem.hint == "it is called `Conversions` there: `from: {any_of: [Key events, Conversions]}` finds both"


def test_a_real_snapshot_is_read_card_by_card() -> None:
    views = sample(
        "ga4/reports_snapshot_custom_cards.csv",
        GA4,
        table={"has": ["Page title and screen class", "Views"]},
        columns={"views": {"from": "Views", "type": "integer"}},
    )
    assert views.problems == ()
    assert (len(column(views, "views")), sum(column(views, "views"))) == (92, 2523)
    card = sample(
        "ga4/reports_snapshot_custom_cards.csv",
        GA4,
        table={"has": ["Average engagement time per active user", "Event count"]},
        columns={
            "users": {"from": "Active users", "type": "integer"},
            "time": {"from": "Average engagement time per active user", "type": "number"},
        },
    )
    assert (column(card, "users"), column(card, "time")) == ((1291,), (62.347792408985285,))


# --- events from BigQuery -----------------------------------------------------------------------------------


def test_real_events_have_the_session_that_they_belong_to() -> None:
    reading = sample(
        "ga4/bq_export_nested.ndjson",
        BIGQUERY,
        columns={
            "event": "event_name",
            "session": "session_id",
            "page": "event_params.page_title",
            "when": {"from": "event_timestamp", "type": "datetime", "format": "unix_us"},
        },
        timezone="UTC",
    )
    assert reading.problems == ()
    assert len(column(reading, "event")) == 2
    assert set(column(reading, "session")) == {"1166526666.1617691776.1617691775"}
    assert column(reading, "when")[0] == datetime.datetime(2021, 4, 6, 6, 49, 50, 431476)


# --- the Data API -------------------------------------------------------------------------------------------


def answer(rows: int = 2, **more: Any) -> dict[str, Any]:
    said = [{"dimensionValues": [{"value": f"c{at}"}], "metricValues": [{"value": str(at + 1)}]} for at in range(rows)]
    return {
        "dimensionHeaders": [{"name": "country"}],
        "metricHeaders": [{"name": "activeUsers", "type": "TYPE_INTEGER"}],
        "rows": said,
        "rowCount": rows,
        "kind": "analyticsData#runReport",
        **more,
    }


COLUMNS = {"country": {}, "users": {"from": "activeUsers", "type": "integer"}}


def test_googles_own_example_of_an_answer_is_read() -> None:
    reading = sample("ga4/data_api_runreport.json", API, columns=COLUMNS)
    assert reading.problems == ()
    assert dict(zip(column(reading, "country"), column(reading, "users"), strict=True)) == {"Japan": 2541, "France": 12}
    lines = (SAMPLES / "ga4/data_api_runreport.json").read_text(encoding="utf-8").splitlines()
    assert all("metricValues" in lines[line - 1] for line in reading.table.lines)


def test_the_total_of_an_answer_is_kept_apart() -> None:
    total = {"dimensionValues": [{"value": "RESERVED_TOTAL"}], "metricValues": [{"value": "2"}]}
    reading = read(json.dumps(answer(totals=[total])), API, columns=COLUMNS)
    assert column(reading, "users") == (1, 2)
    assert reading.table.totals[0][1] == (("users", 2),)


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        ({"rowCount": 175}, "missing-rows", "2 of the 175 rows"),
        ({"metadata": {"dataLossFromOtherRow": True}}, "other-row", "(other)"),
        (
            {"metadata": {"samplingMetadatas": [{"samplesReadCount": "250", "samplingSpaceSize": "1000"}]}},
            "sampled",
            "250 of 1,000 events (25%)",
        ),
        ({"metadata": {"subjectToThresholding": True}}, "withheld-rows", "withholds"),
    ],
)
def test_what_an_answer_says_of_its_gaps_is_told(more: dict[str, Any], code: str, words: str) -> None:
    problem = only(read(json.dumps(answer(**more)), API, columns=COLUMNS))
    assert (problem.code, problem.severity) == (code, "warning")
    assert words in problem.message


def test_pages_of_one_report_are_one_table() -> None:
    pages = [answer(rowCount=4), answer(rowCount=4)]
    assert only(read(json.dumps([pages[0]]), API, columns=COLUMNS)).code == "missing-rows"
    reading = read(json.dumps(pages), API, columns=COLUMNS)
    assert reading.problems == ()
    assert len(column(reading, "users")) == 4


def test_several_reports_in_one_answer_are_several_tables() -> None:
    other = answer() | {"dimensionHeaders": [{"name": "deviceCategory"}]}
    batch = json.dumps({"kind": "analyticsData#batchRunReports", "reports": [answer(), other]})
    assert column(read(batch, API, columns={"device": "deviceCategory"}), "device") == ("c0", "c1")


@pytest.mark.parametrize(
    "text", ['{"pivotHeaders": [], "metricHeaders": []}', '{"reports": [{"columnHeader": {}}]}', '{"a": 1}', "[1]"]
)
def test_other_answers_are_refused(text: str) -> None:
    assert codes(read(text, API, columns=COLUMNS))[0] == "not-a-report"


# --- Universal Analytics ------------------------------------------------------------------------------------

BROWSERS = (
    "# ----------------------------------------\n# All Web Site Data\n# Browser & OS\n# 20200601-20200612\n"
    "# ----------------------------------------\n\n"
    "Operating System,Users,Sessions,Bounce Rate,Avg. Session Duration,Goal Value\n"
    'iOS,70,"1,583",62.65%,00:02:06,$0.00\n(not set),20,417,50.00%,<00:00:01,$0.00\nBot,1,0,#DIV/0,00:00:00,$0.00\n'
    ',80,"2,000",60.01%,00:01:40,$0.00\n\nDay Index,Users\n'
)
SESSIONS = {
    "sessions": {"from": "Sessions", "type": "integer"},
    "users": {"from": "Users", "type": "integer"},
    "bounce": {"from": "Bounce Rate", "type": "percent"},
    "time": {"from": "Avg. Session Duration", "type": "duration"},
}


def days(*written: str) -> str:
    return BROWSERS + "".join(f"{day},{at}\n" for at, day in enumerate(written)) + ",66\n"


def test_a_table_of_universal_analytics_ends_with_its_total() -> None:
    reading = read(days(*(f"6/{day}/20" for day in range(1, 13))), UA, columns=SESSIONS, locale="en")
    assert reading.problems == ()
    assert column(reading, "sessions") == (1583, 417, 0)
    assert column(reading, "bounce") == (0.6265, 0.5, None)
    assert column(reading, "time") == (126, 0, 0)
    assert dropped(reading) == {"totals row": 1}
    assert dict(reading.table.totals[0][1])["users"] == 80, "people are counted once, so this is no sum"


@pytest.mark.parametrize("written", ["6/{}/20", "{:02}/06/2020", "{}.6.2020", "2020-06-{:02}"])
def test_the_days_of_the_report_say_how_they_are_written(written: str) -> None:
    text = days(*(written.format(day) for day in range(1, 13)))
    columns = {"day": {"from": "Date", "type": "date"}, "n": {"from": "Users", "type": "integer"}}
    reading = read(text, UA, columns=columns, table={"has": ["Day Index"]})
    assert reading.problems == ()
    assert column(reading, "day") == tuple(Day(2020, 6, day) for day in range(1, 13))
    assert sum(column(reading, "n")) == 66


def test_days_that_are_not_those_of_the_report_are_not_guessed() -> None:
    text = days(*(f"6/{day}/20" for day in range(2, 13)))
    found = read(text, UA, columns={"day": {"from": "Date", "type": "date"}}, table={"has": ["Day Index"]})
    assert codes(found) == ["unknown-column", "missing-rows"]
    found = read(text, UA, columns={"day": {"from": "Day Index", "type": "date"}}, table={"has": ["Day Index"]})
    assert codes(found) == ["missing-rows", "ambiguous-date"]


def test_a_dutch_report_needs_its_language() -> None:
    text = BROWSERS.replace("Sessions", "Sessies").replace("Day Index,Users\n", "")
    text = text.replace('"1,583"', "1.583").replace('"2,000"', "2.000")
    columns = {"n": {"from": "Sessies", "type": "integer"}}
    assert codes(read(text, UA, columns=columns)) == ["ambiguous-number"]
    assert column(read(text, UA, columns=columns, locale="nl"), "n") == (1583, 417, 0)


def test_a_workbook_of_universal_analytics_is_read_by_its_sheets() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    import io

    book = openpyxl.Workbook()
    book.active.title = "Summary"
    for line in ("All Web Site Data", "Browser & OS", "20200601-20200602"):
        book.active.append([line])
    for name, rows in {
        "Dataset1": [
            ["Operating System", "Users", "Sessions"],
            ["iOS", 70, 1583],
            ["Android", 20, 417],
            [None, 80, 2000],
        ],
        "Dataset2": [["Day Index", "Users"], [Day(2020, 6, 1), 40], [Day(2020, 6, 2), 45], [None, 80]],
    }.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    columns = {"os": "Operating System", "n": {"from": "Sessions", "type": "integer"}}
    first = read(buffer.getvalue(), UA, "ua.xlsx", columns=columns, table={"sheet": "Dataset1"})
    assert [p for p in first.problems if p.severity == "error"] == []
    assert (column(first, "n"), dropped(first)) == ((1583, 417), {"totals row": 1})
    columns = {
        "day": {"from": "Day Index", "type": "date"},
        "n": {"from": "Users", "type": "integer"},
        "end": {"from": "End date", "type": "date"},
    }
    second = read(buffer.getvalue(), UA, "ua.xlsx", columns=columns, table={"has": ["Day Index"]})
    assert (column(second, "day"), column(second, "n")) == ((Day(2020, 6, 1), Day(2020, 6, 2)), (40, 45))
    assert value(second, "sum", expr="n").value == 85
    assert set(column(second, "end")) == {Day(2020, 6, 2)}, "the first sheet says the days"


def test_events_as_parquet_are_the_same(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "events.parquet"
    value_ = "{'string_value': NULL::VARCHAR, 'int_value': %s::BIGINT, 'float_value': NULL::DOUBLE}"
    rows = " UNION ALL ".join(
        f"SELECT '20260105' AS event_date, {1_767_603_600_000_000 + at}::BIGINT AS event_timestamp,"
        " 'page_view' AS event_name,"
        f" [{{'key': 'ga_session_id', 'value': {value_ % session}}}] AS event_params, '{person}' AS user_pseudo_id,"
        f" {{'category': 'mobile'}} AS device"
        for at, (session, person) in enumerate((("7", "11.22"), ("7", "33.44"), ("8", "11.22")))
    )
    duckdb.connect().execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    columns = {
        "day": {"from": "event_date", "type": "date", "format": "%Y%m%d"},
        "session": "session_id",
        "device": "device.category",
    }
    reading = read(path.read_bytes(), BIGQUERY, "events.parquet", columns=columns)
    assert reading.problems == ()
    assert value(reading, "count_distinct", expr="session").value == 3, "two people may have a session of one number"
    assert set(column(reading, "device")) == {"mobile"}
    assert set(column(reading, "day")) == {Day(2026, 1, 5)}


# --- reports in other languages ------------------------------------------------------------------------------

FRENCH = """# ----------------------------------------
# Instantané des rapports
# Compte : Atelier
# Propriété : Boutique
# ----------------------------------------
#
# Date de début : 20260105
# Date de fin : 20260111
Nième jour,Utilisateurs actifs
0000,4
0001,6
0006,2

# Quels sont vos canaux ?
# Date de début : 20260105
# Date de fin : 20260111
Groupe de canaux,Sessions
Direct,9
Organic Search,5
"""

KOREAN_COHORT = """# 보고서 개요
# 계정: 가게
# 속성: 가게-앱
#
# 사용자 유지율
# 시작일: 20260104
# 종료일: 20260117
날짜,0주째,1주째
1월 4일 - 1월 10일,30,5
1월 11일 - 1월 17일,40,-1
"""


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("Nième jour", ["2026-01-05", "2026-01-06", "2026-01-11"]),
        ("Nº dia", ["2026-01-05", "2026-01-06", "2026-01-11"]),
        ("N일", ["2026-01-05", "2026-01-06", "2026-01-11"]),
        ("N-ter Tag", ["2026-01-05", "2026-01-06", "2026-01-11"]),
        ("N:te dagen", ["2026-01-05", "2026-01-06", "2026-01-11"]),
        ("N 日目", ["2026-01-05", "2026-01-06", "2026-01-11"]),
    ],
)
def test_days_are_counted_in_the_language_of_whoever_exported_them(name: str, days: list[str]) -> None:
    reading = read(
        FRENCH.replace("Nième jour", name),
        GA4,
        table={"has": [name]},
        columns={"day": {"from": "Date", "type": "date"}, "n": {"from": "Utilisateurs actifs", "type": "integer"}},
    )
    assert reading.problems == ()
    assert column(reading, "day") == tuple(Day.fromisoformat(day) for day in days)
    assert column(reading, "n") == (4, 6, 2)


@pytest.mark.parametrize("written", ["0007", "0"])
def test_a_count_that_does_not_fit_the_report_is_no_day(written: str) -> None:
    text = FRENCH.replace("0006,2", f"{written},2")
    assert "unknown-column" in codes(read(text, GA4, table={"index": 1}, columns={"day": {"from": "Date"}}))


def test_a_year_in_a_report_is_not_counted_from_its_start() -> None:
    text = "# Startdatum: 20250101\n# Enddatum: 20261231\nJahr,Nutzer\n2025,3\n2026,4\n"
    assert "unknown-column" in codes(read(text, GA4, columns={"day": {"from": "Date"}}))


@pytest.mark.parametrize("title", ["Instantané des rapports", "Quels sont vos canaux ?"])
def test_a_card_has_its_title_in_any_language(title: str) -> None:
    columns = {"n": {"position": 2}}
    reading = read(FRENCH, GA4, table={"title": title}, columns={"n": {"from": columns["n"], "type": "integer"}})
    assert reading.problems == ()


def test_what_a_cohort_has_not_lived_to_see_is_empty_in_any_language() -> None:
    columns = {
        "start": {"from": "Cohort start", "type": "date"},
        "second": {"from": "1주째", "type": "integer"},
    }
    reading = read(KOREAN_COHORT, GA4, columns=columns)
    assert reading.problems == ()
    assert column(reading, "second") == (5, None)
    assert column(reading, "start") == (Day(2026, 1, 4), Day(2026, 1, 11))


def test_cohorts_whose_labels_are_not_those_of_the_report_have_no_start() -> None:
    text = KOREAN_COHORT.replace("1월 11일", "1월 12일")
    assert "unknown-column" in codes(read(text, GA4, columns={"start": {"from": "Cohort start"}}))


def test_a_british_cohort_begins_on_the_day_before_its_month() -> None:
    text = (
        "# Start date: 20261227\n# End date: 20270109\nDate,Week 0,Week 1\n27 Dec - 2 Jan,131,4\n3 Jan - 9 Jan,154,-1\n"
    )
    reading = read(text, GA4, columns={"start": {"from": "Cohort start", "type": "date"}})
    assert column(reading, "start") == (Day(2026, 12, 27), Day(2027, 1, 3))


def test_days_that_are_seven_thirty_and_one_are_no_cohort() -> None:
    text = "# 시작일: 20260104\n# 종료일: 20260110\nN일,2일,1일\n0000,-1,3\n0001,5,4\n"
    assert column(read(text, GA4, columns={"n": {"from": "2일", "type": "integer"}}), "n") == (-1, 5)


@pytest.mark.parametrize(
    ("index", "days"),
    [("Week Index", ["2026-01-07", "2026-01-11"]), ("Month Index", ["2026-01-07", "2026-02-01"])],
)
def test_weeks_and_months_of_universal_analytics_are_counted(index: str, days: list[str]) -> None:
    text = f"# Shop\n# Audience Overview\n# 20260107-20260228\n\n{index},Sessions\n0,10\n1,20\n,30\n"
    reading = read(text, UA, columns={"day": {"from": "Date", "type": "date"}})
    assert column(reading, "day") == tuple(Day.fromisoformat(day) for day in days)


def test_a_week_index_that_holds_days_is_read_as_days() -> None:
    text = (
        "# Shop\n# Audience Overview\n# 20260107-20260108\n\nWeek Index,Sessions\n07/01/2026,10\n08/01/2026,20\n,30\n"
    )
    reading = read(text, UA, columns={"day": {"from": "Date", "type": "date"}})
    assert column(reading, "day") == (Day(2026, 1, 7), Day(2026, 1, 8))


# --- two periods, samples and bounds ------------------------------------------------------------------------------

COMPARED = """# ----------------------------------------
# All Web Site Data
# Channels
# 20260601-20260607
# 20260525-20260531
# ----------------------------------------

Default Channel Grouping,Date Range,Users,Sessions,Bounce Rate
Organic Search,"Jun 1, 2026 - Jun 7, 2026","1,280","1,734",51.06%
Organic Search,"May 25, 2026 - May 31, 2026","1,180","1,634",52.06%
Direct,"Jun 1, 2026 - Jun 7, 2026",900,"1,000",<0.01%
Direct,"May 25, 2026 - May 31, 2026",800,900,61.00%
,"Jun 1, 2026 - Jun 7, 2026","2,180","2,734",54.03%
,"May 25, 2026 - May 31, 2026","1,980","2,534",55.03%
"""
AMOUNTS = {
    "n": {"from": "Sessions", "type": "integer"},
    "rate": {"from": "Bounce Rate", "type": "percent"},
    "start": {"from": "Start date", "type": "date"},
}


@pytest.mark.parametrize(
    ("title", "sessions", "start"),
    [
        ("Jun 1, 2026 - Jun 7, 2026", (1734, 1000), Day(2026, 6, 1)),
        ("May 25, 2026 - May 31, 2026", (1634, 900), Day(2026, 5, 25)),
    ],
)
def test_periods_that_are_compared_are_tables_of_their_own(title: str, sessions: tuple[int, ...], start: Day) -> None:
    reading = read(COMPARED, UA, locale={"thousands": ","}, table={"title": title}, columns=AMOUNTS)
    assert reading.problems == ()
    assert column(reading, "n") == sessions
    assert set(column(reading, "start")) == {start}
    assert dropped(reading) == {"totals row": 1}


def test_periods_that_are_compared_are_not_added_up() -> None:
    assert codes(read(COMPARED, UA, locale={"thousands": ","}, columns=AMOUNTS)) == ["several-tables"]


def test_a_column_of_one_period_parts_nothing() -> None:
    text = "\n".join(line for line in COMPARED.splitlines() if "May 25" not in line and "20260525" not in line)
    reading = read(text, UA, locale={"thousands": ","}, columns=AMOUNTS)
    assert reading.problems == ()
    assert column(reading, "rate") == (0.5106, 0.0)


@pytest.mark.parametrize("format_", [GA4, UA, EXPLORATION])
def test_a_file_that_says_that_it_is_a_sample_is_told(format_: Any) -> None:
    text = "# Shop\n# This report is based on 45.3% of sessions.\n# 20260101-20260131\n\nPage,Sessions\n/,10\n/a,5\n"
    problem = only(read(text, format_, columns={"n": {"from": "Sessions", "type": "integer"}}), "sampled")
    assert problem.severity == "warning" and "45.3%" in problem.message


WEEKS = "# Start date: 20260101\n# End date: 20260131\nNth week,Active users\n0000,4\n0001,5\n0002,6\n0003,7\n0004,8\n"


@pytest.mark.parametrize(("starts", "told"), [("monday", ["other-weeks"]), ("sunday", [])])
def test_weeks_that_begin_on_other_days_than_those_of_a_metric_are_told(starts: str, told: list[str]) -> None:
    columns = {"day": {"from": "Date", "type": "date"}, "n": {"from": "Active users", "type": "integer"}}
    reading = read(WEEKS, GA4, columns=columns)
    result = measure(reading, "sum", expr="n", date="day", grain="week", week_starts=starts)
    assert codes(result) == told
    if starts == "sunday":
        starts_of = [value.period.start for value in result.series if value.period is not None]
        assert starts_of[1:] == [Day(2026, 1, 4), Day(2026, 1, 11), Day(2026, 1, 18), Day(2026, 1, 25)]


def test_periods_of_an_answer_are_tables_of_their_own() -> None:
    cells = (("Web", "date_range_0", "100"), ("Web", "date_range_1", "80"), ("Shop", "date_range_0", "50"))
    said = {
        "dimensionHeaders": [{"name": "channel"}, {"name": "dateRange"}],
        "metricHeaders": [{"name": "sessions", "type": "TYPE_INTEGER"}],
        "rows": [
            {"dimensionValues": [{"value": channel}, {"value": period}], "metricValues": [{"value": count}]}
            for channel, period, count in cells
        ],
        "rowCount": 3,
    }
    columns = {"n": {"from": "sessions", "type": "integer"}}
    text = json.dumps(said)
    assert codes(read(text, API, "a.json", columns=columns)) == ["several-tables"]
    reading = read(text, API, "a.json", table={"title": "date_range_0"}, columns=columns)
    assert reading.problems == () and column(reading, "n") == (100, 50)


def test_an_answer_as_the_client_for_python_keeps_it_is_read() -> None:
    said = {
        "dimension_headers": [{"name": "date"}],
        "metric_headers": [{"name": "sessions"}],
        "rows": [{"dimension_values": [{"value": "20260101"}], "metric_values": [{"value": "10"}]}],
        "row_count": 2,
    }
    reading = read(json.dumps(said), API, "a.json", columns={"n": {"from": "sessions", "type": "integer"}})
    assert codes(reading) == ["missing-rows"] and column(reading, "n") == (10,)
