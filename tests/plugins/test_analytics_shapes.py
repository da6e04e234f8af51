"""Exports of Google Analytics as they are met: totals in odd places, other countries, what Excel leaves, odd JSON."""

from __future__ import annotations

import csv
import datetime
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cjmsite_google_analytics import FORMATS

from cjmsite.inspect.mapping import write_source
from cjmsite.model.source import Source
from cjmsite.read import yamltext
from tests.data.making import codes, column, dropped, only, read, value
from tests.inspect.test_recognising import look
from tests.plugins.test_google_analytics import answer

Day = datetime.date
GA4, EXPLORATION, BIGQUERY, API, UA = FORMATS
LINE = "# ----------------------------------------\n"


def proposed(name: str, content: str | bytes, at: int = 0) -> dict[str, Any]:
    """The source that `inspect` writes for a table of a file."""
    sight = look(name, content)
    assert sight.verdict is not None and sight.verdict.best is not None, sight.verdict
    text = "sources:\n" + "".join(f"  {line}\n" for line in write_source("it", name, sight, sight.tables[at]))
    found = yamltext.parse(text, "cjmsite.yaml")
    assert found.problems == (), text
    spec: dict[str, Any] = found.value["sources"]["it"]
    return spec


def reread(name: str, content: str | bytes, at: int = 0) -> Any:
    """What is read with the source that `inspect` writes."""
    spec = proposed(name, content, at)
    fmt = next(fmt for fmt in FORMATS if fmt.name == spec["format"])
    return read(content, fmt, name, **Source.model_validate(spec).model_dump(exclude_unset=True, by_alias=True))


# --- explorations -------------------------------------------------------------------------------------------

FUNNEL = f"""{LINE}# shop - GA4
# Funnel exploration-Funnel exploration 1
# 20260101-20260131
{LINE}
Step,Device category,Active users (% of Step 1),Completion rate,Abandonments,Abandonment rate
1. View product,Total,1000,0.5,500,0.5
,mobile,600,0.4,360,0.6
,desktop,400,0.65,140,0.35
2. Add to cart,Total,500,0.4,300,0.6
,mobile,240,0.3,168,0.7
,desktop,260,0.49,132,0.51
3. Purchase,Total,200
,mobile,72
,desktop,128
"""
COHORTS = f"""{LINE}# shop - GA4
# Cohort exploration-Cohort exploration 1
# 20260101-20260117
{LINE}
Cohort,Week 0,Week 1,Week 2
All Users,500,100,30
"Jan 1 - Jan 3, 2026",100,20,10
"Jan 4 - Jan 10, 2026",200,40,20
"Jan 11 - Jan 17, 2026",200,40
"""


def test_the_total_of_each_step_of_a_funnel_is_no_further_part_of_it() -> None:
    users = {"from": "Active users (% of Step 1)", "type": "integer"}
    reading = read(FUNNEL, EXPLORATION, columns={"step": "Step", "device": "Device category", "users": users})
    assert reading.problems == () and dropped(reading) == {"totals row": 3}
    steps = zip(column(reading, "step"), column(reading, "users"), strict=True)
    assert list(steps) == [
        ("1. View product", 600), ("1. View product", 400), ("2. Add to cart", 240),
        ("2. Add to cart", 260), ("3. Purchase", 72), ("3. Purchase", 128),
    ]  # fmt: skip


def test_a_funnel_that_is_not_broken_down_keeps_its_rows() -> None:
    plain = FUNNEL.replace(",mobile", ",Other,").split("\n")
    text = "\n".join(line for line in plain if not line.startswith((",Other", ",desktop")))
    assert len(column(read(text, EXPLORATION, columns={"step": "Step"}), "step")) == 3


def test_the_row_of_all_cohorts_is_their_total() -> None:
    columns = {"first": {"from": "Week 0", "type": "integer"}, "start": {"from": "Cohort start", "type": "date"}}
    reading = read(COHORTS, EXPLORATION, columns=columns)
    assert column(reading, "first") == (100, 200, 200)
    assert column(reading, "start") == (Day(2026, 1, 1), Day(2026, 1, 4), Day(2026, 1, 11))
    assert dropped(reading) == {"totals row": 1}


# --- reports ------------------------------------------------------------------------------------------------

COMPARED = f"""{LINE}# Traffic acquisition
# Account: A
# Property: P
{LINE}#
# All Users
# Start date: 20260101
# End date: 20260131
# Compare start date: 20251201
# Compare end date: 20251231
Session default channel group,Date range,Sessions
Direct,"Jan 1, 2026 - Jan 31, 2026",100
Direct,"Dec 1, 2025 - Dec 31, 2025",90
Organic,"Jan 1, 2026 - Jan 31, 2026",10
Organic,"Dec 1, 2025 - Dec 31, 2025",9
"""
CHANNELS = f"""{LINE}# Traffic acquisition
# Account: Shop
# Property: Shop - GA4
{LINE}#
# All Users
# Start date: 20260101
# End date: 20260131
Session primary channel group (Default channel group),Sessions,Engaged sessions,Total users
,1000,600,700,Grand total
Direct,500,250,400
,400,300,350
Referral,100,50,90
"""


@pytest.mark.parametrize(("year", "start"), [("2026", Day(2026, 1, 1)), ("2025", Day(2025, 12, 1))])
def test_each_period_that_is_compared_has_its_own_days(year: str, start: Day) -> None:
    month = "Jan" if year == "2026" else "Dec"
    title = f"{month} 1, {year} - {month} 31, {year}"
    days = {"start": {"from": "Start date", "type": "date"}}
    assert set(column(read(COMPARED, GA4, table={"title": title}, columns=days), "start")) == {start}


def test_a_total_in_a_report_is_left_out_and_a_row_without_a_name_is_not() -> None:
    reading = reread("Traffic_acquisition.csv", CHANNELS)
    assert column(reading, "sessions") == (500, 400, 100)
    assert dropped(reading) == {"totals row": 1}


KOREAN = f"""{LINE}# 패널
# 계정: A
# 속성: B
# 시작일: 20260907
# 종료일: 20261004
{LINE}
방문 페이지 + 쿼리 문자열,세션수,조회수
TOTALROW/a,20,30
/b,10,30
/c,10,15
"""


@pytest.mark.parametrize(
    ("total", "sessions", "told"),
    [
        (",40,75\n", (20, 10, 10), []),
        (",41,75\n", (20, 10, 10), []),
        (",400,750\n", (20, 10, 10), ["missing-rows"]),
        (",15,20\n", (15, 20, 10, 10), []),
        ("", (20, 10, 10), []),
    ],
    ids=["the sum", "an estimate", "of more rows than are there", "a page without a name", "none"],
)
def test_a_first_row_without_a_name_is_the_total_where_it_has_as_much_as_all_others(
    total: str, sessions: tuple[int, ...], told: list[str]
) -> None:
    columns = {"n": {"from": "세션수", "type": "integer"}}
    reading = read(KOREAN.replace("TOTALROW", total), GA4, columns=columns)
    assert (column(reading, "n"), codes(reading)) == (sessions, told)


def test_a_report_of_which_only_some_rows_were_shown_is_told() -> None:
    text = (
        f"{LINE}# All Web Site Data\n# Landing Pages\n# 20150416-20150416\n{LINE}\nLanding Page,Sessions,Bounce Rate\n"
    )
    reading = read(
        text + '/lasko,553,92.41%\n/other,100,50%\n,"3,215",88.99%\n',
        UA,
        columns={"n": {"from": "Sessions", "type": "integer"}},
    )
    problem = only(reading, "missing-rows")
    assert "its rows add up to 653 of the 3,215 in `Sessions`" in problem.message
    assert reading.table.totals[0][1] == (("n", 3215),)


def as_workbook(text: str) -> bytes:
    """The sheet into which Excel or Google makes a CSV file."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "data-export"
    for row in csv.reader(io.StringIO(text)):
        cells = [float(cell) if cell.replace(".", "", 1).isdigit() else cell or None for cell in row]
        sheet.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_report_in_a_workbook_is_read_like_its_csv() -> None:
    packed = as_workbook(CHANNELS)
    reading = reread("report.xlsx", packed)
    assert column(reading, "sessions") == (500, 400, 100)
    assert set(column(reading, "start_date")) == {Day(2026, 1, 1)}
    assert look("report.xlsx", packed).tables[0].title == look("report.csv", CHANNELS).tables[0].title == "All Users"


def test_an_exploration_in_a_workbook_is_read_without_its_total() -> None:
    text = f"{LINE}# shop - GA4\n# Free form 1-Free form 1\n# 20260101-20260131\n{LINE}\n" + (
        "Device category,Total users\n,800,Grand total\nmobile,500\ndesktop,400\n"
    )
    assert column(reread("download.xlsx", as_workbook(text)), "total_users") == (500, 400)


@pytest.mark.parametrize("counts", [range(7), ["0000", "0001", "0002", "0003", "0004", "0005", "0006"]])
def test_days_that_excel_left_as_bare_numbers_are_counted(counts: Any) -> None:
    rows = "".join(f"{count},{at + 3},\n" for at, count in enumerate(counts))
    text = f"{LINE}# Instantané,,\n# Compte : A,,\n# Propriété : B,,\n{LINE}"
    text += "#,,\n# Début : 20250101,,\n# Fin : 20250107,,\n"
    reading = reread("data-export.csv", f"{text}Nième jour,Utilisateurs,\n{rows}")
    assert column(reading, "date") == tuple(Day(2025, 1, 1 + at) for at in range(7))


def test_numbers_that_do_not_count_the_whole_report_are_no_days() -> None:
    text = f"{LINE}# R\n# Compte : A\n# Propriété : B\n{LINE}# Début : 20250101\n# Fin : 20250107\n"
    spec = proposed("data-export.csv", f"{text}Jour,Utilisateurs\n0,3\n1,4\n2,5\n")
    assert "date" not in spec["columns"]


def test_a_report_without_rows_is_mapped_by_its_names() -> None:
    spec = proposed("Landing.csv", CHANNELS[: CHANNELS.index(",1000")])
    assert spec["columns"]["sessions"] == {"from": "Sessions"}


# --- Universal Analytics ------------------------------------------------------------------------------------


def universal(name: str, header: str, rows: str, index: str) -> str:
    return f"{LINE}# {name}\n# Report\n# 20180101-20180103\n{LINE}\n{header}\n{rows}\n{index}"


FRENCH = universal(
    "Toutes les données du site Web",
    "Groupe de canaux par défaut,Utilisateurs,Sessions,Taux de rebond,Durée moyenne des sessions,Valeur d'objectif",
    'Organic Search,1\u202f234,1\u202f500,"51,06 %",00:02:06,"1\u202f234,56 €"\n'
    'Direct,900,1\u202f000,"40,00 %",00:01:00,"2\u202f000,00 €"\n'
    ',2\u202f100,2\u202f500,"46,64 %",00:01:40,"3\u202f234,56 €"\n',
    "Index des jours,Utilisateurs\n01/01/2018,700\n02/01/2018,734\n03/01/2018,1\u202f000\n,2\u202f434\n",
)
SPANISH = universal(
    "Todos los datos del sitio web",
    "Fuente/Medio,Usuarios,Sesiones,Porcentaje de rebote",
    'google / organic,1.234,1.500,"51,06 %"\n(direct) / (none),900,1.000,"40,00 %"\n,2.100,2.500,"46,64 %"\n',
    "Índice de días,Usuarios\n1/1/18,700\n2/1/18,734\n3/1/18,1.000\n,2.434\n",
)
GERMAN = universal(
    "Alle Websitedaten",
    "Default Channel Grouping,Nutzer,Sitzungen,Absprungrate",
    'Organic Search,"1.234","1.500","51,06 %"\nDirect,900,"1.000","40,00 %"\n,"2.100","2.500","46,64 %"\n',
    'Tagesindex,Nutzer\n01.01.18,700\n02.01.18,734\n03.01.18,"1.000"\n,"2.434"\n',
)
JAPANESE = universal(
    "すべてのウェブサイトのデータ",
    "デフォルト チャネル グループ,ユーザー,セッション,直帰率",
    'Organic Search,"1,234","1,500",51.06%\nDirect,900,"1,000",40.00%\n,"2,100","2,500",46.64%\n',
    '日の指標,ユーザー\n2018/01/01,700\n2018/01/02,734\n2018/01/03,"1,000"\n,"2,434"\n',
)


@pytest.mark.parametrize("text", [FRENCH, SPANISH, GERMAN, JAPANESE], ids=["French", "Spanish", "German", "Japanese"])
def test_what_is_proposed_reads_both_tables_of_any_country(text: str) -> None:
    channels, days = reread("Analytics.csv", text, 0), reread("Analytics.csv", text, 1)
    for reading in (channels, days):
        assert [problem for problem in reading.problems if problem.severity == "error"] == []
    sessions, rate = channels.table.columns[2].values, channels.table.columns[3].values
    assert sessions == (1500, 1000)
    assert rate == (0.5106, 0.4)
    assert column(days, "date") == (Day(2018, 1, 1), Day(2018, 1, 2), Day(2018, 1, 3))
    assert days.table.columns[1].values == (700, 734, 1000)


def test_a_sample_of_universal_analytics_is_recognised_and_told() -> None:
    text = f"{LINE}# All Web Site Data\n# Channels\n# 20180101-20180107\n{LINE}# Based on 58.4% of sessions.\n\n"
    text += "Default Channel Grouping,Sessions\nDirect,900\nEmail,300\n,1200\n"
    assert codes(reread("Analytics.csv", text)) == ["sampled"]


def test_months_of_a_year_are_dates() -> None:
    text = f"{LINE}# All Web Site Data\n# Months\n# 20170101-20170228\n{LINE}\nMonth of Year,Sessions,Bounce Rate\n"
    text += "201701,12,45.1%\n201702,10,46%\n,22,45.5%\n"
    assert column(reread("Analytics.csv", text), "month_of_year") == (Day(2017, 1, 1), Day(2017, 2, 1))


# --- the Data API -------------------------------------------------------------------------------------------

USERS = {"users": {"from": "activeUsers", "type": "integer"}}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([answer(), None, None]),
        json.dumps({"config": {"method": "POST"}, "data": answer(), "headers": {}, "status": 200}),
        json.dumps(answer(metadata=None, totals=None)),
        json.dumps(answer(rowCount=2) | {"rows": answer()["rows"][:1]})
        + "\n"
        + json.dumps(answer(rowCount=2) | {"rows": answer()["rows"][1:]})
        + "\n",
        json.dumps({"funnelTable": answer(), "funnelVisualization": answer(5)}),
    ],
    ids=["as Node keeps it", "as an HTTP client keeps it", "nulls", "JSON Lines", "funnel"],
)
def test_an_answer_is_read_however_a_client_keeps_it(text: str) -> None:
    reading = read(text, API, "a.json", columns=USERS)
    assert reading.problems == () and column(reading, "users") == (1, 2)
    sight = look("a.json", text)
    assert sight.format is API or (sight.format is not None and sight.format.name == "ga4-api")


def test_a_page_that_is_there_twice_is_refused() -> None:
    pages = [answer(rowCount=3), answer(rowCount=3)]
    problem = only(read(json.dumps(pages), API, "a.json", columns=USERS), "repeated-rows")
    assert problem.severity == "error" and "4 rows of a report that has 3" in problem.message


def test_metrics_that_are_kept_from_whoever_asked_are_told() -> None:
    said = {"schemaRestrictionResponse": {"activeMetricRestrictions": [{"metricName": "activeUsers"}]}}
    problem = only(read(json.dumps(answer(metadata=said)), API, "a.json", columns=USERS))
    assert problem.code == "restricted-metrics" and "`activeUsers`" in problem.message


def test_a_cell_that_is_null_moves_no_other_one() -> None:
    said = answer(1)
    said["rows"][0]["dimensionValues"] = [None]
    reading = read(json.dumps(said), API, "a.json", columns={"country": {}, **USERS})
    assert column(reading, "country") == (None,) and column(reading, "users") == (1,)


def test_sessions_of_events_are_counted_alike_in_every_container(tmp_path: Path) -> None:
    def event(user: str, session: int | None, name: str = "page_view") -> dict[str, Any]:
        param = {"key": "ga_session_id", "value": {"int_value": str(session)}}
        at = {"event_date": "20260105", "event_timestamp": "1767603600000000", "event_name": name}
        return {**at, "event_params": [param] if session else [], "user_pseudo_id": user}

    events = [event("a", 1), event("a", 1), event("b", 1, "purchase"), event("b", 2), event("c", None)]
    lines = "\n".join(map(json.dumps, events))
    for text in (lines, json.dumps(events)):
        reading = read(text, BIGQUERY, "e.json", columns={"session": "session_id"})
        assert value(reading, "count_distinct", expr="session").value == 3
