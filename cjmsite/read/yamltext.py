"""YAML as authors may write it: plain data with the place of every value, and nothing that can explode.

Built from the parser's events: aliases, anchors, merge keys, tags and repeated keys are mistakes; so are
documents too large or too deep. Words are read as YAML 1.2 reads them: `no`, `22:22` and `1_000` are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from cjmsite.diagnostics import Diagnostic, Span, error, warning
from cjmsite.read import yamladvice
from cjmsite.read.plaintext import CONTROL, control_character
from cjmsite.read.yamlvalues import Loc, Place, WrittenFloat, WrittenInt, Yaml

MAX_CHARACTERS = 512 * 1024
MAX_DEPTH = 40

# YAML breaks lines at these, editors do not: read as the spaces that they look like, or places would be wrong.
_UNSEEN_BREAKS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+\u2212\u2013]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(
    r"[-+\u2212\u2013]?(0|[1-9][0-9]{0,17})?\.[0-9]+([eE][-+]?[0-9]{1,2})?|[-+\u2212\u2013]?[0-9]{1,18}[eE][-+]?[0-9]{1,2}"
)
_NUMERIC = frozenset("0123456789.+-\u2212\u2013")
"""What numbers begin with."""
_MINUS = str.maketrans("\u2212\u2013", "--")
"""The minus sign and the dash that word processors put in its place."""


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
    builder = _Builder(path, first_line, text.split("\n"))
    try:
        value = builder.document(yaml.parse(text, Loader=_LOADER))
    except _Stop as stop:
        return Yaml(None, builder.places, (*builder.problems, stop.problem))
    except yaml.MarkedYAMLError as failure:
        return Yaml(None, builder.places, (*builder.problems, yamladvice.syntax(failure, text, path, first_line)))
    except (yaml.YAMLError, RecursionError, ValueError) as failure:
        reason = str(failure).splitlines()[0]
        problem = error("yaml-syntax", f"this cannot be read as YAML: {reason}", Span(path, first_line))
        return Yaml(None, builder.places, (*builder.problems, problem))
    return Yaml(value, builder.places, tuple(builder.problems))


class _Builder:
    def __init__(self, path: str, first_line: int, lines: list[str]) -> None:
        self.path = path
        self.first_line = first_line
        self.lines = lines
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
                    "write the value out; text that begins with `*` needs quotes",
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
            value = _scalar(event)
            if value is None:
                self.tell_of_comment(event)
            return value
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
        repeated: list[tuple[str, Span, Span]] = []
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event)
            span = self.span(event)
            value = self.node(next(events), events, (*loc, key), span, depth + 1)
            if key in seen:
                repeated.append((key, span, seen[key]))
            seen[key] = span
            items[key] = value
        if len(repeated) > 1 and loc and isinstance(loc[-1], int):
            # What begins an item stands a second time: the next item, without its dash.
            key = repeated[0][0]
            self.tell_of_repeat(*repeated[0], f"is a `- ` missing before `{_cut(key)}`?")
        else:
            for again in repeated:
                self.tell_of_repeat(*again, "keep one of them")
        return items

    def tell_of_repeat(self, key: str, span: Span, first: Span, hint: str) -> None:
        message = f"`{_cut(key)}` stands here twice"
        related = (("the first one", first),)
        self.problems.append(Diagnostic("duplicate-key", "error", message, span, hint, related))

    def tell_of_comment(self, event: Any) -> None:
        """A value that begins with `#` is lost: YAML reads it as a remark."""
        mark = event.end_mark
        rest = self.lines[mark.line][mark.column :] if mark.line < len(self.lines) else ""
        remark = rest.lstrip(" ")
        if remark[:1] == "#" and remark[1:2].strip(" \t#"):
            column = mark.column + len(rest) - len(remark) + 1
            span = Span(self.path, self.first_line + mark.line, column, column + len(remark.rstrip()))
            self.problems.append(
                warning(
                    "lost-comment", "`#` begins a comment; nothing is left as the value", span, "put the text in quotes"
                )
            )

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
        if event.value[:1] in yamladvice.HARD_SPACES:
            raise _Stop(yamladvice.hard_spaces(self.span(event)))
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
        if event.style != '"':  # only there a code can stand for what the text itself does not hold
            return
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


def _cut(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= 60 else f"{text[:59]}…"


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
    if text[0] not in _NUMERIC:
        return text
    if _INTEGER.fullmatch(text):
        whole = WrittenInt(text.translate(_MINUS))
        whole.raw = text
        return whole
    if _NUMBER.fullmatch(text):
        number = WrittenFloat(text.translate(_MINUS))
        number.raw = text
        return number
    return text
