"""Where a finding about a whole document points: at its title, or at the name of a persona."""

from __future__ import annotations

from cjmsite.api import Document, Persona, Site, Span


def heading(site: Site, document: Document) -> Span | None:
    """The place of what a document is called."""
    named = isinstance(document.data, Persona) and not document.data.title
    span: Span | None = site.place(document, ("name" if named else "title",))
    return span
