"""The reading facade that views, lanes, rules and exports get: all that a site knows, and nothing that writes.

Every method is a query, so whatever is asked while a page is made is remembered as what the page was made from.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from msgspec import Struct

from cjmsite.data.result import MetricResult
from cjmsite.diagnostics import Span
from cjmsite.model.relative import quoted, relative
from cjmsite.model.settings import Settings
from cjmsite.pipeline import choices, configuration, content, links, numbers, story
from cjmsite.pipeline.content import Card, Document
from cjmsite.pipeline.links import Use
from cjmsite.pipeline.marks import Marks
from cjmsite.query import Database
from cjmsite.read import history, inputs
from cjmsite.registry import Kind, Registry

__all__ = ["Body", "BodyLink", "BodySection", "Card", "Document", "RootedSite", "Site", "Use", "quoted", "relative"]


class BodySection(Struct, frozen=True):
    """A heading of a body and what stands under it; `heading` and `html` have their links resolved.

    While a page is made they are marks, for which the page gets the HTML when its template is done.
    """

    level: int
    title: str
    slug: str
    heading: str
    html: str


class Body(Struct, frozen=True):
    """A document's body. `sections[0]` may have level 0: the words before the first heading."""

    sections: tuple[BodySection, ...]
    words: Callable[[], str]

    @property
    def html(self) -> str:
        """All of it."""
        return "".join(section.heading + section.html for section in self.sections)

    @property
    def text(self) -> str:
        """Its words."""
        return self.words()


class BodyLink(Struct, frozen=True):
    """A link or an image of a body. `url` is the address from the site's root or of the web; None leads nowhere."""

    url: str | None
    image: bool
    alt: str
    where: Callable[[], Span]

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.where()


class Site:
    """What a site knows. Addresses in what it returns are relative to `page`, the page that is being made."""

    def __init__(self, db: Database, page: str, marks: Marks | None = None) -> None:
        self._db = db
        self._marks = marks
        self.page = page

    @property
    def settings(self) -> Settings:
        """The settings of the site, without `sources`, `rules` and `plugins`, which no page shows."""
        return configuration.appearance(self._db)

    @property
    def registry(self) -> Registry:
        """What the plugins declare."""
        return configuration.registry(self._db)

    @property
    def today(self) -> datetime.date:
        """The day of the build."""
        day: datetime.date = self._db.get(choices.TODAY)
        return day

    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of documents."""
        return tuple(self.registry.kinds.values())

    def cards(self, kind: str) -> tuple[Card, ...]:
        """The published documents of a kind, in the order of lists."""
        return content.cards(self._db, kind)

    def card(self, kind: str, id_: str) -> Card | None:
        """One of them."""
        path = content.find(self._db, kind, id_)
        return content.card(self._db, path) if path else None

    def document(self, kind: str, id_: str) -> Document | None:
        """A published document with its data, which names no draft."""
        path = content.find(self._db, kind, id_)
        return links.published(self._db, path) if path else None

    def data(self, kind: str, id_: str) -> Any:
        """The model of a published document, or None."""
        found = self.document(kind, id_)
        return found.data if found else None

    def documents(self, kind: str) -> tuple[Document, ...]:
        """All published documents of a kind, in the order of lists."""
        found = (links.published(self._db, card.path) for card in self.cards(kind))
        return tuple(document for document in found if document)

    def body(self, document: Document) -> Body:
        """A document's body, its links relative to the page that is being made."""
        found = story.headings(self._db, document.path)
        put = self._marks.put if self._marks else self._filled
        sections = tuple(
            BodySection(heading.level, heading.title, heading.slug, *put(document.path, number, heading))
            for number, heading in enumerate(found)
        )
        return Body(sections, lambda: story.body(self._db, document.path).text)

    def _filled(self, path: str, number: int, heading: story.Heading) -> tuple[str, str]:
        found = story.filled(self._db, path, self.page)[number]
        return found.heading, found.html

    def intro(self, folder: str) -> Document | None:
        """The `index.md` of a folder of the content, which introduces its index page."""
        return self.document("page", f"{folder}/index" if folder else "index")

    def uses(self, kind: str, id_: str) -> tuple[Use, ...]:
        """Who refers to a document, and where."""
        return links.uses(self._db, kind, id_)

    def maybe_used(self, kind: str, id_: str) -> bool:
        """Whether a file with mistakes may refer to a document: then nobody can say that it is unused."""
        return links.maybe_used(self._db, kind, id_)

    def links(self, document: Document | Card) -> tuple[BodyLink, ...]:
        """The links and images of a document's body, in order."""
        path = document.path
        return tuple(
            BodyLink(link.url, address.image, address.alt, partial(self._place_of_link, path, number))
            for number, (address, link) in enumerate(
                zip(story.addresses(self._db, path), story.links(self._db, path), strict=True)
            )
        )

    def _place_of_link(self, path: str, number: int) -> Span:
        return story.places(self._db, path)[number]

    def metric(self, id_: str) -> MetricResult | None:
        """The numbers of a metric."""
        if self._marks is not None:
            self._marks.numbers = True
        return numbers.metric(self._db, id_)

    def parts(self, kind: str) -> Mapping[str, tuple[str, ...]]:
        """The parts of metrics that belong to places of a kind, by the slug of the place's name."""
        return numbers.parts(self._db, kind)

    def scale(self, source: str, column: str) -> tuple[float, float] | None:
        """The lowest and highest answer that a column of a source is said to hold."""
        declared = configuration.source(self._db, source)
        found = declared.columns.get(column) if declared else None
        return found.scale if found else None

    def source_title(self, source: str) -> str:
        """What a source is called: its title, or its name where it has none."""
        declared = configuration.source(self._db, source)
        return (declared.title if declared else None) or source

    def last_change(self, path: str) -> datetime.date | None:
        """The day of the last commit of a file; None when git does not know for sure."""
        return history.last_change(self._db, path)

    def place(self, document: Document | Card, loc: tuple[str | int, ...], *, key: bool = False) -> Any:
        """The span of a value in a document's front matter, or of its key, for a finding about it."""
        from cjmsite.read.yamlvalues import written_loc

        front = content.front(self._db, document.path)
        place = front.place(written_loc(front, loc))
        if place and place.key and key:
            return place.key
        return place.value if place else None

    def exists(self, kind: str, id_: str) -> bool:
        """Whether there is such a document, be it a draft or wrong."""
        return content.find(self._db, kind, id_) is not None

    def place_of_setting(self, loc: tuple[str | int, ...]) -> Span | None:
        """The span of a value in cjmsite.yaml, for a finding about it."""
        return configuration.place_in_settings(self._db, loc)

    def media(self, document: Document, src: str) -> str | None:
        """The address of an image that a document names, or None where there is none."""
        link = links.resolve_file(self._db, document.path, src)
        return self.url(link.url) if link.url else None

    def url(self, target: str) -> str:
        """An address of this site (`journeys/x.html#y`) or of the web, as the page at hand must write it."""
        return relative(self.page, target)

    def load(self, path: str) -> bytes:
        """A file of the site; the read is recorded."""
        return inputs.load(self._db, path)


class RootedSite(Site):
    """A site whose addresses begin at the root of its host, for a page that is shown anywhere."""

    def __init__(self, db: Database, page: str, folder: str) -> None:
        super().__init__(db, page)
        self._folder = folder.rstrip("/") + "/"

    def url(self, target: str) -> str:
        """An address of this site from the root of its host; addresses of the web stay."""
        address = relative("", target)
        return address if ":" in address.split("/", 1)[0] or address.startswith("#") else self._folder + address
