"""How a table writes its numbers, where some of its cells prove it for those that leave it open.

One person's export writes all numbers in one way: `51.06%` beside `1,734` says that the comma parts thousands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from cjmsite.data import numbers
from cjmsite.model.source import Locale

_NO_AMOUNT = re.compile(
    r".*\b(?:version|release|build|lat|lng|lon|latitude|longitude|date|day|time)\b.*", re.IGNORECASE
)
_WORDS = 2_000
_PARTING = ".,' "


class Writing(Struct, frozen=True):
    """The decimal mark that all cells agree on, what parts thousands, and a cell that proves it."""

    decimal: str
    thousands: str
    proof: str

    @property
    def locale(self) -> Locale:
        """The same as a source declares it."""
        return Locale.model_validate({"decimal": self.decimal, "thousands": self.thousands})


def find_writing(columns: Iterable[tuple[str, Sequence[str]]], others: Sequence[Writing] = ()) -> Writing | None:
    """The writing of a table, from its columns' names and words; None where nothing proves one, or both are proven.

    Where it proves none itself, the `others` of its file do, if they agree.
    """
    proofs: dict[str, str] = {}
    bodies: list[str] = []
    for name, words in columns:
        parts = [numbers.take_apart(word) for word in words[:_WORDS]]
        if _NO_AMOUNT.fullmatch(name) or any(part is None for part in parts):
            continue  # what holds other words too need not hold numbers at all
        for word, part in zip(words, parts, strict=False):
            if part is None:
                continue
            bodies.append(part.body)
            if (mark := _decimal_of(part.body)) is not None:
                proofs.setdefault(mark, word)
    if not proofs:
        proofs = {other.decimal: other.proof for other in others}
    if len(proofs) != 1:
        return None
    ((decimal, proof),) = proofs.items()
    parting = {mark for body in bodies for mark in _PARTING if mark != decimal and mark in body}
    return Writing(decimal, parting.pop() if parting else "", proof) if len(parting) < 2 else None


def _decimal_of(body: str) -> str | None:
    """The decimal mark of a number that can be read in one way only."""
    if "." not in body and "," not in body:
        return None
    as_dot, as_comma = numbers.read_body(body, numbers.DOT), numbers.read_body(body, numbers.COMMA)
    if (as_dot is None) == (as_comma is None):
        return None
    return "." if as_dot is not None else ","
