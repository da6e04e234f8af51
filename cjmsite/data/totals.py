"""Totals rows, which would count everything twice: known by their looks, and taken out only on proof."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Literal

from cjmsite.data import numbers
from cjmsite.data.rawtable import RawTable, Row

_LABEL = re.compile(
    r"(?:(?:(?:grand|sub)[ -]?)?totals?|sum|total(?:e|s|t)?(?: (?:g[eé]n[eé]ral|geral|generale|complessivo))?|totaux|"
    r"gesamt(?:summe|ergebnis|wert)?|insgesamt|summe|summan?|suma(?: ko[nń]cowa)?|(?:eind)?totaal|razem|og[oó]łem|"
    r"celkem|yhteens[aä]|i alt|toplam|итого|всего|合計|総計|总计|合计|總計|합계|총계|총합계)"
    r"(?:\s*[:：].*|\s+\(.*\))?",
    re.IGNORECASE,
)
"""The words with which a total says that it is one."""

ENDS = 3
"""How many rows at either end of a table may be totals: of the account, of the campaigns, of what was removed."""

_DURATION = re.compile(r"<?\d{1,4}:\d{2}(?::\d{2})?")
_NOTHING = frozenset(("-", "--", "---", "–", "—", "n/a", "na", "n.a.", "#n/a", "#div/0!"))
_UNLABELLED_FROM = 50
"""Smaller sums than this come out right by chance, so that without a word for it they prove nothing."""


@dataclass(frozen=True, slots=True)
class Total:
    """A row that looks like a total: its place, the word that says so, and whether its sums prove it.

    Without a word and proof it is `suspected` where others have names and it has none, and numbers beyond theirs.
    """

    line: int
    label: str | None
    proven: bool
    suspected: bool = False


Look = Literal["labelled", "blank", "none"]


def look_at(cells: Sequence[str], beside: Sequence[str] = ()) -> tuple[Look, str | None]:
    """Whether a row has the looks of a total: the word for it, or only numbers where others have names.

    What the row `beside` it says as well, like the currency or the days of the report, names nothing.
    """
    said = [cell.strip() for cell in cells]
    label = next((cell for cell in said if _LABEL.fullmatch(cell)), None)
    filled = [at for at, cell in enumerate(said) if cell and cell != label and cell.casefold() not in _NOTHING]
    numeric = {at for at in filled if _loose(said[at].removesuffix("%")) is not None}
    shared = {at for at in filled if at < len(beside) and said[at] == beside[at].strip()}
    if not numeric - shared or any(at not in numeric | shared and not _DURATION.fullmatch(said[at]) for at in filled):
        return "none", None
    if label is not None:
        return "labelled", label
    return ("blank", None) if not said[0] else ("none", None)


def find_totals(table: RawTable, head: Sequence[Row], tail: Sequence[Row]) -> list[Total]:
    """The totals among the first and the last rows, each judged by the sums of all rows that are none."""
    found: dict[int, tuple[Sequence[str], str | None]] = {}
    for rows in (list(head), list(reversed(tail))):
        for at, (line, cells) in enumerate(rows):
            look, label = look_at(cells, rows[-1][1] if at < len(rows) - 1 else ())
            if look == "none" or (look == "blank" and at > 0):
                break
            found.setdefault(line, (cells, label))
    return [_judge(table, found.keys(), line, cells, label) for line, (cells, label) in found.items()]


def _judge(table: RawTable, totals: Container[int], line: int, cells: Sequence[str], label: str | None) -> Total:
    """A row that looks like a total, measured by the rows that do not."""
    width = len(table.headings)
    said = [cell.strip() for cell in cells[:width]]
    wanted = {at: value for at, cell in enumerate(said) if cell and (value := _loose(cell))}
    sums, highest = dict.fromkeys(wanted, 0.0), dict.fromkeys(wanted, -math.inf)
    broken: set[int] = set()
    unnamed = {at for at, cell in enumerate(said) if not cell}
    others = 0
    for place, other in table.rows():
        if place in totals:
            continue
        others += 1
        unnamed = {at for at in unnamed if at < len(other) and other[at].strip()}
        for at in wanted:
            cell = other[at].strip() if at < len(other) else ""
            value = _loose(cell) if cell and cell.casefold() not in _NOTHING else 0.0
            if value is None:
                broken.add(at)
            else:
                sums[at] += value
                highest[at] = max(highest[at], value)
    if others < 2:
        return Total(line, label, proven=False)
    least = 0 if label else _UNLABELLED_FROM
    kept = {at: value for at, value in wanted.items() if at not in broken and abs(value) >= least}
    proven = any(abs(sums[at] - value) <= max(0.005 * others, abs(value) * 1e-6) for at, value in kept.items())
    beyond = sum(highest[at] < value <= sums[at] * 1.0001 for at, value in kept.items())
    return Total(line, label, proven, suspected=bool(unnamed) and 0 in unnamed and beyond > 1)


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
