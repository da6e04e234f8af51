"""Many printed pages as one PDF, with an entry for each in the reader's table of contents."""

from __future__ import annotations

import io
from collections.abc import Iterable

from cjmsite.exchange.problem import ExchangeError


def require() -> None:
    """Make sure that pages can be bound, before they are printed. Raises ExchangeError."""
    try:
        import pypdf  # noqa: F401
    except ImportError:
        raise ExchangeError("the pages are bound by pypdf, which is not installed: `pip install pypdf`") from None


def bind(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Titles and PDFs, in order, as one PDF."""
    require()
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for title, content in parts:
        first = len(writer.pages)
        writer.append(PdfReader(io.BytesIO(content)), import_outline=False)
        writer.add_outline_item(title=title, page_number=first)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
