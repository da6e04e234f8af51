"""A journey as a Markdown file: front matter that is pleasant to read, then the story."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from cjmsite.exchange.plain import plain
from cjmsite.exchange.shape import Shape, shapes
from cjmsite.model.journey import Journey

WIDTH = 110
"""Short objects and lists stand on one line, up to so many letters."""

_PLAIN = re.compile(r"[^\W\d_][\w .()/’-]*(?<! )")
"""What needs no quotes between brackets; on a line of its own, commas and apostrophes neither."""

_WORD = re.compile(r"(?i)(null|true|false|yes|no|on|off|y|n)")
_PLAIN_LINE = re.compile(r"[^\W\d_][\w .()/’',-]*(?<! )")
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_CONSTANT = re.compile(r"(?i)null|true|false")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DURATION = re.compile(r"\d+(\.\d+)? (s|min|h|d|w)")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def markdown(journey: Journey, body: str) -> str:
    """The text of the file."""
    lines = block(short(Journey, plain(journey)), 0)
    return "\n".join(["---", *lines, "---", ""]) + body


def short(model: type[BaseModel], data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with small objects as the plain word that may stand for them."""
    known = shapes(model)
    return {name: _short_value(known[name], value) if name in known else value for name, value in data.items()}


def _short_value(shape: Shape, value: Any) -> Any:
    if shape.kind == "lines" and isinstance(value, list):
        return [_short_value(Shape("object", shape.model), item) for item in value] if shape.model else value
    if shape.model is not None and isinstance(value, dict):
        if shape.main and set(value) == {shape.main}:
            return value[shape.main]
        return short(shape.model, value)
    return value


def block(data: Mapping[str, Any], indent: int) -> list[str]:
    """`key: value` lines."""
    found: list[str] = []
    space = " " * indent
    for key, value in data.items():
        head = f"{space}{_key(str(key))}:"
        if key == "moment_of_truth" and value == "mot":
            value = True
        found += _entry(head, value, indent)
    return found


def _entry(head: str, value: Any, indent: int) -> list[str]:
    if not isinstance(value, dict | list):
        return [f"{head} {_scalar(value)}"]
    flow = _flow(value)
    if not value or (len(head) + len(flow) < WIDTH and not _deep(value)):
        return [f"{head} {flow}"]
    if isinstance(value, dict):
        return [head, *block(value, indent + 2)]
    return [head, *(line for item in value for line in dashed(item, indent + 2))]


def dashed(item: Any, indent: int) -> list[str]:
    """An item of a list, with its dash."""
    space = " " * indent
    if isinstance(item, dict) and item and not (len(_flow(item)) + indent < WIDTH and not _deep(item)):
        lines = block(item, indent + 2)
        return [f"{space}- {lines[0].lstrip()}", *lines[1:]]
    if isinstance(item, dict | list):
        return [f"{space}- {_flow(item)}"]
    return [f"{space}- {_scalar(item)}"]


def _deep(value: dict[str, Any] | list[Any]) -> bool:
    """Whether something is too much for one line: it holds objects, or is a stage or a step."""
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict) and "title" in value and not {"url"} & set(value):
        return True
    return any(isinstance(item, dict | list) and item for item in inner)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(str(k))}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value, flow=True)


def _key(name: str) -> str:
    return name if _NAME.fullmatch(name) and not _CONSTANT.fullmatch(name) else _quoted(name)


def _scalar(value: Any, *, flow: bool = False) -> str:
    """A word or number; in quotes where YAML would read it otherwise."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    plainly = (_PLAIN if flow else _PLAIN_LINE).fullmatch(text)
    if (plainly and not _WORD.fullmatch(text)) or _DATE.fullmatch(text) or _DURATION.fullmatch(text):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    """A text in double quotes, with escapes that YAML reads, too."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda odd: f"\\u{ord(odd[0]):04x}", quoted)


def body_of(text: str) -> str:
    """The story of a file, as it stands below the front matter."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].rstrip() != "---":
        return "\n".join(lines)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), len(lines))
    return "\n".join(lines[end + 1 :])
