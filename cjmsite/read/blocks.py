"""Simple blocks read at once: paragraphs, headings, lists and tables that stand alone between two blank lines.

The parser asks each of its rules at each line of a text. Here one expression looks at all lines up to the next blank
one, and the tokens are those that the parser would have made. What it is not sure about is left to the other rules.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it.token import Token

_WORD = r"(?:\*\*?|[`\"'(“])?[^\W\d_]"  # so begins a line that can be nothing but words
_BLOCK = re.compile(
    rf"(?:({_WORD}[^\n]*+(?:\n{_WORD}[^\n]*+)*+(?<=\S))"
    r"|(#{1,6}) ([^\s#](?:[^\n]*[^\s#])?)"
    rf"|(([-*+]) {_WORD}[^\n]*+(?<=\S)(?:\n\5 {_WORD}[^\n]*+(?<=\S))*+)"
    rf"|([0-9]{{1,9}}([.)]) {_WORD}[^\n]*+(?<=\S)(?:\n[0-9]{{1,9}}\7 {_WORD}[^\n]*+(?<=\S))*+)"
    r"|(\|[^\n]++(?<=\|)\n\|[-:| ]++(?<=\|)(?:\n\|[^\n]++(?<=\|))*+)"
    r")(?=\n\n|\n?\Z)"
)
_PARAGRAPH, _HEADING, _BULLETS, _NUMBERED = 1, 3, 4, 6

_MORE_OF_A_LIST = re.compile(r"[-*+0-9 \t]")  # so may begin another item, or more of the last one
_NO_CELLS = re.compile(r"[^\S \n]|\\")  # white space that may be a letter of a cell, and what makes one of a `|`
_RULES = {"": re.compile("-+"), "left": re.compile(":-+"), "right": re.compile("-+:"), "center": re.compile(":-+:")}


def blocks(state: Any, line: int, end_line: int, silent: bool) -> bool:
    """A rule of the parser: takes all simple blocks from a line on, if it stands in no other block."""
    if state.level:
        return False
    found = False
    while match := _BLOCK.match(state.src, state.bMarks[line]):
        words = match[0]
        after = line + words.count("\n") + 1
        following = state.skipEmptyLines(after)
        made: list[Token] | None
        if match.lastindex == _PARAGRAPH:
            made = _leaf("paragraph", "p", words, [line, after])
        elif match.lastindex == _HEADING:
            made = _leaf("heading", f"h{len(match[2])}", match[3], [line, after], match[2])
        elif match.lastindex in (_BULLETS, _NUMBERED):
            if _MORE_OF_A_LIST.match(state.src, state.bMarks[following]):
                break
            made = _list(words.split("\n"), line, following, is_numbered=match.lastindex == _NUMBERED)
        else:
            made = _table(words, line, after)
        if not made:
            break
        state.tokens += made
        state.line, line, found = after, following, True
    return found


def _tag(name: str, tag: str, nesting: Any, level: int, lines: list[int] | None = None, markup: str = "") -> Token:
    # Each field by its place: a page has some hundred tokens, and to name the fields takes as long as to fill them.
    return Token(name, tag, nesting, {}, lines, level, None, "", markup, "", {}, True)


def _inline(words: str, level: int, lines: list[int]) -> Token:
    return Token("inline", "", 0, {}, lines, level, [], words, "", "", {}, True)


def _leaf(name: str, tag: str, words: str, lines: list[int], markup: str = "") -> list[Token]:
    opening, closing = _tag(f"{name}_open", tag, 1, 0, lines, markup), _tag(f"{name}_close", tag, -1, 0, None, markup)
    return [opening, _inline(words, 1, lines[:]), closing]


def _list(items: list[str], line: int, following: int, *, is_numbered: bool) -> list[Token]:
    """A list with an item on each line; the last one ends where something else follows. Equal ends are one token."""
    first = items[0].partition(" ")[0]
    kind, tag, markup = ("ordered_list", "ol", first[-1]) if is_numbered else ("bullet_list", "ul", first)
    end_item, end_words = _tag("list_item_close", "li", -1, 1, None, markup), _tag("paragraph_close", "p", -1, 2)
    end_words.hidden = True
    made = [_tag(f"{kind}_open", tag, 1, 0, [line, following], markup)]
    if is_numbered and int(first[:-1]) != 1:
        made[0].attrs["start"] = int(first[:-1])
    for number, item in enumerate(items, line):
        marker, _, content = item.partition(" ")
        words = _tag("paragraph_open", "p", 1, 2, [number, number + 1])
        words.hidden = True
        opening = _tag("list_item_open", "li", 1, 1, [number, number + 1], markup)
        opening.info = marker[:-1]
        made += (opening, words, _inline(content, 3, [number, number + 1]), end_words, end_item)
    opening.map = [number, following]
    made.append(_tag(f"{kind}_close", tag, -1, 0, None, markup))
    return made


def _table(words: str, line: int, after: int) -> list[Token] | None:
    """A table with as many cells in each row; None if it is another one."""
    if _NO_CELLS.search(words):
        return None
    head, rule, *rows = [[cell.strip(" ") for cell in row[1:-1].split("|")] for row in words.split("\n")]
    sides = [next((side for side, drawn in _RULES.items() if drawn.fullmatch(cell)), None) for cell in rule]
    if None in sides or any(len(row) != len(rule) for row in (head, *rows)):
        return None
    made = [_tag("table_open", "table", 1, 0, [line, after]), _tag("thead_open", "thead", 1, 1, [line, line + 1])]
    made += _rows("th", [head], sides, line)
    made.append(_tag("thead_close", "thead", -1, 1))
    if rows:
        made.append(_tag("tbody_open", "tbody", 1, 1, [line + 2, after]))
        made += _rows("td", rows, sides, line + 2)
        made.append(_tag("tbody_close", "tbody", -1, 1))
    made.append(_tag("table_close", "table", -1, 0))
    return made


def _rows(tag: str, rows: list[list[str]], sides: list[str | None], line: int) -> list[Token]:
    """Rows of a table. What begins the cells of a column is one token, and so is what ends all cells."""
    openings = [_tag(f"{tag}_open", tag, 1, 3) for _ in sides]
    for opening, side in zip(openings, sides, strict=True):
        if side:
            opening.attrs["style"] = f"text-align:{side}"
    closing, end = _tag(f"{tag}_close", tag, -1, 3), _tag("tr_close", "tr", -1, 2)
    made = []
    for number, row in enumerate(rows, line):
        made.append(_tag("tr_open", "tr", 1, 2, [number, number + 1]))
        for opening, cell in zip(openings, row, strict=True):
            made += (opening, _inline(cell, 4, [number, number + 1]), closing)
        made.append(end)
    return made
