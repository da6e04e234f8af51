"""Totals rows, which would count everything twice: known by their looks, and taken out only on proof."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

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

ENDS = 20
"""How many rows at either end of a table may be totals: of the account, of the campaigns, of each kind of them."""

_NAMED = re.compile(r"(?:(?:grand|sub)[ -]?)?totals?\s*[:：]\s*\S.*", re.IGNORECASE)
"""A total that says of what, as Google Ads writes several below each other: `Total: Account`, `Total: Search`."""

_OF_PART = re.compile(r"(?:.+[ :–-])?(?:sub[ -]?)?total(?:s|e|en)?(?:[ :–-].+)?|.+ (?:ergebnis|summe)", re.IGNORECASE)
"""What stands before the numbers of a part, within a table: `North Total`, `Total Nord`, `Nord Ergebnis`."""

TOTALS = frozenset(
    "Sum Gesamt Gesamtsumme Gesamtergebnis Gesamtwert Insgesamt Summe Summa Summan Suma Razem Ogółem Celkem "  # noqa: SIM905
    "Yhteensä Toplam Totaux Totaal Eindtotaal Итого Всего 合計 総計 总计 合计 總計 합계 총계 총합계".split()
)
"""Whole first cells that are worth a second look, beside those with `otal` or `rgebnis` in them."""

_DURATION = re.compile(r"<?\d{1,4}:\d{2}(?::\d{2})?")
_BOUND = re.compile(r"[<>≤≥] ?\d+(?:[.,]\d+)?%?")
"""A share that is told only so far, as `< 10%`."""
_NOTHING = frozenset(("-", "--", "---", "–", "—", "n/a", "na", "n.a.", "#n/a", "#div/0!"))
_UNLABELLED_FROM = 50
"""Smaller sums than this come out right by chance, so that without a word for it they prove nothing."""


class Total(Struct, frozen=True):
    """A row that looks like a total: its place, the word that says so, and whether its sums prove it.

    Without a word and proof it is `suspected` where others have names and it has none, and numbers beyond theirs.
    `summed` is the column in which it is the sum of the others.
    """

    line: int
    label: str | None
    proven: bool
    suspected: bool = False
    summed: str | None = None


Look = Literal["labelled", "worded", "blank", "none"]


def look_at(cells: Sequence[str], beside: Sequence[str] = ()) -> tuple[Look, str | None]:
    """Whether a row has the looks of a total: the word for it, or only numbers where others have names.

    What the row `beside` it says as well, like the currency or the days of the report, names nothing. A row whose
    first word is that of a total is `worded` where it says other things too.
    """
    said = [cell.strip() for cell in cells]
    label = next((cell for cell in said if _LABEL.fullmatch(cell)), None)
    filled = [at for at, cell in enumerate(said) if cell and cell != label and cell.casefold() not in _NOTHING]
    numeric = {at for at in filled if _loose(said[at].removesuffix("%")) is not None or _BOUND.fullmatch(said[at])}
    shared = {at for at in filled if at < len(beside) and said[at] == beside[at].strip()}
    if label is not None and _NAMED.fullmatch(label):
        shared |= {at for at in filled if said[at].casefold() in label.casefold()}
    named = [at for at in filled if at not in numeric | shared and not _DURATION.fullmatch(said[at])]
    if named and label is not None and label == next(filter(None, said)) and numeric:
        return "worded", label
    if named or not (numeric if label else numeric - shared):
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
    totals = [_judge(table, found.keys(), line, cells, label) for line, (cells, label) in found.items()]
    if not any(total.proven and _is_named(total) for total in totals):
        return totals
    return [replace(total, proven=True) if _is_named(total) else total for total in totals]  # one vouches for all


def _is_named(total: Total) -> bool:
    return total.label is not None and _NAMED.fullmatch(total.label) is not None


def is_subtotal(cells: Sequence[str], before: Sequence[str]) -> str | None:
    """The word by which a row within a table sums up those above it: numbers alone, where they have names too."""
    look, label = look_at(cells)
    if look == "labelled":
        return label
    said = [cell.strip() for cell in cells]
    at = next((at for at, cell in enumerate(said) if cell), 0)
    if not _OF_PART.fullmatch(said[at]) or look_at(["Total", *said[at + 1 :]])[0] != "labelled":
        return None
    named = [other for other, cell in enumerate(before) if cell.strip() and _loose(cell.strip().rstrip("%")) is None]
    return said[at] if any(other > at and not said[other] for other in named if other < len(said)) else None


def _judge(table: RawTable, totals: Container[int], line: int, cells: Sequence[str], label: str | None) -> Total:
    """A row that looks like a total, measured by the rows that do not."""
    width = len(table.headings)
    said = [cell.strip() for cell in cells[:width]]
    wanted = {at: value for at, cell in enumerate(said) if cell and (value := _loose(cell))}
    sums, highest = dict.fromkeys(wanted, 0.0), dict.fromkeys(wanted, -math.inf)
    broken: set[int] = set()
    unnamed = not said[0]
    others = 0
    for at, text, number in _cells_of(table, [*wanted] if said[0] else [0, *wanted], totals):
        cell = text.strip()
        if at < 0:
            others += number
        elif at not in wanted:
            unnamed = unnamed and bool(cell)
        else:
            value = _loose(cell) if cell and cell.casefold() not in _NOTHING else 0.0
            if value is None:
                broken.add(at)
            else:
                sums[at] += value * number
                highest[at] = max(highest[at], value)
    if others < 2:  # the total of one row is that row once more
        same = bool(label and sums) and not broken and all(sums[at] == value for at, value in wanted.items())
        name = table.headings[next(iter(wanted))].name if wanted else None
        return Total(line, label, proven=same and others == 1, summed=name)
    least = 0 if label else _UNLABELLED_FROM
    kept = {at: value for at, value in wanted.items() if at not in broken and abs(value) >= least}
    exact = (at for at, value in kept.items() if abs(sums[at] - value) <= max(0.005 * others, abs(value) * 1e-6))
    proof = next(exact, None)
    name = None if proof is None else table.headings[proof].name
    beyond = sum(highest[at] < value <= sums[at] * 1.0001 for at, value in kept.items())
    return Total(line, label, proof is not None, summed=name, suspected=unnamed and beyond > 1)


def _cells_of(table: RawTable, places: Sequence[int], totals: Container[int]) -> Iterator[tuple[int, str, int]]:
    """The cells of some columns in all rows but the totals: their place, text and number; and each row, as -1."""
    for line, row in table.rows():
        if line not in totals:
            yield -1, "", 1
            for at in places:
                yield at, row[at] if at < len(row) else "", 1
    if table.beyond is not None:
        yield from table.beyond(places)


@lru_cache(1 << 16)
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
