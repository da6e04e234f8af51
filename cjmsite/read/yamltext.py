"""YAML as authors may write it: plain data with the place of every value, and nothing that can explode.

Built from the parser's events: aliases, anchors, merge keys, tags and repeated keys are mistakes; so are
documents too large or too deep. Words are read as YAML 1.2 reads them: `no`, `22:22` and `1_000` are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from cjmsite.diagnostics import Diagnostic, Span, error

MAX_CHARACTERS = 512 * 1024
MAX_DEPTH = 40

Loc = tuple[str | int, ...]

# YAML breaks lines at these, editors do not: read as the spaces that they look like, or places would be wrong.
_UNSEEN_BREAKS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no text holds: control characters, halves of characters, and what is no character at all."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})?\.[0-9]+([eE][-+]?[0-9]{1,2})?|[-+]?[0-9]{1,18}[eE][-+]?[0-9]{1,2}")


class WrittenInt(int):
    """A whole number that remembers how it was written."""

    raw: str


class WrittenFloat(float):
    """A number that remembers how it was written."""

    raw: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, and its key where it has one."""

    value: Span
    key: Span | None = None


@dataclass(frozen=True, slots=True)
class Yaml:
    """A document: plain values, the place of each by its path of keys and indices, and what was wrong."""

    value: Any
    places: dict[Loc, Place] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()

    def place(self, loc: Loc) -> Place | None:
        """The place of a value, or of the nearest value around it."""
        for length in range(len(loc), -1, -1):
            found = self.places.get(loc[:length])
            if found:
                return found
        return None


class _Stop(Exception):
    """A problem after which nothing more can be read."""

    def __init__(self, problem: Diagnostic) -> None:
        self.problem = problem


def parse(text: str, path: str, first_line: int = 1) -> Yaml:
    """Read one YAML document that begins on `first_line` of the file `path`."""
    if len(text) > MAX_CHARACTERS:
        size = f"{len(text) // 1024:,} kB"
        problem = error(
            "yaml-too-large",
            f"this block of settings is {size} long; at most {MAX_CHARACTERS // 1024} kB are read",
            Span(path, first_line),
            "move long text into the body, and data into a file under `sources:`",
        )
        return Yaml(None, {}, (problem,))
    text = text.translate(_UNSEEN_BREAKS)
    if unseen := CONTROL.search(text):
        return Yaml(None, {}, (control_character(text, unseen.start(), path, first_line),))
    builder = _Builder(path, first_line)
    try:
        value = builder.document(yaml.parse(text, Loader=_LOADER))
    except _Stop as stop:
        return Yaml(None, builder.places, (*builder.problems, stop.problem))
    except yaml.MarkedYAMLError as failure:
        return Yaml(None, builder.places, (*builder.problems, builder.syntax(failure, text)))
    except (yaml.YAMLError, RecursionError, ValueError) as failure:
        reason = str(failure).splitlines()[0]
        problem = error("yaml-syntax", f"this cannot be read as YAML: {reason}", Span(path, first_line))
        return Yaml(None, builder.places, (*builder.problems, problem))
    return Yaml(value, builder.places, tuple(builder.problems))


def control_character(text: str, offset: int, path: str, first_line: int = 1) -> Diagnostic:
    """The finding about a character that cannot be seen and cannot be published."""
    line = first_line + text.count("\n", 0, offset)
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    name = "a NUL byte" if text[offset] == "\0" else f"the invisible character U+{ord(text[offset]):04X}"
    hint = "save the file as UTF-8" if text.count("\0") > 2 else "delete it; it often comes along with pasted text"
    return error("control-character", f"there is {name} here", Span(path, line, column), hint)


class _Builder:
    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.places: dict[Loc, Place] = {}
        self.problems: list[Diagnostic] = []

    def document(self, events: Iterator[Any]) -> Any:
        value: Any = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                value = self.node(next(events), events, (), None, 0)
            elif isinstance(event, yaml.DocumentEndEvent):
                break
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                raise _Stop(error("yaml-syntax", "a second document begins here", self.span(event)))
        return value

    def node(self, event: Any, events: Iterator[Any], loc: Loc, key: Span | None, depth: int) -> Any:
        if isinstance(event, yaml.AliasEvent):
            raise _Stop(
                error(
                    "yaml-alias",
                    f"`*{_cut(event.anchor)}` is a YAML alias; aliases are not read",
                    self.span(event),
                    "write the value out; if this is text, put it in quotes",
                )
            )
        if event.anchor is not None:
            raise _Stop(
                error(
                    "yaml-alias",
                    f"`&{_cut(event.anchor)}` is a YAML anchor; anchors are not read",
                    self.span(event),
                    "if this is text, put it in quotes",
                )
            )
        if event.tag is not None and event.tag != "!":
            raise _Stop(
                error(
                    "yaml-tag",
                    f"`{_cut(event.tag)}` is a YAML tag; tags are not read",
                    self.span(event),
                    "if this is text, put it in quotes",
                )
            )
        if depth > MAX_DEPTH:
            raise _Stop(error("yaml-too-deep", f"this is nested more than {MAX_DEPTH} levels deep", self.span(event)))
        self.places[loc] = Place(self.span(event), key)
        if isinstance(event, yaml.ScalarEvent):
            self.refuse_control(event)
            return _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, loc, depth)
        return self.mapping(events, loc, depth)

    def sequence(self, events: Iterator[Any], loc: Loc, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.node(event, events, (*loc, len(items)), None, depth + 1))
        return items

    def mapping(self, events: Iterator[Any], loc: Loc, depth: int) -> dict[str, Any]:
        items: dict[str, Any] = {}
        seen: dict[str, Span] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event)
            span = self.span(event)
            value = self.node(next(events), events, (*loc, key), span, depth + 1)
            if key in seen:
                self.problems.append(
                    Diagnostic(
                        "duplicate-key",
                        "error",
                        f"`{_cut(key)}` stands here twice",
                        span,
                        "keep one of them",
                        (("the first one", seen[key]),),
                    )
                )
            seen[key] = span
            items[key] = value
        return items

    def key(self, event: Any) -> str:
        if not isinstance(event, yaml.ScalarEvent) or event.anchor or (event.tag and event.tag != "!"):
            raise _Stop(
                error(
                    "yaml-key",
                    "a plain word is expected as a key here",
                    self.span(event),
                    "text with `{`, `[`, `&`, `*`, `!` or `?` at its start needs quotes",
                )
            )
        self.refuse_control(event)
        if event.value == "<<":
            raise _Stop(
                error(
                    "yaml-merge",
                    "`<<` merges keys; merge keys are not read",
                    self.span(event),
                    "write them out",
                )
            )
        return str(event.value)

    def refuse_control(self, event: Any) -> None:
        unseen = CONTROL.search(event.value)
        if unseen:
            raise _Stop(
                error(
                    "control-character",
                    f"this text holds the invisible character U+{ord(unseen[0]):04X}",
                    self.span(event),
                    "a backslash in quotes begins a code: write `\\\\` for a backslash itself",
                )
            )

    def span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        last = end.column + 1 if end.line == start.line and end.column > start.column else None
        return Span(self.path, self.first_line + start.line, start.column + 1, last)

    def syntax(self, failure: yaml.MarkedYAMLError, text: str) -> Diagnostic:
        mark = failure.problem_mark or failure.context_mark
        if _begun_and_not_ended(failure):
            mark = failure.context_mark or mark
        span = Span(self.path, self.first_line)
        line = ""
        if mark is not None:
            lines = text.split("\n")
            if mark.line < len(lines):
                line = lines[mark.line]
                span = Span(self.path, self.first_line + mark.line, mark.column + 1)
            else:  # the end of a file without a last line break counts as a line of its own
                span = Span(self.path, self.first_line + len(lines) - 1, len(lines[-1]) + 1)
        advice = _advice(failure, line, mark.column if mark else 0)
        return error("yaml-syntax", f"this cannot be read as YAML: {_plain(failure)}", span, advice)


def _begun_and_not_ended(failure: yaml.MarkedYAMLError) -> bool:
    """Whether the mistake is where something begins and not where the reader noticed."""
    problem = failure.problem or ""
    return "unexpected end of stream" in problem or "expected ',' or" in problem or "expected ':'" in problem


def _cut(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= 60 else f"{text[:59]}…"


def _plain(failure: yaml.MarkedYAMLError) -> str:
    return ", ".join(part for part in (failure.context, failure.problem) if part)


def _advice(failure: yaml.MarkedYAMLError, line: str, column: int) -> str:
    problem = failure.problem or ""
    if "escape" in problem:
        return "a backslash in double quotes begins a code: use single quotes instead"
    if "\t" in line or "tab" in problem:
        return "indent with spaces, not with tabs"
    if "mapping values are not allowed" in problem:
        if ": " not in line[:column]:
            return "this line is indented too far, or the value before it lacks its quotes"
        return "text that holds `: ` needs quotes"
    if "expected ',' or" in problem or "expected ',' or" in (failure.context or ""):
        return "a `[` or `{` that was opened is not closed"
    if "quoted scalar" in (failure.context or "") or "quoted scalar" in problem:
        return "a quotation mark that was opened is not closed"
    if "cannot start any token" in problem:
        return "text that begins with a sign like `@`, `%` or a backtick needs quotes"
    if "expected <block end>" in problem or "could not find expected ':'" in problem:
        return "check the indentation, and that each `key:` has its colon"
    return "check quotes, colons and indentation on this line and the one before it"


def _scalar(event: Any) -> Any:
    text: str = event.value
    if not event.implicit[0] or event.style not in (None, ""):
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if _INTEGER.fullmatch(text):
        whole = WrittenInt(text)
        whole.raw = text
        return whole
    if _NUMBER.fullmatch(text):
        number = WrittenFloat(text)
        number.raw = text
        return number
    return text
