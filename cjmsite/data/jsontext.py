"""JSON and JSON Lines: from a payload's bytes to one table, whose rows are the objects of a list."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from cjmsite.data.container import Payload
from cjmsite.data.decode import decode
from cjmsite.data.format import Format
from cjmsite.data.jsonshape import RECORD, below_names, find_shape, inner_lists, tells_of_others
from cjmsite.data.problems import count_of, listed, shown
from cjmsite.data.rawtable import Tables
from cjmsite.data.records import COLUMN_LIMIT, LABELS, Digits, Flattener, Record, TooManyColumns, paths_into_lists
from cjmsite.data.records import table_of_records as table_of
from cjmsite.diagnostics import Diagnostic, Span, error, warning
from cjmsite.model.source import Source

_DECODER = json.JSONDecoder(parse_float=Digits, parse_int=Digits, parse_constant=str, strict=False)
_MORE = (
    "next_page",
    "nextRecordsUrl",
    "@odata.nextLink",
    "has_more",
    "more_records",
    "more_items_in_collection",
    "next_cursor",
    "next",
)
"""What interfaces call it when there is more than they gave."""

_FAILED = ("error", "errors", "fault")
_STATUS = {"status", "code", "statusCode", "status_code", "errorCode", "error_description", "documentation_url"}
_FEW = 6
"""An object that tells of a failure has few keys."""

_PAIR = 4
"""A name with its value has few keys: beside the two perhaps when it was set, and by whom."""

_ROWS = ("data", "rows", "results", "records", "items", "values", "value")
"""What the list of the rows is called, by which an empty one is known."""

_BLANK = re.compile(r"[ \t\r\n]*")


class _NotJsonError(Exception):
    """Text that is no JSON, with the place where it stops being it."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


class _NoRowsError(Exception):
    """JSON without a list of rows at the place that is meant; the second argument is the way out."""


class _Text(Struct, frozen=True):
    """A JSON text with a cursor that knows its lines."""

    text: str

    def skip(self, at: int) -> int:
        match = _BLANK.match(self.text, at)
        return match.end() if match else at

    def value(self, at: int) -> tuple[Any, int]:
        try:
            return _DECODER.raw_decode(self.text, at)
        except json.JSONDecodeError as failure:
            raise _NotJsonError(failure.msg, failure.pos) from None
        except RecursionError:
            raise _NotJsonError("it is nested too deeply", at) from None

    def after(self, mark: str, at: int) -> int:
        at = self.skip(at)
        if not self.text.startswith(mark, at):
            raise _NotJsonError(f"`{mark}` is expected here", at)
        return self.skip(at + len(mark))

    def ends(self, at: int) -> None:
        """Nothing may stand after this place."""
        at = self.skip(at)
        if at < len(self.text):
            raise _NotJsonError("something stands after its end", at)

    def members(self, at: int, *, whole: bool = False) -> Iterator[tuple[str, int]]:
        """The keys of an object, each with the place of its value; it may be all that there is."""
        at = self.after("{", at)
        while not self.text.startswith("}", at):
            key, at = self.value(at)
            at = self.after(":", at)
            yield str(key), at
            at = self.skip(self.value(at)[1])
            at = at if self.text.startswith("}", at) else self.after(",", at)
        if whole:
            self.ends(at + 1)

    def elements(self, at: int, *, whole: bool = False) -> Iterator[tuple[int, Any]]:
        """The elements of a list, each with its place; it may be all that there is."""
        at = self.after("[", at)
        while not self.text.startswith("]", at):
            element, end = self.value(at)
            yield at, element
            at = self.skip(end)
            at = at if self.text.startswith("]", at) else self.after(",", at)
        if whole:
            self.ends(at + 1)

    def is_lines(self) -> bool:
        """Whether the first line is a value of its own, with more of them below."""
        at = self.skip(0)
        newline = self.text.find("\n", at)
        if newline < 0 or not self.text[newline:].strip():
            return False
        try:
            _DECODER.decode(self.text[at:newline])
        except (json.JSONDecodeError, RecursionError):
            return False
        return True

    def holds_rows(self, at: int) -> bool:
        """Whether a value is a list of objects, and not one of names and values. A deal has an id and a value, too."""
        if not re.match(r"\[\s*\{", self.text[at : at + 99]):
            return False
        keys = {key for key, _ in self.members(self.after("[", at))}
        return not ("value" in keys and keys & set(LABELS) and len(keys) <= _PAIR)

    def documents(self) -> Iterator[tuple[int, Any]]:
        """The values that stand one after the other, as JSON Lines has them."""
        at = self.skip(0)
        while at < len(self.text):
            document, end = self.value(at)
            yield at, document
            at = self.skip(end)

    def numbered(self, values: Iterator[tuple[int, Any]]) -> Iterator[Record]:
        line, seen = 1, 0
        for at, value in values:
            line += self.text.count("\n", seen, at)
            seen = at
            yield line, value


def read_json(payload: Payload, spec: Source, fmt: Format) -> Tables:
    """The table of a JSON or JSON Lines file, and how it was found."""
    span = Span(payload.path)
    if not payload.content.strip(b"\xef\xbb\xbf \t\r\n"):
        return Tables((), problems=(error("empty-file", f"{payload.path} is empty", span),))
    decoded = decode(payload.content, payload.path, spec.encoding or fmt.encoding)
    if decoded.text is None:
        return Tables((), decoded.encoding, decoded.reason, problems=decoded.problems)
    text = _Text(decoded.text.removeprefix("\ufeff"))
    flattener = Flattener(spec.locale, paths_into_lists(spec))
    notes: list[str] = []
    problems: list[Diagnostic] = list(decoded.problems)
    tables = []
    try:
        known = fmt.root if "json" in fmt.reads else None
        lines, at, title = _find_rows(text, spec.root, known, notes)
        shape = _find_shape(text, at, spec.root, notes) if known is not None or not lines else None

        def records() -> Iterator[Record]:
            if shape is not None:
                return text.numbered(shape())
            return text.numbered(text.documents() if lines else text.elements(at, whole=title is None))

        if not lines and (sign := _find_more(text, text.skip(0))):
            message = f"{payload.path} is one page of several, as its {shown(sign)} says: the rest is not counted"
            problems.append(warning("more-pages", message, span, "export all pages into one file, or name all files"))
        table = table_of(records, flattener, fmt.name_of, text.text.count("\n", 0, at) + 1, title)
        if table.headings:
            tables.append(table)
        else:
            problems.append(error("no-rows", f"{payload.path} holds no rows", span))
    except _NotJsonError as failure:
        line = text.text.count("\n", 0, failure.at) + 1
        column = failure.at - text.text.rfind("\n", 0, failure.at)
        message = f"{payload.path} is not JSON from here on: {failure}"
        problems.append(error("broken-json", message, Span(payload.path, line, column), "was it cut off?"))
    except _NoRowsError as failure:
        message, hint = failure.args
        problems.append(error("no-such-root", f"{payload.path} {message}", span, hint))
    except TooManyColumns:
        message = f"the records of {payload.path} have more than {COLUMN_LIMIT:,} keys: some must be data themselves"
        problems.append(error("too-many-columns", message, span, "name the list of the rows: `root: data.rows`"))
    return Tables(tuple(tables), decoded.encoding, decoded.reason, None, tuple(notes), tuple(problems))


def _find_rows(
    text: _Text, root: str | None, known: tuple[str, ...] | None, notes: list[str]
) -> tuple[bool, int, str | None]:
    """Whether the rows are JSON Lines; else the place of the list that holds them, and its path.

    `known` are the keys under which the format has its rows; None where it has JSON Lines only.
    """
    at = text.skip(0)
    if text.is_lines():
        if root:
            raise _NoRowsError(f"is JSON Lines, so there is no `{root}` around its rows", "leave `root` out")
        notes.append("JSON Lines: one record after the other")
        return True, 0, None
    if root:
        return False, _follow(text, at, root), root
    if text.text.startswith("[", at):
        return False, at, None
    if not text.text.startswith("{", at):
        text.ends(text.value(at)[1])
        raise _NoRowsError("is JSON, but neither a list nor an object", "its rows must be objects of a list")
    members = dict(text.members(at, whole=True))
    _refuse_failure(text, members)
    if known is None:
        return True, at, None
    if below_names(text, members) is not None:
        return True, at, None
    lists = {key: place for key, place in members.items() if text.holds_rows(place)} or inner_lists(text, members)
    lists = {key: place for key, place in lists.items() if not tells_of_others(key, lists)}
    chosen = next((key for key in known if key in lists), None) or (next(iter(lists)) if len(lists) == 1 else None)
    if chosen is not None and (chosen in known or len(members) <= RECORD):
        notes.append(f"its rows are under {shown(chosen)}")
        return False, lists[chosen], chosen
    if lists and len(members) <= RECORD:
        longest = max(lists, key=lambda key: text.value(lists[key])[1] - lists[key])
        hint = f"say which holds the rows: `root: {longest}`"
        raise _NoRowsError(f"holds {count_of(len(lists), 'list')}: {listed(lists)}", hint)
    if any(re.match(r"\[\s*\]", text.text[place : place + 99]) and key in _ROWS for key, place in members.items()):
        raise _NoRowsError("holds no rows", None)
    return True, at, None


def _find_shape(
    text: _Text, at: int, root: str | None, notes: list[str]
) -> Callable[[], Iterator[tuple[int, Any]]] | None:
    """The records of a value that holds them otherwise than as the objects of a list."""
    if text.is_lines() and not root:
        return None
    found = find_shape(text, at)
    if found is not None:
        notes.append(found[1])
        return found[0]
    if text.text.startswith("{", at):
        notes.append("one object, read as one row")
    return None


def _refuse_failure(text: _Text, members: Mapping[str, int]) -> None:
    """Raises where an object says what went wrong, and holds no rows besides: the answer of a server, saved as data."""
    said = next((text.value(members[key])[0] for key in _FAILED if key in members), None)
    if said is None and len(members) <= _FEW and members.keys() >= {"message"} and members.keys() & _STATUS:
        said = text.value(members["message"])[0]
    others = (place for key, place in members.items() if key not in _FAILED)
    if not said or said == "null" or any(text.text.startswith("[", place) for place in others):
        return
    said = said[0] if isinstance(said, list) else said
    words = (
        next((said[key] for key in ("message", "detail", "title") if said.get(key)), said)
        if isinstance(said, dict)
        else said
    )
    message = f"is no data, but what a server answered when something went wrong: {shown(str(words), 120)}"
    raise _NoRowsError(message, "ask for the data again")


def _find_more(text: _Text, at: int, depth: int = 0) -> str | None:
    """The key by which a page of rows says that there are more; it may stand one level down, as in `paging.next`."""
    if not text.text.startswith("{", at):
        return None
    for key, place in text.members(at):
        if key in _MORE and text.value(place)[0] not in (None, False, "", {}, "null"):
            return key
        if depth < 2 and text.text.startswith("{", place) and (found := _find_more(text, place, depth + 1)):
            return f"{key}.{found}"
    return None


def _follow(text: _Text, at: int, root: str) -> int:
    steps = root.split(".")
    for step in steps:
        if not text.text.startswith("{", at):
            raise _NoRowsError(f"has no object around {shown(step)} of `root: {root}`", None)
        members = dict(text.members(at, whole=step is steps[0]))
        if step not in members:
            raise _NoRowsError(f"has no {shown(step)} of `root: {root}`", f"it has {listed(members)}")
        at = members[step]
    if not text.text.startswith("[", at):
        raise _NoRowsError(f"holds no list at `root: {root}`", "its rows must be a list")
    return at
