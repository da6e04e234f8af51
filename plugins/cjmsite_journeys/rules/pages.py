"""Rules about pages: whether readers find them, and whether everybody can read their images."""

from __future__ import annotations

from collections.abc import Iterator

from cjmsite.api import Card, Diagnostic, Document, ImageOrPath, Journey, Site, Span, Touchpoint, warning

PAGE = "page"


def orphans(site: Site) -> Iterator[Diagnostic]:
    """Pages that no reader comes to by links, lists or the navigation."""
    pages = {card.url: card for card in site.cards(PAGE)}
    reached = _reached(site, pages)
    for url, card in pages.items():
        if url not in reached:
            yield warning(
                "orphan-page",
                "nothing leads to this page: it is not in the navigation, and no page links to it",
                site.place(card, ("title",)),
                "link to it, or give its folder an `index.md`, which stands in the navigation",
            )


def _reached(site: Site, pages: dict[str, Card]) -> set[str]:
    """The addresses of all pages that can be reached from the navigation and from listed documents."""
    listed = {kind.folder for kind in site.kinds() if kind.name != PAGE}
    waiting = [card for kind in site.kinds() if kind.name != PAGE for card in site.cards(kind.name)]
    waiting += [card for card in pages.values() if _stands_in_navigation(card, listed)]
    waiting += [card for card in pages.values() if site.uses(PAGE, card.id)]
    reached = {card.url for card in waiting}
    together: dict[str, set[str]] = {}
    for url, card in pages.items():
        together.setdefault(_folder(card), set()).add(url)
    while waiting:
        card = waiting.pop()
        leads = {link.url.partition("#")[0] for link in site.links(card) if link.url and not link.image}
        if card.kind == PAGE:
            # One pages forth and back among the pages of a folder: the first that is reached leads to all.
            leads |= together.pop(_folder(card), set())
        fresh = {url for url in leads if url in pages and url not in reached}
        reached |= fresh
        waiting += [pages[url] for url in fresh]
    return reached


def _stands_in_navigation(card: Card, listed: set[str]) -> bool:
    folder, _, name = card.id.rpartition("/")
    return not folder or (name == "index" and ("/" not in folder or folder in listed))


def _folder(card: Card) -> str:
    return card.id.rpartition("/")[0]


def alt_texts(site: Site) -> Iterator[Diagnostic]:
    """Images without alternative text. A persona's photo needs none: the name says who it is."""
    for kind in site.kinds():
        for document in site.documents(kind.name):
            for link in site.links(document):
                if link.image and link.url and not link.alt.strip():
                    yield _without_words(link.span)
            for loc, image in _images(document):
                if image is not None and not image.alt:
                    yield _without_words(site.place(document, loc))


def _images(document: Document) -> Iterator[tuple[tuple[str | int, ...], ImageOrPath | None]]:
    data = document.data
    yield ("image",), data.image
    if isinstance(data, Touchpoint):
        yield ("screenshot",), data.screenshot
    if isinstance(data, Journey):
        for at, stage in enumerate(data.stages):
            for number, step in enumerate(stage.steps):
                yield ("stages", at, "steps", number, "image"), step.image


def _without_words(span: Span | None) -> Diagnostic:
    return warning(
        "alt-text-missing",
        "this image has no alternative text",
        span,
        "say what it shows: `![A table laid for six](table.jpg)`, or `{src: table.jpg, alt: A table laid for six}`",
    )
