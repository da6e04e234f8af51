"""From plain values to a model, and from a model's complaints to findings that a person can act on."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from cjmsite.diagnostics import Diagnostic, Span, did_you_mean, error
from cjmsite.read.yamltext import Loc, Yaml

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


def written_loc(document: Yaml, loc: Loc) -> Loc:
    """The path of keys in the file that a path in the model stands for.

    Short forms and unions add parts that no author wrote: those are passed over. A number on a mapping
    is its nth entry.
    """
    here: Loc = ()
    for part in loc:
        if (*here, part) in document.places:
            here = (*here, part)
        elif isinstance(part, int):
            children = [known for known in document.places if len(known) == len(here) + 1 and known[:-1] == here]
            if part < len(children) and all(isinstance(child[-1], str) for child in children):
                here = children[part]
    return here


def _finding(complaint: dict[str, Any], loc: Loc, model: type[BaseModel], document: Yaml, path: str) -> Diagnostic:
    kind: str = complaint["type"]
    name = cut(str(complaint["loc"][-1])) if complaint["loc"] else ""
    place = document.place(loc)
    span = place.value if place else Span(path)
    known = sorted(fields_at(model, complaint["loc"][:-1]))
    if kind == "missing":
        where = place.key if place and place.key else span
        return error("missing-key", f"`{name}` is missing", where, f"add `{name}: …`")
    if kind == "extra_forbidden":
        if place and place.key:
            span = place.key
        hint = did_you_mean(name, known) or f"known here: {', '.join(known)}; `extra:` is the free area"
        if complaint["input"] is None and " " in name:
            hint = "between `{` and `}`, text that holds a comma needs quotes"
        return error("unknown-key", f"unknown key `{name}`", span, hint)
    if kind == "literal_error":
        choices = [str(choice).strip("'") for choice in complaint["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        found = shown(complaint["input"])
        near = did_you_mean(str(complaint["input"]), choices)
        return error("bad-choice", f"{found} is not one of {', '.join(choices)}", span, near)
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return error("out-of-range", f"{shown(complaint['input'])} is out of range: {_range(complaint)} expected", span)
    expected = complaint.get("expected") or _expectation(complaint)
    if expected:
        return error("wrong-type", f"{expected} is expected here, not {shown(complaint['input'])}", span)
    if kind.islower() and not kind.startswith(("value_", "date_", "string_")):
        return error(kind.replace("_", "-"), f"{complaint['msg']}; found {shown(complaint['input'])}", span)
    return error("bad-value", complaint["msg"], span)


_EXPECTED = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "`true` or `false`",
    "date": "a date like 2027-02-01",
    "dict": "`key: value` lines",
    "model": "`key: value` lines",
    "mapping": "`key: value` lines",
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


def _range(complaint: dict[str, Any]) -> str:
    words = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
    return " and ".join(f"{words[key]} {value:g}" for key, value in complaint["ctx"].items() if key in words)


def shown(value: object, limit: int = 60) -> str:
    """A value as a reader knows it, cut to a readable length."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "`key: value` lines"
    if isinstance(value, list | tuple):
        return "a list"
    raw = getattr(value, "raw", None)
    text = str(raw) if raw is not None else value if isinstance(value, str) else json.dumps(value, default=str)
    return f"`{cut(text, limit)}`"


def cut(text: str, limit: int = 60) -> str:
    """A text, at most so long."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def fields_at(model: type[BaseModel], loc: Loc) -> set[str]:
    """The keys that may stand at a path of a model."""
    models = [model]
    for part in loc:
        if not isinstance(part, str):
            continue
        inner = [
            found
            for current in models
            for name, info in current.model_fields.items()
            if part in (name, info.alias)
            for found in models_in(info.annotation)
        ]
        models = inner or models
    return {info.alias or name for current in models for name, info in current.model_fields.items()}


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a type mentions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in get_args(annotation) for found in models_in(argument)]
