"""XES, the XML of event logs: traces of events, read one by one, without document types or entities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cjmsite.api import (
    BrokenXml,
    Diagnostic,
    Payload,
    RawTable,
    RefusedXml,
    Row,
    Source,
    Span,
    Tables,
    XmlReader,
    count_of,
    error,
    read_headings,
)
from cjmsite_events.columns import CASES

_KINDS = ("string", "date", "int", "float", "boolean", "id")
_NUMBERS = ("int", "float")
_CASE = "case:concept:name"
_UNNAMED = "trace {}"
_PIECE = 1 << 18
_NAMED = frozenset(CASES)
Event = tuple[int, dict[str, str]]


def read_xes(payload: Payload, spec: Source) -> Tables:
    """The events of a log as one table. Attributes of a trace stand before those of its events, as `case:…`."""
    span = Span(payload.path)
    comma = spec.locale is not None and spec.locale.decimal == ","
    log = _Log()
    try:
        names: dict[str, None] = {}
        for _, event in log.events(payload.content):
            names.update(dict.fromkeys(event))
    except RefusedXml as refused:
        hint = "export it again: no tool for event logs writes that"
        return _failed(error("refused-xml", f"{payload.path} is not read: {refused}", span, hint))
    except BrokenXml as broken:
        message = f"{payload.path} is not XML from here on: {broken}"
        return _failed(error("broken-xml", message, Span(payload.path, broken.line), "was it cut off?"))
    if not log.is_log:
        hint = "its first element should be `<log>`"
        return _failed(error("not-a-log", f"{payload.path} is XML, but no XES event log", span, hint))
    if log.is_ocel:
        message = f"{payload.path} is OCEL as XML, whose events belong to several objects, and no XES"
        return _failed(error("not-a-log", message, span, "export it as JSON (`.jsonocel`), and say `format: ocel`"))
    if not names:
        return _failed(error("no-rows", f"{payload.path} holds no events", span))
    columns = list(names)

    def rows() -> Iterator[Row]:
        for line, event in _Log(comma).events(payload.content):
            yield line, [event.get(name, "") for name in columns]

    native = tuple(frozenset(log.kinds.get(name, ())) for name in columns)
    table = RawTable(read_headings([columns], lambda levels: levels[0]), rows, native=native)
    notes = [f"{count_of(log.nested, 'attribute')} within another left out"] if log.nested else []
    if log.unnamed:
        notes.append(
            f"{count_of(log.unnamed, 'trace')} without a name called by their place, like `{_UNNAMED.format(1)}`"
        )
    return Tables((table,), "none", "XML says of itself how it is encoded", None, tuple(notes))


def _failed(problem: Diagnostic) -> Tables:
    return Tables((), problems=(problem,))


class _Log:
    """The handler of a log's XML: it knows the trace and the event in which it stands."""

    def __init__(self, comma: bool = False) -> None:
        self.is_log = self.is_ocel = False
        self.nested = self.unnamed = 0
        self.kinds: dict[str, set[str]] = {}
        self._comma = comma
        self._path: list[str] = []
        self._traces = 0
        self._trace: dict[str, str] = {}
        self._pending: list[Event] = []
        self._event: Event | None = None
        self._done: list[Event] = []
        self._line: Callable[[], int] = lambda: 1

    def events(self, content: bytes) -> Iterator[Event]:
        """Each event's line and its attributes, those of its trace among them."""
        reader = XmlReader(self._start, self._end, lambda _: None)
        self._line = lambda: reader.line
        for at in range(0, len(content), _PIECE):
            reader.feed(content[at : at + _PIECE], last=at + _PIECE >= len(content))
            done, self._done = self._done, []
            yield from done

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        parent = self._path[-1] if self._path else ""
        if not self._path:
            self.is_log = name == "log"
        elif name in ("events", "objects", "object-types") and parent == "log":
            self.is_ocel = True
        elif name == "trace":
            self._trace, self._pending = {}, []
            self._traces += 1
        elif name == "event":
            self._event = (self._line(), {})
        elif name in _KINDS and parent in ("trace", "event"):
            self._keep(name, parent, attributes.get("key", ""), attributes.get("value", ""))
        elif name in _KINDS and "trace" in self._path:
            self.nested += 1
        self._path.append(name)

    def _keep(self, kind: str, parent: str, key: str, value: str) -> None:
        name = f"case:{key}" if parent == "trace" else key
        known = "number" if kind in _NUMBERS else "date" if kind == "date" else "text"
        self.kinds.setdefault(name, set()).add(known)
        text = value.replace(".", ",") if self._comma and kind == "float" else value
        if parent == "trace":
            self._trace[name] = text
        elif self._event is not None:
            self._event[1][name] = text

    def _end(self, name: str) -> None:
        self._path.pop()
        if name == "event" and self._event is not None:
            if "trace" in self._path:
                self._pending.append(self._event)
            else:
                self._done.append(self._event)
            self._event = None
        elif name == "trace":  # its own attributes may stand after its events
            if self._pending and not self._trace.keys() & _NAMED:
                self._trace[_CASE] = _UNNAMED.format(self._traces)
                self.kinds.setdefault(_CASE, set()).add("text")
                self.unnamed += 1
            self._done.extend((line, {**self._trace, **event}) for line, event in self._pending)
            self._pending = []
