"""Filters applied to rows: one answer per row, true, false, or None where an empty cell leaves it open."""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from cjmsite.data.filters import Among, Compare, FilterError, IsNull, Join, Literal, Name, Node, Not, Truth
from cjmsite.data.numbers import read_plain
from cjmsite.data.problems import shown
from cjmsite.data.typed import Cell

Answer = bool | None

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Operand(Struct, frozen=True):
    """A column as a filter sees it. `raw` columns are the file's own, text that no mapping has given a type."""

    type: str
    values: Sequence[Cell]
    raw: bool = False


def holds(node: Node, columns: Mapping[str, Operand], rows: int) -> list[Answer]:
    """The answer for every row. Raises FilterError where types do not fit; all names must be among the columns."""
    if isinstance(node, Not):
        return [None if answer is None else not answer for answer in holds(node.part, columns, rows)]
    if isinstance(node, Join):
        parts = [holds(part, columns, rows) for part in node.parts]
        return [_join(answers, node.word) for answers in zip(*parts, strict=True)]
    column = columns[node.column.name]
    if isinstance(node, IsNull):
        return [value is None or value == "" for value in column.values]
    if isinstance(node, Truth):
        return _truth(node.column, column)
    if isinstance(node, Among):
        wanted = {_fit(value, column, node.column, node.position, "in") for value in node.values}
        cells = _comparable(column, node.values[0])
        if node.negated:
            return [None if cell is None else cell not in wanted for cell in cells]
        return [None if cell is None else cell in wanted for cell in cells]
    return _compare(node, column, columns)


def _join(answers: tuple[Answer, ...], word: str) -> Answer:
    decisive = word == "or"
    if any(answer is decisive for answer in answers):
        return decisive
    return None if None in answers else not decisive


def _truth(name: Name, column: Operand) -> list[Answer]:
    if column.type == "boolean":
        return [value if isinstance(value, bool) else None for value in column.values]
    raise FilterError(f"`{name.name}` is {column.type}, not true or false: compare it with something", name.position)


def _compare(node: Compare, column: Operand, columns: Mapping[str, Operand]) -> list[Answer]:
    test = _COMPARE[node.operator]
    if isinstance(node.operand, Name):
        other = columns[node.operand.name]
        if _family(column) != _family(other):
            said = f"`{node.column.name}` is {column.type} and `{node.operand.name}` is {other.type}"
            raise FilterError(f"{said}: they cannot be compared", node.position)
        return [
            None if left is None or right is None else test(left, right)
            for left, right in zip(column.values, other.values, strict=True)
        ]
    wanted = _fit(node.operand, column, node.column, node.position, node.operator)
    return [None if cell is None else test(cell, wanted) for cell in _comparable(column, node.operand, node.operator)]


def _family(column: Operand) -> str:
    return "number" if column.type in ("integer", "number", "percent") else column.type


def _comparable(column: Operand, literal: Literal, sign: str = "==") -> Sequence[Cell]:
    """The cells, as numbers where text is compared with a number; an empty cell is None."""
    if column.type != "text":
        return column.values
    if isinstance(literal, str):
        return [cell or None for cell in column.values]
    if isinstance(literal, bool):
        return [None if not cell else str(cell).casefold() in ("true", "1", "yes") for cell in column.values]
    numbers = {cell: read_plain(str(cell).strip()) for cell in set(column.values) if cell}
    if sign in ("==", "!="):  # a word is no number, and so unlike every number
        return [None if not cell else cell if numbers[cell] is None else numbers[cell] for cell in column.values]
    return [numbers[cell] if cell else None for cell in column.values]


def _fit(value: Literal, column: Operand, name: Name, position: int, sign: str) -> Cell:
    """The literal as a value of the column's type."""
    family = _family(column)
    ordered = sign in ("<", "<=", ">", ">=")
    if family == "text":
        if isinstance(value, str) and ordered:
            raise FilterError(f"`{name.name}` is text, which has no order: map it with a type", position)
        return value
    if family == "boolean":
        if isinstance(value, bool) or value in (0.0, 1.0):
            return bool(value)
    elif family == "number":
        if isinstance(value, float):
            return value
    elif isinstance(value, str):
        try:
            moment = datetime.datetime.fromisoformat(value)
        except ValueError:
            raise FilterError(f"{shown(value)} is no date like 2026-01-31", position) from None
        return moment.date() if family == "date" else moment
    what = "true or false" if isinstance(value, bool) else "a number" if isinstance(value, float) else shown(value)
    raise FilterError(f"`{name.name}` is {column.type} and cannot be compared with {what}", position)
