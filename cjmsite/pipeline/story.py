"""The body of a page: what it says, where it leads, its headings.

Few modules are needed for this, and only they are imported: after an edit of a body nothing else has to be known.
What depends on the settings or on what a page is, is asked for here and imported when it must be worked out.
"""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from cjmsite.diagnostics import Diagnostic, Span, error
from cjmsite.model.relative import relative
from cjmsite.query import Database, eager, eager_if_few, query
from cjmsite.read import inputs
from cjmsite.read.halves import Front, Halves, halve
from cjmsite.read.rendered import Address, Rendered, fill


class Link(Struct, frozen=True):
    """Where a link leads: `url` from the site's root, with its anchor, or an address of the web."""

    url: str | None
    problem: Diagnostic | None = None
    media: str | None = None


class Place(Struct, frozen=True):
    """Where a page is, for links to it and for its own body. One with mistakes has no address and no title.

    `anchors` are those that it has whatever its body says; `left_out` is a draft that is not asked for.
    """

    url: str | None = None
    title: str | None = None
    anchors: tuple[str, ...] = ()
    left_out: bool = False


class Heading(Struct, frozen=True):
    """A section without its words; `told` says whether anything stands below the heading."""

    level: int
    title: str
    slug: str
    told: bool


class Filled(Struct, frozen=True):
    """The HTML of a section, as a page of the site shows it."""

    heading: str
    html: str


def halves(db: Database, path: str) -> Halves:
    """A page's two halves as text. Not remembered: to read it again costs as little. Raises Changing."""
    try:
        return halve(inputs.load(db, path), path)
    except inputs.Changing:
        raise
    except inputs.InputError as failure:
        return Halves(Front(None, (error(failure.code, str(failure), Span(path)),)))


@eager
def front(db: Database, path: str) -> Front:
    """A page's front matter as text."""
    return halves(db, path).front


@query
def raw_html(db: Database) -> bool:
    """Whether raw HTML is allowed in Markdown."""
    from cjmsite.pipeline.configuration import settings

    return settings(db).markdown.html


@eager_if_few
def place(db: Database, path: str) -> Place | None:
    """What other pages need to know of a page; None where a path is none."""
    from cjmsite.pipeline.content import place_of

    return place_of(db, path)


@query
def body(db: Database, path: str) -> Rendered:
    """A file's body as HTML with open links: a pure function of its words."""
    from cjmsite.read import markdown

    here = place(db, path) or Place()
    return markdown.render(
        halves(db, path).body,
        html=raw_html(db),
        title=here.title,
        taken=here.anchors,
        colours=partial(colours, db),
    )


@query
def colours(db: Database, code: str, language: str) -> str:
    """Code in colours. It mostly stays as it is when a page is edited, and a lexer takes longer to load than a page."""
    from cjmsite.read.highlight import highlighted

    return highlighted(code, language)


@eager_if_few
def first_heading(db: Database, path: str) -> str | None:
    """The first heading of a body, which titles a page that has no title."""
    from cjmsite.read import markdown

    return markdown.first_heading(halves(db, path).body)


@eager_if_few
def headings(db: Database, path: str) -> tuple[Heading, ...]:
    """The sections of a body without their words."""
    return tuple(
        Heading(section.level, section.title, section.slug, bool(section.html)) for section in body(db, path).sections
    )


@eager_if_few
def addresses(db: Database, path: str) -> tuple[Address, ...]:
    """The links and images of a body, in order."""
    return tuple(target.address for target in body(db, path).targets)


@query
def places(db: Database, path: str) -> tuple[Span, ...]:
    """Where they stand in the file."""
    first = halves(db, path).body_line - 1
    return tuple(
        Span(path, first + target.line, target.column, target.column + len(target.address.written))
        for target in body(db, path).targets
    )


@query
def links(db: Database, path: str) -> tuple[Link, ...]:
    """Where each link and image of a body leads. Problems do not say where they stand."""
    from cjmsite.pipeline.links import address_leads

    return tuple(address_leads(db, path, address) for address in addresses(db, path))


def filled(db: Database, path: str, page: str) -> tuple[Filled, ...]:
    """The sections of a body, their links as seen from a page of the site."""
    found = db.glance(body, path)
    urls = [
        (relative(page, link.url) if link.url else "data:," if target.address.image else None)
        for link, target in zip(links(db, path), found.targets, strict=True)
    ]
    return tuple(Filled(fill(section.heading, urls), fill(section.html, urls)) for section in found.sections)
