"""Event logs: what happened, when, in which case. One row is one event that was completed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import Format, hookimpl, signs
from cjmsite_events.columns import ACTIVITIES, CASES, COLUMNS, DROPS, REQUIRED, TIMES
from cjmsite_events.ocel import read_ocel
from cjmsite_events.xes import read_xes

_COLUMNS_SAID = (
    "The columns `case`, `activity` and `time` need not be mapped: they are found under the names that tools give "
    "them. Where there is a life cycle, only completed events count; a source that filters by "
    "`lifecycle:transition` decides for itself."
)

FORMATS = (
    Format(
        "events",
        "An event log as a table: CSV, JSON, Parquet or a workbook",
        expects=(
            f"One row per event, with a case, an activity and a time. {_COLUMNS_SAID} Where a step has a beginning and "
            "an end, its end is its time; a session is the case before the person who had it."
        ),
        reads=("text", "json", "parquet", "xlsx"),
        columns=COLUMNS,
        required=REQUIRED,
        drops=DROPS,
        signs=(
            signs.has_one_of_each(CASES, ACTIVITIES, TIMES, says="it has a case, an activity and a time", weight=11),
            signs.has_columns("concept:name", "time:timestamp", weight=8),
            signs.has_columns("ocel:activity", "ocel:timestamp", says="it is an OCEL log as a table"),
            signs.has_keys("event_params", weight=-20),
        ),
    ),
    Format(
        "xes",
        "XES, the XML of event logs",
        expects=(
            "Traces with their events, often packed as `.xes.gz`. Attributes are columns under their keys, those of "
            "a trace as `case:…`; what stands in lists or within other attributes is left out, and a trace without a "
            f"name is called by its place. {_COLUMNS_SAID} Offsets that change within the year want a `timezone`."
        ),
        reads=("xml",),
        columns=COLUMNS,
        required=REQUIRED,
        drops=DROPS,
        tables=read_xes,
        signs=(
            signs.has_text_like(r"<(?:[\w.-]+:)?log\b[^>]*(?:xes|>)", "its first element is `<log>`"),
            signs.is_a("xml"),
        ),
    ),
    Format(
        "ocel",
        "OCEL, event logs with objects of several types; choose `events` or a type with `table: {title: orders}`",
        expects=(
            "JSON of version 1.0 or 2.0. The table `events` has one row per event, and in `object:…` the ids of its "
            "objects of that type. For each type there is a table with the object as `case`: an event that touches "
            "three items stands in it three times, so count events there by `count_distinct` of `id`."
        ),
        reads=("json",),
        first_table=True,
        columns=COLUMNS,
        required=REQUIRED,
        drops=DROPS,
        tables=read_ocel,
        signs=(
            signs.has_keys("ocel:events"),
            signs.has_keys("eventTypes", "objectTypes", "events", "objects"),
        ),
    ),
)


@hookimpl
def cjm_formats(config: Any) -> Iterable[Format]:
    """Event logs as tables, XES and OCEL."""
    return FORMATS
