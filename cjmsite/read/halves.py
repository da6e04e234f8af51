"""A page as written, in two halves: front matter and body, each still text."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from cjmsite.diagnostics import Diagnostic, Span, error
from cjmsite.read.plaintext import decode

_END = re.compile(r"\n(?:---|\.\.\.)[^\S\n]*(?![^\n])")
"""The end of the line before the one that ends a front matter, and that line."""

_SEEN = 20
"""In so many lines one sees a front matter that does not begin where it must."""


class Front(Struct, frozen=True):
    """The front matter: its text, which begins on line 2 of the file, or None where there is none."""

    text: str | None = None
    problems: tuple[Diagnostic, ...] = ()


class Halves(Struct, frozen=True):
    """The two halves of a page. `body_line` is the line of the file on which the body begins."""

    front: Front
    body: str = ""
    body_line: int = 1


@lru_cache(maxsize=1)  # of a page the front matter is asked for first, and then the body
def halve(content: bytes, path: str) -> Halves:
    """Take a page's bytes apart. Every problem is in `front.problems`; a page is always returned."""
    text, problem = decode(content, path)
    if problem:
        return Halves(Front(None, (problem,)))
    first, _, _ = text.partition("\n")
    if first.rstrip() != "---":
        return Halves(Front(None, _misplaced(text.split("\n", _SEEN), path)), text, 1)
    end = _END.search(text, len(first))
    if end is None:
        problem = error(
            "front-matter-open",
            "the front matter begins here and never ends",
            Span(path, 1, 1, 4),
            "put a line with only `---` after the last key",
        )
        return Halves(Front(None, (problem,)))
    body_line = text.count("\n", 0, end.end()) + 2
    return Halves(Front(text[len(first) + 1 : end.start()]), text[end.end() + 1 :], body_line)


def _misplaced(lines: list[str], path: str) -> tuple[Diagnostic, ...]:
    """Front matter that was meant as such: a dashed line a little too long, or below blank lines."""
    first = next((n for n, line in enumerate(lines[:_SEEN]) if line.strip()), None)
    if first is None:
        return ()
    line = lines[first].strip()
    looks_opened = set(line) <= {"-", "–", "—"} and len(line) >= 1 and (first > 0 or line != "---")
    following = next((line for line in lines[first + 1 :] if line.strip()), "")
    if looks_opened and ":" in following.split(" ")[0] + " ":
        return (
            error(
                "front-matter-start",
                "this looks like front matter, but it does not begin with a line of exactly `---`",
                Span(path, first + 1),
                "the first line of the file must be `---`",
            ),
        )
    return ()
