"""Code in colours: its words with the classes that styles know. Nothing is imported where no code is."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Any

_FRONT = re.compile(r"---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")


def highlighted(code: str, language: str) -> str:
    """The HTML of some code; in one colour where nobody knows its language."""
    front = _FRONT.match(code) if language in ("markdown", "md") else None
    if front:
        story = code[front.end() :]
        return highlighted(front[0], "yaml") + (highlighted(story, language) if story else "")
    lexer = _lexer(language) if language and language != "text" else None
    if lexer is None:
        return escape(code)
    lines = []
    for kind, words in lexer.get_tokens(code):
        name = _class(kind)
        text = escape(words, quote=False)
        if not name:
            lines.append(text)
        elif "\n" in text:  # no span goes over the end of a line
            lines.append("\n".join(f'<span class="{name}">{line}</span>' if line else "" for line in text.split("\n")))
        else:
            lines.append(f'<span class="{name}">{text}</span>')
    return "".join(lines)


@cache
def _lexer(language: str) -> Any:
    """The lexer of a language, or None: making one costs more than using it."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None


@cache
def _class(kind: Any) -> str:
    """The name that styles know a kind of token by; none for plain text."""
    from pygments.token import STANDARD_TYPES

    while kind not in STANDARD_TYPES:
        kind = kind.parent
    name: str = STANDARD_TYPES[kind]
    return "" if name == "w" else name
