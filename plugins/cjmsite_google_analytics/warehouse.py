"""Events of Google Analytics 4 from BigQuery, as JSON Lines or Parquet: one row per event, its parameters nested."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from cjmsite.api import RawTable, add_columns

_PEOPLE = ("user_pseudo_id", "client_id")
_SESSION = "event_params.ga_session_id"
_ZONES = "`event_date` is a day in the property's time zone, `event_timestamp` counts microseconds in UTC"


def read_events(table: RawTable) -> RawTable:
    """The events, each with the id of its session, which Google counts anew for every person."""
    names = [heading.written for heading in table.headings]
    table = replace(table, notes=(*table.notes, _ZONES))
    person = next((names.index(name) for name in _PEOPLE if name in names), None)
    if person is None or _SESSION not in names or "session_id" in names:
        return table
    session = names.index(_SESSION)

    def session_id(cells: Sequence[str]) -> str:
        return f"{cells[person]}.{cells[session]}" if cells[person] and cells[session] else ""

    return add_columns(table, {"session_id": session_id})
