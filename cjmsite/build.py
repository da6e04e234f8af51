"""Building a site: look at everything, make everything, and only then write."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from pathlib import Path

from cjmsite.diagnostics import Diagnostic, Span, error
from cjmsite.pipeline import configuration, content, findings, numbers
from cjmsite.query import Database
from cjmsite.read import inputs
from cjmsite.render import assets, exports, pages
from cjmsite.write import address, folder, guard


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


def open_site(root: Path, options: Options) -> Database:
    """A database for a site's folder."""
    db = Database()
    db.set(inputs.ROOT, root.resolve())
    db.set(assets.VERSIONS, True)
    set_options(db, options)
    return db


def set_options(db: Database, options: Options) -> None:
    """Choose for the runs to come."""
    db.set(configuration.TODAY, options.today)
    db.set(configuration.DRAFTS, options.drafts)
    db.set(configuration.LOCAL_CODE, options.local_code)
    db.set(configuration.BASE_URL, options.base_url)


def look(db: Database, progress: Progress = lambda stage, done, total: None) -> tuple[Diagnostic, ...]:
    """Every finding of a site, the pages that cannot be made among them."""
    found = [*findings.of_configuration(db)]
    files = len(content.page_files(db))
    progress("Reading pages", 0, files)
    found += findings.of_content(db)
    if configuration.configuration(db).wrong:
        return findings.judged(db, found)  # what follows would only repeat that the settings are wrong
    metrics = content.cards(db, "metric")
    for number, card in enumerate(metrics):
        progress("Computing metrics", number, len(metrics))
        numbers.metric(db, card.id)
    found += findings.of_numbers(db)
    found += findings.of_rules(db)
    found += (*pages.clashes(db), *pages.alias_problems(db), *exports.problems(db))
    found += bad_addresses(db, {f.span.path for f in found if f.span and f.code in ("reserved-name", "bad-file-name")})
    made = [output for output in pages.outputs(db) if output.maker not in ("media", "static")]
    for number, output in enumerate(made):
        progress("Making pages", number, len(made))
        found += pages.page(db, output.url).problems
    return findings.judged(db, found)


def build(
    db: Database,
    out: Path,
    *,
    strict: bool = False,
    force: bool = False,
    progress: Progress = lambda stage, done, total: None,
    on_wait: Callable[[], None] = lambda: None,
) -> Outcome:
    """Make a site and write it, unless something is wrong: then the old site stays as it was.

    Raises OutputRefused for a folder that must not be written to, WriteFailed where the disk says no.
    """
    guard.check(out, inputs.root(db), configuration.settings(db).content, force=force)
    found = look(db, progress)
    stopping = ("error", "warning") if strict else ("error",)
    counts = count(db)
    if any(finding.severity in stopping for finding in found):
        return Outcome(found, None, counts)
    files: dict[str, bytes] = {}
    for output in pages.outputs(db):
        try:
            made = pages.content(db, output)
        except inputs.InputError as failure:
            problem = error(failure.code, str(failure), Span(output.argument))
            return Outcome(findings.judged(db, (*found, problem)), None, counts)
        if made is not None:
            files[output.url] = made
    progress("Writing", 0, 1)
    return Outcome(found, folder.publish(out, files, force=force, on_wait=on_wait), counts)


def bad_addresses(db: Database, told: Set[str]) -> list[Diagnostic]:
    """Outputs that cannot be files everywhere; of a source in `told` the reason is known already."""
    found = []
    sources = {output.url: output.source for output in pages.outputs(db)}
    for url, source in sources.items():
        if source not in told and (reason := address.fault(url)):
            span = Span(source) if source else None
            found.append(error("bad-address", f"the address `{url}` {reason}", span, "choose another name"))
    if pair := address.file_and_folder(sources):
        file, below = (f"`{url}` (from `{sources[url]}`)" if sources[url] else f"`{url}`" for url in pair)
        source = sources[pair[1]] or sources[pair[0]]
        message = f"{file} would be a file, and the folder of {below}"
        found.append(error("output-clash", message, Span(source) if source else None, "rename one of them"))
    return found


def count(db: Database) -> dict[str, int]:
    """How much a site holds."""
    outputs = pages.outputs(db)
    return {
        "pages": sum(output.url.endswith(".html") and output.maker != "redirect" for output in outputs),
        "metrics": len(content.cards(db, "metric")),
        "files": len(outputs),
    }
