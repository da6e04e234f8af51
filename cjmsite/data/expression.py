"""The small language of formulas, such as `revenue * 40% / max(orders, 1)`. No code is ever run.

    formula = product { ("+" | "-") product }
    product = sign { ("*" | "/") sign }
    sign    = "-" sign | atom
    atom    = number ["%"] | name [".target" | ".n"] | ("min" | "max") "(" formula { "," formula } ")" | "(" formula ")"

A name is a parameter: its value, its target, or on how many it rests. Divided by nought there is no value, and what is
made of no value has none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from cjmsite.data.filters import FilterError

_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?%?)|(?P<name>[^\W\d]\w*(?:\.\w+)?)|(?P<sign>[-+*/(),]))")
_DEEPEST = 50
_LONGEST = 400
FACETS = ("target", "n")

Values = Mapping[str, float | None]
"""What each name of a formula stands for, `nps.target` being a name of its own."""


class Number(Struct, frozen=True):
    """A number that is written down."""

    value: float


class Named(Struct, frozen=True):
    """A parameter, or what comes after its point."""

    name: str
    position: int

    @property
    def parameter(self) -> str:
        """The parameter alone."""
        return self.name.partition(".")[0]


class Apply(Struct, frozen=True):
    """Numbers joined by a sign, or by `min` or `max`."""

    how: str
    parts: tuple[Expression, ...]


Expression = Number | Named | Apply


class FormulaError(FilterError):
    """A formula that cannot be understood, with the position of the first word that is wrong."""


def parse_formula(text: str) -> Expression:
    """The formula of a text. Raises FormulaError."""
    reader = _Reader(text)
    found = reader.sum(0)
    if reader.peek() is not None:
        raise reader.error(f"`{reader.peek()}` is one word too many")
    return found


def named_in(node: Expression) -> Iterator[Named]:
    """Every name in a formula, in order."""
    if isinstance(node, Named):
        yield node
    elif isinstance(node, Apply):
        for part in node.parts:
            yield from named_in(part)


def evaluate(node: Expression, values: Values) -> float | None:
    """The value of a formula; None where there is none."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Named):
        return values[node.name]
    parts = [evaluate(part, values) for part in node.parts]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    found = _apply(node.how, known)
    return found if found is not None and math.isfinite(found) else None


def _apply(how: str, parts: list[float]) -> float | None:
    first, *rest = parts
    if how == "min":
        return min(parts)
    if how == "max":
        return max(parts)
    if how == "negative":
        return -first
    if how == "+":
        return first + rest[0]
    if how == "-":
        return first - rest[0]
    if how == "*":
        return first * rest[0]
    return first / rest[0] if rest[0] else None


class _Reader:
    """A formula, read word by word."""

    def __init__(self, text: str) -> None:
        self.words: list[tuple[str, str, int]] = []
        self.at = 0
        place = 0
        while text[place:].strip():
            match = _TOKEN.match(text, place)
            if match is None:
                place += len(text[place:]) - len(text[place:].lstrip())
                hint = "; a metric's id becomes a name under `parameters:`" if text[place] == "`" else ""
                raise FormulaError(f"`{text[place]}` means nothing here{hint}", place)
            kind = match.lastgroup or ""
            self.words.append((kind, match[kind], match.start(kind)))
            if len(self.words) > _LONGEST:
                raise FormulaError(f"a formula has at most {_LONGEST} words; make two metrics of it", match.start(kind))
            place = match.end()
        self.end = len(text)

    def peek(self) -> str | None:
        return self.words[self.at][1] if self.at < len(self.words) else None

    def error(self, message: str) -> FormulaError:
        return FormulaError(message, self.words[self.at][2] if self.at < len(self.words) else self.end)

    def take(self, *signs: str) -> str | None:
        word = self.peek()
        if word is None or word not in signs:
            return None
        self.at += 1
        return word

    def need(self, sign: str) -> None:
        if self.take(sign) is None:
            raise self.error(f"`{sign}` is missing")

    def sum(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise self.error("the brackets go too deep")
        found = self.product(depth)
        while sign := self.take("+", "-"):
            found = Apply(sign, (found, self.product(depth)))
        return found

    def product(self, depth: int) -> Expression:
        found = self.signed(depth)
        while sign := self.take("*", "/"):
            found = Apply(sign, (found, self.signed(depth)))
        return found

    def signed(self, depth: int) -> Expression:
        negative = False
        while self.take("-"):
            negative = not negative
        found = self.atom(depth)
        return Apply("negative", (found,)) if negative else found

    def atom(self, depth: int) -> Expression:
        if self.take("("):
            found = self.sum(depth + 1)
            self.need(")")
            return found
        if self.at >= len(self.words):
            raise self.error("something is missing at the end")
        kind, word, position = self.words[self.at]
        if kind == "sign":
            raise self.error(f"before `{word}` something is missing")
        self.at += 1
        if kind == "number":
            return Number(float(word[:-1]) / 100 if word.endswith("%") else float(word))
        if word in ("min", "max") and self.take("("):
            parts = [self.sum(depth + 1)]
            while self.take(","):
                parts.append(self.sum(depth + 1))
            self.need(")")
            return Apply(word, tuple(parts))
        facet = word.partition(".")[2]
        if facet and facet not in FACETS:
            raise FormulaError(f"after a point stands `target` or `n`, not `{facet}`", position)
        return Named(word, position)
