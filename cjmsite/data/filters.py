"""The small language of row filters, such as `Status == "Closed" and not is_null(score)`. No code is ever run.

    filter     = either { "or" either }
    either     = all { "and" all }
    all        = "not" all | "(" filter ")" | "is_null" "(" column ")" | comparison
    comparison = column [ ("==" | "!=" | "<" | "<=" | ">" | ">=") operand | ["not"] "in" list ]
    operand    = number | text in quotes | true | false | column
    list       = "[" literal { "," literal } "]"

A column is a plain word, or any name in backquotes; before an operator, quotes do too. Where a cell is
empty, a comparison is neither true nor false, and the row is left out, as in SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

Literal = str | float | bool

OPERATORS = ("==", "!=", "<=", ">=", "<", ">")
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?\d+(?:\.\d+)?(?![\w.]))|(?P<name>[^\W\d][\w.]*)|`(?P<back>[^`]*)`"""
    r"""|"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<sign>==|!=|<=|>=|<|>|[()\[\],]))"""
)
_WORDS = ("and", "or", "not", "in", "is_null", "true", "false")


class FilterError(ValueError):
    """A filter that cannot be understood, with the position of the first word that is wrong."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class Name(Struct, frozen=True):
    """A column, as the filter calls it."""

    name: str
    position: int


class IsNull(Struct, frozen=True):
    """Whether a cell is empty."""

    column: Name


class Truth(Struct, frozen=True):
    """A column of true and false, standing alone."""

    column: Name


class Compare(Struct, frozen=True):
    """A cell compared with a literal or with another column's cell."""

    column: Name
    operator: str
    operand: Literal | Name
    position: int


class Among(Struct, frozen=True):
    """Whether a cell is one of some values."""

    column: Name
    values: tuple[Literal, ...]
    negated: bool
    position: int


class Not(Struct, frozen=True):
    """The opposite."""

    part: Node


class Join(Struct, frozen=True):
    """Several conditions of which all, or any, must hold."""

    word: str
    parts: tuple[Node, ...]


Node = IsNull | Truth | Compare | Among | Not | Join


class _Token(Struct, frozen=True):
    kind: str
    text: str
    position: int


def parse_filter(text: str) -> Node:
    """The meaning of a filter. Raises FilterError with the position of what is wrong."""
    return _Parser(text).parse()


def names_in(node: Node) -> tuple[Name, ...]:
    """The columns that a filter looks at."""
    if isinstance(node, Join):
        return tuple(name for part in node.parts for name in names_in(part))
    if isinstance(node, Not):
        return names_in(node.part)
    if isinstance(node, Compare) and isinstance(node.operand, Name):
        return (node.column, node.operand)
    return (node.column,)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _split(text)
        self.at = 0

    def parse(self) -> Node:
        node = self._join("or", lambda: self._join("and", self._one))
        if self._peek().kind != "end":
            raise self._error(f"`{self._peek().text}` was not expected here")
        return node

    def _join(self, word: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self._take("name", word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Join(word, tuple(parts))

    def _one(self) -> Node:
        if self._take("name", "not"):
            return Not(self._one())
        if self._take("sign", "("):
            node = self._join("or", lambda: self._join("and", self._one))
            self._need(")")
            return node
        if self._peek().kind == "name" and self._peek().text == "is_null":
            self.at += 1
            self._need("(")
            column = self._column()
            self._need(")")
            return IsNull(column)
        return self._comparison()

    def _comparison(self) -> Node:
        column = self._column()
        token = self._peek()
        if token.kind == "sign" and token.text in OPERATORS:
            self.at += 1
            return Compare(column, token.text, self._operand(), token.position)
        negated = token.kind == "name" and token.text == "not"
        if negated:
            self.at += 1
        if self._take("name", "in"):
            return Among(column, self._list(), negated, token.position)
        if negated:
            raise self._error("`in` was expected after `not`")
        return Truth(column)

    def _column(self) -> Name:
        token = self._peek()
        if token.kind in ("back", "text") or (token.kind == "name" and token.text not in _WORDS):
            self.at += 1
            return Name(token.text, token.position)
        if token.kind == "number":
            raise self._error("the column comes first, then what it is compared with")
        if token.kind == "end":
            raise self._error("a column was expected at the end")
        raise self._error(f"a column was expected where `{token.text}` stands")

    def _operand(self) -> Literal | Name:
        token = self._peek()
        if token.kind == "back" or (token.kind == "name" and token.text not in _WORDS):
            self.at += 1
            return Name(token.text, token.position)
        return self._literal()

    def _literal(self) -> Literal:
        token = self._peek()
        self.at += 1
        if token.kind == "number":
            return float(token.text)
        if token.kind == "text":
            return token.text
        if token.kind == "name" and token.text in ("true", "false"):
            return token.text == "true"
        self.at -= 1
        if token.kind in ("name", "back"):
            raise self._error(f"a text stands in quotes: '{token.text}'")
        raise self._error("a number or a text in quotes was expected")

    def _list(self) -> tuple[Literal, ...]:
        closing = "]" if self._take("sign", "[") else ")"
        if closing == ")":
            self._need("(")
        values = [self._literal()]
        while self._take("sign", ","):
            values.append(self._literal())
        self._need(closing)
        return tuple(values)

    def _peek(self) -> _Token:
        return self.tokens[self.at]

    def _take(self, kind: str, text: str) -> bool:
        token = self._peek()
        if token.kind == kind and token.text == text:
            self.at += 1
            return True
        return False

    def _need(self, sign: str) -> None:
        if not self._take("sign", sign):
            raise self._error(f"`{sign}` is missing")

    def _error(self, message: str) -> FilterError:
        return FilterError(message, self._peek().position)


def _split(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if not match:
            at += len(text[at:]) - len(text[at:].lstrip())
            hint = "; equal is written `==`" if text[at] == "=" else ""
            raise FilterError(f"`{text[at]}` means nothing here{hint}", at)
        kind = match.lastgroup or ""
        position = match.start(kind) - (kind in ("back", "double", "single"))
        tokens.append(_Token("text" if kind in ("double", "single") else kind, match[kind], position))
        at = match.end()
    tokens.append(_Token("end", "", len(text)))
    return tokens
