"""Who answers a browser: pages made when they are asked for, and the last good ones.

A page that the last build made is shown without any module that makes pages: those are imported where one must be
made or judged.
"""

from __future__ import annotations

import importlib
import mimetypes
import posixpath
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from cjmsite.model.relative import quoted
from cjmsite.pipeline import story
from cjmsite.preview.address import alternatives
from cjmsite.preview.living import Living
from cjmsite.preview.notes import is_broken
from cjmsite.preview.shown import Shown, prepare
from cjmsite.preview.tabs import Around
from cjmsite.query import Database
from cjmsite.read import inputs
from cjmsite.render import results
from cjmsite.render.results import Output

R = TypeVar("R")

KEPT = 300
"""Of so many pages, those that were asked for last, the words and the last good one are kept; they are looked at for
mistakes.
"""

AT_ONCE = 10
"""So many files may become others while a page is made; of more, somebody tells soon."""

_FAILED = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>This page cannot be made yet</title></head>
<body><main><h1>This page cannot be made yet</h1>
<p>What is wrong stands below. The page appears when it is mended.</p></main></body>
</html>
"""


class Answer(Struct, frozen=True):
    """What a request gets. `page` is there for HTML; `location` where the address is a little other."""

    status: int
    type: str
    content: bytes
    version: str = ""
    page: Shown | None = None
    location: str | None = None


class Desk:
    """A site's pages as a browser gets them."""

    def __init__(self, living: Living, token: str) -> None:
        self._living = living
        self.is_half: Callable[[str], bool] = lambda path: False
        self._token = token
        self._good: dict[str, Shown] = {}
        self._copies: dict[str, Output] = {}
        self._lent: dict[str, tuple[str, Answer]] = {}
        self._prepared: dict[str, tuple[str, Shown]] = {}
        self._took: dict[str, float] = {}

    @property
    def _db(self) -> Database:
        return self._living.db

    @property
    def opened(self) -> tuple[str, ...]:
        """The addresses of the pages that were asked for lately."""
        return tuple(self._good)

    def took(self, url: str) -> float | None:
        """How many milliseconds it took to make a page."""
        return self._took.get(url)

    def answer(self, url: str) -> Answer:
        """The output at an address; the last good page where it cannot be made now."""
        for _ in range(AT_ONCE):
            try:
                return self._answer(url)
            except inputs.Changing as failure:  # and no bell has told of it yet
                if self.is_half(failure.path):
                    break
                self._living.noticed.update(self._living.take([(inputs.stamp, (failure.path,))]))
        kept = self._good.get(url)
        return _html(200, kept) if kept else self._failed(url)

    def _answer(self, url: str) -> Answer:
        output = results.output_at(self._db, url)
        if output is not None and output.source is not None and self._is_ahead(output.source):
            output = results.output_at(self._db, url)
        kept = self._good.get(url)
        if kept is not None and results.is_held(self._db):
            return _html(200, kept)
        former = self._copies.get(url)
        if former is not None and (results.is_held(self._db) or (output is None and self._is_shown_still(url))):
            output = former
        if output is None:
            return self._missing(url, kept)
        if output.is_copy:
            try:
                made = results.content(self._db, output)
            except inputs.InputError:
                made = None
            if made is None:
                return self._missing(url, kept)
            _keep_last(self._copies, url, output)
            return Answer(200, _type(url), made)
        text = self._text(url)
        if text is None:
            return _html(200, kept) if kept else self._failed(url)
        if not url.endswith(".html"):
            answer = Answer(200, _type(url), text.encode("utf-8"))
            if output.source is not None:
                _keep_last(self._lent, url, (output.source, answer))
            return answer
        shown = self._shown(url, text)
        if not results.is_held(self._db):
            _keep_last(self._good, url, shown)
        return _html(200, shown)

    def _is_shown_still(self, asset: str) -> bool:
        """Whether a picture or a style stands in the last good page of a file that is wrong now."""
        shown = [url for url, page in self._good.items() if asset in page.assets]
        return any(results.output_at(self._db, url) is None or self._text(url) is None for url in shown)

    def _is_ahead(self, source: str) -> bool:
        """Whether a page's own file is newer than the last ring of the bell; then this is taken note of.

        So a page that is asked for right after a save is the saved one. A file that is empty is being written, and of
        others somebody else may know.
        """
        key = (inputs.stamp, (source,))
        if not self._db.differs(key) or not _is_written(self._living.root / source) or self.is_half(source):
            return False
        self._db.advance([key])
        self._living.noticed.add(source)
        return True

    def _text(self, url: str) -> str | None:
        runs = self._db.runs.get("page", 0)
        begun = time.perf_counter()
        made = results.page(self._db, url).text
        if self._db.runs.get("page", 0) != runs:
            self._took[url] = (time.perf_counter() - begun) * 1000
        return made

    def _shown(self, url: str, text: str) -> Shown:
        known = self._prepared.pop(url, None)
        if known is None or known[0] is not text:
            known = text, prepare(url, text, self._token)
        self._prepared[url] = known
        if len(self._prepared) > KEPT:
            self._put_away(next(iter(self._prepared)))
        return known[1]

    def _put_away(self, url: str) -> None:
        """Forget the words of a page that nobody asked for lately: those of a large site are most of its memory."""
        del self._prepared[url]
        self._took.pop(url, None)
        self._db.let_go((results.page, (url,)))
        self._db.let_go((results.shell, (url,)))
        output = results.output_at(self._db, url)
        if output is not None and output.source is not None:
            self._db.let_go((story.body, (output.source,)))

    def forget_gone(self) -> None:
        """Forget the pages of files that are no more; those of files that are wrong are waited for."""
        from cjmsite.pipeline import content, files

        db = self._db
        gone = {url for url in (*self._good, *self._prepared) if results.output_at(db, url) is None}
        if gone:
            gone -= {content.origin(db, path).url for path in files.page_files(db)}
        for url in gone:
            for kept in (self._good, self._prepared, self._took):
                kept.pop(url, None)

    def _missing(self, url: str, kept: Shown | None) -> Answer:
        if url.endswith(".html") and is_broken(self._db, url):
            return _html(200, kept) if kept else self._failed(url)
        lent = self._lent.get(url)
        if lent is not None and inputs.is_file(self._db, lent[0]):
            return lent[1]  # its file is wrong now
        for other in alternatives(url):
            if results.output_at(self._db, other) is not None:
                return Answer(302, _TEXT, b"", location="/" + quoted(other))
        from cjmsite.render import pages

        try:
            text = pages.not_found(self._db, "404.html", "/")
        except Exception:
            return Answer(404, _TEXT, b"Not found\n")
        return _html(404, prepare(url, text, self._token))

    def _failed(self, url: str) -> Answer:
        return _html(500, self._shown(url, _FAILED))

    def around(self, assets: Iterable[str], lent: Iterable[str]) -> Around:
        """What tells whether a page's styles, scripts and images, and what it was lent, are still the same."""
        return Around(self._stamps(assets), {url: self._edition(url) for url in lent})

    def _edition(self, url: str) -> object:
        """The text of what a page was lent. The search's records are of all pages and take long to make, so they count
        as others as soon as anything is.
        """
        output = results.output_at(self._db, url)
        if output is None or output.is_copy:
            return None
        return self._db.revision if output.maker == "export" else results.page(self._db, url).text

    def _stamps(self, assets: Iterable[str]) -> dict[str, inputs.Stamp | None]:
        found: dict[str, inputs.Stamp | None] = {}
        for url in assets:
            output = results.output_at(self._db, url)
            if output is None:
                found[url] = None
            elif output.is_copy:
                found[url] = inputs.stamp(self._db, output.argument)
                if url.endswith(".css"):
                    found[url] = max(filter(None, (found[url], *self._beside_styles())), key=_age, default=None)
        return found

    def _beside_styles(self) -> Iterator[inputs.Stamp | None]:
        """The stamps of the theme's files in the site, of which a style may name any."""
        from cjmsite.render import outputs

        for _, path in outputs.static(self._db):
            if not path.startswith("/"):
                yield inputs.stamp(self._db, path)

    def rehearse(self) -> Iterator[None]:
        """Make the pages that are open once more, for nothing, step by step: a first change costs no more than others
        when templates are compiled, and all is loaded that a page like this needs.
        """
        for url in tuple(self._good):
            output = results.output_at(self._db, url)
            if output is not None and output.source is not None:
                story.body.function(self._db, output.source)
                yield
                results.shell.function(self._db, url)
                yield


def _keep_last(kept: dict[str, R], url: str, one: R) -> None:
    """Keep what was asked for last, and of what was asked for before so many."""
    kept.pop(url, None)
    kept[url] = one
    if len(kept) > KEPT:
        del kept[next(iter(kept))]


def _age(stamp: inputs.Stamp) -> tuple[int, int]:
    return stamp.ctime_ns, stamp.inode


def load() -> None:
    """Import what makes pages and judges them."""
    for name in _MAKERS:
        importlib.import_module(name)


_MAKERS = (
    "cjmsite.pipeline.findings",
    "cjmsite.pipeline.numbers",
    "cjmsite.read.markdown",
    "cjmsite.render.faults",
    "cjmsite.render.pages",
)

_TEXT = "text/plain; charset=utf-8"
_TYPES = {
    "": "application/octet-stream",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".txt": _TEXT,
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
}


def _type(url: str) -> str:
    suffix = posixpath.splitext(url)[1].lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(url)[0] or "application/octet-stream"


def _html(status: int, shown: Shown) -> Answer:
    return Answer(status, _TYPES[".html"], shown.content, shown.version, shown)


def _is_written(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False
