"""Totals rows of a table whose equal rows were counted together: looked for where there may be any, then row by row."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cjmsite.data.plain import NotPlain, parted_by_lines
from cjmsite.data.problems import Problems
from cjmsite.data.rawtable import RawTable, Row
from cjmsite.data.selection import (
    Rule,
    Selection,
    reason_to_drop,
    tell_subtotals,
    tell_total,
    tell_unproven,
    tell_unproven_within,
)
from cjmsite.data.stored import Stored
from cjmsite.data.text import Dialect
from cjmsite.data.totals import ENDS, TOTALS, find_totals, is_subtotal, look_at

_MARKS = ("otal", "rgebnis")
_MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at all rows found: those at both ends, and those within that say that they sum up others."""

    head: list[Row]
    tail: list[Row]
    within: list[tuple[Row, str]]


def take_out_totals(
    table: RawTable, selection: Selection, places: Sequence[int], rules: Sequence[Rule], totals: str, path: str
) -> None:
    """Take out of the counted rows those that sum up others, or ask, as it is done row by row. Raises NotPlain."""
    problems = Problems()
    found = _look_at_rows(table, rules)
    out: list[Row] = []
    for total in find_totals(table, found.head, found.tail):
        if totals == "drop" or total.proven:
            out.append(next(row for row in (*found.head, *found.tail) if row[0] == total.line))
            selection.total = [out[-1][1][at] for at in places]
            selection.notes.append(tell_total(total))
        elif total.label is not None or total.suspected:
            problems.add(tell_unproven(total, path))
    asked = {problem.span.line for problem in problems.all() if problem.span}
    within = [(row, label) for row, label in found.within if row not in out]
    if totals == "drop":
        out += [row for row, _ in within]
        if within:
            selection.notes.append(tell_subtotals(len(within)))
    elif within and within[0][0][0] not in asked:
        problems.add(tell_unproven_within([(row[0], label) for row, label in within], path))
    _withdraw(selection, places, [cells for _, cells in out])
    selection.problems += problems.all()


def has_total_at_end(table: RawTable, head: Sequence[Row], tail: Sequence[Row]) -> bool:
    """Whether a first or a last row has the looks of a total."""
    return bool(find_totals(replace(table, rows=lambda: iter(())), head, tail))


def may_have_subtotals(selection: Selection, source: Stored, dialect: Dialect) -> bool:
    """Whether a row within the table may sum up others.

    Such a row names nothing but what it sums up. Mostly there is a column that always names something, as a date or a
    channel, and so the counted rows prove that there is none; where they do not, the text is searched for the words.
    """
    return not _always_names(selection) and any(_says_so(text, dialect) for text in parted_by_lines(source))


def _always_names(selection: Selection) -> bool:
    """Whether all counted rows have a word in them that no total has."""
    if len(selection.lines) > _MANY:
        return False
    named = [{word: _names(word) for word in set(column)} for column in selection.columns]
    if any(all(words.values()) for words in named):
        return True
    rows = zip(*(map(words.__getitem__, c) for words, c in zip(named, selection.columns, strict=True)), strict=True)
    return bool(named) and all(map(any, rows))


def _names(word: str) -> bool:
    return not _is_marked(word) and look_at(["Total", "1", word])[0] != "labelled"


def _is_marked(word: str) -> bool:
    return any(mark in word for mark in _MARKS) or word.strip() in TOTALS


def _says_so(text: bytes, dialect: Dialect) -> bool:
    """Whether the first cell of a line, or the first that is not empty, has a word of totals in it."""
    delimiter = dialect.delimiter.encode()
    if _whole_words(delimiter).search(text):
        return True
    for mark in (mark.encode() for mark in _MARKS):
        at = text.find(mark)
        while at >= 0:
            before = text[text.rfind(b"\n", 0, at) + 1 : at].lstrip(delimiter + b'" \t')
            if delimiter not in before or b'"' in before:
                return True
            at = text.find(mark, at + 1)
    return False


def _whole_words(delimiter: bytes) -> re.Pattern[bytes]:
    between = rb"(?:" + re.escape(delimiter) + rb"|[\" \t])"
    words = b"|".join(re.escape(word.encode()) for word in sorted(TOTALS))
    first = b"".join(sorted({re.escape(word.encode()[:1]) for word in TOTALS}))
    return re.compile(rb"\n" + between + rb"*(?=[" + first + rb"])(?:" + words + rb")" + between)


def _look_at_rows(table: RawTable, rules: Sequence[Rule]) -> Found:
    head: list[Row] = []
    tail: deque[Row] = deque(maxlen=ENDS)
    within: list[tuple[Row, str]] = []
    last: Row | None = None
    for row in _kept(table.rows(), rules):
        cells = row[1]
        said = cells[0] or next(filter(None, cells), "")
        if last and _is_marked(said) and (label := is_subtotal(cells, last[1])):
            within.append((row, label))
        if len(head) < ENDS:
            head.append(row)
        tail.append(row)
        last = row
    return Found(head, list(tail), within)


def _kept(rows: Iterator[Row], rules: Sequence[Rule]) -> Iterator[Row]:
    return (row for row in rows if reason_to_drop(row[1], rules) is None) if rules else rows


def _withdraw(selection: Selection, places: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
    """Count some rows not any more. Raises NotPlain where they are not among the counted ones."""
    left = Counter(tuple(cells[at] for at in places) for cells in rows)
    if not left:
        return
    kinds = zip(*selection.columns, strict=True) if places else iter([()])
    for at, kind in enumerate(kinds):
        if number := min(left[kind], selection.copies[at]):
            selection.copies[at] -= number
            left[kind] -= number
    if left.total():
        raise NotPlain
    selection.dropped["totals row"] += len(rows)
    kept = [at for at, number in enumerate(selection.copies) if number]
    if len(kept) < len(selection.copies):
        selection.copies = [selection.copies[at] for at in kept]
        selection.lines = [selection.lines[at] for at in kept]
        selection.columns = [[column[at] for at in kept] for column in selection.columns]
