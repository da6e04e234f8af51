"""Totals rows, which would count everything twice: known by their looks, and taken out only on proof."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Literal

from cjmsite.data import numbers
from cjmsite.data.rawtable import RawTable, Row

_LABEL = re.compile(
    r"(?:(?:(?:grand|sub)[ -]?)?totals?|totale|total général|gesamt(?:summe|ergebnis)?|insgesamt|summe|suma|totaal)"
    r"(?:\s*:.*|\s+\(.*\))?",
    re.IGNORECASE,
)


ENDS = 3
"""How many rows at either end of a table may be totals: of the account, of the campaigns, of what was removed."""

_DURATION = re.compile(r"<?\d{1,4}:\d{2}(?::\d{2})?")
_UNLABELLED_FROM = 50
"""Smaller sums than this come out right by chance, so that without a word for it they prove nothing."""


@dataclass(frozen=True, slots=True)
class Total:
    """A row that looks like a total: its place, whether it says so in a word, and whether its sums prove it."""

    line: int
    label: str | None
    proven: bool


Look = Literal["labelled", "blank", "none"]


def look_at(cells: Sequence[str], width: int) -> tuple[Look, str | None]:
    """Whether a row has the looks of a total: the word for it, or only numbers where others have names."""
    said = [cell.strip() for cell in cells]
    label = next((cell for cell in said if _LABEL.fullmatch(cell)), None)
    filled = [cell for cell in said if cell and cell != label]
    numeric = [cell for cell in filled if _loose(cell.removesuffix("%")) is not None]
    if not numeric or any(cell not in numeric and not _DURATION.fullmatch(cell) for cell in filled):
        return "none", None
    if label is not None:
        return "labelled", label
    return ("blank", None) if not said[0] else ("none", None)


def find_totals(table: RawTable, head: Sequence[Row], tail: Sequence[Row]) -> list[Total]:
    """The totals among the first and the last rows, each judged by the sums of all rows that are none."""
    width = len(table.headings)
    found: dict[int, tuple[Sequence[str], str | None]] = {}
    for rows in (list(head), list(reversed(tail))):
        for at, (line, cells) in enumerate(rows):
            look, label = look_at(cells, width)
            if look == "none" or (look == "blank" and at > 0):
                break
            found.setdefault(line, (cells, label))
    return [
        Total(line, label, _proves(table, found.keys(), cells, 0 if label else _UNLABELLED_FROM))
        for line, (cells, label) in found.items()
    ]


def _proves(table: RawTable, totals: Container[int], cells: Sequence[str], least: float) -> bool:
    width = len(table.headings)
    sums = [0.0] * width
    others = 0
    filled = [at for at in range(min(width, len(cells))) if cells[at].strip()]
    broken: set[int] = set()
    for place, other in table.rows():
        if place in totals:
            continue
        others += 1
        for at in filled:
            cell = other[at].strip() if at < len(other) else ""
            value = _loose(cell) if cell else 0.0
            if value is None:
                broken.add(at)
            else:
                sums[at] += value
    if others < 2:
        return False
    for at in filled:
        said = _loose(cells[at].strip())
        if (
            at not in broken
            and said
            and abs(said) >= least
            and abs(sums[at] - said) <= max(0.005 * others, abs(said) * 1e-6)
        ):
            return True
    return False


def _loose(cell: str) -> float | None:
    """A number in whichever style reads it: a sum that comes out right is the proof of the style too."""
    parts = numbers.take_apart(cell)
    if parts is None or parts.percent:
        return None
    value = numbers.read_body(parts.body, numbers.DOT)
    if value is None or ("," not in parts.body and numbers.read_body(parts.body, numbers.COMMA) not in (None, value)):
        as_comma = numbers.read_body(parts.body, numbers.COMMA)
        value = as_comma if value is None else value
    return -value if value is not None and parts.negative else value
