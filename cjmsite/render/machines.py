"""The two files about every page, `site.json` and the search records, put together from an entry of each.

An entry without the words of the body is worked out where all is known about a document; the words are put in here.
Documents are taken in groups, so that a change of one does not ask for all others.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from cjmsite.pipeline import choices, story
from cjmsite.query import Database, Query, eager, eager_if_few, passing, query

SITE_FILE = "site.json"
SEARCH = "assets/search-index.js"

_GROUPS = 64
_FEW = 2_000
"""The lines of so many documents are held with ease."""


class Entry(Struct, frozen=True):
    """What machines are told of a document, as JSON that lacks the words of its body.

    `search` and `site` are records up to those words, with which the last text of each ends. `parts` are the search
    records of the places on its page.
    """

    search: str
    parts: str
    site: str


@query
def listed(db: Database) -> tuple[str, ...]:
    """The files of all published documents, in the order of their kinds and lists."""
    from cjmsite.render.exports import listed_files

    return listed_files(db)


@query
def entry(db: Database, path: str) -> Entry:
    """What machines are told of a document."""
    from cjmsite.pipeline.links import published
    from cjmsite.render import exports, sitefile

    document = published(db, path)
    if document is None:
        raise KeyError(path)
    said, parts = exports.make_search_entry(db, document)
    record = script_json(said)
    return Entry(record[:-2] + (" " if said["x"] else ""), parts, sitefile.make_entry(db, document))


@eager_if_few
def words(db: Database, path: str) -> str:
    """The words of a body as they stand within a text of JSON, also in a script."""
    return script_json(story.body(db, path).text)[1:-1]


@query
def site_frame(db: Database) -> tuple[str, str]:
    """What stands before and after the documents in site.json."""
    from cjmsite.render.sitefile import make_frame

    return make_frame(db)


@passing
def groups(db: Database) -> tuple[tuple[str, ...], ...]:
    """The files of all groups, each in the order of the list."""
    found: list[list[str]] = [[] for _ in range(_GROUPS)]
    for path in listed(db):
        found[zlib.crc32(path.encode("utf-8", "surrogateescape")) % _GROUPS].append(path)
    return tuple(map(tuple, found))


@eager
def group(db: Database, number: int) -> tuple[str, ...]:
    """The files of a group."""
    return groups(db)[number]


@query
def search_lines(db: Database, number: int) -> tuple[str, ...]:
    """The search records of a group's documents."""
    return tuple(line.search for line in _lines_of(db, number))


@query
def site_lines(db: Database, number: int) -> tuple[str, ...]:
    """A group's documents in site.json."""
    return tuple(line.site for line in _lines_of(db, number))


class Line(Struct, frozen=True):
    """A document with the words of its body: as a search record, and in site.json."""

    search: str
    site: str


@passing
def _lines_of(db: Database, number: int) -> tuple[Line, ...]:
    return tuple(_line(db, path) for path in group(db, number))


def _line(db: Database, path: str) -> Line:
    told, body = db.glance(entry, path), db.glance(words, path)
    return Line(f'{told.search}{body}"}}{told.parts}', f'{told.site}"text":"{body}"}}')


def search_index(db: Database) -> Iterator[str]:
    """The search records as a classic script, which also loads from a disk."""
    yield "cjmSearchIndex(["
    yield from _lines(db, search_lines, lambda path: _line(db, path).search, ",")
    yield "]);\n"


def site_file(db: Database) -> Iterator[str]:
    """The whole site for machines; each document is a line."""
    before, after = site_frame(db)
    yield f"{before}\n"
    yield from _lines(db, site_lines, lambda path: _line(db, path).site, ",\n")
    yield f"\n{after}\n"


def _lines(
    db: Database,
    grouped: Query[..., tuple[str, ...]],
    line: Callable[[str], str],
    between: str,
) -> Iterator[str]:
    """The lines of all documents, in the order of the list. Each is let go when it was told: of a large site they are
    large, and its groups wait for a run in which little is to be done.
    """
    paths = listed(db)
    found: dict[str, str] = {}
    if len(paths) <= _FEW or not db.aside(choices.MUCH):
        for number, together in enumerate(groups(db)):
            if together:
                told = db.glance(grouped, number)
                found.update(zip(together, told, strict=True))
    for at, path in enumerate(paths):
        yield between if at else ""
        yield found.pop(path) if path in found else line(path)


def assembled(db: Database, name: str) -> bytes | None:
    """One of the two files; None for anything else. Put together in one place: of a large site it is large."""
    maker = _ASSEMBLED.get(name)
    if maker is None:
        return None
    found = io.BytesIO()  # whose bytes are taken as they are, and not once more
    for part in maker(db):
        found.write(part.encode("utf-8"))
    return found.getvalue()


def script_json(value: Any) -> str:
    """JSON that can stand in a script."""
    encoded = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        if character in encoded:
            encoded = encoded.replace(character, f"\\u{ord(character):04x}")
    return encoded


_ASSEMBLED: dict[str, Callable[[Database], Iterator[str]]] = {SEARCH: search_index, SITE_FILE: site_file}
