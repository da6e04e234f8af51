"""The numbers of a site: sources read once, metrics computed from them, both remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cjmsite.data.result import MetricResult
from cjmsite.diagnostics import Diagnostic, Span, did_you_mean, error
from cjmsite.model.metric import Metric
from cjmsite.model.slug import slug
from cjmsite.others import failures
from cjmsite.pipeline.choices import SETTINGS_FILE
from cjmsite.pipeline.configuration import place_in_settings, registry, source, source_names
from cjmsite.pipeline.content import cards, document, front
from cjmsite.plugins import why
from cjmsite.query import Database, query
from cjmsite.read import inputs
from cjmsite.read.yamlvalues import Loc, written_loc
from cjmsite.registry import PluginError

if TYPE_CHECKING:
    from cjmsite.data.container import InputFile
    from cjmsite.data.table import Reading


@query
def reading(db: Database, name: str) -> Reading:
    """The typed rows of a source, with receipts and what was wrong."""
    from cjmsite.data.reader import read_source, table_from_rows

    declared = source(db, name)
    if declared is None:
        raise KeyError(name)

    def where(loc: tuple[str | int, ...]) -> Span | None:
        return place_in_settings(db, loc)

    here = ("sources", name)
    plugins = registry(db)
    if declared.type != "file":
        source_type = plugins.source_types.get(declared.type)
        if source_type is None:
            hint = did_you_mean(declared.type, ("file", *plugins.source_types))
            message = f"no plugin adds the source type `{declared.type}`"
            return _failed(name, error("unknown-source-type", message, where((*here, "type")), hint))
        try:
            header, rows = source_type.rows(lambda path: inputs.load(db, path), declared.options)
            if not all(isinstance(cell, str) for row in (header, *rows) for cell in row):
                raise PluginError("its header and rows must be text, cell by cell")
        except inputs.InputError as failure:
            return _failed(name, error(failure.code, str(failure), where((*here, "options"))))
        except failures() as failure:
            message = f"the source type `{declared.type}` failed: {why(failure)}"
            return _failed(name, error("plugin-failed", message, where(here)))
        return table_from_rows(name, declared, header, rows, where)
    format_ = plugins.formats.get(declared.format)
    if format_ is None:
        known = ", ".join(sorted(plugins.formats))
        hint = did_you_mean(declared.format, plugins.formats) or (f"known: {known}" if known else None)
        message = f"no plugin reads the format `{declared.format}`"
        return _failed(name, error("unknown-format", message, where((*here, "format")), hint))
    files, problems = _files(db, declared.file, here)
    if problems:
        return _failed(name, *problems)
    try:
        with inputs.reading_large(db, [file.held for file in files if isinstance(file.held, inputs.LargeFile)]):
            return read_source(name, declared, files, format_, where)
    except inputs.InputError as failure:
        return _failed(name, error(failure.code, str(failure), where((*here, "file"))))


def _failed(name: str, *problems: Diagnostic) -> Reading:
    from cjmsite.data.table import Reading, Table

    return Reading(name, Table(), (), problems)


def _files(db: Database, patterns: tuple[str, ...], here: Loc) -> tuple[list[InputFile], list[Diagnostic]]:
    from cjmsite.data.container import InputFile

    files: list[InputFile] = []
    problems: list[Diagnostic] = []
    if not patterns:
        span = place_in_settings(db, here)
        problems.append(error("missing-key", "`file` is missing", span, "name the file, from the site's root"))
    for number, pattern in enumerate(patterns):
        path, _, member = pattern.partition("!")
        loc: Loc = (*here, "file", number)
        if not inputs.is_plain(path):
            problems.append(error("path-outside", f"`{path}` leads out of the site", place_in_settings(db, loc)))
            continue
        found = inputs.matching(db, path)
        for name in found or (path,):
            try:
                if (large := inputs.find_large(db, name)) is not None:
                    files.append(InputFile(name, large, member or None))
                    continue
                content, digest = inputs.load(db, name), (inputs.fingerprint(db, name) or b"").hex()
                files.append(InputFile(name, content, member or None, digest))
            except inputs.InputError as failure:
                folder = name.rpartition("/")[0]
                names = [f"{folder}/{entry.name}".lstrip("/") for entry in inputs.entries(db, folder)]
                hint = did_you_mean(name, names) if failure.code == "missing-file" else None
                problems.append(error(failure.code, str(failure), place_in_settings(db, loc), hint))
    return files, problems


@query
def metric(db: Database, id_: str) -> MetricResult | None:
    """The values of a metric with their receipt; None where there is no such metric."""
    from cjmsite.data.compute import compute

    found = document(db, "metric", id_)
    if found is None:
        return None
    stated = front(db, found.path)

    def where(loc: tuple[str | int, ...]) -> Span | None:
        place = stated.place(written_loc(stated, loc))
        return place.value if place else Span(found.path)

    asked: Metric = found.data
    measures = registry(db).measures
    nothing = MetricResult(id_, asked.unit, asked.digits or 0)
    measure = measures.get(asked.measure or "")
    if measure is not None and measure.of_metrics:
        if cycle := cycle_of(db, id_):
            way = " from ".join(f"`{step}`" for step in cycle)
            problem = error("metric-cycle", f"this metric is made from itself: {way}", where(("parameters",)))
            return replace(nothing, problems=(problem,))
        return _derived(db, id_, asked, where)
    name = asked.source
    if name is None:
        hint = f"name one that is declared under `sources:` in {SETTINGS_FILE}"
        return replace(nothing, problems=(error("missing-key", "`source` is missing", where(("title",)), hint),))
    if source(db, name) is None:
        known = source_names(db)
        hint = did_you_mean(name, known) or f"declare it under `sources:` in {SETTINGS_FILE}"
        problem = error("unknown-source", f"there is no source `{name}`", where(("source",)), hint)
        return replace(nothing, problems=(problem,))
    rows = reading(db, name)
    if rows.failed:  # said at the source; numbers made from such rows would be doubtful
        return nothing
    try:
        return compute(id_, asked, rows, measures, where)
    except failures() as failure:
        problem = error("plugin-failed", f"the measure `{asked.measure}` failed: {why(failure)}", Span(found.path))
        return replace(nothing, problems=(problem,))


def _derived(db: Database, id_: str, derived: Metric, where: Callable[[Loc], Span | None]) -> MetricResult:
    from cjmsite.data.derived import derive

    parts = {}
    for name, given in derived.parameters.items():
        if given.value is None:
            part = metric(db, given.metric) if given.metric else None
            if part is None:  # an unknown metric is told with the other references
                return MetricResult(id_, derived.unit, derived.digits or 0)
            parts[name] = part
    return derive(id_, derived, registry(db).measures, parts, where)


@query
def cycle_of(db: Database, id_: str) -> tuple[str, ...]:
    """The way from a metric over the metrics that it is made from back to itself; empty where there is none."""
    ways: list[tuple[str, ...]] = [(id_,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        found = document(db, "metric", way[-1])
        for given in found.data.parameters.values() if found else ():
            if given.metric == id_:
                return (*way, id_)
            if given.metric and given.metric not in seen:
                seen.add(given.metric)
                ways.append((*way, given.metric))
    return ()


@query
def parts(db: Database, kind: str) -> dict[str, tuple[str, ...]]:
    """The parts of metrics that belong to places of a kind (`touchpoint`, `stage` ...), by the slug of a place's name.

    A part is named like `onboarding-nps@touchpoint:letter`. Asked once for the whole site, since every step asks.
    """
    found: dict[str, list[str]] = {}
    for card in cards(db, "metric"):
        known = document(db, "metric", card.id)
        if known is None:
            continue
        if known.data.measure is not None and not known.data.parameters and kind not in known.data.dimensions:
            continue
        for word in words(metric(db, card.id), kind):
            found.setdefault(slug(word), []).append(f"{card.id}@{kind}:{word}")
    return {name: tuple(ids) for name, ids in found.items()}


def words(result: MetricResult | None, kind: str) -> tuple[str, ...]:
    """The words that a metric is split by in one dimension alone."""
    split = result.split if result else ()
    alone = (value.dimensions[0] for value in split if len(value.dimensions) == 1)
    return tuple(dict.fromkeys(word for name, word in alone if name == kind))
