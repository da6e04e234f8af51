"""Simple text that is read at once, beside what the parser makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from cjmsite.read.halves import halve
from cjmsite.read.phrases import phrases
from cjmsite.read.syntax import _parser
from tests.read.effort import seconds

CONTENT = Path(__file__).parents[2] / "content"
PARSER = _parser(True, frozenset())

PIECES = ["a", "Bé", "7", " ", "  ", "\n", "\t", "*", "**", "***", "_", "`", "``", "[", "]", "](", "(", ")", "[a](b)"]
PIECES += ["!", "^", "<", "<b>", "<a:b>", "&", "&amp;", "\\", "~", "~~", "|", ".", ",", ":", '"', "'", "-", "—", "€"]
PIECES += [
    "\u00a0",
    "\u2003",
    "\u3000",
    "\u0301",
    "\u200b",
    "\u2028",
    "\x85",
    "\x1f",
    "\x7f",
    "“",
    "？",
    "𝟘",
    "½",
    "①",
    "×",
]
PIECES += ["*a*", "**b c**", "`d`", "[e f](g.md#h)", "[^1]", "^[n]", "[r]", "](<x>)", "](x 'y')", "![i](j)"]


def parsed(text: str) -> list[Token]:
    """The tokens of the parser, all rules tried; its empty texts, which stand for nothing, are left out."""
    environment: dict[str, Any] = {"footnotes": {"refs": {":1": -1}, "list": {}}}
    environment["references"] = {name: {"href": "z", "title": ""} for name in ("R", "A", "E F")}
    tokens = PARSER.inline.parse(text, PARSER, environment, [])
    return [token for token in tokens if token.type != "text" or token.content]


@settings(max_examples=1500, deadline=None)
@given(
    st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
        st.text(alphabet="ab *`[]()\n.!_", max_size=24),
        st.text(max_size=8).map(lambda letters: f"x{letters}*y{letters}z*{letters} **{letters}** [{letters}](c)"),
    )
)
@example("a  \nb")
@example("a\n b")
@example("*a\u00a0* b")
@example("`` ` ``")
@example("` a `")
@example("![a](b)")
@example("a*b*c")
@example("*a***b**")
def test_what_is_read_at_once_is_what_the_parser_reads(text: str) -> None:
    read = phrases(text)
    assert read is None or read == parsed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nothing but words: 3 + 4 = 7, (that is) “all” / some!",
        "One **strong** word, *two of them*, `code` and a [link](to/a-page.md#place).\nAnd another line.",
        "The column order_id_2 of *orders*",
        "**Note.** (*So it is*) – **is it?** `*` `[x](y)` [a](b_c*d`e)!",
    ],
)
def test_simple_text_needs_no_parser(text: str) -> None:
    assert phrases(text) == parsed(text)


@pytest.mark.parametrize(
    "text", ["*a", "**a*", "a*b*", "* a *", "_a_", "a_", "a__b", "&amp;", "\\*", "<b>", "~~", "[a]", "[a](b c)"]
)
def test_what_is_not_sure_is_left_to_the_parser(text: str) -> None:
    assert phrases(text) is None


def test_most_of_the_manual_is_simple() -> None:
    simple = total = 0
    for path in CONTENT.rglob("*.md"):
        for token in PARSER.parse(halve(path.read_bytes(), path.name).body):
            if token.type == "inline":
                read = phrases(token.content)
                assert read is None or read == parsed(token.content)
                simple += read is not None
                total += 1
    assert simple > 0.9 * total > 900


@pytest.mark.parametrize(
    "piece", ["*", "*a", "*a ", "a_", "**a", "**a*", "`", "`a", "[", "[a", "[a](b", "a\n", "a \n", "[a](b)*"]
)
def test_a_long_text_takes_no_more_than_its_share_of_time(piece: str) -> None:
    assert seconds(lambda: phrases(piece * 50_000)) < 2
    assert seconds(lambda: phrases("x " + piece + "a" * 100_000)) < 2
