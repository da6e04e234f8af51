"""The numbers of a site: sources read once, metrics computed from them, both remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cjmsite.data.result import MetricResult
from cjmsite.diagnostics import Diagnostic, Span, did_you_mean, error
from cjmsite.pipeline.configuration import SETTINGS_FILE, place_in_settings, registry, source, source_names
from cjmsite.pipeline.content import document, written
from cjmsite.query import Database, query
from cjmsite.read import inputs
from cjmsite.read.validation import written_loc

if TYPE_CHECKING:
    from cjmsite.data.read import InputFile, Reading

Where = Callable[[tuple[str | int, ...]], Span | None]


@query
def reading(db: Database, name: str) -> Reading:
    """The typed rows of a source, with receipts and what was wrong."""
    from cjmsite.data.read import Reading, read_source, table_from_rows

    declared = source(db, name)
    if declared is None:
        raise KeyError(name)

    def where(loc: tuple[str | int, ...]) -> Span | None:
        return place_in_settings(db, ("sources", name, *loc))

    plugins = registry(db)
    if declared.type != "file":
        source_type = plugins.source_types.get(declared.type)
        if source_type is None:
            hint = did_you_mean(declared.type, ("file", *plugins.source_types))
            problem = error(
                "unknown-source-type",
                f"no plugin adds the source type `{declared.type}`",
                where(("type",)),
                hint,
            )
            return Reading.failed(problem)
        try:
            header, rows = source_type.rows(lambda path: inputs.load(db, path), declared.options)
        except inputs.InputError as failure:
            return Reading.failed(error(failure.code, str(failure), where(("options",))))
        except Exception as failure:
            reason = f"the source type `{declared.type}` failed: {type(failure).__name__}: {failure}"
            return Reading.failed(error("source-failed", reason, where(())))
        return table_from_rows(name, declared, header, rows, where)
    format_ = plugins.formats.get(declared.format)
    if format_ is None:
        hint = did_you_mean(declared.format, plugins.formats) or f"known: {', '.join(sorted(plugins.formats))}"
        problem = error("unknown-format", f"no plugin reads the format `{declared.format}`", where(("format",)), hint)
        return Reading.failed(problem)
    files, problems = _files(db, declared.file, where)
    if problems:
        return Reading.failed(*problems)
    return read_source(name, declared, files, format_, where)


def _files(db: Database, patterns: tuple[str, ...], where: Where) -> tuple[list[InputFile], list[Diagnostic]]:
    from cjmsite.data.read import InputFile

    files: list[InputFile] = []
    problems: list[Diagnostic] = []
    if not patterns:
        problems.append(error("missing-key", "`file` is missing", where(()), "name the file, from the site's root"))
    for number, pattern in enumerate(patterns):
        path, _, member = pattern.partition("!")
        span = where(("file", number)) or where(("file",))
        if not inputs.is_plain(path):
            problems.append(error("path-outside", f"`{path}` leads out of the site", span))
            continue
        found = inputs.matching(db, path)
        if not found:
            folder = path.rpartition("/")[0]
            names = [f"{folder}/{entry.name}".lstrip("/") for entry in inputs.entries(db, folder)]
            problems.append(error("missing-file", f"there is no file `{path}`", span, did_you_mean(path, names)))
        for name in found:
            try:
                content = inputs.load(db, name)
            except inputs.InputError as failure:
                problems.append(error(failure.code, str(failure), span))
                continue
            files.append(InputFile(f"{name}!{member}" if member else name, content))
    return files, problems


@query
def metric(db: Database, id_: str) -> MetricResult | None:
    """The values of a metric with their receipt; None where there is no such metric."""
    from cjmsite.data.measures import compute

    found = document(db, "metric", id_)
    if found is None:
        return None
    front = written(db, found.path).front

    def where(loc: tuple[str | int, ...]) -> Span | None:
        place = front.place(written_loc(front, loc))
        return place.value if place else Span(found.path)

    name = found.data.source
    if source(db, name) is None:
        known = source_names(db)
        hint = did_you_mean(name, known) or f"declare it under `sources:` in {SETTINGS_FILE}"
        problem = error("unknown-source", f"there is no source `{name}`", where(("source",)), hint)
        return MetricResult(id_, found.data.unit, found.data.digits or 0, problems=(problem,))
    rows = reading(db, name)
    if rows.table is None:
        return MetricResult(id_, found.data.unit, found.data.digits or 0)
    return compute(id_, found.data, rows, registry(db).measures, where)
