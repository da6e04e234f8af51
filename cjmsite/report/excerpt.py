"""A line of a source file as a terminal can show it, and the marks under a part of it."""

from __future__ import annotations

import unicodedata

from cjmsite.report.safetext import visible

TAB = 4
CUT = "…"


def excerpt(line: str, column: int, end_column: int | None, width: int) -> tuple[str, str]:
    """The part of a line around a place, at most `width` cells wide, and a line of carets to stand under it.

    Columns count characters from 1; `end_column` is the one after the last. Tabs become spaces, wide letters
    take two cells, and what controls a terminal is replaced.
    """
    cells = _cells(line.rstrip("\r\n"))
    start = min(max(column, 1) - 1, len(cells))
    end = min(max(end_column - 1 if end_column else start + 1, start + 1), max(len(cells), start + 1))
    first, last = _window(cells, start, end, width)
    shown = "".join(text for text, _ in cells[first:last])
    lead = CUT if first else ""
    tail = CUT if last < len(cells) else ""
    before = len(lead) + sum(size for _, size in cells[first:start])
    marked = sum(size for _, size in cells[start : min(end, last)])
    return f"{lead}{shown}{tail}".rstrip(), " " * before + "^" * max(1, marked)


def _cells(line: str) -> list[tuple[str, int]]:
    """Each character as it is shown, with the number of cells that it takes."""
    if line.isascii() and line.isprintable():  # as they mostly are, and there may be thousands of findings
        return [(character, 1) for character in line]
    cells: list[tuple[str, int]] = []
    at = 0
    for character in line:
        if character == "\t":
            size = TAB - at % TAB
            cells.append((" " * size, size))
        else:
            size = _size(character)
            cells.append((visible(character), size))
        at += size
    return cells


def _size(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me") or character == "\u200d":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _window(cells: list[tuple[str, int]], start: int, end: int, width: int) -> tuple[int, int]:
    """Which characters are shown: all of them, or a third of the width before the mark and the rest behind it."""
    if sum(size for _, size in cells) <= width:
        return 0, len(cells)
    room = width - 2 * len(CUT)
    first = start
    used = 0
    marked = sum(size for _, size in cells[start:end])
    before = max(room // 3, room - marked - room // 3) if marked < room else 0
    while first > 0 and used + cells[first - 1][1] <= before:
        first -= 1
        used += cells[first][1]
    last = first
    used = 0
    while last < len(cells) and used + cells[last][1] <= room:
        used += cells[last][1]
        last += 1
    while first > 0 and used + cells[first - 1][1] <= room:
        first -= 1
        used += cells[first][1]
    return first, last
