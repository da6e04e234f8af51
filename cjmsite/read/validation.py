"""From plain values to a model, and from a model's complaints to findings that a person can act on."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from cjmsite.diagnostics import Diagnostic, Span, error
from cjmsite.read import hints, yamladvice
from cjmsite.read.wanted import choices_at, fields_at, limits_at, other_names
from cjmsite.read.yamlvalues import Loc, Yaml, written_loc

M = TypeVar("M", bound=BaseModel)

_ATTEMPTS = 3

MOST = 100
"""So many mistakes of one file are told one by one."""


def validate(model: type[M], document: Yaml, path: str) -> tuple[M | None, tuple[Diagnostic, ...]]:
    """The model of a document, or every reason why it is none."""
    try:
        return model.model_validate(document.value), ()
    except ValidationError as failure:
        return None, tuple(_findings(failure, model, document, path))


def strange_keys(model: type[BaseModel], document: Yaml) -> list[str]:
    """The keys of a document that are neither of a model nor a slip for one of them."""
    known = _names(fields_at(model, ()))
    stated = document.value if isinstance(document.value, dict) else {}
    return [key for key in map(str, stated) if key not in known and hints.of_key(key, known) is None]


def _names(fields: list[tuple[str, FieldInfo]]) -> list[str]:
    """Every name of some keys, the usual ones first."""
    return [*sorted({name for name, _ in fields}), *other_names(fields)]


def salvage(model: type[M], document: Yaml) -> M | None:
    """What is left of a document when its mistakes are left out: enough to check the rest of it in the same run."""
    value = copy.deepcopy(document.value)
    for _ in range(_ATTEMPTS):
        try:
            return model.model_validate(value)
        except ValidationError as failure:
            wrong = {written_loc(document, complaint["loc"]) for complaint in failure.errors(include_url=False)}
            dropped = [_drop(value, loc) for loc in sorted(wrong, key=len, reverse=True)]
            if not any(dropped):
                return None
    return None


def _drop(value: Any, loc: Loc) -> bool:
    """Take a value out of its mapping; an item of a list goes with the list's key, so that no other item moves."""
    while loc and isinstance(loc[-1], int):
        loc = loc[:-1]
    if not loc:
        return False
    for part in loc[:-1]:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return False
    return isinstance(value, dict) and value.pop(loc[-1], value) is not value


def _findings(failure: ValidationError, model: type[BaseModel], document: Yaml, path: str) -> Iterator[Diagnostic]:
    by_place: dict[Loc, list[dict[str, Any]]] = {}
    all_errors = failure.errors(include_url=False)
    for error_details in all_errors[:MOST]:
        complaint: dict[str, Any] = dict(error_details)
        raw_loc = complaint["loc"]
        target = raw_loc[:-1] if complaint["type"] == "missing" else raw_loc
        by_place.setdefault(written_loc(document, target), []).append(complaint)
    for loc in [loc for loc, complaints in by_place.items() if _is_broken_text(loc, complaints, document)]:
        yield from _broken_text(loc, by_place, document, path)
    around = {loc[:length] for loc in by_place for length in range(len(loc))}
    for loc, complaints in by_place.items():
        if loc in around:
            # One branch of a union got further inside: what it says there is what is wrong.
            complaints = [c for c in complaints if c["type"] in ("missing", "extra_forbidden")]
        named = [c for c in complaints if c["type"] in ("missing", "extra_forbidden")]
        others = [c for c in complaints if c not in named]
        for complaint in named:
            yield _finding(complaint, loc, model, document, path)
        # A union complains once a branch; the branch that got further than the type says most.
        precise = [c for c in others if not c["type"].endswith("_type")] or others
        if precise:
            expected = {_expectation(c) for c in precise}
            if len(precise) > 1 and all(expected):
                wanted = " or ".join(sorted(str(e) for e in expected))
                precise[0]["expected"] = wanted
            yield _finding(precise[0], loc, model, document, path)
    if len(all_errors) > MOST:
        more = f"there are {len(all_errors) - MOST:,} more mistakes in this file"
        yield error("more-mistakes", more, Span(path), f"the first {MOST} are shown: mend those, then check again")


def _is_broken_text(loc: Loc, complaints: list[dict[str, Any]], document: Yaml) -> bool:
    """Whether a text in a list became a mapping, because it holds `: `."""
    value = _value_at(document.value, loc)
    if not loc or not isinstance(loc[-1], int) or not isinstance(value, dict) or len(value) != 1:
        return False
    (key,) = value
    unknown = any(c["type"] == "missing" for c in complaints) and (*loc, key) in document.places
    return " " in key and (unknown or any(c["type"] == "string_type" for c in complaints))


def _broken_text(
    loc: Loc, by_place: dict[Loc, list[dict[str, Any]]], document: Yaml, path: str
) -> Iterator[Diagnostic]:
    """One finding in place of all about the mapping that a text became."""
    for inside in [known for known in by_place if known[: len(loc)] == loc]:
        del by_place[inside]
    place = document.place(loc)
    span = place.value if place else Span(path)
    (key,) = _value_at(document.value, loc)
    message = f"text is expected here, and `{cut(key)}: …` is a key with its value"
    yield error("wrong-type", message, span, "text that holds `: ` needs quotes")


def _value_at(value: Any, loc: Loc) -> Any:
    for part in loc:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _finding(complaint: dict[str, Any], loc: Loc, model: type[BaseModel], document: Yaml, path: str) -> Diagnostic:
    kind: str = complaint["type"]
    name = cut(str(complaint["loc"][-1])) if complaint["loc"] else ""
    place = document.place(loc)
    span = place.value if place else Span(path)
    fields = fields_at(model, complaint["loc"][:-1])
    known = sorted({name for name, _ in fields})
    if kind == "missing":
        where = place.key if place and place.key else span
        choices = choices_at(model, complaint["loc"])
        some = f", one of {', '.join(choices)}" if choices else ""
        return error("missing-key", f"`{name}` is missing", where, f"add `{name}: …`{some}")
    if kind == "extra_forbidden":
        if place and place.key:
            span = place.key
        hint = hints.of_key(name, _names(fields)) or f"known here: {', '.join(known)}; `extra:` is the free area"
        if complaint["input"] is None and " " in name:
            hint = "between `{` and `}`, text that holds a comma needs quotes"
        if complaint["input"] is None and name.endswith(tuple(yamladvice.TYPOGRAPHIC)):
            hint = yamladvice.TYPOGRAPHIC_HINT
        return error("unknown-key", f"unknown key `{name}`", span, hint)
    if kind == "literal_error":
        words = [str(choice).strip("'") for choice in complaint["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        found = shown(complaint["input"])
        if isinstance(complaint["input"], dict | list):
            message = f"one of {', '.join(words)} is expected here, not {found}"
            listed = isinstance(complaint["loc"][-1], int)
            return error("wrong-type", message, span, f"like `[{', '.join(words[:2])}]`" if listed else None)
        near = hints.of_choice(complaint["input"], words)
        return error("bad-choice", f"{found} is not one of {', '.join(words)}", span, near)
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        wanted = _range(complaint["ctx"] | limits_at(model, complaint["loc"]))
        return error("out-of-range", f"{shown(complaint['input'])} is out of range: {wanted} expected", span)
    expected = complaint.get("expected") or _expectation(complaint)
    if expected:
        verb = "are" if expected == _LINES else "is"
        message = f"{expected} {verb} expected here, not {shown(complaint['input'])}"
        return error("wrong-type", message, span, _right_shape(expected, complaint, model))
    if kind.islower() and not kind.startswith(("value_", "date_", "string_")):
        code = kind.replace("_", "-")
        message = f"{complaint['msg']}; found {shown(complaint['input'])}"
        return error(code, message, span, hints.of_value(code, complaint["input"]))
    return error("bad-value", complaint["msg"], span)


def _right_shape(expected: str, complaint: dict[str, Any], model: type[BaseModel]) -> str | None:
    """How a value of the wrong type is written."""
    loc = complaint["loc"]
    if expected == _LINES:
        first = next((name for name, info in fields_at(model, loc) if info.is_required()), None)
        listed = "- " if any(isinstance(part, int) for part in loc[-2:]) else ""
        return f"like `{listed}{first}: …`" if first else None
    if "number" in expected:
        return hints.of_value("wrong-type", complaint["input"])
    if "a list" in expected and isinstance(complaint["input"], str):
        return hints.of_list(complaint["input"])
    return None


_LINES = "`key: value` lines"

_EXPECTED = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "`true` or `false`",
    "date": "a date like 2027-02-01",
    "dict": _LINES,
    "model": _LINES,
    "mapping": _LINES,
    "list": "a list",
    "tuple": "a list",
    "finite": "a finite number",
    "none": "nothing",
}


def _expectation(complaint: dict[str, Any]) -> str | None:
    kind: str = complaint["type"]
    if kind == "too_long":
        return f"a list of {complaint['ctx']['max_length']}"
    head = kind.split("_")[0]
    if kind.endswith(("_type", "_parsing", "_from_float", "_number", "_inexact", "_parsing_size")):
        return _EXPECTED.get(head)
    if kind in ("date_from_datetime_parsing", "date_from_datetime_inexact"):
        return _EXPECTED["date"]
    return None


_LIMITS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def _range(limits: dict[str, Any]) -> str:
    return " and ".join(f"{words} {limits[key]:g}" for key, words in _LIMITS.items() if key in limits)


def shown(value: object, limit: int = 60) -> str:
    """A value as a reader knows it, cut to a readable length."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return _LINES
    if isinstance(value, list | tuple):
        return "a list"
    raw = getattr(value, "raw", None)
    text = str(raw) if raw is not None else value if isinstance(value, str) else json.dumps(value, default=str)
    return f"`{cut(text, limit)}`"


def cut(text: str, limit: int = 60) -> str:
    """A text, at most so long."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
