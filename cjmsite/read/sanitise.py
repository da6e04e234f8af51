"""Raw HTML of authors, of which only what is on a list stays."""

from __future__ import annotations

import nh3

from cjmsite.model.address import SCHEMES, classify
from cjmsite.read.rendered import FOOTNOTE, HOLE, Section

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


def sanitised(section: Section) -> Section:
    """A section without anything that could harm its reader or the page around it."""

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
        return value if FOOTNOTE.fullmatch(value) else None
    return value
