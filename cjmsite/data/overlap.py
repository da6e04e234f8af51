"""Rows that stand in two files of one source, as where an export was made again for days that were there already."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from cjmsite.data.problems import count_of
from cjmsite.data.table import Table, TableColumn
from cjmsite.diagnostics import Diagnostic, Span, warning

_MOST_ROWS = 300_000
"""More rows than these are not compared: it would take longer than reading them."""
_MOST_FILES = 60
_LEAST = 3
_ID = re.compile(r"(?:.*[^a-z])?(?:id|ids|key|uuid|guid|token|reference|number|nr|no|case|#)\.?", re.IGNORECASE)
_PERSON = re.compile(r"customer|client|user|account|contact|person|visitor|member|company|subscriber", re.IGNORECASE)
"""Whose ids come again in the next month's file, without being counted twice."""
_DATES = ("date", "datetime")

Rows = Sequence[int]


def find_twice(table: Table, headings: Mapping[str, str], sums: Mapping[str, str]) -> Iterator[Diagnostic]:
    """A warning for each file that has rows of one before it: the same ids, or the same rows.

    `headings` says what the files call each mapped column, and `sums` gives each file's checksum.
    """
    files = [(path, rows) for path, rows in _files(table) if rows]
    if not 1 < len(files) <= _MOST_FILES or len(table) > _MOST_ROWS or table.copies:
        return
    dated = [column for column in table.columns if column.type in _DATES]
    ids = [column for column in table.columns if _is_id(column, headings.get(column.name, ""), files)]
    if not dated:
        ids = [column for column in ids if not _PERSON.search(f"{column.name} {headings.get(column.name, '')}")]
    for (earlier, before), (later, rows) in combinations(files, 2):
        if earlier.partition("!")[0] == later.partition("!")[0]:
            continue  # sheets and members are parted by whoever made the file
        if (checksum := sums.get(later)) and checksum == sums.get(earlier):
            continue  # which is told already
        if found := next(filter(None, (_share_ids(column, dated, before, rows) for column in ids)), None):
            column, number = found
            said = f"{count_of(number, 'value')} of `{column.name}` {'is' if number == 1 else 'are'} in {earlier} too"
            hint = f"say `expect: {{unique: {column.name}}}` if each may be there once, and export without the overlap"
            yield _told(later, f"{said}: such rows are counted twice", hint)
        elif dated and (number := _share_days(table, dated[0], before, rows)):
            said = f"{count_of(number, 'row')} {'is' if number == 1 else 'are'} the same in {earlier}, day by day"
            yield _told(later, f"{said}, and counted twice", "export it without the days that the other file has")


def _files(table: Table) -> Iterator[tuple[str, range]]:
    start = 0
    for path, number in table.origin:
        yield path, range(start, start + number)
        start += number


def _is_id(column: TableColumn, heading: str, files: Sequence[tuple[str, Rows]]) -> bool:
    """Whether a column names the rows of each file: it is called so, says nothing twice, and does not just count."""
    if not (_ID.fullmatch(column.name) or _ID.fullmatch(heading)):
        return False
    for _, rows in files:
        said = [column.values[row] for row in rows if column.values[row] not in (None, "")]
        if not said or len(set(said)) < len(said) or _just_counts(said):
            return False
    return True


def _just_counts(said: Sequence[object]) -> bool:
    """Whether the values are only the numbers of the rows, from 0 or 1 on."""
    texts = {str(value) for value in said}
    return any(texts == {str(at) for at in range(start, start + len(said))} for start in (0, 1))


def _share_ids(
    column: TableColumn, dated: Sequence[TableColumn], before: Rows, rows: Rows
) -> tuple[TableColumn, int] | None:
    """How many ids two files share, of one and the same day where days are known."""
    first = {column.values[row]: row for row in before if column.values[row] not in (None, "")}
    shared = [(first[column.values[row]], row) for row in rows if column.values[row] in first]
    if dated:
        shared = [(one, two) for one, two in shared if any(d.values[one] == d.values[two] is not None for d in dated)]
    return (column, len(shared)) if shared else None


def _share_days(table: Table, dated: TableColumn, before: Rows, rows: Rows) -> int:
    """How many rows two files share, where they share most of the days that both have; else none."""
    first, second = ([row for row in of if dated.values[row] is not None] for of in (before, rows))
    if not first or not second:
        return 0
    days = [[_day(dated.values[row]) for row in of] for of in (first, second)]
    start, end = max(map(min, days)), min(map(max, days))

    def within(of: Rows, on: Sequence[datetime.date]) -> list[tuple[object, ...]]:
        kept = (row for row, day in zip(of, on, strict=True) if start <= day <= end)
        return [tuple(column.values[row] for column in table.columns) for row in kept]

    there, here = within(first, days[0]), within(second, days[1])
    distinct = set(there)
    if len(distinct) < len(there) or len(set(here)) < len(here):
        return 0  # answers may be alike, and yet be two people's
    number = sum(row in distinct for row in here)
    return number if number >= _LEAST and 2 * number >= min(len(there), len(here)) else 0


def _day(value: object) -> datetime.date:
    return value.date() if isinstance(value, datetime.datetime) else value  # type: ignore[return-value]


def _told(path: str, message: str, hint: str) -> Diagnostic:
    return warning("rows-twice", message, Span(path), hint)
