"""What the reader sees in a file: its tables with their columns, the rows that are none, and a guess at each column."""

from __future__ import annotations

import csv
import fnmatch
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from cjmsite.data.container import InputFile, Payload, members_of, name_kind, refuse, unpack
from cjmsite.data.format import Format, FormatError
from cjmsite.data.problems import Problems, count_of, shown
from cjmsite.data.rawtable import RawTable, Row, Tables
from cjmsite.data.reader import read_tables
from cjmsite.data.selection import select
from cjmsite.diagnostics import Diagnostic, Span, error, warning
from cjmsite.inspect.columns import SeenColumn, find_locale, is_open, see_columns
from cjmsite.inspect.guessing import guess
from cjmsite.inspect.looking import CONTAINERS, look_at
from cjmsite.inspect.recognising import ENOUGH, Candidate, Verdict, recognise
from cjmsite.inspect.writing import Writing
from cjmsite.model.source import Source

_TAB = re.compile(rb"(?<!\\)\t")
"""A tab that parts cells; behind a backslash it is within one."""

_FIRST_ROW = 1 << 20
_DESCRIBED = 5
"""So many columns that their number is no chance."""

_ROOT = re.compile(r"`root: ([^`]+)`")
ROWS = 50_000
"""How many rows of a table are looked at."""


class SeenRows(Struct, frozen=True):
    """A table: its title, its place, how many rows were read and kept, why others were not, and its columns."""

    index: int
    title: str | None
    line: int
    comments: tuple[str, ...]
    read: int
    kept: int
    dropped: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    columns: tuple[SeenColumn, ...]
    header_rows: int
    cut: bool
    writing: Writing | None = None
    total_asked: bool = False
    """Whether somebody has to say what a row is that calls itself a total."""
    headless: bool = False
    """Whether what was taken for the names of its columns looks like one more row."""


class Sight(Struct, frozen=True):
    """All that was seen in a file. `format` is what it was read as; `members` are those of an archive."""

    path: str
    size: int
    container: str
    members: tuple[str, ...]
    encoding: str
    encoding_reason: str
    delimiter: str | None
    verdict: Verdict | None
    format: Format | None
    tables: tuple[SeenRows, ...]
    notes: tuple[str, ...]
    problems: tuple[Diagnostic, ...]
    beside: str | None = None
    """The name of the file that tells of this one, where it was found."""
    root: str | None = None
    """The keys that lead to the rows, where that must be said."""

    @property
    def usable(self) -> bool:
        """Whether a source could read the file, perhaps after a question was answered."""
        open_questions = ("unknown-encoding", "bad-encoding", "no-header-file")
        broken = any(problem.severity == "error" and problem.code not in open_questions for problem in self.problems)
        return self.format is not None and (bool(self.tables) or not broken)


def see(
    file: InputFile,
    formats: Iterable[Format],
    companions: Sequence[InputFile] = (),
    name: str | None = None,
    encoding: str | None = None,
) -> Sight:
    """What the reader sees in a file, read as the format of that name and in that encoding, where they are given."""
    spec = Source(encoding=encoding)
    kind = name_kind(file.content)
    payloads, found = unpack(file, reads=CONTAINERS)
    if len(payloads) != 1:
        if len(payloads) > 1:
            message = f"{file.path} holds {count_of(len(payloads), 'such file')}; look at one of them"
            found = (*found, error("several-files", message, Span(file.path)))
        return Sight(file.path, len(file.content), kind, members_of(file), "none", "", None, None, None, (), (), found)
    payload = payloads[0]
    look = look_at(payload, spec)
    known = tuple(formats)
    verdict = recognise(look, known)
    if not verdict.sure and (described := _described(payload, known, companions)) is not None:
        verdict = Verdict(described, (described,), True)
    fmt = next((fmt for fmt in known if fmt.name == name), None) or _likeliest(verdict)
    container = kind if kind == payload.kind else f"{kind} with {payload.kind}"
    if fmt is None:
        found = (*found, refuse(file.path, payload.kind))
        return Sight(file.path, len(file.content), container, (), "none", "", None, verdict, None, (), (), found)
    beside = _find_companion(fmt, companions)
    payload = payload if beside is None else replace(payload, companion=beside.content)
    tables, problems = _read(payload, spec, fmt)
    root = _root_to_name(problems)
    if root is not None:
        told = [problem.message for problem in problems if problem.code == "no-such-root"]
        spec = spec.model_copy(update={"root": root})
        tables, problems = _read(payload, spec, fmt)
        tables = replace(tables, notes=(*tables.notes, *told, f"looked at is the longest one, {shown(root)}"))
    if any(problem.code == "second-header" for table in tables.tables for problem in table.problems):
        tables, problems = _read(payload, spec.model_copy(update={"header_rows": 2}), fmt)
    seen, more = _see_tables(tables, fmt, payload.path)
    return Sight(
        file.path,
        len(file.content),
        container,
        (),
        tables.encoding,
        tables.encoding_reason,
        tables.delimiter,
        verdict,
        fmt,
        seen,
        tables.notes,
        tuple(dict.fromkeys((*found, *problems, *more))),
        _last(beside.path) if beside is not None else None,
        root,
    )


def _root_to_name(problems: Sequence[Diagnostic]) -> str | None:
    """The list that JSON holds its rows in, most likely, where it holds several and one must be named."""
    hints = [problem.hint for problem in problems if problem.code == "no-such-root" and problem.hint]
    found = (match for hint in hints if (match := _ROOT.search(hint)))
    return next((match[1] for match in found), None)


def _likeliest(verdict: Verdict) -> Format | None:
    """The format that was recognised; in doubt the likeliest, so that there is something to see."""
    if verdict.best is not None:
        return verdict.best.format
    return verdict.candidates[0].format if verdict.candidates else None


def _described(payload: Payload, formats: Sequence[Format], companions: Sequence[InputFile]) -> Candidate | None:
    """The format of a file that holds no names, where a file beside it names as many columns as its first row has."""
    cells = len(_TAB.split(payload.stored.head(_FIRST_ROW).split(b"\n", 1)[0]))
    for fmt in formats if payload.kind == "text" and cells >= _DESCRIBED else ():
        beside = _find_companion(fmt, companions)
        if beside is not None and len(beside.content.split(b"\n", 1)[0].split(b"\t")) == cells:
            told = f"`{_last(beside.path)}` beside it names as many columns as it has"
            return Candidate(fmt, ENOUGH, (told,))
    return None


def _find_companion(fmt: Format, companions: Sequence[InputFile]) -> InputFile | None:
    pattern = fmt.companion
    if pattern is None:
        return None
    return next((file for file in companions if fnmatch.fnmatchcase(_last(file.path).casefold(), pattern)), None)


def _last(path: str) -> str:
    return re.split(r"[/\\!]", path)[-1]


def _read(payload: Payload, spec: Source, fmt: Format) -> tuple[Tables, tuple[Diagnostic, ...]]:
    try:
        tables = read_tables(payload, spec, fmt)
    except (FormatError, csv.Error) as failure:
        problem = error("broken-text", f"{payload.path} cannot be read as `{fmt.name}`: {failure}", Span(payload.path))
        return Tables(()), (problem,)
    return tables, tables.problems


def _see_tables(tables: Tables, fmt: Format, path: str) -> tuple[tuple[SeenRows, ...], tuple[Diagnostic, ...]]:
    problems = Problems()
    seen = []
    proofs: list[Writing] = []
    for index, table in enumerate(tables.tables, start=1):
        try:
            seen.append(_see_table(index, table, fmt, path, problems, proofs))
        except (FormatError, csv.Error) as failure:
            problems.add(
                error("broken-text", f"table {index} of {path} cannot be read: {failure}", Span(path, table.line))
            )
    for at, rows in enumerate(seen):  # what a later table proves holds for an earlier one, too
        if rows.writing is None and proofs and any(map(is_open, rows.columns)):
            seen[at] = _see_table(rows.index, tables.tables[rows.index - 1], fmt, path, Problems(), proofs)
    return tuple(seen), problems.all()


def _see_table(
    index: int, table: RawTable, fmt: Format, path: str, problems: Problems, proofs: list[Writing]
) -> SeenRows:
    """A table as it is seen; how it writes its numbers joins the proofs of its file."""
    cut, found = False, Problems()

    def rows() -> Iterator[Row]:
        nonlocal cut
        for at, row in enumerate(table.rows()):
            if at == ROWS:
                cut = True
                return
            yield row

    beginning = replace(table, rows=rows)
    selection = select(beginning, range(len(table.headings)), fmt.drops, "check", path, found)
    problems.extend((*found.all(), *table.problems))
    shown = selection.columns
    if not selection.lines and (reasons := [drop.reason for drop in fmt.drops if drop.reason in selection.dropped]):
        shown = select(beginning, range(len(table.headings)), (), "check", path, Problems()).columns
        problems.add(_all_left_out(selection.read, reasons, fmt, path))
    columns = see_columns(table, shown, fmt)
    writing = find_locale(table, shown, fmt, proofs)
    if writing is not None:
        proofs.append(writing)
    if writing is not None and any(map(is_open, columns)):
        columns = see_columns(table, shown, fmt, writing.locale)
    else:
        writing = None
    return SeenRows(
        index,
        table.title,
        table.line,
        table.comments,
        selection.read,
        len(selection.lines),
        tuple(sorted(selection.dropped.items())),
        (*table.notes, *selection.notes),
        columns,
        len(table.headings[0].levels) if table.headings else 1,
        cut,
        writing,
        any(problem.code == "unproven-total" for problem in found.all()),
        _is_headless(columns, selection.columns),
    )


def _is_headless(columns: Sequence[SeenColumn], texts: Sequence[Sequence[str]]) -> bool:
    """Whether the names of columns are all like what stands below them: numbers, days, and words that come again."""
    kinds = [
        (column, cells) for column, cells in zip(columns, texts, strict=True) if column.written and column.distinct
    ]
    counted = [column for column, _ in kinds if column.guess.type != "text"]
    if not counted or any(guess(column.name, [column.written], ()).type == "text" for column in counted):
        return False
    worded = [column.written in cells for column, cells in kinds if column.guess.type == "text"]
    return any(worded) if worded else len(counted) > 1


def _all_left_out(number: int, reasons: Sequence[str], fmt: Format, path: str) -> Diagnostic:
    """That the format takes no row of a table for data, and how a source has it otherwise."""
    why = "; ".join(dict.fromkeys(reasons))
    column = next(drop.column for drop in fmt.drops if drop.reason == reasons[0])
    hint = f"if they are data all the same, let the source say which count, as in `filter: [\"{column} != ''\"]`"
    return warning("all-left-out", f"all of {count_of(number, 'row')} are left out: {why}", Span(path), hint)
