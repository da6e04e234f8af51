"""Whether a large table may have totals rows: told by the rows that were counted, or by the words in its text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from cjmsite.data.plain import parted_by_lines
from cjmsite.data.rawtable import RawTable, Row
from cjmsite.data.selection import Selection
from cjmsite.data.stored import Stored
from cjmsite.data.text import Dialect
from cjmsite.data.totals import TOTALS, find_totals, look_at

_MARKS = ("otal", "rgebnis")
_MANY = 50_000


def has_total_at_end(table: RawTable, head: Sequence[Row], tail: Sequence[Row]) -> bool:
    """Whether a first or a last row has the looks of a total."""
    return bool(find_totals(replace(table, rows=lambda: iter(())), head, tail))


def may_have_subtotals(selection: Selection, source: Stored, dialect: Dialect) -> bool:
    """Whether a row within the table may sum up others.

    Such a row names nothing but what it sums up. Mostly there is a column that always names something, as a date or a
    channel, and so the counted rows prove that there is none; where they do not, the text is searched for the words.
    """
    if _always_names(selection):
        return False
    words = re.compile(rb"\n" + whole_words(dialect.delimiter.encode())[0])
    return any(_says_so(text, dialect, words) for text in parted_by_lines(source))


def _always_names(selection: Selection) -> bool:
    """Whether all counted rows have a word in them that no total has."""
    kinds = sorted(map(set, selection.columns), key=len)
    if any(all(map(_names, words)) for words in kinds):
        return True
    if sum(map(len, kinds)) > _MANY:  # ids, of which each would have to be looked at
        return False
    named = [{word: _names(word) for word in set(column)} for column in selection.columns]
    rows = zip(*(map(words.__getitem__, c) for words, c in zip(named, selection.columns, strict=True)), strict=True)
    return bool(named) and all(map(any, rows))


def _names(word: str) -> bool:
    return not is_marked(word) and look_at(["Total", "1", word])[0] != "labelled"


def is_marked(word: str) -> bool:
    """Whether a word is worth a second look, as one that a total says of itself."""
    return any(mark in word for mark in _MARKS) or word.strip() in TOTALS


def _says_so(text: bytes, dialect: Dialect, words: re.Pattern[bytes]) -> bool:
    return words.search(text) is not None or has_mark(text, dialect)


def has_mark(text: bytes, dialect: Dialect) -> bool:
    """Whether the first cell of a line, or the first that is not empty, may have a part of a word of totals in it."""
    delimiter = dialect.delimiter.encode()
    for mark in (mark.encode() for mark in _MARKS):
        at = text.find(mark)
        while at >= 0:
            before = text[text.rfind(b"\n", 0, at) + 1 : at].lstrip(delimiter + b'" \t')
            if delimiter not in before or b'"' in before:
                return True
            at = text.find(mark, at + 1)
    return False


def whole_words(delimiter: bytes) -> tuple[bytes, bytes]:
    """The pattern of a line whose first filled cell is a word of totals, and the letters with which those begin."""
    between = rb"(?:" + re.escape(delimiter) + rb"|[\" \t])"
    words = b"|".join(re.escape(word.encode()) for word in sorted(TOTALS))
    first = b"".join(sorted({word.encode()[:1] for word in TOTALS}))
    return between + rb"*(?=[" + re.escape(first) + rb"])(?:" + words + rb")" + between, first
