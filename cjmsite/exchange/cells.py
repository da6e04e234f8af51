"""Values as cells of a table, and back. What cannot be said plainly is said in JSON, so that nothing is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from cjmsite.exchange.shape import Shape, shapes

Cell = str | int | float | bool

_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What a cell would lose: control characters and other ends of lines than ours."""

_DECIMAL_COMMA = re.compile(r"[-+\u2212]?\d+,\d+")
_OPENING = {"dict": "{", "list": "[", "str": '"'}
_YES, _NO = ("true", "yes", "x"), ("false", "no")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe before it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def encode(model: type[BaseModel], data: Mapping[str, Any], leave: str | None = None) -> dict[str, Cell]:
    """The fields of an object as columns. A small object takes several: `quote` and `quote.source`."""
    found: dict[str, Cell] = {}
    for name, shape in shapes(model).items():
        if name in data and name != leave:
            cells = _cells(name, shape, data[name])
            if cells and _same(_value(name, shape, cells), data[name]):
                found.update(cells)
            else:
                found[name] = _json(data[name])
    return found


def decode(model: type[BaseModel], cells: Mapping[str, Cell]) -> dict[str, Any]:
    """The fields of an object from its columns; empty cells say nothing. Unknown columns stay as they are."""
    known = shapes(model)
    groups: dict[str, dict[str, Cell]] = {}
    for column, cell in cells.items():
        groups.setdefault(column.partition(".")[0], {})[column] = cell
    return {
        name: _value(name, known[name], group) if name in known else next(iter(group.values()))
        for name, group in groups.items()
    }


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same, where `true` is not 1."""
    return json.dumps(one, sort_keys=True, default=str) == json.dumps(other, sort_keys=True, default=str)


def _cells(name: str, shape: Shape, value: Any) -> dict[str, Cell]:
    if shape.kind == "lines" and isinstance(value, list):
        separator = ", " if shape.refs else "\n"
        return {name: separator.join(_line(shape, item) for item in value) or "[]"}
    if shape.kind == "object" and isinstance(value, dict) and shape.model:
        inner = encode(shape.model, value)
        return {name if key == shape.main else f"{name}.{key}": cell for key, cell in inner.items()}
    if shape.kind == "keyed" and isinstance(value, dict):
        return {f"{name}.{key}": cell for key, cell in value.items()}
    if shape.kind == "free" or isinstance(value, list | dict) or value is None:
        return {name: _json(value)}
    return {name: _text(value) if isinstance(value, str) else value}


def _value(name: str, shape: Shape, cells: Mapping[str, Cell]) -> Any:
    """The value of a field from its columns."""
    if name not in cells or (shape.kind in ("object", "keyed") and len(cells) > 1):
        inner = {
            (column.partition(".")[2] or shape.main or name): cell
            for column, cell in cells.items()
            if "." in column or shape.main or shape.kind == "keyed"
        }
        if shape.kind == "object" and shape.model:
            return decode(shape.model, inner)
        return {key: _number(cell) for key, cell in inner.items()}
    cell = cells[name]
    if not isinstance(cell, str):
        return cell if shape.kind != "lines" else [_as_text(cell)]
    if shape.kind == "lines":
        return _list(shape, cell)
    if shape.kind in ("object", "free", "keyed"):
        whole = _from_json(cell, dict)
        if whole is not None:
            return whole
        if shape.main:
            return {shape.main: from_text(cell)}
    if name == "moment_of_truth" and cell.strip().lower() in _YES + _NO:
        return cell.strip().lower() in _YES
    return _number(cell) if shape.numeric else from_text(cell)


def _line(shape: Shape, item: Any) -> str:
    """An item of a list as one line."""
    if isinstance(item, str):
        plain = not _ODD.search(item) and not re.match(r'["{\[]|$', item) and "\n" not in item
        return item if plain else _json(item)
    if shape.main and isinstance(item, dict) and isinstance(item.get(shape.main), str):
        rest = {key: value for key, value in item.items() if key != shape.main}
        line = f"{_line(shape, item[shape.main])} {_json(rest)}" if rest else _line(shape, item[shape.main])
        if _item(shape, line) == item:
            return line
    return _json(item)


def _list(shape: Shape, cell: str) -> list[Any]:
    whole = _from_json(cell, list)
    if whole is not None:
        return list(whole)
    parts = re.split(r"[\n,]", cell) if shape.refs else cell.split("\n")
    return [_item(shape, part.strip()) for part in parts if part.strip()]


def _item(shape: Shape, line: str) -> Any:
    text = _from_json(line, str)
    if text is not None:
        return {shape.main: text} if shape.main else text
    if shape.model is None:
        return line
    whole = _from_json(line, dict)
    if whole is not None:
        return whole
    if shape.main:
        for at in (match.start() for match in re.finditer(r" \{", line)):
            rest = _from_json(line[at + 1 :], dict)
            if rest is not None and shape.main not in rest:
                first = _from_json(line[:at], str)
                return {shape.main: line[:at] if first is None else first, **rest}
        return {shape.main: line}
    return line


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if _ODD.search(text) else text


def _from_json(text: str, wanted: type) -> Any:
    """What a text says in JSON, where it is of the wanted type; else None."""
    if not text.startswith(_OPENING[wanted.__name__]):
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, wanted) else None


def _text(value: str) -> str:
    odd = not value.strip() or value != value.strip() or _ODD.search(value) or value[0] == '"'
    return _json(value) if odd else value


def from_text(cell: str) -> str:
    """The text that a cell says: as it stands, or in JSON where it could not stand there."""
    found = _from_json(cell, str)
    return cell if found is None else str(found)


def _number(cell: Cell) -> Cell:
    """A number as it is typed, also with a decimal comma or a true minus; other words stay for the model to refuse."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    try:
        value = float(text.replace("\u2212", "-"))
    except ValueError:
        return cell
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _as_text(cell: Cell) -> str:
    return str(cell).lower() if isinstance(cell, bool) else str(cell)
