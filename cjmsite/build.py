"""Building a site: look at everything, make everything, and only then write.

What an earlier build knew is gone on from, and only what is in doubt is worked out; where that is much, several
processes do it. Modules that are not needed for that are not imported.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from cjmsite import forks
from cjmsite.cache import memory
from cjmsite.cache.memory import Memory
from cjmsite.diagnostics import Diagnostic, Span, error, in_order
from cjmsite.pipeline import choices, story
from cjmsite.query import Database, Key, Past
from cjmsite.read import inputs
from cjmsite.read.large import Progress, nobody
from cjmsite.render import machines, results
from cjmsite.write import folder, guard
from cjmsite.write import shelf as shelves

if TYPE_CHECKING:
    from cjmsite.stopwatch import Stopwatch

_FEW = 8
"""So few pages are made where they are asked for."""


class Options(Struct, frozen=True):
    """What a person chose for a run; `today` is the day on which reviews and data are judged."""

    today: datetime.date
    drafts: bool = False
    base_url: str | None = None
    local_code: bool = True


class Outcome(Struct, frozen=True):
    """What came of a build. `written` is None where nothing was written; `unkept` is why the next build will know
    nothing of this one.
    """

    findings: tuple[Diagnostic, ...]
    written: folder.Written | None = None
    counts: dict[str, int] = field(default_factory=dict)
    unkept: str | None = None


def open_site(
    root: Path,
    options: Options,
    past: Past | None = None,
    *,
    watch: Stopwatch | None = None,
) -> Database:
    """A database for a site's folder."""
    db = Database(past)
    db.watch = watch
    db.set(inputs.ROOT, root.resolve())
    db.set(choices.SHELF, None)
    db.set(choices.MUCH, False)
    db.set(inputs.PROGRESS, nobody)
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


def look(db: Database, progress: Progress = nobody) -> tuple[Diagnostic, ...]:
    """Every finding of a site, the pages that cannot be made among them."""
    db.set(inputs.PROGRESS, progress)
    try:
        _prepare(db, progress, much=_much_to_do(db))
        return results.found(db)
    except inputs.Changing as failure:
        return (_told(failure),)


def build(
    db: Database,
    out: Path,
    known: Memory | None = None,
    *,
    strict: bool = False,
    force: bool = False,
    progress: Progress = nobody,
    on_wait: Callable[[], None] = lambda: None,
) -> Outcome:
    """Make a site and write it, unless something is wrong: then the old site stays as it was.

    Raises OutputRefused for a folder that must not be written to, WriteFailed where the disk says no.
    """
    db.set(inputs.PROGRESS, progress)
    guard.check(out, inputs.root(db), results.folders(db)[0], force=force)
    try:
        return _build(db, out, known, strict=strict, force=force, progress=progress, on_wait=on_wait)
    except inputs.Changing as failure:
        return Outcome((_told(failure),))


def _told(failure: inputs.InputError) -> Diagnostic:
    return error(failure.code, str(failure), Span(failure.path))


def _build(
    db: Database,
    out: Path,
    known: Memory | None,
    *,
    strict: bool,
    force: bool,
    progress: Progress,
    on_wait: Callable[[], None],
) -> Outcome:
    much = _much_to_do(db)
    with shelves.opened(known.shelf if known is not None else None) as shelf:
        db.set(choices.SHELF, shelf)
        db.set(choices.MUCH, much)
        _prepare(db, progress, much=much)
        progress("Checking", 0, 0)
        found = results.found(db)
        counts = count(db)
        stopping = ("error", "warning") if strict else ("error",)
        if any(finding.severity in stopping for finding in found):
            return Outcome(found, None, counts)
        outputs = {output.url: output for output in results.outputs(db)}
        digests: dict[str, str] = {}
        for number, url in enumerate(outputs):
            progress("Making pages", number, len(outputs))
            try:
                digest = results.digest(db, url)
            except inputs.InputError as failure:
                return Outcome(in_order((*found, _told(failure))), None, counts)
            if digest is not None:
                digests[url] = digest

        def fetch(url: str) -> bytes:
            made = shelf.find(digests[url]) if shelf is not None else None
            return made if made is not None else (results.content(db, outputs[url]) or b"")

        progress("Writing", 0, 1)
        seen = known.notes.get("written", {}) if known is not None else {}
        stamps = seen.get(os.fspath(out.resolve()), {})
        with forks.beside(partial(_keep, db, known), worth_it=much) as kept:
            try:
                written, stamps = folder.publish(out, digests, fetch, seen=stamps, force=force, on_wait=on_wait)
            except inputs.InputError as failure:  # a file that may not be read any more, or is another one by now
                return Outcome(in_order((*found, _told(failure))), None, counts)
            progress("Keeping", 0, 0)
            unkept = kept({"written": {os.fspath(out.resolve()): stamps}})
    return Outcome(found, written, counts, unkept)


def keep(db: Database, known: Memory | None, *, whole: bool = True) -> None:
    """Keep for the next run what was found out without a build: of the `whole` site, or of parts of it."""
    with suppress(inputs.Changing):
        _keep(db, known, lambda: known.notes if known is not None else {}, whole=whole)


def _keep(db: Database, known: Memory | None, notes: Callable[[], dict[str, Any]], *, whole: bool = True) -> str | None:
    if known is not None and (known.past is None or db.runs or notes() != known.notes):
        results.is_held(db)  # which a preview asks first of all
        return known.keep(db, _roots(db) if whole else None, notes)
    return None


def _roots(db: Database) -> list[Key]:
    """What a build asks for, of which all else is a part."""
    whole = (results.found, results.outputs, results.metrics, results.folders, results.settings_are_wrong)
    asked: list[Key] = [(query, ()) for query in (*whole, results.is_held)]
    return asked + [(results.digest, (output.url,)) for output in results.outputs(db)]


def _much_to_do(db: Database) -> bool:
    if not db.is_right((results.found, ())):
        if not db.knows((results.found, ())):
            return True
        return len(db.in_doubt(story.body)) + len(db.in_doubt(results.shell)) > forks.MANY
    return len(db.in_doubt(results.digest)) > forks.MANY


def _prepare(db: Database, progress: Progress, *, much: bool) -> None:
    """Have ready what takes long, by several processes where it is worth it. All else is worked out when it is asked
    for.
    """
    if much:
        _read_pages(db, progress)
        _make_pages(db, progress)
    else:
        _make_doubtful(db, progress)


def _read_pages(db: Database, progress: Progress) -> None:
    """Read all pages, each by itself: most of it is Markdown."""
    from cjmsite.pipeline import content, files, findings

    progress("Reading pages", 0, 0)
    findings.of_configuration(db)
    asked = (content.checked, story.body, story.headings, story.addresses, machines.words)
    pages: list[list[Key]] = [[(query, (path,)) for query in asked] for path in files.page_files(db)]

    def meanwhile() -> None:
        from cjmsite.render.pages import warm_up

        warm_up(db)

    _ask_all(db, pages, meanwhile, partial(progress, "Reading pages"))


def _make_pages(db: Database, progress: Progress) -> None:
    """Make all pages, each by itself."""
    from cjmsite.pipeline import configuration, findings
    from cjmsite.render.outputs import page_outputs

    if configuration.configuration(db).wrong:
        return
    compute(db, progress)
    pages: list[list[Key]] = []
    for output in page_outputs(db):
        keys: list[Key] = [(results.digest, (output.url,)), (results.problems, (output.url,))]
        if output.maker == "document":
            keys += [(findings.of_file, (output.argument,)), (machines.entry, (output.argument,))]
        pages.append(keys)

    def meanwhile() -> None:
        findings.of_numbers(db)

    _ask_all(db, pages, meanwhile, partial(progress, "Making pages"))


def _make_doubtful(db: Database, progress: Progress) -> None:
    """Make the pages that are in doubt, where they are more than a few: those of journeys take long each."""
    doubtful = db.in_doubt(results.shell)
    if len(doubtful) <= _FEW or results.settings_are_wrong(db):
        return
    pages: list[list[Key]] = [
        [(results.digest, asked), (results.problems, asked)]
        for _, asked in doubtful
        if db.ask((results.output_at, asked)) is not None
    ]
    _ask_all(db, pages, lambda: None, partial(progress, "Making pages"))


def compute(db: Database, progress: Progress) -> None:
    """Compute all metrics."""
    from cjmsite.pipeline import numbers

    db.set(inputs.PROGRESS, progress)
    for number, metric in enumerate(results.metrics(db)):
        progress("Computing metrics", number, len(results.metrics(db)))
        numbers.metric(db, metric)


def _ask_all(
    db: Database, pages: list[list[Key]], meanwhile: Callable[[], None], tell: Callable[[int, int], None]
) -> None:
    """Ask what is not known of each page, and hold nothing of it that lies elsewhere."""
    wanted = [keys for keys in pages if not all(map(db.is_right, keys))]
    forks.ask(db, wanted, meanwhile=meanwhile, progress=lambda done: tell(done, len(wanted)))
    db.unload()


def count(db: Database) -> dict[str, int]:
    """How much a site holds."""
    outputs = results.outputs(db)
    return {
        "pages": sum(output.url.endswith(".html") and output.maker != "redirect" for output in outputs),
        "metrics": len(results.metrics(db)),
        "files": len(outputs),
    }
