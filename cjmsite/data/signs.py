"""Signs by which a format is recognised: each is declared by the format, weighed, and said in words.

A sign of weight 10 settles it: nobody else writes that. One of 5 is strong but shared with others, one of 2 is a hint,
as a file's name is. Those of negative weight speak against a format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from msgspec import Struct

from cjmsite.data.look import Look

_HEADER_ROWS = 4
_DIGIT = re.compile(r"\d")


class Sign(Struct, frozen=True):
    """One thing that speaks for a format: what it is in words, how much it says, and whether a file shows it."""

    says: str
    weight: int
    shown_by: Callable[[Look], bool]


def has_columns(*names: str, weight: int = 10, least: int | None = None, says: str | None = None) -> Sign:
    """One header row, or the keys of records, hold these names: all of them, or at `least` so many."""
    wanted = {_plain(name) for name in names}
    needed = len(wanted) if least is None else least

    def shown_by(look: Look) -> bool:
        return any(len(wanted & {_plain(cell) for cell in row}) >= needed for row in _headers(look))

    which = ", ".join(f"`{name}`" for name in names[:4]) + (" …" if len(names) > 4 else "")
    some = "" if needed == len(wanted) else f"at least {needed} of "
    return Sign(says or f"it has {some}the {'columns' if len(names) > 1 else 'column'} {which}", weight, shown_by)


def has_one_of_each(*groups: Iterable[str], says: str, weight: int = 10) -> Sign:
    """A header row holds one name of each group."""
    wanted = [{_plain(name) for name in group} for group in groups]

    def shown_by(look: Look) -> bool:
        return any(all(group & {_plain(cell) for cell in row} for group in wanted) for row in _headers(look))

    return Sign(says, weight, shown_by)


def has_column_like(pattern: str, says: str, weight: int = 10) -> Sign:
    """A cell of a header row, or a key, matches a pattern as a whole."""
    meant = re.compile(pattern, re.IGNORECASE)
    return Sign(says, weight, lambda look: any(meant.fullmatch(cell.strip()) for row in _headers(look) for cell in row))


def begins_with_column(pattern: str, says: str, weight: int = 5) -> Sign:
    """The first cell of a table matches a pattern as a whole."""
    meant = re.compile(pattern, re.IGNORECASE)

    def shown_by(look: Look) -> bool:
        return any(table.rows and table.rows[0] and meant.fullmatch(table.rows[0][0].strip()) for table in look.tables)

    return Sign(says, weight, shown_by)


def has_row_like(nth: int, pattern: str, says: str, weight: int = 10, *, first: bool = False) -> Sign:
    """A cell of a table's nth row, from 1, or only its `first`, matches a pattern from its beginning."""
    meant = re.compile(pattern)

    def shown_by(look: Look) -> bool:
        rows = [table.rows[nth - 1] for table in look.tables if len(table.rows) >= nth]
        return any(meant.match(cell.strip()) for row in rows for cell in (row[:1] if first else row))

    return Sign(says, weight, shown_by)


def has_two_blank_corners(says: str, weight: int = 10) -> Sign:
    """A table has two header rows whose first cells are blank, and below them rows whose first cells are not."""

    def shown_by(look: Look) -> bool:
        return any(_has_blank_corners(table.rows) for table in look.tables)

    return Sign(says, weight, shown_by)


def _has_blank_corners(rows: tuple[tuple[str, ...], ...]) -> bool:
    if len(rows) < _HEADER_ROWS or any(len(row) < 2 for row in rows[:_HEADER_ROWS]):
        return False
    head, body = rows[:2], rows[2:_HEADER_ROWS]
    said = [cell.strip() for row in head for cell in row[1:]]
    return (
        not any(row[0].strip() for row in head)
        and all(row[0].strip() and _DIGIT.search(row[-1]) for row in body)
        and all(said)
        and not any(cell[0].isdigit() for cell in said)
    )


def has_wide_row(nth: int, says: str, weight: int = 10) -> Sign:
    """A table's nth row, from 1, has one cell more than its header, and its first cell is blank."""

    def shown_by(look: Look) -> bool:
        rows = [(table.rows[0], table.rows[nth - 1]) for table in look.tables if len(table.rows) >= nth]
        return any(len(row) == len(header) + 1 and not row[0].strip() and row[-1].strip() for header, row in rows)

    return Sign(says, weight, shown_by)


def has_comment_like(pattern: str, says: str, weight: int = 10) -> Sign:
    """A line above a table matches a pattern as a whole."""
    meant = re.compile(pattern, re.IGNORECASE)

    def shown_by(look: Look) -> bool:
        return any(meant.fullmatch(comment.strip()) for table in look.tables for comment in table.comments)

    return Sign(says, weight, shown_by)


def has_comments_like(*patterns: str, says: str, weight: int = 10) -> Sign:
    """The lines above a table are so many, and each matches its pattern as a whole."""
    meant = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]

    def shown_by(look: Look) -> bool:
        return any(
            len(table.comments) == len(meant)
            and all(one.fullmatch(comment.strip()) for one, comment in zip(meant, table.comments, strict=True))
            for table in look.tables
        )

    return Sign(says, weight, shown_by)


def has_text_like(pattern: str, says: str, weight: int = 10) -> Sign:
    """The beginning of the text, or its end, holds what a pattern finds."""
    meant = re.compile(pattern, re.MULTILINE)
    return Sign(says, weight, lambda look: bool(meant.search(look.start) or meant.search(look.end)))


def has_keys(*paths: str, weight: int = 10, says: str | None = None) -> Sign:
    """JSON or Parquet has all these keys; of nested ones the path: `rows.dimensionValues`."""
    which = ", ".join(f"`{path}`" for path in paths[:4]) + (" …" if len(paths) > 4 else "")
    return Sign(says or f"it has {which}", weight, lambda look: look.keys >= set(paths))


def is_a(*containers: str, weight: int = 2) -> Sign:
    """The file is of one of these containers."""
    return Sign(f"it is {' or '.join(containers)}", weight, lambda look: look.container in containers)


def is_parted_by(delimiter: str, says: str, weight: int = 1) -> Sign:
    """The cells of a text are parted by this delimiter."""
    return Sign(says, weight, lambda look: look.delimiter == delimiter)


def is_named_like(pattern: str, weight: int = 2) -> Sign:
    """The file's name, without its folders, matches a pattern from its beginning."""
    meant = re.compile(pattern, re.IGNORECASE)
    return Sign("its name is like theirs", weight, lambda look: bool(meant.match(re.split(r"[/!\\]", look.name)[-1])))


def is_encoded_as(encoding: str, weight: int = 2) -> Sign:
    """The file is in an encoding that few others use."""
    return Sign(f"it is in {encoding.upper()}", weight, lambda look: look.encoding == encoding)


def _headers(look: Look) -> Iterable[tuple[str, ...]]:
    for table in look.tables:
        yield from table.rows[:_HEADER_ROWS]
    if look.keys:
        yield tuple(look.keys)


def _plain(name: str) -> str:
    return " ".join(name.replace("\ufeff", "").casefold().split())
