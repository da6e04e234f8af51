"""Markdown to HTML, as a pure function: links and images stay open, to be resolved where they are known.

Raw HTML is off unless the site allows it, and then the whole body is sanitised. Addresses are held to a
short list of schemes; what is on no list becomes plain text and a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from markdown_it.common import normalize_url
from markdown_it.token import Token

from cjmsite.model.address import classify
from cjmsite.model.slug import Slugs
from cjmsite.read.highlight import highlighted
from cjmsite.read.rendered import FOOTNOTE, Address, Rendered, Section, Target
from cjmsite.read.syntax import COLOURS, parser_for


def render(
    text: str,
    *,
    html: bool = False,
    title: str | None = None,
    taken: tuple[str, ...] = (),
    colours: Callable[[str, str], str] = highlighted,
) -> Rendered:
    """Render a body. A first heading that only repeats `title` is left out.

    `taken` are anchors that the page has anyway: a heading of that name gets `story-` before it, and so does one
    with the name of a footnote. `colours` makes HTML of code and the name of its language.
    """
    parser = parser_for(text, html=html)
    environment: dict[str, Any] = {COLOURS: colours}
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
            anchor = f"story-{anchor}" if anchor in taken or FOOTNOTE.fullmatch(anchor) else anchor
            level = max(2, int(opening.tag[1]))
            line = (opening.map or [0])[0] + 1
            opening.tag = closing.tag = f"h{level}"
            opening.attrSet("id", anchor)
            heading_html = parser.renderer.render(heading, parser.options, environment)
        body = parser.renderer.render(content, parser.options, environment)
        if heading_html or body.strip():
            sections.append(Section(level, name, anchor, heading_html, body, line))
    if html:
        from cjmsite.read.sanitise import sanitised

        sections = [sanitised(section) for section in sections]
    words = " ".join(_plain_text(token.children or []) for token in tokens if token.type == "inline")
    return Rendered(tuple(sections), tuple(targets), words)


def first_heading(text: str) -> str | None:
    """The text of a body's first `# heading`, which titles a page that has no title."""
    for line in text.split("\n"):
        if line.startswith("# "):
            inline = parser_for(line).parseInline(line[2:].rstrip("# \n"))
            return _plain_text(inline[0].children or [])
        if line.strip():
            return None
    return None


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
