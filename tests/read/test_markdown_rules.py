"""Rules of Markdown that are left out because a text gives them nothing to do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjmsite.read import markdown, syntax

PIECES = [
    "- ",
    "> ",
    "1. ",
    "    ",
    "\t",
    "---",
    "===",
    "***",
    "# h",
    "[a]: /x",
    "[a]",
    "![a](b)",
    "<b>",
    "&amp;",
    "\\*",
    "`c`",
    "~~s~~",
    "text",
    "[^1]",
    "[^1]: n",
    ": d",
    "~ d",
]
PIECES += ["\n", "\n\n", "|a|b|\n|-|-|\n|1|2|\n", "```\ncode\n```\n", "~~~\n", "<!-- c -->", "*e*", "|"]
SIGNS = "-=*_+ \t1.)>#|[]:^~<&\\`!(ab\n"


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join),
        st.text(alphabet=SIGNS, min_size=1, max_size=60),
    ),
    st.booleans(),
)
def test_a_rule_that_is_left_out_would_have_changed_nothing(text: str, html: bool) -> None:
    without = markdown.render(text, html=html)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(syntax, "_idle", lambda text: frozenset())
        assert markdown.render(text, html=html) == without


def test_plain_words_need_few_rules() -> None:
    idle = syntax._idle("Plain words.\n\n- and\n- a list\n")
    assert {"table", "fence", "blockquote", "lheading", "image", "entity"} <= idle
    assert not {"list", "paragraph", "emphasis", "link"} & idle
