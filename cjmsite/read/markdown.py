"""Markdown to HTML, as a pure function: links and images stay open, to be resolved where they are known.

Raw HTML is off unless the site allows it, and then the whole body is sanitised. Addresses are held to a
short list of schemes; what is on no list becomes plain text and a finding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common import normalize_url
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from cjmsite.model.address import SCHEMES, classify
from cjmsite.model.slug import Slugs
from cjmsite.read.rendered import HOLE, Address, Rendered, Section, Target

_FOOTNOTE = re.compile(r"fn(ref)?\d+(:\d+)?")


def render(text: str, *, html: bool = False, title: str | None = None, taken: tuple[str, ...] = ()) -> Rendered:
    """Render a body. A first heading that only repeats `title` is left out.

    `taken` are anchors that the page has anyway: a heading of that name gets `story-` before it, and so does one
    with the name of a footnote.
    """
    parser = _parser(html, _idle(text))
    environment: dict[str, Any] = {}
    tokens = parser.parse(text, environment)
    tokens = _without_title(tokens, title)
    targets = _collect_targets(tokens, text)
    slugs = Slugs()
    sections = []
    for heading, content in _slices(tokens):
        name, anchor, line, level, heading_html = "", "", 1, 0, ""
        if heading:
            opening, inline, closing = heading
            name = _plain_text(inline.children or [])
            anchor = slugs.take(name)
            anchor = f"story-{anchor}" if anchor in taken or _FOOTNOTE.fullmatch(anchor) else anchor
            level = max(2, int(opening.tag[1]))
            line = (opening.map or [0])[0] + 1
            opening.tag = closing.tag = f"h{level}"
            opening.attrSet("id", anchor)
            heading_html = parser.renderer.render(heading, parser.options, environment)
        body = parser.renderer.render(content, parser.options, environment)
        if heading_html or body.strip():
            sections.append(Section(level, name, anchor, heading_html, body, line))
    if html:
        sections = [_sanitised(section) for section in sections]
    words = " ".join(_plain_text(token.children or []) for token in tokens if token.type == "inline")
    return Rendered(tuple(sections), tuple(targets), words)


def first_heading(text: str) -> str | None:
    """The text of a body's first `# heading`, which titles a page that has no title."""
    for line in text.split("\n"):
        if line.startswith("# "):
            inline = _parser(False, _idle(line)).parseInline(line[2:].rstrip("# \n"))
            return _plain_text(inline[0].children or [])
        if line.strip():
            return None
    return None


class _Renderer(RendererHTML):
    @staticmethod
    def renderAttrs(token: Token) -> str:  # noqa: N802 - the name that is called
        if not token.attrs:
            return ""
        if "style" in token.attrs:  # of a cell: no page may hold styles of its own
            token.attrs["class"] = _ALIGNED[str(token.attrs.pop("style"))]
        return RendererHTML.renderAttrs(token)


_ALIGNED = {"text-align:left": "to-left", "text-align:center": "to-centre", "text-align:right": "num"}


_SIGNS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("|",), ("table",)),
    (("    ", "\t"), ("code",)),
    (("```", "~~~"), ("fence",)),
    (("\n>", " >", "\t>", ":>"), ("blockquote",)),
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
)
"""What a text has one of where a rule has something to do. Every rule is tried on every line or sign of a text, and
costs time there.
"""

_RULED = re.compile(r"[\n:][-=*_+~: \t\d.)>]*[-=*_][-=*_+ \t]*(?:\n|\Z)")
"""A line that may be a rule, or one under a heading."""


def _idle(text: str) -> frozenset[str]:
    """The rules that have nothing to do in a text."""
    text = f"\n{text}"
    idle = [] if _RULED.search(text) else ["hr", "lheading"]
    for signs, rules in _SIGNS:
        for sign in signs:
            if sign in text:
                break
        else:
            idle += rules
    return frozenset(idle)


@lru_cache(100)
def _parser(html: bool, idle: frozenset[str]) -> MarkdownIt:
    """A parser without the rules that have nothing to do."""
    parser = MarkdownIt("commonmark", {"html": html, "highlight": None}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough"])
    if "footnotes" not in idle:
        from mdit_py_plugins.footnote import footnote_plugin

        parser.use(footnote_plugin)
    if "definitions" not in idle:
        from mdit_py_plugins.deflist import deflist_plugin

        parser.use(deflist_plugin)
    parser.disable(sorted(idle - {"footnotes", "definitions"}))
    # Every address is parsed as a link, so that a refused one can be shown where it stands.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    # An address is found in the text as it is written; only what leaves the site is written in percent.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("code_block", _code_block)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    parser.core.ruler.at("inline", _inline)
    parser.core.ruler.push("callouts", _callouts)
    return parser


_MARKUP = re.compile(r"_|[^\w .,;()'\"/?%+=|#$@{}…–—‘’“”·×€£°-]")
"""What may be more than a letter of a text."""


def _inline(state: Any) -> None:
    """Words without any markup are one text: most cells of a table, most headings. Only the rest is parsed."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        if _MARKUP.search(token.content):
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)
        else:
            token.children = [Token("text", "", 0, content=token.content)] if token.content else []


def _without_title(tokens: list[Token], title: str | None) -> list[Token]:
    titled = len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1"
    return tokens[3:] if titled and _plain_text(tokens[1].children or []) == title else tokens


def _slices(tokens: list[Token]) -> list[tuple[list[Token] | None, list[Token]]]:
    slices: list[tuple[list[Token] | None, list[Token]]] = [(None, [])]
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "heading_open" and token.level == 0:
            slices.append((tokens[position : position + 3], []))
            position += 3
        else:
            slices[-1][1].append(token)
            position += 1
    return slices


def _collect_targets(tokens: list[Token], text: str) -> list[Target]:
    lines = text.split("\n")
    targets: list[Target] = []
    for token in tokens:
        if token.type != "inline" or not ("[" in token.content or "<" in token.content):
            continue
        first, last = token.map or [0, len(lines)]
        here = "\n".join(lines[first:last])
        used: dict[str, int] = {}
        children = token.children or []
        for position, child in enumerate(children):
            image = child.type == "image"
            if not image and child.type != "link_open":
                continue
            written = str(child.attrGet("src" if image else "href") or "")
            kind = classify(written)
            line, column = _find(written, here, used)
            targets.append(Target(Address(written, kind, image, child.content if image else ""), first + line, column))
            if kind == "unsafe":
                _defuse(children, position)
            elif kind == "web" and not image:
                child.attrSet("href", normalize_url.normalizeLink(written))
            elif kind == "inside" or image:
                child.attrSet("src" if image else "href", f"cjm:{len(targets) - 1}")
            if image and kind != "unsafe":
                child.attrSet("loading", "lazy")
    return targets


def _defuse(children: list[Token], position: int) -> None:
    """Turn a refused link into a plain span, and a refused image into its alternative text."""
    child = children[position]
    if child.type == "image":
        children[position] = Token("text", "", 0, content=child.content)
        return
    child.attrs = {}
    child.tag = "span"
    depth = 0
    for closing in children[position:]:
        depth += closing.nesting if closing.type in ("link_open", "link_close") else 0
        if closing.type == "link_close" and depth == 0:
            closing.tag = "span"
            return


def _find(written: str, text: str, used: dict[str, int]) -> tuple[int, int]:
    """Line and column, from 1, of the next place where an address stands; the first line where it stands nowhere."""
    offset = text.find(written, used.get(written, 0))
    if offset < 0:
        return 1, 1
    used[written] = offset + len(written)
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _plain_text(children: Sequence[Token]) -> str:
    parts = []
    for child in children:
        if child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts).strip()


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
    block = f'<pre class="code highlight" tabindex="0"><code>{_highlighted(token.content, language)}</code></pre>\n'
    if named:
        return f'<figure class="file"><figcaption>{escape(named)}</figcaption>{block}</figure>\n'
    return block


def _code_block(renderer: Any, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    return f'<pre class="code highlight" tabindex="0"><code>{escape(tokens[position].content)}</code></pre>\n'


_FRONT = re.compile(r"---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")


def _highlighted(code: str, language: str) -> str:
    front = _FRONT.match(code) if language in ("markdown", "md") else None
    if front:
        story = code[front.end() :]
        return _highlighted(front[0], "yaml") + (_highlighted(story, language) if story else "")
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


def _table_open(renderer: Any, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    # A wide table scrolls: its region can be reached by keyboard, and each has a name of its own.
    number = environment["tables"] = environment.get("tables", 0) + 1
    return f'<div class="scroll" role="region" aria-label="Table {number}" tabindex="0"><table class="data">\n'


def _table_close(renderer: Any, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    return "</table></div>\n"


_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "u",
        "ul",
        "var",
    ]
)
_ATTRIBUTES = {
    "*": {"class", "title", "lang", "dir"},
    "a": {"href", "id"},
    "img": {"src", "alt", "width", "height", "loading"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "li": {"id"},
    "pre": {"tabindex"},
    "div": {"role", "aria-label", "tabindex"},
    "time": {"datetime"},
    "details": {"open"},
}


_HEADING_TAGS = frozenset(["h2", "h3", "h4", "h5", "h6", "em", "strong", "code", "a", "span"])
_HEADING_ATTRIBUTES = {f"h{level}": {"id"} for level in range(2, 7)} | {"a": {"href"}}


def _sanitised(section: Section) -> Section:
    import nh3

    def clean(html: str, tags: frozenset[str], attributes: dict[str, set[str]]) -> str:
        return nh3.clean(
            html,
            tags=set(tags),
            attributes=attributes,
            url_schemes={*SCHEMES, "cjm"},
            attribute_filter=_harmless,
            link_rel=None,
        )

    heading = clean(section.heading, _HEADING_TAGS, _HEADING_ATTRIBUTES)
    body = clean(section.html, _TAGS, _ATTRIBUTES)
    return Section(section.level, section.title, section.slug, heading, body, section.line)


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    """The value of an attribute, or None where it may not stand.

    Raw HTML may not make the reader's browser ask another site, lead where a link of Markdown may not lead, or
    take the name of a part of the page.
    """
    if value.startswith("cjm:"):
        return value if HOLE.fullmatch(f' {attribute}="{value}"') else None
    if attribute == "src":
        return None
    if attribute == "href":
        return value if classify(value) != "unsafe" else None
    if attribute == "id" and tag in ("a", "li"):
        return value if _FOOTNOTE.fullmatch(value) else None
    return value
