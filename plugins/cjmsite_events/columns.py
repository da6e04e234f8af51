"""What every event log has, whatever its tool calls it: a case, an activity, a time, and a step of its life cycle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cjmsite.api import Column, Drop

_NAMES: dict[str, tuple[str, ...]] = {
    "case": (
        *(
            "case:concept:name",
            "case_concept_name",
            "case id",
            "case key",
            "_CASE_KEY",
            "case",
            "trace id",
            "case number",
        ),
        *("session id", "user session", "session", "properties.distinct_id", "visitor id", "user pseudo id", "user id"),
        "distinct id",
    ),
    "activity": (
        *("concept:name", "concept_name", "ocel:activity", "activity name", "activity", "activity id", "activity en"),
        *("activity_DE", "event name", "event type", "event"),
    ),
    "time": (
        *("time:timestamp", "time_timestamp", "ocel:timestamp", "complete timestamp", "end timestamp", "event time"),
        "event timestamp",
        *("complete time", "completion time", "end time", "timestamp", "time stamp", "eventtime", "properties.time"),
        *("complete", "end", "time", "start timestamp", "start time", "start"),
    ),
    "lifecycle": ("lifecycle:transition", "lifecycle transition", "lifecycle id", "lifecycle"),
}
"""In small letters: tools write them with capitals, and with `_` or nothing for a space. The end of a step goes before
its beginning."""


def _spellings(name: str) -> Iterator[str]:
    yield name
    if name != name.lower() or ":" in name or "." in name:
        return
    words = name.split()
    capital = [word.capitalize() for word in words]
    short = [word.upper() if word == "id" else word.capitalize() for word in words]
    for parts in (words, capital, short, [word.upper() for word in words], [words[0], *capital[1:]]):
        yield from (mark.join(parts) for mark in (" ", "_", ""))


def _spelt(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spelling for name in names for spelling in _spellings(name)))


_SPELT = {what: _spelt(names) for what, names in _NAMES.items()}

CASES, ACTIVITIES, TIMES = _SPELT["case"], _SPELT["activity"], _SPELT["time"]

COLUMNS = tuple(
    (name, Column.model_validate({"from": {"any_of": _SPELT[name]}, "type": type_}))
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

DROPS = tuple(Drop(name, _SPELLINGS, "an event that is no completion") for name in _SPELT["lifecycle"])
"""An activity that was begun and done is two events and one thing that happened: the completion counts."""
