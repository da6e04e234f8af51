"""The parser of Markdown as this site speaks it: CommonMark with tables, footnotes, definitions and callouts.

Every rule is tried on every line or sign of a text, and costs time there: a text gets a parser without the rules of
which it has no sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cjmsite.read.blocks import blocks
from cjmsite.read.phrases import phrases

COLOURS = "colours"
"""Where the environment of a text says what gives code its colours."""


def parser_for(text: str, *, html: bool = False) -> MarkdownIt:
    """A parser with the rules that a text needs. Links and images stay as they are written."""
    return _parser(html, _idle(text))


_SIGNS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("|",), ("table",)),
    (("    ", "\t"), ("code",)),
    (("```", "~~~"), ("fence",)),
    (("\n>", " >", "\t>", ":>"), ("blockquote", "callouts")),
    (("]:",), ("reference",)),
    (("#",), ("heading",)),
    (("[^", "^["), ("footnotes",)),
    (("\n:", " :", "\t:", ">:", "\n~", " ~", "\t~", ">~"), ("definitions",)),
    (("<",), ("html_block", "html_inline", "autolink")),
    (("![",), ("image",)),
    (("~~",), ("strikethrough",)),
    (("&",), ("entity",)),
    (("\\",), ("escape",)),
    (("`",), ("backticks",)),
    (("&", "\\"), ("text_join",)),
    (("\r", "\0"), ("normalize",)),
)
"""What a text has one of where a rule has something to do."""

_FOUND_SOON = tuple((tuple((sign.strip(" \n\t[")[:1], sign) for sign in signs), rules) for signs, rules in _SIGNS)
"""Each sign with a letter of it that few texts have: a letter is found in a tenth of the time that two take."""

_RULED = re.compile(r"[\n:][-=*_+~: \t\d.)>]*[-=*_][-=*_+ \t]*(?:\n|\Z)")
"""A line that may be a rule, or one under a heading."""


def _idle(text: str) -> frozenset[str]:
    """The rules that have nothing to do in a text."""
    text = f"\n{text}"
    idle = [] if _RULED.search(text) else ["hr", "lheading"]
    for signs, rules in _FOUND_SOON:
        for letter, sign in signs:
            if letter in text and sign in text:
                break
        else:
            idle += rules
    return frozenset(idle)


@lru_cache(100)
def _parser(html: bool, idle: frozenset[str]) -> MarkdownIt:
    """A parser without the rules that have nothing to do."""
    parser = MarkdownIt("commonmark", {"html": html, "highlight": None})
    parser.enable(["table", "strikethrough"])
    if "footnotes" not in idle:
        from mdit_py_plugins.footnote import footnote_plugin

        parser.use(footnote_plugin)
    if "definitions" not in idle:
        from mdit_py_plugins.deflist import deflist_plugin

        parser.use(deflist_plugin)
    else:  # no paragraph is the term of a definition
        parser.block.ruler.before("table", "blocks", blocks)
    # Every address is parsed as a link, so that a refused one can be shown where it stands.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    # An address is found in the text as it is written; only what leaves the site is written in percent.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("code_block", _code_block)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    for cell in ("th_open", "td_open"):
        parser.add_render_rule(cell, _cell_open)
    for end in ("th_close", "td_close", "tr_close", "list_item_close", "heading_close"):
        parser.add_render_rule(end, _end)
    parser.core.ruler.at("inline", _inline)
    parser.core.ruler.push("callouts", _callouts)
    parser.disable(sorted(idle - {"footnotes", "definitions"}))
    return parser


def _inline(state: Any) -> None:
    """Only what is not simple is parsed."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = phrases(token.content)
            if token.children is None:
                token.children = []
                state.md.inline.parse(token.content, state.md, state.env, token.children)


_CALLOUT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|$)")


def _callouts(state: Any) -> None:
    """A quotation that begins with `[!NOTE]` is a callout, as on git hosts."""
    for position, token in enumerate(state.tokens[:-2]):
        inline = state.tokens[position + 2]
        if token.type != "blockquote_open" or inline.type != "inline":
            continue
        match = _CALLOUT.match(inline.content)
        if not match:
            continue
        name = match[1].lower()
        token.attrSet("class", f"callout {'warn' if name in ('warning', 'caution') else 'info'}")
        children = inline.children or []
        while children and children[0].type != "softbreak":
            children.pop(0)
        if children:
            children.pop(0)
        label = Token("text", "", 0, content=f"{name.capitalize()}: ")
        inline.children = [
            Token("strong_open", "strong", 1),
            label,
            Token("strong_close", "strong", -1),
            *children,
        ]


def _fence(renderer: Any, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    token = tokens[position]
    words = token.info.split()
    language = words[0] if words else ""
    named = next((word.removeprefix("file=") for word in words[1:] if word.startswith("file=")), None)
    code = environment[COLOURS](token.content, language) if language else escape(token.content)
    block = f'<pre class="code highlight" tabindex="0"><code>{code}</code></pre>\n'
    if named:
        return f'<figure class="file"><figcaption>{escape(named)}</figcaption>{block}</figure>\n'
    return block


def _code_block(renderer: Any, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    return f'<pre class="code highlight" tabindex="0"><code>{escape(tokens[position].content)}</code></pre>\n'


def _table_open(renderer: Any, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    # A wide table scrolls: its region can be reached by keyboard, and each has a name of its own.
    number = environment["tables"] = environment.get("tables", 0) + 1
    return f'<div class="scroll" role="region" aria-label="Table {number}" tabindex="0"><table class="data">\n'


def _table_close(renderer: Any, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    return "</table></div>\n"


_ALIGNED = {"text-align:left": "to-left", "text-align:center": "to-centre", "text-align:right": "num"}


def _cell_open(renderer: Any, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    token = tokens[position]
    style = str(token.attrs.get("style", ""))  # no page may hold styles of its own
    return f'<{token.tag} class="{_ALIGNED[style]}">' if style else f"<{token.tag}>"


def _end(renderer: Any, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    # A third of all tokens. Nothing around these changes how they are written, so nothing is looked at.
    return f"</{tokens[position].tag}>\n"
