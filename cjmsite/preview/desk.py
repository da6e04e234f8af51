"""The living site: one database that is told what changed, the pages made from it, and the last good ones.

Everything here runs in one thread, one call after another; what may take long is cut into steps, so that a page that
is asked for meanwhile waits for one step only. A page that the last build made is shown without any module that makes
pages: those are imported where one must be made or judged.
"""

from __future__ import annotations

import importlib
import mimetypes
import posixpath
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path, PurePath

from msgspec import Struct

from cjmsite import build
from cjmsite.cache import memory
from cjmsite.diagnostics import Diagnostic
from cjmsite.model.relative import quoted
from cjmsite.pipeline import story
from cjmsite.preview.address import alternatives
from cjmsite.preview.checks import STEP, Checks
from cjmsite.preview.shown import Shown, prepare
from cjmsite.query import Key
from cjmsite.read import history, inputs
from cjmsite.render import results

KEPT = 300
"""Of so many pages, those that were asked for last, the words and the last good one are kept; they are looked at for
mistakes.
"""

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


class Note(Struct, frozen=True):
    """What the browser is told beside a page's content.

    `state` is good, stale (the last good content is shown) or gone; `errors` are those of the whole site, `findings`
    the milder ones about the page's own file.
    """

    state: str
    errors: tuple[Diagnostic, ...]
    findings: tuple[Diagnostic, ...]
    milliseconds: float | None


class Desk:
    """A site while somebody works on it."""

    def __init__(self, root: Path, options: build.Options, token: str) -> None:
        self.root = root
        self._options = options
        self.begin_anew()
        self.root = inputs.root(self.db)
        # Changes that were seen when a page was asked for, and of which no bell has told.
        self.noticed: set[str] = set()
        self.is_half: Callable[[str], bool] = lambda path: False
        self._token = token
        self._good: dict[str, Shown] = {}
        self._prepared: dict[str, tuple[str, Shown]] = {}
        self._took: dict[str, float] = {}
        self._links: dict[Path, str] = {}
        self._git: Path | None = None

    def begin_anew(self) -> None:
        """Look at the site as if for the first time. The last good pages stay."""
        known = memory.remember(self.root)  # of which nothing is kept: a preview writes nothing
        self.db = build.open_site(self.root, self._options, known.past)
        known.go_on(self.db)
        self.db.advance(())  # from the start on, so that the first change costs no more than others
        self._checks = Checks(self.db)

    # What a browser asks for

    def answer(self, url: str) -> Answer:
        """The output at an address; the last good page where it cannot be made now."""
        try:
            return self._answer(url)
        except inputs.Changing as failure:  # and no bell has told of it yet
            if self.is_half(failure.path):
                kept = self._good.get(url)
                return _html(200, kept) if kept else self._failed(url)
            self.noticed.update(self.take([(inputs.stamp, (failure.path,))]))
            return self._answer(url)

    def _answer(self, url: str) -> Answer:
        output = results.output_at(self.db, url)
        if output is not None and output.source is not None and self._is_ahead(output.source):
            output = results.output_at(self.db, url)
        kept = self._good.get(url)
        if kept is not None and results.is_held(self.db):
            return _html(200, kept)
        if output is None:
            return self._missing(url, kept)
        if output.maker in ("media", "static"):
            try:
                made = results.content(self.db, output)
            except (inputs.InputError, OSError):
                made = None
            return Answer(404, _TEXT, b"Not found\n") if made is None else Answer(200, _type(url), made)
        text = self._text(url)
        if text is None:
            return _html(200, kept) if kept else self._failed(url)
        if not url.endswith(".html"):
            return Answer(200, _type(url), text.encode("utf-8"))
        shown = self._shown(url, text)
        if not results.is_held(self.db):
            self._good.pop(url, None)
            self._good[url] = shown
            if len(self._good) > KEPT:
                del self._good[next(iter(self._good))]
        return _html(200, shown)

    def _is_ahead(self, source: str) -> bool:
        """Whether a page's own file is newer than the last ring of the bell; then this is taken note of.

        So a page that is asked for right after a save is the saved one. A file that is empty is being written, and of
        others somebody else may know.
        """
        key = (inputs.stamp, (source,))
        if not self.db.differs(key) or not _is_written(self.root / source) or self.is_half(source):
            return False
        self.db.advance([key])
        self.noticed.add(source)
        return True

    def _text(self, url: str) -> str | None:
        runs = self.db.runs.get("page", 0)
        begun = time.perf_counter()
        made = results.page(self.db, url).text
        if self.db.runs.get("page", 0) != runs:
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
        self.db.let_go((results.page, (url,)))
        self.db.let_go((results.shell, (url,)))
        output = results.output_at(self.db, url)
        if output is not None and output.source is not None:
            self.db.let_go((story.body, (output.source,)))

    def _missing(self, url: str, kept: Shown | None) -> Answer:
        if url.endswith(".html") and self._is_broken(url):
            return _html(200, kept) if kept else self._failed(url)
        for other in alternatives(url):
            if results.output_at(self.db, other) is not None:
                return Answer(302, _TEXT, b"", location="/" + quoted(other))
        from cjmsite.render import pages

        try:
            text = pages.not_found(self.db, "404.html", "/")
        except Exception:
            return Answer(404, _TEXT, b"Not found\n")
        return _html(404, prepare(url, text, self._token))

    def _failed(self, url: str) -> Answer:
        return _html(500, self._shown(url, _FAILED))

    def _file_of(self, url: str) -> str | None:
        """The file of a page that has no output: it is wrong, or a draft."""
        from cjmsite.pipeline import content, files

        db = self.db
        return next((path for path in files.page_files(db) if content.origin(db, path).url == url), None)

    def _is_broken(self, url: str) -> bool:
        from cjmsite.pipeline import content

        path = self._file_of(url)
        return path is not None and content.checked(self.db, path).document is None

    def note(self, url: str) -> Note:
        """What there is to say about a page."""
        from cjmsite.pipeline import findings

        db = self.db
        output = results.output_at(db, url)
        source = output.source if output else self._file_of(url)
        own = findings.of_file(db, source) if source and story.place(db, source) else ()
        made = output is not None and output.maker not in ("media", "static")
        problems = results.page(db, url).problems if made else ()
        known = [finding for finding in self.findings if finding.span and finding.span.path == source]
        everything = findings.judged(db, (*own, *problems, *self.findings))
        errors = tuple(finding for finding in everything if finding.severity == "error")
        milder = tuple(f for f in findings.judged(db, (*own, *known)) if f.severity != "error")
        if output is None and not self._is_broken(url):
            return Note("gone", errors, milder, None)
        stale = not made or bool(problems) or results.is_held(db)
        return Note("stale" if stale else "good", errors, milder, self._took.get(url))

    @property
    def editor(self) -> str:
        """The editor that the settings name."""
        from cjmsite.pipeline import configuration

        return configuration.settings(self.db).editor

    def stamps(self, assets: Iterable[str]) -> dict[str, inputs.Stamp | None]:
        """What tells of each style, script or image whether it is still the same."""
        found: dict[str, inputs.Stamp | None] = {}
        for url in assets:
            output = results.output_at(self.db, url)
            if output is None:
                found[url] = None
            elif output.maker in ("media", "static"):
                found[url] = inputs.stamp(self.db, output.argument)
        return found

    # What changes

    def changed(self, paths: Collection[Path]) -> tuple[str, ...]:
        """Take note of files that came, went or changed; says which, as paths of the site.

        What an editor lays beside a file while it saves, or while the file is open, is not told of.
        """
        inside: dict[str, None] = {}
        named: dict[str, None] = {}
        for path in paths:
            named[path.as_posix()] = None  # so are files of themes and plugins called that are not of the site
            if path.is_relative_to(self.root):
                inside[path.relative_to(self.root).as_posix()] = None
            for target, link in self._links.items():
                if path.is_relative_to(target):
                    inside[posixpath.join(link, path.relative_to(target).as_posix())] = None
        keys = inputs.touched(self.db, (*named, *inside))
        if any(path.parent == self._git for path in paths):
            keys += [(history.seen, ()), (history.told, ())]
        told = tuple(path for path in (inside or named) if self._is_of_interest(path))
        # A saved file rings for its folder too, of which every page was made: mostly that has the same files.
        self.db.advance([key for key in keys if self.db.differs(key)])
        self.noticed.difference_update(inside)
        return told

    def _is_of_interest(self, path: str) -> bool:
        """Whether a file was looked at, or is a new one in a folder of the site's. Others may lie in its root:
        what this program says may be written to one.
        """
        if self.db.is_right((inputs.stamp, (path,))):
            return not path.startswith(".git/")
        if any(map(inputs.is_hidden, path.split("/"))) or not (self.root / path).exists():
            return False
        return any(
            folder.name and self.db.is_right((inputs.entries, (str(folder),))) for folder in PurePath(path).parents
        )

    def set_day(self, options: build.Options) -> None:
        """Go on with another day."""
        if options != self._options:
            self._options = options
            build.set_options(self.db, options)

    def look_around(self) -> Iterator[tuple[Key, ...]]:
        """Compare the whole world with what is known of it, step by step; yields what is otherwise now.

        This makes good for everything that nobody told of: another kind of disk, a link, a commit.
        """
        waiting = list(self.db.looks())
        while waiting:
            until = time.perf_counter() + STEP
            found = []
            while waiting and time.perf_counter() < until:
                key = waiting.pop()
                if self.db.differs(key):
                    found.append(key)
            yield tuple(found)

    def state(self, key: Key) -> object:
        """What is at a place now, and what new files in it are like: while somebody writes, it becomes another."""
        look, arguments = key
        now = look.function(self.db, *arguments)
        if look is not inputs.entries:
            return now
        new = {*now} - {*self.db.ask(key)}
        return now, {
            entry.name: inputs.stamp.function(self.db, posixpath.join(str(arguments[0]), entry.name)) for entry in new
        }

    def take(self, found: Iterable[Key]) -> tuple[str, ...]:
        """Take what was found by looking around for one change; says which files are others."""
        others = [key for key in found if self.db.differs(key)]
        if others:
            self.db.advance(others)
        return tuple(sorted(str(arguments[0]) for look, arguments in others if look is inputs.stamp))

    def watched(self, git: Path | None) -> dict[Path, bool]:
        """The folders whose files the site is made from, and whether what lies below them counts too. Where git keeps
        what it knows is told of a commit.
        """
        from cjmsite.pipeline import files
        from cjmsite.render import outputs

        files.page_files(self.db)
        outputs.static(self.db)
        tops: set[str] = set()
        others: set[str] = set()
        self._links.clear()
        for look, arguments in self.db.looks():
            if look is inputs.stamp or look is inputs.entries:
                written = str(arguments[0])
                if look is inputs.entries and (self.root / written).is_symlink():
                    self._links[(self.root / written).resolve()] = written  # rings under its own name, not the link's
                if not PurePath(written).is_absolute():
                    tops.add(written.partition("/")[0])
                else:
                    others.add(written if look is inputs.entries else posixpath.dirname(written))
        found = {self.root / top: True for top in tops if top}
        found |= {target: True for target in self._links if target.is_relative_to(self.root)}
        found |= {self.root: False} | {Path(folder): False for folder in others}
        self._git = git
        if git is not None:
            found[git] = False
        return found

    def rehearse(self) -> Iterator[None]:
        """Make the pages that are open once more, for nothing, step by step: a first change costs no more than others
        when templates are compiled, and all is loaded that a page like this needs.
        """
        for url in tuple(self._good):
            output = results.output_at(self.db, url)
            if output is not None and output.source is not None:
                story.body.function(self.db, output.source)
                yield
                results.shell.function(self.db, url)
                yield

    def check(self) -> Iterator[bool]:
        """Bring `findings` up to date, step by step; yields whether they are."""
        return self._checks.run(tuple(self._good))

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Everything that is known to be wrong."""
        return self._checks.found


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
