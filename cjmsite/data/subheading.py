"""A second row of headings that is no data: descriptions below the names, as some exports have them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cjmsite.data import numbers

ROWS = 3
"""How many rows below the header are looked at: one may be a heading, those below it have to be data."""

_LETTERS = re.compile(r"[^\W\d_]{3}")
_NOTHING = frozenset(("n/a", "null", "none", "nan", "(not set)", "#n/a", "tbd", "not applicable", "unknown"))
_LEAST = 2


def is_subheading(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of some rows has words, and no number, in all columns in which the next have numbers."""
    if len(rows) < ROWS or len({len(row) for row in rows[:ROWS]}) > 1:
        return False
    counted = [at for at in range(len(rows[0])) if all(_is_number(row[at]) for row in rows[1:ROWS])]
    return len(counted) >= _LEAST and all(_is_word(rows[0][at]) for at in counted)


def _is_number(cell: str) -> bool:
    return numbers.take_apart(cell) is not None


def _is_word(cell: str) -> bool:
    return bool(_LETTERS.search(cell)) and cell.strip().casefold() not in _NOTHING and not _is_number(cell)
