"""What a source's author expects of its rows; what is not so fails the build."""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence

from cjmsite.data.plan import locate
from cjmsite.data.problems import Problems, Where, count_of, shown
from cjmsite.data.table import Table
from cjmsite.diagnostics import error
from cjmsite.model.source import Expectation

_ROWS = re.compile(r"(>=|<=|==|>|<)\s*([0-9][0-9_,]*)")
_TESTS = {">=": operator.ge, "<=": operator.le, "==": operator.eq, ">": operator.gt, "<": operator.lt}


def check_rows(source: str, expected: Expectation, rows: int, where: Where, problems: Problems) -> None:
    """Whether there are as many rows as expected."""
    if expected.rows is None:
        return
    span = locate(where, ("sources", source, "expect", "rows"))
    match = _ROWS.fullmatch(expected.rows.strip())
    if not match:
        message = f"`{expected.rows}` is no number of rows"
        problems.add(error("bad-expectation", message, span, "write it like `>= 100`"))
    elif not _TESTS[match[1]](rows, int(re.sub("[_,]", "", match[2]))):
        message = f"the source `{source}` has {count_of(rows, 'row')}, but {expected.rows} are expected"
        problems.add(error("unexpected-rows", message, span))


def check_unique(
    source: str, name: str, cells: Sequence[object], table: Table, where: Where, problems: Problems
) -> None:
    """Whether no value stands in two rows."""
    seen: set[object] = set()
    repeats = 0
    first: int | None = None
    for row, cell in enumerate(cells):
        if cell in (None, ""):
            continue
        if cell in seen:
            repeats += 1
            first = row if first is None else first
        seen.add(cell)
    if first is not None:
        more = f" ({count_of(repeats, 'row')} repeat an earlier one; the first is here)" if repeats > 1 else ""
        message = f"`{name}` should be unique, but {shown(str(cells[first]))} stands here again{more}"
        problems.add(error("not-unique", message, table.span(first)))
