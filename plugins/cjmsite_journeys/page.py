"""A plain page, with a list of its headings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cjmsite.api import Document, Site

_FEWEST = 3


def page_view(site: Site, document: Document) -> Mapping[str, Any]:
    """The variables of `page.html`: a table of contents where there is enough to list."""
    found = [section for section in site.body(document).sections if section.level in (2, 3)]
    entries: list[dict[str, Any]] = []
    for section in found:
        entry = {"title": section.title, "url": f"#{section.slug}", "entries": []}
        if section.level == 3 and entries:
            entries[-1]["entries"].append(entry)
        else:
            entries.append(entry)
    wanted = document.data.toc and len(found) >= _FEWEST
    return {"toc": entries if wanted else []}
