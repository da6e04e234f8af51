"""Simple blocks that are read at once, beside what the parser makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cjmsite.read.halves import halve
from cjmsite.read.syntax import _parser
from tests.read.effort import seconds

CONTENT = Path(__file__).parents[2] / "content"
SIMPLE = _parser(True, frozenset({"definitions"}))
ALONE = _parser.__wrapped__(True, frozenset({"definitions"}))
ALONE.disable("blocks")

_LINES = (
    ";;a;Bé c;½;_a_;(a);*d* e;**f**;`g`;'h;- a;- *b*;- ;-;- - -;-a;---;===;* a;* b;* *c*;* * a;*a;"
    "+ a;+ b;1. a;2. b;3) c;4) d;0. e;01. f;1.a;1234567890. g;7. ;٣. h;# h;## h `i`;# h #;#;##### #;"
    "####### h;#h;#  h;# h ;| a | b |;|a|b|;|-|-|;| :-: | --: |;|:-|-|;|-|;| a |;||;|||;|;a | b;-|-;"
    "| a \\| b | c |;|\u00a0a|\u00a0|;| a |\t;|a|b| ;> q;```;~~~ x;<b>;<!-- c;[r]: /x;[^1]: n;[^1];    c;  a;\ta;"
    "  - a;  ;\t;a ;a  ;- a ;- a\t;a\x85;\u00a0a;a\u2028b"
)
LINES = _LINES.split(";")


def parsed(parser: MarkdownIt, text: str) -> list[Token]:
    """The tokens of the blocks of a text."""
    environment: dict[str, Any] = {}
    tokens: list[Token] = []
    parser.block.parse(text, parser, environment, tokens)
    return tokens


@settings(max_examples=1500, deadline=None)
@given(
    st.one_of(
        st.lists(st.sampled_from(LINES), max_size=12).map("\n".join),
        st.lists(st.sampled_from(["a", "- a", "- b", "| a | b |", "|-|-|", "# h", "", "", " "]), max_size=14).map(
            "\n".join
        ),
        st.lists(st.sampled_from(["* a", "* b", "+ c", "1. d", "2. e", "9) f", "- g", "h", "", ""]), max_size=14).map(
            "\n".join
        ),
        st.text(alphabet="a-*#|`:\n\n \t>1._+)", max_size=40),
    )
)
@example("- a\n\n\n- b")
@example("- a\n\n  b")
@example("3. a\n1. b\n\n\nc")
@example("1. a\n2. b\n\n3) c")
@example("* a\n* b\n\n- c")
@example("- a\n\n\n\nb\n\n\n")
@example("a\n\n- b\n\n\n")
@example("|a|b|\n|-|:-:|\n|c|d|\n\n|a|\n|-:|")
def test_what_is_read_at_once_is_what_the_parser_reads(text: str) -> None:
    assert parsed(SIMPLE, text) == parsed(ALONE, text)


def test_a_line_below_a_blank_one_may_define_what_stands_above() -> None:
    html = _parser(False, frozenset()).render("Term\n\n: what it is\n")
    assert "<dt>Term</dt>" in html


def test_simple_blocks_ask_no_other_rule() -> None:
    text = (
        "# A title\n\nSome words\non two lines.\n\n- one\n- **two**\n\nWords.\n\n* one\n* two\n\nWords.\n\n"
        "1. one\n2. two\n\n| a | b |\n|---|--:|\n| c | d |\n\n\nThe end.\n"
    )
    wanted = parsed(ALONE, text)
    alone = _parser.__wrapped__(False, frozenset({"definitions"}))
    alone.block.ruler.enableOnly(["blocks"])
    assert parsed(alone, text) == wanted


def test_the_manual_is_read_as_the_parser_reads_it() -> None:
    bodies = [halve(path.read_bytes(), path.name).body for path in CONTENT.rglob("*.md")]
    assert len(bodies) > 50
    for body in bodies:
        assert parsed(SIMPLE, body) == parsed(ALONE, body)


@pytest.mark.parametrize(
    "line", ["a\n", "- a\n", "* a\n", "1. a\n", "# h\n", "---\n", "[a]: b\n", "|a|\n|-|\n", "|a|\n|-|-|\n"]
)
def test_a_long_text_takes_no_longer_than_without(line: str) -> None:
    text = line * 30_000 + "\\"
    assert seconds(lambda: parsed(SIMPLE, text)) < 2 * seconds(lambda: parsed(ALONE, text)) + 0.5
