"""The texts of a source's files put together: typed over whole columns, filtered, checked and receipted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, repeat

from msgspec import Struct, field
from msgspec.structs import replace

from cjmsite.data import numbers
from cjmsite.data.conditions import Operand, holds
from cjmsite.data.expect import check_rows, check_unique
from cjmsite.data.filters import FilterError, names_in
from cjmsite.data.format import Format, Unit
from cjmsite.data.masking import mask
from cjmsite.data.overlap import find_twice
from cjmsite.data.plan import Plan, filter_error, locate
from cjmsite.data.problems import LIMIT, Problems, Where, count_of
from cjmsite.data.rawtable import CellPlace, Tables
from cjmsite.data.result import FileReceipt
from cjmsite.data.scale import is_suspect
from cjmsite.data.table import InUnits, Reading, Table, TableColumn, Totals
from cjmsite.data.telling import tell_column, tell_source
from cjmsite.data.typed import NUMERIC, Cell, Customs, TypedColumn, type_column
from cjmsite.diagnostics import Diagnostic, Span, error, warning
from cjmsite.model.source import Column, Locale, Source

_FEW_WORDS = 5
_REASONS = 3


class Part(Struct):
    """What was taken from one file: texts of the wanted columns, and what happened to its rows."""

    path: str
    size: int
    tables: Tables
    sha256: str = ""
    texts: dict[str, list[str]] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    cells: dict[str, int] = field(default_factory=dict)
    place: CellPlace = lambda line, cell: None
    native: dict[str, frozenset[str]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    read: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    total: dict[str, str] = field(default_factory=dict)
    copies: list[int] = field(default_factory=list)
    units: list[tuple[Unit, str, str, list[str]]] = field(default_factory=list)

    def number(self, kept: Iterable[bool]) -> int:
        """How many rows of the file those are that are kept."""
        return sum(compress(self.copies, kept)) if self.copies else sum(kept)


def assemble(plan: Plan, spec: Source, fmt: Format, parts: Sequence[Part], where: Where, problems: Problems) -> Reading:
    """The reading that the parts make together."""
    names = [name for name in plan.columns if name not in plan.optional or any(name in p.texts for p in parts)]
    typed = {name: _type(name, plan, parts, where, problems) for name in names}
    broken = {name for name, column in typed.items() if column.doubt or name in plan.broken} | {
        name for part in parts for name in part.missing if name in plan.columns
    }
    raw = {name: _join(name, parts) for name in plan.raw}
    kept = _filter(plan, spec, typed, raw, broken, parts, where, problems)
    _tell_bad_cells(plan, typed, kept, parts, problems)
    kept = _without_bad_cells(names, typed, kept, parts)
    rows = [row for row, keep in enumerate(kept) if keep]
    columns = tuple(_column(name, plan.columns[name], typed[name], rows, len(kept)) for name in names)
    for column in columns:
        _suspect_scale(plan, column, where, problems)
    lines = [line for part in parts for line in part.lines]
    kept_lines = tuple(lines[row] for row in rows)
    totals = _totals(names, plan, parts, broken)
    copies = tuple(compress(_copies(parts), kept)) if any(part.copies for part in parts) else ()
    units = tuple(_units(plan, typed, parts, kept))
    table = Table(columns, _origin(parts, kept), kept_lines, tuple(sorted(broken & set(names))), totals, copies, units)
    if spec.expect is not None and not broken:
        check_rows(plan.source, spec.expect, sum(copies) if copies else len(rows), where, problems)
        if spec.expect.unique:
            cells: Sequence[Cell] = raw.get(spec.expect.unique) or typed[spec.expect.unique].values
            check_unique(plan.source, spec.expect.unique, [cells[row] for row in rows], table, where, problems)
    if len(parts) > 1 and not broken and not (spec.expect is not None and spec.expect.unique):
        headings = {name: heading for part in parts for name, heading in part.headings.items()}
        problems.extend(find_twice(table, headings, {part.path: part.sha256 for part in parts}))
    if not rows and not problems.fatal:
        message = f"no row of the source `{plan.source}` is left"
        left_out = [f"{number:,}: {reason}" for part in parts for reason, number in part.dropped.items()]
        why = f"left out are {'; '.join(left_out[:_REASONS])}" if left_out else None
        hint = "look at its `filter:` and at the file" if spec.filter else why
        at = ("filter", 0) if spec.filter else ("file", 0)
        problems.add(warning("no-rows", message, locate(where, ("sources", plan.source, *at)), hint))
    return Reading(
        plan.source,
        table,
        _receipts(plan, typed, parts, kept),
        problems.all(),
        fmt.tidy,
        spec.suppress_below,
        frozenset(name for name, column in plan.columns.items() if column.public),
        fmt.grouped,
        tell_source(plan, spec, fmt),
    )


def _copies(parts: Sequence[Part]) -> Iterator[int]:
    return chain.from_iterable(part.copies or repeat(1, len(part.lines)) for part in parts)


def _join(name: str, parts: Sequence[Part]) -> list[str]:
    return [text for part in parts for text in part.texts.get(name) or [""] * len(part.lines)]


def _type(name: str, plan: Plan, parts: Sequence[Part], where: Where, problems: Problems) -> TypedColumn:
    texts = _join(name, parts)
    if name in plan.broken:
        return TypedColumn([None] * len(texts))
    column = type_column(texts, *_as_known(name, plan, parts))
    if column.doubt is not None:
        row = next(row for row, text in enumerate(texts) if text.strip() == column.doubt.cell or not column.doubt.cell)
        mapped = locate(where, ("sources", plan.source, "columns", name))
        told = Diagnostic(
            column.doubt.code,
            "error",
            f"`{name}`: {column.doubt.message}",
            _span(row, name, parts),
            column.doubt.hint,
            (("the column is mapped here", mapped),) if mapped else (),
        )
        problems.add(told)
    return column


def _as_known(name: str, plan: Plan, parts: Sequence[Part]) -> tuple[Column, Customs]:
    """The column and the customs by which it is typed, with what the files themselves know of its values.

    True numbers have a decimal point, unless the source declares another mark: then they were written with that.
    True dates were written as ISO 8601, whatever format is declared for those that are text.
    """
    column, customs = plan.columns[name], plan.customs
    known = [part.native.get(name, frozenset()) for part in parts if name in part.texts and part.lines]
    if customs.locale is None and known and all(kinds <= {"number"} for kinds in known) and any(known):
        customs = replace(customs, locale=Locale(decimal=".", thousands=""))
    if column.format and any("date" in kinds for kinds in known) and "iso" not in column.format:
        column = column.model_copy(update={"format": (*column.format, "iso")})
    return column, customs


def _span(row: int, name: str, parts: Sequence[Part]) -> Span:
    """Where the cell of a row and a column stands; where its row begins if that is all that is known."""
    for part in parts:
        if row < len(part.lines):
            line = part.lines[row]
            columns = part.place(line, part.cells[name]) if name in part.cells else None
            return Span(part.path, line, *columns) if columns else Span(part.path, line)
        row -= len(part.lines)
    raise IndexError(row)


def _filter(
    plan: Plan,
    spec: Source,
    typed: Mapping[str, TypedColumn],
    raw: Mapping[str, list[str]],
    broken: set[str],
    parts: Sequence[Part],
    where: Where,
    problems: Problems,
) -> list[bool]:
    rows = sum(len(part.lines) for part in parts)
    kept = [True] * rows
    operands = {name: Operand(plan.columns[name].type, column.values) for name, column in typed.items()}
    operands |= {name: Operand("text", texts, raw=True) for name, texts in raw.items()}
    missing = {name for part in parts for name in part.missing}
    for at, node in enumerate(plan.filters):
        names = {name.name for name in names_in(node)}
        if names & (missing | broken) or not names <= operands.keys():
            continue
        try:
            answers = holds(node, operands, rows)
        except FilterError as failure:
            span = locate(where, ("sources", plan.source, "filter", at))
            problems.add(error("bad-filter", filter_error(spec.filter[at], failure), span))
            continue
        # A cell that cannot be read must not leave by a filter that looks at it: it is a mistake to be told.
        unread = [typed[name] for name in names if name in typed and typed[name].bad]
        texts = [_join(name, parts) for name in names if name in typed and typed[name].bad]
        for row, answer in enumerate(answers):
            if answer is not True and not any(t[row] in c.bad for t, c in zip(texts, unread, strict=True)):
                kept[row] = False
    _count_by_part(kept, [True] * rows, parts, "left out by `filter`")
    return kept


def _count_by_part(kept: Sequence[bool], before: Sequence[bool], parts: Sequence[Part], reason: str) -> None:
    start = 0
    for part in parts:
        end = start + len(part.lines)
        if lost := part.number(before[start:end]) - part.number(kept[start:end]):
            part.dropped[reason] += lost
        start = end


def _tell_bad_cells(
    plan: Plan, typed: Mapping[str, TypedColumn], kept: Sequence[bool], parts: Sequence[Part], problems: Problems
) -> None:
    for name, column in typed.items():
        if not column.bad:
            continue
        first: dict[str, int] = {}
        counts: Counter[str] = Counter()
        for row, (text, copies) in enumerate(zip(_join(name, parts), _copies(parts), strict=False)):
            if text in column.bad and kept[row]:
                first.setdefault(text, row)
                counts[text] += copies
        words = _hint_for_words(name, plan.columns[name], list(first))
        told: Counter[str] = Counter()
        for text, row in first.items():
            code, message, hint = column.bad[text]
            hint = hint or words
            more = f" ({count_of(counts[text], 'row')}; the first is here)" if counts[text] > 1 else ""
            told[code] += 1
            span = _span(row, name, parts) if told[code] <= LIMIT + 1 else None  # of the others nothing is told
            problems.add(error(code, f"`{name}`: {message}{more}", span, hint), name)


def _hint_for_words(name: str, column: Column, texts: Sequence[str]) -> str | None:
    """What to say of a few words among numbers."""
    words = list(dict.fromkeys(text.strip() for text in texts))
    few = len(words) <= _FEW_WORDS and not any(letter.isdecimal() for word in words for letter in word)
    if column.type not in NUMERIC or not few:
        return None
    told = ", ".join(json.dumps(word, ensure_ascii=False) for word in words)
    return f"if such words stand for no answer, say so at the column: `{name}: {{…, null_values: [{told}]}}`"


def _without_bad_cells(
    names: Sequence[str], typed: Mapping[str, TypedColumn], kept: list[bool], parts: Sequence[Part]
) -> list[bool]:
    for name in names:
        bad = typed[name].bad
        if not bad:
            continue
        before = list(kept)
        for row, text in enumerate(_join(name, parts)):
            if text in bad:
                kept[row] = False
        _count_by_part(kept, before, parts, f"`{name}` cannot be read")
    return kept


def _column(name: str, column: Column, typed: TypedColumn, rows: Sequence[int], total: int) -> TableColumn:
    values = typed.values
    chosen = tuple(values) if len(rows) == total else tuple(map(values.__getitem__, rows))
    return TableColumn(name, column.type, chosen, column.scale)


def _totals(names: Sequence[str], plan: Plan, parts: Sequence[Part], broken: set[str]) -> tuple[Totals, ...]:
    """The numbers of each file's totals row, read in the way of the columns that they stand in."""
    wanted = [name for name in names if plan.columns[name].type in NUMERIC and name not in broken]

    def read(part: Part, name: str) -> Cell:
        text = part.total.get(name, "")
        value = type_column([*part.texts.get(name, ()), text], plan.columns[name], plan.customs).values[-1]
        return _whole(text) if value is None and plan.columns[name].type == "integer" else value

    return tuple((part.path, tuple((name, read(part, name)) for name in wanted)) for part in parts if part.total)


def _whole(text: str) -> int | None:
    """A total among whole numbers, which can be read in one way only: `15,333` is no fifteen and a third."""
    parts = numbers.take_apart(text)
    if parts is None or parts.percent:
        return None
    read = {numbers.read_body(parts.body, style) for style in (numbers.DOT, numbers.COMMA)} - {None}
    found = {int(value) for value in read if value is not None and value == int(value)}
    return (-1 if parts.negative else 1) * found.pop() if len(found) == 1 else None


def _units(
    plan: Plan, typed: Mapping[str, TypedColumn], parts: Sequence[Part], kept: Sequence[bool]
) -> Iterator[InUnits]:
    """The columns whose numbers are in more than one unit, by the rows that are left."""
    words: dict[tuple[str, str, str], dict[str, None]] = {}
    by: dict[str, str] = {}
    start = 0
    for part in parts:
        end = start + len(part.lines)
        by |= {part.headings[name]: name for name in plan.columns if name in part.headings}
        for unit, name, heading, texts in part.units:
            said = words.setdefault((name, heading, unit.noun), {})
            for text, value, keep in zip(texts, typed[name].values[start:end], kept[start:end], strict=True):
                if keep and value is not None and text.strip():
                    said.setdefault(text.strip())
        start = end
    for (name, heading, noun), said in words.items():
        if len(said) > 1:
            yield InUnits(name, by.get(heading), heading, noun, tuple(said))


def _suspect_scale(plan: Plan, column: TableColumn, where: Where, problems: Problems) -> None:
    values = [value for value in column.values if isinstance(value, int | float)]
    if column.scale is not None and is_suspect(values, column.scale):
        low, high = column.scale
        message = (
            f"`{column.name}` is said to go from {low:g} to {high:g}, "
            f"but all {len(values)} values lie between {min(values):g} and {max(values):g}"
        )
        span = locate(where, ("sources", plan.source, "columns", column.name, "scale"))
        problems.add(error("suspect-scale", message, span, "say the scale that people were asked on: `scale: [1, 5]`"))


def _origin(parts: Sequence[Part], kept: Sequence[bool]) -> tuple[tuple[str, int], ...]:
    origin, start = [], 0
    for part in parts:
        end = start + len(part.lines)
        origin.append((part.path, sum(kept[start:end])))
        start = end
    return tuple(origin)


def _receipts(
    plan: Plan, typed: Mapping[str, TypedColumn], parts: Sequence[Part], kept: Sequence[bool]
) -> tuple[FileReceipt, ...]:
    receipts, start = [], 0
    for part in parts:
        end = start + len(part.lines)
        columns = tuple(
            (name, _describe(name, plan.columns[name], column, part, column.values[start:end], kept[start:end]))
            for name, column in typed.items()
            if name in part.headings
        )
        notes = [*part.notes, *(f"`{name}`: {note}" for name, column in typed.items() for note in column.notes)]
        receipts.append(
            FileReceipt(
                part.path,
                part.sha256,
                part.size,
                part.tables.encoding,
                part.tables.encoding_reason,
                part.tables.delimiter,
                part.read,
                part.number(kept[start:end]),
                tuple(sorted(part.dropped.items())),
                columns,
                tuple(map(mask, notes)),
            )
        )
        start = end
    return tuple(receipts)


def _describe(
    name: str, column: Column, typed: TypedColumn, part: Part, values: Sequence[object], kept: Sequence[bool]
) -> str:
    said = [f"`{mask(part.headings[name])}`", column.type]
    if column.scale:
        said.append(f"{column.scale[0]:g} to {column.scale[1]:g}")
    if typed.reading:
        said.append(typed.reading)
    said += tell_column(column)
    if empty := part.number([keep and value is None for value, keep in zip(values, kept, strict=True)]):
        said.append(f"{empty:,} empty")
    return ", ".join(said)
