"""Blocks of a text: the tables that one file holds, parted by blank lines and by lines that begin with `#`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from cjmsite.data.rawtable import Row
from cjmsite.data.text import Dialect, Numbers, read_lines

_BOUNDARY = re.compile(r"^[ \t,;|\"]*(?:#.*)?$", re.MULTILINE)
_DIGIT = re.compile(r"\d")

ALL = Numbers()


class Block(Struct, frozen=True):
    """Rows that belong together. `ranges` are the lines that hold them, from 0, the end left out."""

    ranges: tuple[tuple[int, int], ...]
    comments: tuple[str, ...] = ()


def find_blocks(lines: Sequence[str], dialect: Dialect) -> tuple[Block, ...]:
    """The blocks of a text, each with the comments before it."""
    if not any(_BOUNDARY.match(line) for line in lines):
        return (Block(((0, len(lines)),)),) if lines else ()
    blocks: list[Block] = []
    comments: list[str] = []
    start: int | None = None
    at = 0
    while at <= len(lines):
        ended = at == len(lines)
        comment = not ended and _is_comment(lines, at, dialect)
        if ended or comment or _is_blank(lines[at], dialect):
            if start is not None:
                blocks.append(Block(((start, at),), tuple(comments)))
                comments, start = [], None
            if comment and (said := _plain(lines[at], dialect)):
                comments.append(said)
            at += 1
            continue
        start = at if start is None else start
        at = _row_end(lines, at, dialect)
    return tuple(blocks)


def join_blocks(blocks: Sequence[Block], lines: Sequence[str], dialect: Dialect, header_rows: int) -> tuple[Block, ...]:
    """The blocks, those joined to the one before that are only parted from it by a blank line within one table."""
    joined: list[Block] = []
    for block in blocks:
        if joined and not block.comments and _continues(joined[-1], block, lines, dialect, header_rows):
            joined[-1] = replace(joined[-1], ranges=joined[-1].ranges + block.ranges)
        else:
            joined.append(block)
    return tuple(joined)


def read_block(lines: Sequence[str], block: Block, dialect: Dialect, numbers: Numbers = ALL) -> Iterator[Row]:
    """The rows of a block with the line of the file on which each begins."""
    for start, end in block.ranges:
        reader = read_lines(lines[start:end], dialect)
        at = start
        for row in reader:
            if row:
                yield numbers.of(at) if numbers.cuts else at + numbers.skipped + 1, row
            at = start + reader.line_num


def _row_end(lines: Sequence[str], at: int, dialect: Dialect) -> int:
    if not dialect.quoting or lines[at].count('"') % 2 == 0:
        return at + 1
    reader = read_lines((lines[after] for after in range(at, len(lines))), dialect)
    next(reader, None)
    return at + reader.line_num


def _is_blank(line: str, dialect: Dialect) -> bool:
    if line.strip(dialect.delimiter + '" \t\n'):
        return False
    return '"' not in line or not any(cell.strip() for cell in next(read_lines([line], dialect), []))


def _is_comment(lines: Sequence[str], at: int, dialect: Dialect) -> bool:
    line = lines[at]
    if not _marked(line):
        return False
    rest = line.lstrip('"')[1:].rstrip("\n")
    if rest.lstrip('"').startswith(dialect.delimiter) and rest.strip(dialect.delimiter + '" '):
        return False  # a column that is called `#`
    # A quote may hold the ends of lines: orders are called #1001, and have notes.
    row = next(read_lines(itertools.islice(lines, at, _row_end(lines, at, dialect)), dialect), [])
    wide = dialect.width > 1 and len(row) == dialect.width
    full = wide and all(cell.strip() for cell in row[:2])
    if not rest or rest[0] in " -=#":
        near = [lines[other] for other in (at - 1, at + 1) if 0 <= other < len(lines)]
        return not full or any(_marked(other) for other in near)
    return not wide or sum(bool(cell.strip()) for cell in row) < 2


def _marked(line: str) -> bool:
    return line.startswith(("#", '"#'))


def _plain(line: str, dialect: Dialect) -> str:
    """What a comment says, without its marks; nothing for a ruled line."""
    row = next(read_lines([line], dialect), []) if line.startswith('"') else [line]
    said = (row[0] if row else "").strip().rstrip(dialect.delimiter).lstrip("#").strip()
    return "" if not said.strip("-=# ") else said


def _continues(table: Block, block: Block, lines: Sequence[str], dialect: Dialect, header_rows: int) -> bool:
    """Whether a block's first row looks like the data and not like the header of the table before it."""
    before = list(itertools.islice(read_block(lines, table, dialect), header_rows + 1))
    first = next(read_block(lines, block, dialect), None)
    if first is None or len(before) <= header_rows:
        return False
    header, data, row = before[0][1], before[-1][1], first[1]
    if len(row) != len(header) or list(row) == list(header):
        return False
    telling = [
        at for at, cell in enumerate(data[: len(header)]) if _DIGIT.search(cell) and not _DIGIT.search(header[at])
    ]
    return all(_DIGIT.search(row[at]) or not row[at].strip() for at in telling)
