"""A source read: from the bytes of its files to typed rows, with a receipt for each file."""

from __future__ import annotations

import csv
import fnmatch
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from cjmsite.data import bulk
from cjmsite.data.assembly import Part, assemble
from cjmsite.data.choice import choose_table
from cjmsite.data.container import TEXT, InputFile, Payload, unpack
from cjmsite.data.delimited import read_delimited
from cjmsite.data.format import Format, FormatError, Unit
from cjmsite.data.header import find_column, read_headings
from cjmsite.data.plain import NotPlain
from cjmsite.data.plan import Plan, locate, make_plan
from cjmsite.data.problems import Problems, Where, listed, shown
from cjmsite.data.rawtable import Heading, RawTable, Row, Tables
from cjmsite.data.reshape import reshape
from cjmsite.data.selection import select
from cjmsite.data.sifted import find_sifted
from cjmsite.data.table import Reading, Table
from cjmsite.data.telling import tell_table
from cjmsite.diagnostics import Diagnostic, Span, did_you_mean, error, warning
from cjmsite.model.source import ColumnPlace, Source
from cjmsite.others import failures

ROWS = Format("rows", "Rows that a plugin brings itself")
"""The format of rows that were never a file."""


def read_source(source_id: str, spec: Source, files: Sequence[InputFile], fmt: Format, where: Where) -> Reading:
    """The typed rows of a source's files, in the order of the files. Every mistake is a finding; nothing is raised."""
    reading, counted = _read(source_id, spec, files, fmt, where)
    if reading.failed and counted:  # once more, which takes longer, and each mistake with its line
        return _read(source_id, spec, files, fmt, where, placed=True)[0]
    return reading


def _read(
    source_id: str, spec: Source, files: Sequence[InputFile], fmt: Format, where: Where, *, placed: bool = False
) -> tuple[Reading, bool]:
    """The rows of all files, and whether the engine counted lines of some of them."""
    problems = Problems()
    plan = make_plan(source_id, spec, fmt, where, problems)
    if plan is None:
        return Reading(source_id, Table(), (), problems.all(), fmt.tidy), False
    if not files:
        message = (
            f"no file is there for the source `{source_id}`: {listed(spec.file) if spec.file else 'none is named'}"
        )
        problems.add(error("no-files", message, locate(where, ("sources", source_id, "file"))))
    parts = []
    files = list(_without_repeats(files, problems))
    companion = _find_companion(files, fmt)
    for file in files:
        for payload in _payloads(file, fmt, problems):
            if companion is not None and payload.path == companion.path:
                continue
            if companion is not None:
                payload = replace(payload, companion=companion.content)
            try:
                part = _read_in_bulk(payload, file, spec, fmt, plan, where, problems, placed)
                if part is not None:
                    parts.append(part)
                    continue
                tables = read_tables(payload, spec, fmt, locate(where, ("sources", source_id, "delimiter")))
                problems.extend(tables.problems)
                parts.append(_read_part(payload.path, file, tables, spec, fmt, plan, where, problems))
            except FormatError as failure:
                span = locate(where, ("sources", source_id, "format"))
                problems.add(error("plugin-failed", str(failure), span, f"on the file {payload.path}"))
            except csv.Error as failure:
                message = f"{payload.path} cannot be read as delimited text: {failure}"
                problems.add(error("broken-text", message, Span(payload.path)))
    counted = any(part.copies and part.tables.delimiter for part in parts)
    return assemble(plan, spec, fmt, parts, where, problems), counted


def _read_in_bulk(
    payload: Payload,
    file: InputFile,
    spec: Source,
    fmt: Format,
    plan: Plan,
    where: Where,
    problems: Problems,
    placed: bool,
) -> Part | None:
    """What is taken from a large file that the engine can read, whole or without its odd lines; None of any other."""
    if payload.stored.size < bulk.BULK_FROM:
        return None
    delimiter = locate(where, ("sources", plan.source, "delimiter"))
    sifted = partial(find_sifted, declared=delimiter, placed=placed)
    for find in (sifted,) if placed else (bulk.find_bulk, sifted):
        tables = find(payload, spec, fmt)
        if tables is None:
            continue
        found = Problems()
        found.extend(tables.problems)
        try:
            part = _read_part(payload.path, file, tables, spec, fmt, plan, where, found)
        except NotPlain:
            continue
        problems.extend(found.all())
        return part
    return None


def table_from_rows(
    source_id: str,
    spec: Source,
    header: Sequence[str],
    rows: Iterable[Sequence[str | None]],
    where: Where,
    path: str | None = None,
) -> Reading:
    """The typed rows of a source whose plugin brings header and rows itself.

    `path` is the file that they came from line by line, if there is one; else messages count the rows.
    """
    problems = Problems()
    plan = make_plan(source_id, spec, ROWS, where, problems)
    if plan is None:
        return Reading(source_id, Table(), (), problems.all())
    kept = [["" if cell is None else str(cell) for cell in row] for row in rows]

    def numbered() -> Iterator[Row]:
        return iter(enumerate(kept, start=1))

    content = "\n".join("\t".join(row) for row in [list(header), *kept]).encode("utf-8", "replace")
    tables = Tables((RawTable(read_headings([header], ROWS.name_of), numbered),), "none", "the rows are text already")
    part = _read_part(path or source_id, InputFile(source_id, content), tables, spec, ROWS, plan, where, problems)
    reading = assemble(plan, spec, ROWS, [part], where, problems)
    if path is not None:
        return reading
    told = (_by_row(problem, source_id, where) for problem in reading.problems)
    return replace(reading, problems=tuple(told))


def _by_row(problem: Diagnostic, source_id: str, where: Where) -> Diagnostic:
    """A finding in rows that stand in no file: its row in words, its place that of the source."""
    if problem.span is None or problem.span.path != source_id:
        return problem
    message = f"row {problem.span.line} of the source `{source_id}`: {problem.message}"
    return replace(problem, message=message, span=locate(where, ("sources", source_id)))


def _without_repeats(files: Sequence[InputFile], problems: Problems) -> Iterator[InputFile]:
    """The files, each once; a copy under another name is told, since its rows count twice."""
    seen: set[tuple[str, str | None]] = set()
    copies: dict[tuple[int, str, str | None], str] = {}
    sizes = Counter(file.size for file in files)
    for file in files:
        if (file.path, file.member) in seen:
            continue
        seen.add((file.path, file.member))
        size = file.size
        digest = file.digest() if sizes[size] > 1 else ""
        first = copies.setdefault((size, digest, file.member), file.path)
        if first != file.path:
            message = f"{file.path} holds the same as {first}, so each of its rows counts twice"
            problems.add(warning("same-file", message, Span(file.path), "delete one of the two"))
        yield file


def read_tables(payload: Payload, spec: Source, fmt: Format, delimiter: Span | None = None) -> Tables:
    """The tables of a payload as its format makes them. Raises FormatError, or csv.Error where text is broken."""
    if fmt.tables is None:
        return reshape(_read_container(payload, spec, fmt, delimiter), fmt)
    try:
        return reshape(fmt.tables(payload, spec), fmt)
    except FormatError:
        raise
    except failures() as failure:  # a format may be anybody's
        raise FormatError(fmt.name, failure) from failure


def _read_container(payload: Payload, spec: Source, fmt: Format, delimiter: Span | None) -> Tables:
    """The tables of a payload, by the container that it is. Each is imported only where there is one."""
    if payload.kind == "xlsx":
        from cjmsite.data.workbook import read_workbook

        return read_workbook(payload, spec, fmt)
    if payload.kind == "parquet":
        from cjmsite.data.parquet import read_parquet

        return read_parquet(payload, spec, fmt)
    if payload.kind == "html":
        from cjmsite.data.htmltable import read_html

        return read_html(payload, spec, fmt)
    if payload.kind == "json" or "text" not in (fmt.reads or TEXT):
        from cjmsite.data.jsontext import read_json

        return read_json(payload, spec, fmt)
    return read_delimited(payload, spec, fmt, delimiter)


def _payloads(file: InputFile, fmt: Format, problems: Problems) -> tuple[Payload, ...]:
    if fmt.tables is not None and not fmt.reads:
        return (Payload(file.path, file.held),)
    payloads, found = unpack(file, reads=fmt.reads or TEXT)
    problems.extend(found)
    return payloads


def _find_companion(files: Sequence[InputFile], fmt: Format) -> Payload | None:
    """The file that tells of the others, where a format has one."""
    if fmt.companion is None:
        return None
    payloads = (payload for file in files for payload in _payloads(file, fmt, Problems()))
    found = (payload for payload in payloads if fnmatch.fnmatchcase(_name(payload), fmt.companion))
    return next(found, None)


def _name(payload: Payload) -> str:
    return re.split(r"[/!]", payload.path)[-1].casefold()


def _read_part(
    path: str,
    file: InputFile,
    tables: Tables,
    spec: Source,
    fmt: Format,
    plan: Plan,
    where: Where,
    problems: Problems,
) -> Part:
    """The wanted texts of one file, with what is known of it so far."""
    part = Part(path, file.size, tables)
    table = choose_table(tables.tables, spec.table, plan, path, where, problems)
    if table is None:
        part.missing.update(plan.columns)
        part.sha256 = file.digest()
        return part
    places: dict[str, int] = {}
    for name, place in plan.places.items():
        at = _find(name, place, table.headings, fmt.renamed, plan, path, where, problems)
        if at is not None:
            places[name] = at
            part.headings[name] = table.headings[at].name
            _check_guards(name, table.headings[at], fmt, plan, where, problems)
        elif name not in plan.optional:
            part.missing.add(name)
    for name in plan.raw:
        at = _find_raw(name, table.headings, plan, path, where, problems)
        if at is not None:
            places[name] = at
        else:
            part.missing.add(name)
    drops = [drop for drop in fmt.drops if drop.column not in plan.raw]
    beside = _find_units(places, table.headings, fmt, plan)
    wanted = (*places.values(), *(at for _, _, at in beside))
    if table.bulk is not None:
        selection = table.bulk(wanted, drops)
        problems.extend(selection.problems)
    else:
        selection = select(table, wanted, drops, spec.totals, path, problems)
    part.sha256 = file.digest()  # only now: whoever reads a large file as a whole knows it on the way
    part.texts = dict(zip(places, selection.columns, strict=False))
    units = zip(beside, selection.columns[len(places) :], strict=True)
    part.units = [(unit, name, table.headings[at].written, texts) for (unit, name, at), texts in units]
    part.cells, part.place = places, table.place
    part.native = {name: table.native[at] for name, at in places.items() if at < len(table.native)}
    _tell_unsaved(table, places, path, problems)
    part.lines, part.read, part.dropped = selection.lines, selection.read, selection.dropped
    part.copies = selection.copies
    part.total = dict(zip(places, selection.total or (), strict=False))
    part.notes = [*tables.notes, *table.notes, *selection.notes]
    if tables.delimiter is not None:
        part.notes += tell_table(table, selection, spec.totals)
    problems.extend(replace(problem, span=problem.span or Span(path)) for problem in table.problems)
    if len(tables.tables) > 1:
        named = f"the table {shown(table.title)}" if table.title else "the table"
        part.notes.append(f"{named} from line {table.line}, one of {len(tables.tables)}")
    return part


def _tell_unsaved(table: RawTable, places: Mapping[str, int], path: str, problems: Problems) -> None:
    """Formulas of wanted columns that were saved without what they come to."""
    names = {at: f"`{name}`: a formula stands here" for name, at in places.items()}
    names[-1] = "this row has nothing but formulas"
    for line, at in table.unsaved:
        if at in names:
            message = f"{names[at]}, and what it comes to was never saved"
            hint = "open the workbook in Excel and save it, or paste the values"
            problems.add(error("unsaved-formula", message, Span(path, line), hint), names[at])


def _find(
    name: str,
    place: ColumnPlace,
    headings: Sequence[Heading],
    renamed: Sequence[Sequence[str]],
    plan: Plan,
    path: str,
    where: Where,
    problems: Problems,
) -> int | None:
    at, there = find_column(headings, place)
    span = locate(where, ("sources", plan.source, "columns", name, "from"))
    if at is None and name not in plan.optional:
        wanted = _called(place)
        known = [heading.name for heading in headings if heading.name]
        others = (other for group in renamed if (place.name or name) in group for other in group if other in known)
        if other := next(others, None):
            hint = f"it is called {shown(other)} there: `from: {{any_of: [{place.name or name}, {other}]}}` finds both"
        else:
            hint = did_you_mean(place.name or name, known) or f"it has {listed(known)}"
        problems.add(error("unknown-column", f"{path} has no column {wanted}", span, hint))
    elif there > 1 and place.name is not None and "nth" not in place.model_fields_set:
        message = f"{path} has {there} columns called {shown(place.name)}; the first is read"
        hint = f"say which: `from: {{name: {place.name}, nth: 1}}`"
        problems.add(warning("repeated-column", message, span, hint))
    return at


def _check_guards(name: str, heading: Heading, fmt: Format, plan: Plan, where: Where, problems: Problems) -> None:
    for guard in fmt.guards:
        if plan.columns[name].type in guard.types and re.fullmatch(guard.pattern, heading.written):
            span = locate(where, ("sources", plan.source, "columns", name, "type"))
            message = f"{shown(heading.written)} is no {plan.columns[name].type}: {guard.why}"
            problems.add(error("not-a-quantity", message, span, guard.hint))


def _find_units(
    places: Mapping[str, int], headings: Sequence[Heading], fmt: Format, plan: Plan
) -> list[tuple[Unit, str, int]]:
    """The mapped numbers whose unit stands in another column, each with the place of that one."""
    found: list[tuple[Unit, str, int]] = []
    for unit in fmt.units:
        names_them = re.compile(unit.column, re.IGNORECASE).fullmatch
        at = next((at for at, heading in enumerate(headings) if names_them(heading.written)), None)
        if at is None:
            continue
        for name, place in places.items():
            counted = name in plan.columns and plan.columns[name].type in ("integer", "number")
            if counted and re.fullmatch(unit.pattern, headings[place].written, re.IGNORECASE):
                found.append((unit, name, at))
    return found


def _find_raw(
    name: str, headings: Sequence[Heading], plan: Plan, path: str, where: Where, problems: Problems
) -> int | None:
    at, _ = find_column(headings, ColumnPlace(name=name))
    if at is None:
        known = [*plan.columns, *(heading.name for heading in headings if heading.name)]
        span = locate(where, ("sources", plan.source, "filter"), ("sources", plan.source, "expect"))
        message = f"a filter or expectation names {shown(name)}, which is no column of {path}"
        problems.add(error("unknown-column", message, span, did_you_mean(name, known)))
    return at


def _called(place: ColumnPlace) -> str:
    if place.position is not None:
        return f"number {place.position}"
    if place.header:
        return f"with the headers {listed(place.header)}"
    nth = f" for the {place.nth}th time" if place.nth > 1 else ""
    return listed(name for name in (place.name, *place.any_of) if name) + nth
