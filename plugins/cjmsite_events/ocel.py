"""OCEL, event logs whose events belong to objects of several types: orders, items, parcels. JSON of 1.0 and 2.0.

There is one table of all events, `events`, and for each type of object one that has the object as its case: an event
that touches three items stands in it three times. Which is meant is said with `table: {title: …}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from cjmsite.api import Diagnostic, Payload, RawTable, Row, Source, Span, Tables, error, listed, read_headings

EVENTS = "events"
_IDS = ("ocel:id", "ocel:eid", "ocel:oid", "id")


class _NotOcelError(Exception):
    """JSON that is no object-centric log."""


class _Event(Struct, frozen=True):
    """An event of either version."""

    id: str
    activity: str
    time: str
    values: Mapping[str, Any]
    objects: Sequence[tuple[str, str]]


class _Log(Struct):
    """Events, and the type and the values of each object."""

    events: list[_Event] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    values: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_ocel(payload: Payload, spec: Source) -> Tables:
    """The tables of an object-centric log."""
    span = Span(payload.path)
    try:
        log = _read(json.loads(payload.content.decode("utf-8-sig"), strict=False))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as failure:
        line = failure.lineno if isinstance(failure, json.JSONDecodeError) else 1
        message = f"{payload.path} is not JSON in UTF-8: {failure}"
        return _failed(error("broken-json", message, Span(payload.path, line), "was it cut off?"))
    except (_NotOcelError, AttributeError, TypeError, KeyError) as failure:
        why = failure if isinstance(failure, _NotOcelError) else _in_words(failure)
        message = f"{payload.path} is JSON, but no object-centric event log: {why}"
        hint = "version 2 has `events` and `objects`, version 1 has `ocel:events` and `ocel:objects`"
        return _failed(error("not-a-log", message, span, hint))
    if not log.events:
        return _failed(error("no-rows", f"{payload.path} holds no events", span))
    unknown = {id_ for event in log.events for id_, _ in event.objects if id_ not in log.types}
    if unknown:
        message = f"{payload.path}: events name objects that are not listed: {listed(sorted(unknown), 3)}"
        return _failed(error("unknown-object", message, span, "export the log again, with its objects"))
    comma = spec.locale is not None and spec.locale.decimal == ","
    titles = sorted(set(log.types.values()))
    tables = [_events_table(log, titles, comma), *(_object_table(log, title, comma) for title in titles)]
    return Tables(
        tuple(tables), "utf-8", "JSON is written in it", None, (*log.notes, f"its objects are {listed(titles)}")
    )


def _failed(problem: Diagnostic) -> Tables:
    return Tables((), problems=(problem,))


def _in_words(failure: Exception) -> str:
    """What was looked for and is not there, or is something else than it should be."""
    missing = isinstance(failure, KeyError)
    return f"an event or an object has no `{failure.args[0]}`" if missing else "its events or objects are no records"


def _read(document: Any) -> _Log:
    if not isinstance(document, Mapping):
        raise _NotOcelError("it is not one object")
    if "ocel:events" in document:
        whole = dict(document)
        for key in ("ocel:events", "ocel:objects"):
            whole[key] = _by_id(document.get(key) or {})
        return _read_second(_without_prefix(whole)) if _is_second(whole["ocel:events"]) else _read_first(whole)
    if isinstance(document.get("events"), list) and isinstance(document.get("objects"), list):
        return _read_second(document)
    raise _NotOcelError(f"it has {listed(map(str, document))}" if document else "it is empty")


def _by_id(found: Any) -> Mapping[str, Any]:
    """Events or objects by their ids, where a tool wrote them as a list of records that hold their ids."""
    if not isinstance(found, list):
        return dict(found)
    by_id = {str(next((record[key] for key in _IDS if key in record), "")): record for record in found}
    if len(by_id) < len(found):
        raise _NotOcelError("two of its events or objects have the same id, or none")
    return by_id


def _is_second(events: Mapping[str, Any]) -> bool:
    """Whether events are those of version 2, under the keys of version 1."""
    return any("type" in event and "time" in event for event in events.values())


def _without_prefix(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: list(document[f"ocel:{key}"].values()) for key in ("events", "objects")}


def _read_first(document: Mapping[str, Any]) -> _Log:
    log = _Log()
    for id_, found in (document.get("ocel:objects") or {}).items():
        log.types[id_] = str(found["ocel:type"])
        log.values[id_] = found.get("ocel:ovmap") or {}
    for id_, found in document["ocel:events"].items():
        objects = [(str(name), "") for name in found.get("ocel:omap") or ()]
        values = found.get("ocel:vmap") or {}
        log.events.append(_Event(id_, str(found["ocel:activity"]), str(found["ocel:timestamp"]), values, objects))
    return log


def _read_second(document: Mapping[str, Any]) -> _Log:
    log = _Log()
    changing: set[str] = set()
    for found in document["objects"]:
        id_ = str(found["id"])
        log.types[id_] = str(found["type"])
        names = [str(item["name"]) for item in found.get("attributes") or ()]
        changing |= {name for name in names if names.count(name) > 1}
        log.values[id_] = {str(item["name"]): item.get("value") for item in found.get("attributes") or ()}
    for found in document["events"]:
        values = {str(item["name"]): item.get("value") for item in found.get("attributes") or ()}
        objects = [
            (str(item["objectId"]), str(item.get("qualifier") or "")) for item in found.get("relationships") or ()
        ]
        log.events.append(_Event(str(found["id"]), str(found["type"]), str(found["time"]), values, objects))
    for id_, said in log.values.items():  # what an object was at an event cannot be told by its last value
        log.values[id_] = {name: value for name, value in said.items() if name not in changing}
    if changing:
        log.notes.append(f"values of objects that change over time left out: {listed(sorted(changing))}")
    return log


def _events_table(log: _Log, titles: Sequence[str], comma: bool) -> RawTable:
    names = list(dict.fromkeys(name for event in log.events for name in event.values))

    def cells(event: _Event) -> list[str]:
        by_type: dict[str, list[str]] = {}
        for id_, _ in event.objects:
            by_type.setdefault(log.types[id_], []).append(id_)
        return [";".join(by_type.get(title, ())) for title in titles]

    def rows() -> Iterator[Row]:
        for number, event in enumerate(log.events, start=1):
            texts = [_text(event.values.get(name), comma) for name in names]
            yield number, [event.id, event.activity, event.time, *cells(event), *texts]

    header = ["id", "activity", "time", *(f"object:{title}" for title in titles), *names]
    kinds = [frozenset(("text",))] * (3 + len(titles))
    kinds += [_kinds(event.values.get(name) for event in log.events) for name in names]
    return _table(header, rows, kinds, EVENTS)


def _object_table(log: _Log, title: str, comma: bool) -> RawTable:
    names = list(dict.fromkeys(name for event in log.events for name in event.values))
    ids = [id_ for id_, type_ in log.types.items() if type_ == title]
    own = list(dict.fromkeys(name for id_ in ids for name in log.values[id_]))

    def rows() -> Iterator[Row]:
        for number, event in enumerate(log.events, start=1):
            for id_, qualifier in dict(event.objects).items():
                if log.types[id_] == title:
                    said = [_text(event.values.get(name), comma) for name in names]
                    owned = [_text(log.values[id_].get(name), comma) for name in own]
                    yield number, [event.id, id_, event.activity, event.time, qualifier, *said, *owned]

    header = ["id", "case", "activity", "time", "qualifier", *names, *(f"case:{name}" for name in own)]
    kinds = [frozenset(("text",))] * 5 + [_kinds(event.values.get(name) for event in log.events) for name in names]
    kinds += [_kinds(log.values[id_].get(name) for id_ in ids) for name in own]
    return _table(header, rows, kinds, title)


def _table(header: list[str], rows: Any, kinds: list[frozenset[str]], title: str) -> RawTable:
    headings = read_headings([header], lambda levels: levels[0])
    return RawTable(headings, rows, 1, title, (title,), native=tuple(kinds))


def _kinds(values: Iterator[Any]) -> frozenset[str]:
    said = (value for value in values if value is not None and value != "")
    return frozenset("number" if isinstance(v, int | float) and not isinstance(v, bool) else "text" for v in said)


def _text(value: Any, comma: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
    return text.replace(".", ",") if comma and isinstance(value, float) else text
