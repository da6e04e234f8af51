"""Event logs: XES, OCEL and tables of events, of which only completed events count."""

from __future__ import annotations

import datetime
import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from cjmsite_events import FORMATS

from tests.data.making import codes, column, dropped, only, read, sample, value
from tests.inspect.test_recognising import look

EVENTS, XES, OCEL = FORMATS
Time = datetime.datetime


def event(activity: str, time: str, step: str | None = None, more: str = "") -> str:
    life = f'<string key="lifecycle:transition" value="{step}"/>' if step else ""
    return (
        f'<event><string key="concept:name" value="{activity}"/>{life}'
        f'<date key="time:timestamp" value="{time}"/><string key="org:resource" value="Nora"/>{more}</event>\n'
    )


def log(*traces: str, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n'
        '<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>\n'
        '<global scope="event"><string key="concept:name" value="__INVALID__"/></global>\n'
        '<classifier name="Activity" keys="concept:name"/><string key="concept:name" value="the log"/>\n'
        + "".join(f"<trace>{trace}</trace>\n" for trace in traces)
        + "</log>\n"
    ).encode()


NESTED = '<int key="sum" value="7"><string key="x" value="y"/></int>'
CLAIMS = log(
    '<string key="concept:name" value="c1"/><float key="amount" value="12.500"/>\n'
    + event("report", "2026-01-05T09:00:00.000+01:00", "start")
    + event("report", "2026-01-05T09:20:00.000+01:00", "complete")
    + event("pay", "2026-01-09T10:00:00.000+01:00", "COMPLETE", NESTED),
    event("report", "2026-02-01T23:30:00.000+01:00", "complete") + '<string key="concept:name" value="c2"/>',
)  # fmt: skip


def test_a_log_is_read_without_a_mapping_and_counts_completions() -> None:
    reading = read(CLAIMS, XES)
    assert reading.problems == ()
    assert column(reading, "case") == ("c1", "c1", "c2"), "a trace's name may stand after its events"
    assert column(reading, "activity") == ("report", "pay", "report")
    assert column(reading, "time")[0] == Time(2026, 1, 5, 9, 20)
    assert dropped(reading) == {"an event that is no completion": 1}
    assert "1 attribute within another left out" in reading.files[0].notes
    assert "Nora" not in repr(reading), "who did it is not read unless it is mapped"


def test_an_event_is_told_by_its_line() -> None:
    reading = read(
        CLAIMS, XES, columns={"sum": {"type": "integer"}, "amount": {"from": "case:amount", "type": "number"}}
    )
    assert reading.table.lines == (8, 9, 11)
    assert column(reading, "sum") == (None, 7, None)
    assert column(reading, "amount") == (12.5, 12.5, None), "a float of XES is a number, and 12.500 is not in doubt"


def test_a_source_that_filters_by_the_life_cycle_decides_for_itself() -> None:
    reading = read(CLAIMS, XES, filter=['`lifecycle:transition` == "start"'])
    assert column(reading, "activity") == ("report",)


def test_days_of_summer_and_winter_want_a_zone() -> None:
    content = log(event("a", "2026-01-05T09:00:00+01:00") + event("a", "2026-07-05T00:30:00+02:00"))
    assert codes(read(content, XES)) == ["mixed-offsets"]
    assert column(read(content, XES, timezone="UTC"), "time")[1] == Time(2026, 7, 4, 22, 30)


def test_a_packed_log_is_read() -> None:
    assert len(read(gzip.compress(CLAIMS), XES, path="claims.xes.gz").table) == 3


BOMB = '<!DOCTYPE log [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FILE = '<!DOCTYPE log [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [BOMB, FILE, '<!DOCTYPE log SYSTEM "https://example.org/log.dtd">'])
def test_a_log_with_a_document_type_is_refused(head: str) -> None:
    content = log(event("a", "2026-01-05T09:00:00Z").replace('"a"', '"&b;"'), head=head)
    problem = only(read(content, XES))
    assert problem.code == "refused-xml"
    assert "root:" not in str(problem)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (CLAIMS[:-60], "broken-xml"),
        (b'<?xml version="1.0"?><feed/>', "not-a-log"),
        (log(), "no-rows"),
        (b'<?xml version="1.0"?>' + b"<log>" * 300, "refused-xml"),
        (b"a,b\n1,2\n", "not-a-table"),
    ],
    ids=["cut off", "other XML", "no events", "very deep", "CSV"],
)
def test_what_is_no_log_is_told(content: bytes, code: str) -> None:
    assert codes(read(content, XES)) == [code]


def test_a_log_is_known_without_a_declaration_with_a_prefix_and_in_utf_16() -> None:
    said = event("a", "2026-01-05T09:00:00Z")
    plain = f'<log><trace><string key="concept:name" value="käse"/>{said}</trace></log>'
    prefixed = plain.replace("<log>", '<log xmlns:x="urn:x">').replace("</", "</x:").replace("<", "<x:")
    prefixed = prefixed.replace("<x:/x:", "</x:")
    declared = '<?xml version="1.0" encoding="UTF-16"?>\n' + plain
    for content in (plain.encode(), prefixed.encode(), declared.encode("utf-16")):
        reading = read(content, XES)
        assert reading.problems == (), content[:80]
        assert column(reading, "case") == ("käse",)
        sight = look("log.xes", content)
        assert sight.format is not None and sight.format.name == "xes"


def test_traces_without_a_name_are_cases_of_their_own() -> None:
    two = event("a", "2026-01-05T09:00:00Z")
    reading = read(log(two + two, two, two + '<string key="concept:name" value="c3"/>'), XES)
    assert column(reading, "case") == ("trace 1", "trace 1", "trace 2", "c3")
    assert any("2 traces without a name" in note for note in reading.files[0].notes)


def test_values_in_lists_are_left_out_and_counted() -> None:
    listed = '<list key="items"><values><string key="i" value="x"/><string key="i" value="y"/></values></list>'
    reading = read(log('<string key="concept:name" value="c1"/>' + listed + event("a", "2026-01-05T09:00:00Z")), XES)
    assert any("2 attributes within another left out" in note for note in reading.files[0].notes)


def test_why_no_event_is_left_is_told() -> None:
    reading = read(log('<string key="concept:name" value="c1"/>' + event("a", "2026-01-05T09:00:00Z", "start")), XES)
    assert only(reading, "no-rows").hint == "left out are 1: an event that is no completion"


# --- OCEL ---------------------------------------------------------------------------------------------------


SECOND = {
    "objectTypes": [{"name": "order", "attributes": []}, {"name": "item", "attributes": []}],
    "eventTypes": [{"name": "place", "attributes": []}],
    "objects": [
        {"id": "o1", "type": "order", "attributes": [
            {"name": "channel", "time": "1970-01-01T00:00:00Z", "value": "app"},
        ]},
        {"id": "i1", "type": "item", "attributes": [
            {"name": "price", "time": "2026-01-01T00:00:00Z", "value": 1.5},
            {"name": "price", "time": "2026-02-01T00:00:00Z", "value": 2.5},
        ]},
        {"id": "i2", "type": "item"},
    ],
    "events": [
        {"id": "e1", "type": "place", "time": "2026-01-05T09:00:00Z", "attributes": [{"name": "fee", "value": 1.234}],
         "relationships": [{"objectId": "o1", "qualifier": "order"}, {"objectId": "i1", "qualifier": "item"},
                           {"objectId": "i2", "qualifier": "item"}]},
        {"id": "e2", "type": "pay", "time": "2026-02-05T09:00:00Z",
         "relationships": [{"objectId": "o1", "qualifier": ""}]},
    ],
}  # fmt: skip
FIRST = {
    "ocel:global-log": {"ocel:version": "1.0"},
    "ocel:events": {
        "e1": {
            "ocel:activity": "place",
            "ocel:timestamp": "2026-01-05 09:00:00",
            "ocel:omap": ["o1", "i1", "i2"],
            "ocel:vmap": {"fee": 1.234},
        },
        "e2": {"ocel:activity": "pay", "ocel:timestamp": "2026-02-05 09:00:00", "ocel:omap": ["o1"], "ocel:vmap": {}},
    },
    "ocel:objects": {
        "o1": {"ocel:type": "order", "ocel:ovmap": {"channel": "app"}},
        "i1": {"ocel:type": "item", "ocel:ovmap": {}},
        "i2": {"ocel:type": "item"},
    },
}


@pytest.mark.parametrize("document", [FIRST, SECOND], ids=["1.0", "2.0"])
def test_an_object_log_counts_each_event_once_or_once_for_each_object(document: Any) -> None:
    text = json.dumps(document)
    assert codes(read(text, OCEL)) == ["several-tables"]
    events = read(text, OCEL, table={"title": "events"}, columns={"items": "object:item", "fee": {"type": "number"}})
    assert events.problems == ()
    assert column(events, "activity") == ("place", "pay")
    assert column(events, "items") == ("i1;i2", None)
    assert column(events, "fee") == (1.234, None)
    items = read(text, OCEL, table={"title": "item"}, columns={"id": {}})
    assert (column(items, "case"), column(items, "id")) == (("i1", "i2"), ("e1", "e1"))
    orders = read(text, OCEL, table={"title": "order"}, columns={"channel": "case:channel"})
    assert (column(orders, "case"), column(orders, "channel")) == (("o1", "o1"), ("app", "app"))


def test_an_object_log_may_hold_lists_under_the_keys_of_version_1() -> None:
    lists = {
        "ocel:events": [{"ocel:id": id_, **said} for id_, said in FIRST["ocel:events"].items()],
        "ocel:objects": [{"ocel:id": id_, **said} for id_, said in FIRST["ocel:objects"].items()],
    }
    second = {"ocel:events": SECOND["events"], "ocel:objects": SECOND["objects"]}
    for document in (lists, second):
        events = read(json.dumps(document), OCEL, table={"title": "events"}, columns={"items": "object:item"})
        assert (column(events, "activity"), column(events, "items")) == (("place", "pay"), ("i1;i2", None))
    lists["ocel:events"].append(lists["ocel:events"][0])
    assert "same id" in only(read(json.dumps(lists), OCEL), "not-a-log").message


def test_the_events_of_an_object_log_are_what_is_meant_at_first() -> None:
    sight = look("log.jsonocel", json.dumps(SECOND))
    assert sight.format is not None and sight.format.first_table and sight.tables[0].title == "events"


def test_a_value_that_changes_over_time_is_left_out_and_told() -> None:
    reading = read(json.dumps(SECOND), OCEL, table={"title": "item"}, columns={"price": "case:price"})
    assert codes(reading) == ["unknown-column"]
    assert any("change over time" in note for note in reading.files[0].notes)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "not-a-log"),
        ("[]", "not-a-log"),
        ('{"events": [{"id": 1}], "objects": []}', "not-a-log"),
        ('{"events": [], "objects": []}', "no-rows"),
        (json.dumps(SECOND)[:-5], "broken-json"),
        (json.dumps(SECOND).replace('"id": "i2"', '"id": "i3"'), "unknown-object"),
    ],
)
def test_what_is_no_object_log_is_told(text: str, code: str) -> None:
    assert codes(read(text, OCEL)) == [code]


# --- tables of events ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "case:concept:name,concept:name,time:timestamp,lifecycle:transition\n"
        "c1,report,2026-01-05 09:00:00,start\nc1,report,2026-01-05 09:20:00,complete\n",
        "case_id;activity;timestamp\nc1;report;2026-01-05 09:20:00\n",
        "Case ID,Activity,Start Timestamp,Complete Timestamp\n"
        "c1,report,2026/01/05 09:00:00.000,2026/01/05 09:20:00.000\n",
    ],
)
def test_tables_of_events_are_known_by_the_names_that_tools_give(text: str) -> None:
    reading = read(text, EVENTS)
    assert reading.problems == ()
    assert [column(reading, name) for name in ("case", "activity", "time")] == [
        ("c1",),
        ("report",),
        (Time(2026, 1, 5, 9, 20),),
    ]


def test_a_table_of_events_may_be_parquet(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    duckdb.execute(
        "COPY (SELECT 'c1' AS \"case:concept:name\", 'pay' AS \"concept:name\","
        f" TIMESTAMP '2026-01-05 09:20:00' AS \"time:timestamp\") TO '{path}' (FORMAT parquet)"
    )
    assert column(read(path.read_bytes(), EVENTS), "time") == (Time(2026, 1, 5, 9, 20),)


def test_a_table_without_activities_is_no_log() -> None:
    assert codes(read("case_id,timestamp\n1,2026-01-05\n", EVENTS)) == ["unknown-column"]


def test_a_real_clickstream_is_a_log_of_sessions() -> None:
    reading = sample("clickstream/retentioneering_ecom.csv.gz", EVENTS)
    assert reading.problems == ()
    assert len(reading.table) == 31106
    assert value(reading, "count_distinct", expr="case").value == 3605
    bought = value(reading, "count_distinct", expr="case", filter=["activity == 'purchase'"])
    assert bought.value == 470


# --- logs as other tools write them ----------------------------------------------------------------------------

GERMAN = (
    "activity;case;start;end;cost\n"
    "pay;1;16.01.2026 13:29;16.01.2026 13:40;167,52\n"
    "check;6;30.01.2026 06:59;02.02.2026 09:40;12\n"
)


def test_the_end_of_a_step_is_its_time() -> None:
    reading = read(GERMAN, EVENTS, columns={"cost": {"type": "number"}})
    assert reading.problems == ()
    assert column(reading, "time") == (Time(2026, 1, 16, 13, 40), Time(2026, 2, 2, 9, 40))
    assert column(reading, "cost") == (167.52, 12)


@pytest.mark.parametrize(
    "header",
    [
        "_CASE_KEY,ACTIVITY_EN,EVENTTIME",
        "Case ID,Activity,Complete Timestamp",
        "CaseId,ActivityName,EndTime",
        "case_id,activity_id,timestamp",
        "user_session,event_type,event_time",
        "visitorid,event,timestamp",
        "sessionId,eventName,eventTime",
        "Distinct ID,Event Name,Time",
    ],
)
def test_case_activity_and_time_are_found_under_the_names_of_many_tools(header: str) -> None:
    reading = read(f"{header}\nc1,pay,2026-01-05 10:00:00\n", EVENTS)
    assert reading.problems == ()
    assert [column(reading, name) for name in ("case", "activity", "time")] == [
        ("c1",),
        ("pay",),
        (Time(2026, 1, 5, 10),),
    ]


def test_a_session_is_the_case_before_the_person_who_had_it() -> None:
    reading = read("user_id,session_id,event,timestamp\nu,s,view,2026-01-05 10:00\n", EVENTS)
    assert column(reading, "case") == ("s",)


def test_objects_of_an_event_log_as_a_table_are_text() -> None:
    text = "ocel:eid,ocel:activity,ocel:timestamp,ocel:type:order\ne1,Pay,2026-01-05 10:00:00,\"['o1','o2']\"\n"
    reading = read(text, EVENTS, columns={"orders": "ocel:type:order"})
    assert reading.problems == ()
    assert column(reading, "orders") == ("['o1','o2']",)


@pytest.mark.parametrize(
    "inside",
    [
        "<object-types/><events><event id='e' type='Pay' time='2026-01-01T10:00:00Z'/></events><objects/>",
        "<events><event><string key='activity' value='Pay'/></event></events><objects/>",
    ],
)
def test_an_object_centric_log_as_xml_is_not_read_as_if_it_had_cases(inside: str) -> None:
    problem = only(read(f'<?xml version="1.0"?>\n<log>{inside}</log>', XES, "log.xml"), "not-a-log")
    assert "OCEL" in problem.message and "jsonocel" in (problem.hint or "")
