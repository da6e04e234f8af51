"""Code in a page: what it looks like, and that nothing of it is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest

from cjmsite.read.markdown import render

DOCUMENT = "---\ntitle: A # b\nlist: [a, -1]\n---\n# Hi\n\n---\na: <b>\n---\n"


def code(text: str, language: str) -> str:
    """The HTML of a fenced block."""
    html = render(f"```{language}\n{text}```\n").sections[0].html
    found = re.search(r"<code>(.*)</code>", html, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("language", ["markdown", "md", "markdown file=a.md"])
def test_front_matter_in_a_block_of_markdown_is_coloured_as_yaml(language: str) -> None:
    shown = code(DOCUMENT, language)
    front, _, story = shown.partition('<span class="gh"># Hi</span>')
    assert '<span class="nt">title</span>' in front
    assert '<span class="c1"># b</span>' in front
    assert story, "the heading below it is coloured as Markdown"
    assert '<span class="nt">a</span>' not in story, "a rule is no front matter"


@pytest.mark.parametrize(
    "text",
    [DOCUMENT, "---\na: 1\n---\n", "---\nopen: 1\n", "---\n---\n\n\nx\n", "\n---\na: 1\n---\n", "---\n" * 5, "x\n"],
)
def test_no_letter_of_a_block_is_lost(text: str) -> None:
    assert unescape(re.sub(r"<[^>]+>", "", code(text, "markdown"))) == text


def test_only_what_begins_a_block_of_markdown_is_front_matter() -> None:
    assert 'class="nt"' not in code("x\n---\na: 1\n---\n", "markdown")
    assert 'class="nt"' not in code("---\na: 1\n", "markdown")
    assert "<span" not in code(DOCUMENT, "text")
