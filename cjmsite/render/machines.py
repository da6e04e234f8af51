"""The two files about every page, `site.json` and the search records, put together from an entry of each.

An entry without the words of the body is worked out where all is known about a document; the words are put in here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cjmsite.pipeline import story
from cjmsite.query import Database, query

SITE_FILE = "site.json"
SEARCH = "assets/search-index.js"


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """The search record of a document without its words, and those of its parts as JSON."""

    record: tuple[tuple[str, str], ...]
    parts: str


@query
def listed(db: Database) -> tuple[str, ...]:
    """The files of all published documents, in the order of their kinds and lists."""
    from cjmsite.render.exports import listed_files

    return listed_files(db)


@query
def search_entry(db: Database, path: str) -> SearchEntry:
    """What the search knows of a document."""
    from cjmsite.render.exports import make_search_entry

    return make_search_entry(db, path)


@query
def search_record(db: Database, path: str) -> str:
    """The search records of a document and its parts, as JSON without brackets."""
    entry = search_entry(db, path)
    record = dict(entry.record)
    record["x"] = f"{record['x']} {story.words(db, path)}".strip()
    return script_json(record) + entry.parts


@query
def site_entry(db: Database, path: str) -> str:
    """What site.json says of a document, up to its words."""
    from cjmsite.render.sitefile import make_entry

    return make_entry(db, path)


@query
def site_frame(db: Database) -> tuple[str, str]:
    """What stands before and after the documents in site.json."""
    from cjmsite.render.sitefile import make_frame

    return make_frame(db)


def search_index(db: Database) -> str:
    """The search records as a classic script, which also loads from a disk."""
    return f"cjmSearchIndex([{','.join([search_record(db, path) for path in listed(db)])}]);\n"


def site_file(db: Database) -> str:
    """The whole site for machines; each document is a line."""
    before, after = site_frame(db)
    words = [f'{site_entry(db, path)}"text":{_json(story.words(db, path))}}}' for path in listed(db)]
    return "\n".join((before, ",\n".join(words), after, ""))


def script_json(value: Any) -> str:
    """JSON that can stand in a script."""
    encoded = _json(value)
    for character in "<>&\u2028\u2029":
        encoded = encoded.replace(character, f"\\u{ord(character):04x}")
    return encoded


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


ASSEMBLED: dict[str, Callable[[Database], str]] = {SEARCH: search_index, SITE_FILE: site_file}
