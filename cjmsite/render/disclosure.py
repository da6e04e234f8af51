"""What the made files of a site must not tell: addresses, phones, keys and ids that came from its sources.

Only files that were made with numbers are looked at, and without the bodies of pages: what authors write themselves,
their own addresses among it, is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cjmsite.data.traces import traces
from cjmsite.diagnostics import Diagnostic, error
from cjmsite.pipeline import numbers
from cjmsite.pipeline.choices import SETTINGS_FILE
from cjmsite.pipeline.configuration import place_in_settings, plugin_entries, settings, source_names, theme
from cjmsite.pipeline.content import cards
from cjmsite.pipeline.files import page_files
from cjmsite.query import Database, query
from cjmsite.read import inputs
from cjmsite.render import machines

_DIGEST = re.compile(r"[0-9a-f]{64}")


def told_by(db: Database, url: str, text: str) -> tuple[Diagnostic, ...]:
    """What a made file tells that came from a source."""
    if not source_names(db):
        return ()
    found = []
    for word, what in traces(text).items():
        if (_DIGEST.fullmatch(word) and _is_digest(db, word)) or _is_written(db, word):
            continue
        loc = _origin(db, word)
        if loc is None:
            continue
        shown = f"{word[:2]}…{word[-2:]}"
        message = f"`{url}` would tell what looks like {what} (`{shown}`), and it comes from `{'.'.join(loc)}`"
        hint = "map its values to groups, or leave the column out; `public: true` at it says that it may be seen"
        found.append(error("personal-output", message, place_in_settings(db, loc), hint))
    return tuple(found)


@query
def of_site_file(db: Database) -> tuple[Diagnostic, ...]:
    """What the numbers of site.json tell that came from a source."""
    return told_by(db, machines.SITE_FILE, "\n".join(machines.site_frame(db))) if source_names(db) else ()


@query
def _is_digest(db: Database, word: str) -> bool:
    """Whether it is the fingerprint of a file in a receipt."""
    results = (numbers.metric(db, card.id) for card in cards(db, "metric"))
    receipts = [result.receipt for result in results if result and result.receipt]
    return any(file.sha256 == word for receipt in receipts for file in receipt.files)


@query
def _is_written(db: Database, word: str) -> bool:
    """Whether the authors of the site wrote it: in a page, in the settings, or in a theme of their own."""
    own = theme(db).own
    paths = [*page_files(db), *(path for path, kind in (inputs.tree(db, own) if own else ()) if kind == "file")]
    written = word.encode("utf-8")
    if any(written in inputs.load(db, path) for path in paths):
        return True
    return written in inputs.load(db, SETTINGS_FILE) and _option(db, word) is None


@query
def _origin(db: Database, word: str) -> tuple[str, ...] | None:
    """The source whose rows, headings or files hold it, or the options that do, as a place in the settings."""
    if (loc := _option(db, word)) is not None:
        return loc
    for name in source_names(db):
        rows = numbers.reading(db, name)
        texts = [text for file in rows.files for text in (file.path, *file.notes, *(said for _, said in file.columns))]
        if any(word in text for text in texts):
            return ("sources", name)
        for column in rows.table.columns:
            words = (value for value in column.values if isinstance(value, str))
            if column.name not in rows.public and any(word in value for value in words):
                return ("sources", name, "columns", column.name)
    return None


def _option(db: Database, word: str) -> tuple[str, ...] | None:
    """The source or plugin whose options hold it: they are for the plugin alone."""
    for name, declared in settings(db).sources.items():
        if any(word in text for text in _texts(declared.options)):
            return ("sources", name, "options")
    if any(word in text for entry in plugin_entries(db) for text in _texts(entry.options)):
        return ("plugins",)
    return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
