"""Simple text read at once: words, `code`, *emphasis*, **strong** and [links](of#words), none within another.

Nearly all that is written between two blocks is no more than this. The parser tries a dozen rules at each of its signs;
here one expression reads it, and makes the tokens that the parser would have made. What it is not sure about is left to
the parser.
"""

from __future__ import annotations

import re

from markdown_it.token import Token

_MARKUP = re.compile(r"[\n&*<\[\\_`~]")
"""What may be more than a letter of a text."""

_LETTER = r"[^\n&*<\[\\\]^_`~]"
_EDGE = r" \n!-/:-@\[-`{-~–—…"  # beside a `*` it leaves no doubt that a word begins or ends there
_PART = re.compile(
    rf"({_LETTER}+(?:(?<=[^\W_])_(?=[^\W_]){_LETTER}+)*)"
    rf"|(?<![^{_EDGE}])(\*\*?)([^\W_](?:{_LETTER}*[\w.,:;!?)'\"%])?)\2(?=[{_EDGE}]|\Z)(?!\*)"
    rf"|`([^`\n ][^`\n]*)`(?!`)"
    rf"|(?<!!)\[({_LETTER}+)\]\(([^\x00-\x20\x7f()<\\&]+)\)"
    rf"|(?<! )(\n)(?![ \t])"
    rf"|.",
    re.DOTALL,
)
"""Words; emphasis; code; a link; the end of a line; a sign that is none of these, or not for sure."""

_WORDS, _EMPHASIS, _CODE, _LINK, _BREAK = 1, 3, 4, 6, 7


def phrases(text: str) -> list[Token] | None:
    """The tokens of a text, without empty ones; None where the parser has to read it.

    Takes time in proportion to the text: no part begins where another could, and the first one that does not end is
    the last that is tried.
    """
    if not _MARKUP.search(text):
        return [Token("text", "", 0, content=text)] if text else []
    tokens = []
    for part in _PART.finditer(text):
        kind = part.lastindex
        if kind == _WORDS:
            tokens.append(Token("text", "", 0, content=part[0]))
        elif kind == _CODE:
            tokens.append(Token("code_inline", "code", 0, content=part[_CODE], markup="`"))
        elif kind == _EMPHASIS:
            name = "em" if part[2] == "*" else "strong"
            tokens += _around(name, name, part[_EMPHASIS], part[2])
        elif kind == _LINK:
            opening, words, closing = _around("link", "a", part[5])
            opening.attrs["href"] = part[_LINK]
            tokens += (opening, words, closing)
        elif kind == _BREAK:
            tokens.append(Token("softbreak", "br", 0))
        else:
            return None
    return tokens


def _around(name: str, tag: str, words: str, markup: str = "") -> tuple[Token, Token, Token]:
    return (
        Token(f"{name}_open", tag, 1, markup=markup),
        Token("text", "", 0, level=1, content=words),
        Token(f"{name}_close", tag, -1, markup=markup),
    )
