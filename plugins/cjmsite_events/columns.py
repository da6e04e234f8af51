"""What every event log has, whatever its tool calls it: a case, an activity, a time, and a step of its life cycle."""

from __future__ import annotations

from cjmsite.api import Column, Drop

_NAMES = {
    "case": (
        "case:concept:name",
        "case_id",
        "Case ID",
        "case id",
        "CaseID",
        "caseid",
        "Case",
        "case",
        "case_concept_name",
        "session_id",
    ),
    "activity": (
        "concept:name",
        "activity",
        "Activity",
        "activity_name",
        "Activity Name",
        "concept_name",
        "event",
        "Event",
        "event_name",
    ),
    "time": (
        "time:timestamp",
        "timestamp",
        "Timestamp",
        "Complete Timestamp",
        "End Timestamp",
        "end_timestamp",
        "time_timestamp",
        "event_time",
        "time",
        "Time",
    ),
    "lifecycle": ("lifecycle:transition", "lifecycle", "lifecycle_transition", "Lifecycle"),
}

COLUMNS = tuple(
    (name, Column.model_validate({"from": {"any_of": _NAMES[name]}, "type": type_}))
    for name, type_ in (("case", "text"), ("activity", "text"), ("time", "datetime"))
)
"""Columns that a source of an event log need not name. Who did it is a person, and read only where it is mapped."""

REQUIRED = ("activity", "time")

_UNFINISHED = (
    "schedule",
    "assign",
    "withdraw",
    "reassign",
    "start",
    "suspend",
    "resume",
    "pi_abort",
    "ate_abort",
    "autoskip",
    "manualskip",
    "unknown",
)
_SPELLINGS = tuple(spelt for word in _UNFINISHED for spelt in (word, word.upper(), word.capitalize()))

DROPS = tuple(Drop(name, _SPELLINGS, "an event that is no completion") for name in _NAMES["lifecycle"])
"""An activity that was begun and done is two events and one thing that happened: the completion counts."""
