"""The columns of a table as they may be shown: what each may be, and values that tell nothing of anybody."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from cjmsite.data.format import Format
from cjmsite.data.rawtable import Heading, RawTable
from cjmsite.inspect.guessing import Guess, guess
from cjmsite.inspect.masking import is_of_devices, mask, says_how_many, why_personal
from cjmsite.inspect.writing import Writing, find_writing
from cjmsite.model.source import Locale

_WORDS = 5_000
_SHOWN = 3
_FEW = 40
_DISTINCT = 10
_GROUPS = 500


class SeenColumn(Struct, frozen=True):
    """A column: where it stands, how it is called, what it may be, and some of its values as they may be shown.

    `personal` says why its values may tell who somebody is; `varied` columns have too many words to be a category,
    and of those that were `cut` not all words were looked at.
    """

    position: int
    name: str
    written: str
    nth: int
    repeated: bool
    levels: tuple[str, ...]
    empty: int
    distinct: int
    samples: tuple[str, ...]
    guess: Guess
    personal: str | None
    varied: bool
    cut: bool


def see_columns(
    table: RawTable, columns: Sequence[Sequence[str]], fmt: Format, locale: Locale | None = None
) -> tuple[SeenColumn, ...]:
    """The columns of a table, whose cells are given column by column."""
    written = Counter(heading.written for heading in table.headings)
    seen: Counter[str] = Counter()
    found = []
    for position, (heading, texts) in enumerate(zip(table.headings, columns, strict=True), start=1):
        seen[heading.written] += 1
        again = written[heading.written] > 1
        column = _see_column(position, heading, seen[heading.written], again, texts, fmt, locale)
        found.append(replace(column, guess=Guess()) if heading.name in table.settled else column)
    return tuple(found)


def find_locale(
    table: RawTable, columns: Sequence[Sequence[str]], fmt: Format, others: Sequence[Writing] = ()
) -> Writing | None:
    """How the table writes its numbers, from its own cells or from what `others` of its file prove."""
    nulls = {"", *fmt.null_values}
    open_to_all = [
        (heading.written, list(dict.fromkeys(text.strip() for text in texts if text.strip() not in nulls)))
        for heading, texts in zip(table.headings, columns, strict=True)
        if says_how_many(heading.written) or why_personal(heading.written, ()) is None
    ]
    return find_writing(open_to_all, others)


def is_open(column: SeenColumn) -> bool:
    """Whether a column's numbers may be read with either decimal mark."""
    return column.guess.open


def _see_column(
    position: int,
    heading: Heading,
    nth: int,
    repeated: bool,
    texts: Sequence[str],
    fmt: Format,
    locale: Locale | None,
) -> SeenColumn:
    written = heading.written
    nulls = {"", *fmt.null_values}
    counts = Counter(text.strip() for text in texts)
    words = list(itertools.islice((word for word in counts if word not in nulls), _WORDS))
    guessed = guess(written or " ".join(heading.levels), words, tuple(nulls), locale)
    guarded = any(re.fullmatch(guard.pattern, written) and guessed.type in guard.types for guard in fmt.guards)
    guessed = Guess() if guarded else guessed
    category = guessed.type == "text"
    counted = guessed.type in ("integer", "number") and len(words) > _SHOWN
    personal = why_personal(written, words if category or counted else ())
    if counted and (says_how_many(written) or any(is_of_devices(level, words) for level in heading.levels)):
        personal = None
    if personal is not None and not category:
        personal = None if personal == "free text" or (len(words) <= _SHOWN and not counted) else personal
        guessed = replace(guessed, question=None)  # which may show a cell
    if fmt.grouped and personal == "free text":
        personal = None  # long titles of pages are written by nobody who answered anything
    filled = sum(counts[word] for word in words)
    single = len(words) > _FEW or (len(words) == filled and filled >= _DISTINCT)
    varied = category and (len(words) > _GROUPS if fmt.grouped else single)
    hidden = personal is not None or varied
    samples = tuple(mask(word) if hidden else word for word in words[:_SHOWN])
    empty = sum(counts[word] for word in nulls if word in counts)
    place = (position, heading.name, written, nth, repeated, heading.levels)
    return SeenColumn(*place, empty, len(words), samples, guessed, personal, varied, len(words) == _WORDS)
