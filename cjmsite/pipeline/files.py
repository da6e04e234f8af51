"""The files of the content folder: which are pages, and which only seem to be."""

from __future__ import annotations

import re
import unicodedata

from cjmsite.diagnostics import Diagnostic, Span, error, warning
from cjmsite.model.common import composed
from cjmsite.pipeline.configuration import content_folder
from cjmsite.query import Database, eager_if_few, query
from cjmsite.read import inputs


@query
def page_files(db: Database) -> tuple[str, ...]:
    """The Markdown files of the content folder."""
    files = inputs.tree(db, content_folder(db))
    return tuple(path for path, kind in files if kind == "file" and path.endswith(".md"))


_NEARLY_PAGE = re.compile(r"(.+?)\.(?:md|markdown|mdown|mkd)(?:\.(txt|docx?|odt|rtf))?", re.IGNORECASE)


@query
def nearly_pages(db: Database) -> tuple[tuple[str, str], ...]:
    """Files of the content whose names only look like those of pages, and the names that they should have."""
    found = []
    for path, kind in inputs.tree(db, content_folder(db)):
        name = path.rpartition("/")[2]
        near = _NEARLY_PAGE.fullmatch(name) if kind == "file" and not name.endswith(".md") else None
        if near:
            found.append((path, f"{near[1]}.md"))
    return tuple(found)


@query
def not_read(db: Database) -> tuple[Diagnostic, ...]:
    """What is wrong with the names of files that nobody would notice to be missing."""
    return tuple(
        warning("not-read", "this file is not read: pages are files `….md`", Span(path), rename_hint(path, right))
        for path, right in nearly_pages(db)
    )


def rename_hint(path: str, right: str) -> str:
    """How a file becomes a page."""
    document = path.lower().endswith((".doc", ".docx", ".odt", ".rtf"))
    return f"save it as plain text, as `{right}`" if document else f"rename it to `{right}`"


@eager_if_few
def composed_paths(db: Database) -> dict[str, str]:
    """The files whose names hold accents as letters of their own, by the name that people type."""
    files = (path for path, _ in inputs.tree(db, content_folder(db)))
    return {composed(path): path for path in files if not unicodedata.is_normalized("NFC", path)}


def as_on_disk(db: Database, path: str) -> str:
    """The path of a file as the disk spells it."""
    typed = composed(path)
    return composed_paths(db).get(typed, typed)


@query
def outside_links(db: Database) -> tuple[Diagnostic, ...]:
    """What lies in the content and cannot be of the site: links that lead out of it, names that are no text, folders
    that nobody can look into.
    """
    found = []
    for path, kind in inputs.tree(db, content_folder(db)):
        if kind == "outside":
            hint = "copy the file into the content folder"
            found.append(
                error("path-outside", "this is a link that leads out of the site, or to nothing", Span(path), hint)
            )
        elif kind == "closed":
            hint = "see whether you may read it, and whether the disk is there"
            found.append(error("unreadable-folder", "this folder cannot be looked into", Span(path), hint))
        elif kind == "nameless":
            found.append(error("bad-file-name", "the name of this file is not UTF-8 text", Span(path), "rename it"))
    return tuple(found)
