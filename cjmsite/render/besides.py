"""The second pages of documents, like the comparison of two journeys, and what is lent to other pages."""

from __future__ import annotations

from cjmsite.pipeline.configuration import registry
from cjmsite.pipeline.content import cards
from cjmsite.pipeline.links import published
from cjmsite.query import Database, query
from cjmsite.site import Site


@query
def second_pages(db: Database) -> tuple[tuple[str, str], ...]:
    """Address and the document's file."""
    found = []
    for kind in registry(db).kinds.values():
        for one in cards(db, kind.name) if kind.beside else ():
            document = published(db, one.path)
            url = kind.beside.url(Site(db, ""), document) if kind.beside and document else None
            if url is not None:
                found.append((url, one.path))
    return tuple(found)


@query
def lent(db: Database) -> tuple[tuple[str, str], ...]:
    """What pages may ask for of other documents: address and the document's file."""
    kinds = [kind for kind in registry(db).kinds.values() if kind.portable]
    return tuple((one.url.removesuffix(".html") + ".js", one.path) for kind in kinds for one in cards(db, kind.name))
