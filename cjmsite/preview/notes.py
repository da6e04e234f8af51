"""What there is to say about a page beside its content."""

from __future__ import annotations

from msgspec import Struct

from cjmsite.diagnostics import Diagnostic
from cjmsite.pipeline import story
from cjmsite.query import Database
from cjmsite.render import results


class Note(Struct, frozen=True):
    """What the browser is told of a page.

    `state` is good, stale (the last good content is shown) or gone; `errors` are those of the whole site, `findings`
    the milder ones about the page's own file.
    """

    state: str
    errors: tuple[Diagnostic, ...]
    findings: tuple[Diagnostic, ...]


def note(db: Database, url: str, known: tuple[Diagnostic, ...]) -> Note:
    """What there is to say about a page, of a site of which so much is `known` to be wrong."""
    from cjmsite.pipeline import findings

    output = results.output_at(db, url)
    source = output.source if output else _file_of(db, url)
    own = findings.of_file(db, source) if source and story.place(db, source) else ()
    made = output is not None and output.maker not in ("media", "static")
    problems = results.page(db, url).problems if made else ()
    of_source = [finding for finding in known if finding.span and finding.span.path == source]
    everything = findings.judged(db, (*own, *problems, *known))
    errors = tuple(finding for finding in everything if finding.severity == "error")
    milder = tuple(f for f in findings.judged(db, (*own, *of_source)) if f.severity != "error")
    if output is None and not is_broken(db, url):
        return Note("gone", errors, milder)
    stale = not made or bool(problems) or results.is_held(db)
    return Note("stale" if stale else "good", errors, milder)


def is_broken(db: Database, url: str) -> bool:
    """Whether there is no page at an address because its file is wrong."""
    from cjmsite.pipeline import content

    path = _file_of(db, url)
    return path is not None and content.checked(db, path).document is None


def _file_of(db: Database, url: str) -> str | None:
    """The file of a page that has no output: it is wrong, or a draft."""
    from cjmsite.pipeline import content, files

    return next((path for path in files.page_files(db) if content.origin(db, path).url == url), None)
