"""Building a site: look at everything, make everything, and only then write.

What an earlier build knew is gone on from, and only what is in doubt is worked out; where that is much, several
processes do it. Modules that are not needed for that are not imported.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjmsite import forks
from cjmsite.cache import memory
from cjmsite.cache.memory import Memory
from cjmsite.diagnostics import Diagnostic, Span, error, in_order
from cjmsite.pipeline import choices, story
from cjmsite.query import Database, Key, Past
from cjmsite.read import inputs
from cjmsite.render import results
from cjmsite.write import folder, guard

if TYPE_CHECKING:
    from cjmsite.stopwatch import Stopwatch


@dataclass(frozen=True, slots=True)
class Options:
    """What a person chose for a run; `today` is the day on which reviews and data are judged."""

    today: datetime.date
    drafts: bool = False
    base_url: str | None = None
    local_code: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a build. `written` is None where nothing was written."""

    findings: tuple[Diagnostic, ...]
    written: folder.Written | None = None
    counts: dict[str, int] = field(default_factory=dict)


Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and of how much."""


def open_site(
    root: Path,
    options: Options,
    past: Past | None = None,
    *,
    versions: bool = True,
    watch: Stopwatch | None = None,
) -> Database:
    """A database for a site's folder. `versions` says whether the addresses of assets carry one."""
    db = Database(past)
    db.watch = watch
    db.set(inputs.ROOT, root.resolve())
    db.set(choices.VERSIONS, versions)
    set_options(db, options)
    return db


def set_options(db: Database, options: Options) -> None:
    """Choose for the runs to come."""
    db.set(choices.TODAY, options.today)
    db.set(choices.DRAFTS, options.drafts)
    db.set(choices.LOCAL_CODE, options.local_code)
    db.set(choices.BASE_URL, options.base_url)


def resume(
    root: Path, options: Options, *, fresh: bool = False, watch: Stopwatch | None = None
) -> tuple[Database, Memory]:
    """A database that knows what the last run knew, unless a `fresh` one is wanted."""
    known = memory.forget(root) if fresh else memory.remember(root)
    db = open_site(root, options, known.past, watch=watch)
    known.go_on(db)
    return db, known


def look(db: Database, progress: Progress = lambda stage, done, total: None) -> tuple[Diagnostic, ...]:
    """Every finding of a site, the pages that cannot be made among them."""
    if _much_to_do(db):
        _read_pages(db, progress)
        _make_pages(db, progress)
    return results.found(db)


def build(
    db: Database,
    out: Path,
    known: Memory | None = None,
    *,
    strict: bool = False,
    force: bool = False,
    progress: Progress = lambda stage, done, total: None,
    on_wait: Callable[[], None] = lambda: None,
) -> Outcome:
    """Make a site and write it, unless something is wrong: then the old site stays as it was.

    Raises OutputRefused for a folder that must not be written to, WriteFailed where the disk says no.
    """
    guard.check(out, inputs.root(db), results.folders(db)[0], force=force)
    much = _much_to_do(db)
    with _shelf(known if much else None) as shelf:
        if much:
            _read_pages(db, progress)
            _make_pages(db, progress, shelf)
        progress("Checking", 0, 0)
        found = results.found(db)
        counts = count(db)
        stopping = ("error", "warning") if strict else ("error",)
        if any(finding.severity in stopping for finding in found):
            return Outcome(found, None, counts)
        outputs = {output.url: output for output in results.outputs(db)}
        digests: dict[str, str] = {}
        for number, (url, output) in enumerate(outputs.items()):
            progress("Making pages", number, len(outputs))
            try:
                digest = results.digest(db, url)
            except inputs.InputError as failure:
                problem = error(failure.code, str(failure), Span(output.argument))
                return Outcome(in_order((*found, problem)), None, counts)
            if digest is not None:
                digests[url] = digest

        def fetch(url: str) -> bytes | Path:
            if shelf is not None and (made := shelf / digests[url]).exists():
                return made
            return results.content(db, outputs[url]) or b""

        progress("Writing", 0, 1)
        seen = known.notes.get("written", {}) if known is not None else {}
        stamps = seen.get(os.fspath(out.resolve()), {})
        try:
            written, stamps = folder.publish(out, digests, fetch, seen=stamps, force=force, on_wait=on_wait)
        except inputs.InputError as failure:  # a file that was written since its page was made
            return Outcome(in_order((*found, error(failure.code, str(failure)))), None, counts)
        progress("Keeping", 0, 0)
        _keep(db, known, {"written": {os.fspath(out.resolve()): stamps}})
    return Outcome(found, written, counts)


def keep(db: Database, known: Memory | None) -> None:
    """Keep for the next run what was found out without a build."""
    _keep(db, known, known.notes if known is not None else {})


def _keep(db: Database, known: Memory | None, notes: dict[str, Any]) -> None:
    if known is not None and (known.past is None or notes != known.notes or db.runs):
        known.keep(db, _roots(db), notes)


def _roots(db: Database) -> list[Key]:
    """What a build asks for, of which all else is a part."""
    asked: list[Key] = [(query, ()) for query in (results.found, results.outputs, results.metrics, results.folders)]
    asked.append((results.settings_are_wrong, ()))
    return asked + [(results.digest, (output.url,)) for output in results.outputs(db)]


def _much_to_do(db: Database) -> bool:
    if not db.is_right((results.found, ())):
        return not db.has_past or db.in_doubt(story.body) + db.in_doubt(results.shell) > forks.MANY
    return db.in_doubt(results.digest) > forks.MANY


def _read_pages(db: Database, progress: Progress) -> None:
    """Read all pages, each by itself: most of it is Markdown."""
    from cjmsite.pipeline import content, findings

    progress("Reading pages", 0, 0)
    findings.of_configuration(db)
    asked = (content.checked, story.body, story.headings, story.addresses, story.words)
    keys: list[Key] = []
    for path in content.page_files(db):
        own: list[Key] = [(query, (path,)) for query in asked]
        if not all(db.is_right(key) for key in own):
            keys += own

    def meanwhile() -> None:
        from cjmsite.render import pages

        pages.warm_up(db)

    forks.ask(
        db,
        keys,
        together=len(asked),
        meanwhile=meanwhile,
        progress=lambda done: progress("Reading pages", done, len(keys)),
    )


def _make_pages(db: Database, progress: Progress, shelf: Path | None = None) -> None:
    """Make all pages, and put them on a shelf; meanwhile look for what is wrong with the site as a whole."""
    from cjmsite.pipeline import configuration, findings, numbers

    if configuration.configuration(db).wrong:
        return
    for number, metric in enumerate(results.metrics(db)):
        progress("Computing metrics", number, len(results.metrics(db)))
        numbers.metric(db, metric)
    keys: list[Key] = [
        (results.digest, (output.url,))
        for output in results.outputs(db)
        if output.maker not in ("media", "static", "export") and not db.is_right((results.digest, (output.url,)))
    ]

    def shelve(key: Key, digest: str | None) -> None:
        text = results.page(db, str(key[1][0])).text
        if shelf is not None and digest is not None and text is not None:
            with suppress(OSError):  # it is made again when it is wanted
                written = shelf / str(os.getpid())
                written.write_bytes(text.encode("utf-8"))
                os.replace(written, shelf / digest)  # noqa: PTH105 - what has its name is whole

    def meanwhile() -> None:
        progress("Checking", 0, 0)
        findings.of_content(db)
        findings.of_numbers(db)
        findings.of_rules(db)
        for output in results.outputs(db):
            if output.maker == "export":
                results.digest(db, output.url)
        progress("Making pages", 0, len(keys))

    forks.ask(
        db,
        keys,
        then=shelve,
        meanwhile=meanwhile,
        progress=lambda done: progress("Making pages", done, len(keys)),
    )


@contextmanager
def _shelf(known: Memory | None) -> Iterator[Path | None]:
    """A folder for pages that are made and not yet in place; None where there can be none."""
    shelf = known.shelf if known is not None else None
    try:
        if shelf is not None:
            shelf.mkdir(parents=True)
    except OSError:
        shelf = None
    try:
        yield shelf
    finally:
        if shelf is not None:
            import shutil

            shutil.rmtree(shelf, ignore_errors=True)


def count(db: Database) -> dict[str, int]:
    """How much a site holds."""
    outputs = results.outputs(db)
    return {
        "pages": sum(output.url.endswith(".html") and output.maker != "redirect" for output in outputs),
        "metrics": len(results.metrics(db)),
        "files": len(outputs),
    }
