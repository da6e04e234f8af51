"""Numbers that stand for no answer: 99 and -9 among answers from 1 to 5, as survey tools write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

from cjmsite.data.lookup import Lookup
from cjmsite.data.plan import locate
from cjmsite.data.problems import count_of
from cjmsite.diagnostics import warning
from cjmsite.model.metric import Metric

_NINES = re.compile(r"9{2,6}|-9{1,6}")
_TOP = 10
"""Answers on a scale go up to this."""
_SMALL = 7
"""Where answers end here or below, a 9 is beyond them, too."""
_MOST = 20
"""More different numbers are no answers on a scale."""
_COUNTING = ("count", "count_distinct")


def find_codes(words: Iterable[str]) -> list[str]:
    """The numbers among whole ones, as they are written, that lie far beyond a scale on which all others are."""
    written = list(dict.fromkeys(words))
    codes = [word for word in written if _NINES.fullmatch(word)]
    others = [word for word in written if word not in codes]
    if not codes or len(others) < 2 or not all(re.fullmatch(r"\d{1,2}", word) and int(word) <= _TOP for word in others):
        return []
    return codes


def check_codes(metric: Metric, values: Sequence[Any], copies: Sequence[int], lookup: Lookup) -> None:
    """Ask what a number means that is no answer on the scale of all others. Raises Unfit.

    `values` are those that the metric measures, and no scale is said of them.
    """
    column = lookup.table.column(metric.expr or "")
    if column is None or column.type not in ("integer", "number") or metric.measure in _COUNTING:
        return
    said: Counter[Any] = Counter()
    for value, number in zip(values, copies or repeat(1), strict=False):
        said[value] += number
        if len(said) > _MOST:
            return
    if not all(float(value).is_integer() for value in said):
        return
    counts = {str(int(value)): number for value, number in said.items()}
    codes = find_codes(counts)
    others = sorted(int(word) for word in counts if word not in codes)
    if codes:
        told = " and ".join(f"{code} in {count_of(counts[code], 'row')}" for code in codes)
        message = f"`{column.name}` is {told}, and {others[0]} to {others[-1]} in all others: is that an answer?"
        words = ", ".join(f'"{code}"' for code in codes)
        far = [*others, *map(int, codes)]
        hint = f"say at the column `null_values: [{words}]` if not, else its `scale: [{min(far)}, {max(far)}]`"
        raise lookup.fail("perhaps-no-answer", message, ("expr",), hint)
    if others[-1:] == [9] and len(others) > 3 and others[0] >= 1 and others[-2] <= _SMALL:
        message = (
            f"`{column.name}` is 9 in {count_of(counts['9'], 'row')}, and {others[0]} to {others[-2]} in all others"
        )
        hint = 'if it means that nobody answered, say `null_values: ["9"]` at the column; else say its `scale`'
        lookup.problems.add(warning("perhaps-no-answer", message, locate(lookup.where, ("expr",)), hint))
