"""The columns of a raw table that somebody asked for, row by row; every row that is left out is counted."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence

from msgspec import Struct, field

from cjmsite.data.format import Drop
from cjmsite.data.problems import Problems, count_of, shown
from cjmsite.data.rawtable import Heading, RawTable, Row
from cjmsite.data.totals import ENDS, TOTALS, Total, find_totals, is_subtotal
from cjmsite.diagnostics import Diagnostic, Span, error, warning

_REMARKS = 10
"""More lines of one cell at the end of a table are a habit of whoever wrote it, and no remark."""

_ACCIDENTS = 3
"""More short rows are a habit, too: many programs leave out empty cells at the end of a row."""


Rule = tuple[int, frozenset[str], bool, str]
"""A column's place, words, whether it is the rows with them that are kept, and why the others are no data."""


class Selection(Struct):
    """Texts of the wanted columns, one list each, with the line on which each row begins.

    `total` holds the wanted texts of the totals row that was left out, if there was one. `copies` says how many rows
    each one stands for; where it says nothing, each is one. `strangers` are columns and words in them that
    nobody knows, with the first line of each and the number of its rows.
    """

    columns: list[list[str]]
    lines: list[int]
    read: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    total: list[str] | None = None
    copies: list[int] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    strangers: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    def meet(self, column: str, word: str, line: int, number: int = 1) -> None:
        """Take note of so many rows with a word that nobody knows."""
        first, before = self.strangers.get((column, word), (line, 0))
        self.strangers[column, word] = (min(first, line), before + number)


def select(
    table: RawTable,
    places: Sequence[int],
    drops: Sequence[Drop],
    totals: str,
    path: str,
    problems: Problems,
    beside: Selection | None = None,
) -> Selection:
    """The wanted columns of all rows that are data. What was selected `beside` them counts where findings are told."""
    width = len(table.headings)
    header = [heading.levels[-1] for heading in table.headings]
    rules = find_rules(table.headings, drops)
    watched = watch(drops, table.headings)
    selection = Selection([[] for _ in places], [])
    # One list per column and not one per row: a million small lists would keep the garbage collector busy.
    picks = [(column.append, at) for column, at in zip(selection.columns, places, strict=True)]
    lines = selection.lines
    dropped = selection.dropped
    short = 0
    ragged: list[tuple[int, int]] = []  # the first short rows, and how many cells they have
    cut: int | None = None
    known_total = table.is_total if totals != "keep" else None
    first: Row | None = None
    last: Row | None = None
    head: list[Row] = []
    ending: deque[Row] = deque(maxlen=ENDS)
    within: list[tuple[int, str]] = []
    lone = since = until = 0  # rows of one cell alone; where the last run of them begins and ends
    for line, row in table.rows():
        selection.read += 1
        reason, alone = "", False
        if len(row) != width:
            alone = len(row) == 1 and width > 2 and bool(row[0].strip())
            cells = len(row)
            row, reason = _fit(line, row, width, first is None, path, problems)
            if reason == "short":
                short, cut = short + 1, selection.read
                if any(row) and len(ragged) <= _ACCIDENTS:
                    ragged.append((line, cells))
            if reason == "long":
                dropped["more cells than the header has"] += 1
                continue
        if not any(row):
            dropped["blank row"] += 1
            continue
        if row[0] == header[0] and list(row) == header:
            dropped["the header again"] += 1
            continue
        if known_total is not None and known_total(row):
            dropped["totals row"] += 1
            short -= reason == "short"
            ragged = [found for found in ragged if found[0] != line]
            selection.notes.append(f"the totals row on line {line} left out")
            selection.total = [row[at] for at in places]
            continue
        if rules and (left := reason_to_drop(row, rules)):
            dropped[left] += 1
            continue
        for column, at, usual in watched:
            if (word := row[at].strip()) not in usual:
                selection.meet(column, word, line)
        said = row[0] or next(filter(None, row))
        if ("otal" in said or said in TOTALS or "rgebnis" in said) and last and (label := is_subtotal(row, last[1])):
            within.append((line, label))
        last = (line, row)
        first = first or last
        if len(head) < ENDS:
            head.append(last)
        ending.append(last)
        lines.append(line)
        for append, at in picks:
            append(row[at])
        if alone:
            lone, since, until = lone + 1, since if until == len(lines) - 1 and lone else len(lines) - 1, len(lines)
    for (column, word), (line, number) in beside.strangers.items() if beside is not None else ():
        selection.meet(column, word, line, number)
    for (column, word), (line, number) in sorted(selection.strangers.items(), key=lambda found: found[1][0]):
        problems.add(_strange(column, word, line, number, path), column)
    tail = list(ending)
    full = since if lone and until == len(lines) else len(lines)
    below = len(lines) - full
    if last is not None and short == 1 and cut == selection.read and _is_cut_off(table, last[1], before=full):
        problems.add(_cut_off(last[0], path))
    elif below and below == lone <= _REMARKS:
        problems.add(_text_below(lines[full], below, path))
        short -= below
        remarks = frozenset(lines[full:])
        ragged = [found for found in ragged if found[0] not in remarks]
        _take_out(selection, range(full, len(lines)), "a line of text below the table")
        head, tail = ([row for row in rows if row[0] not in remarks] for rows in (head, tail))
    elif short == 1 and cut == selection.read > 2 and last is not None:
        problems.add(_short_end(last[0], last[1], path))
    elif width > 2 and len(tail) > 1 and is_sparse(tail[-1][1]) and not any(is_sparse(row) for _, row in tail[:-1]):
        problems.add(_short_end(tail[-1][0], tail[-1][1], path))
    if 0 < len(ragged) <= _ACCIDENTS and not (short == 1 and cut == selection.read):
        problems.add(_ragged(ragged, width, path))
    if short:
        selection.notes.append(f"{count_of(short, 'row')} shorter than the header; what is missing counts as empty")
    _take_out_totals(table, selection, (head, tail), totals, path, problems)
    if totals != "keep":
        _take_out_subtotals(selection, within, totals, path, problems)
    return selection


def _take_out(selection: Selection, places: Sequence[int], reason: str) -> None:
    for place in reversed(places):
        del selection.lines[place]
        for column in selection.columns:
            del column[place]
    selection.dropped[reason] += len(places)


def find_rules(headings: Sequence[Heading], drops: Sequence[Drop]) -> list[Rule]:
    """What a format leaves out, by the places of the columns in this table."""
    positions = {heading.name: at for at, heading in reversed(list(enumerate(headings)))}
    known = [drop for drop in drops if drop.column in positions]
    return [(positions[drop.column], frozenset(drop.values), drop.kept, drop.reason) for drop in known]


def watch(drops: Sequence[Drop], headings: Sequence[Heading]) -> list[tuple[str, int, frozenset[str]]]:
    """The columns whose words in rows that are data are known, with their place and those words."""
    positions = {heading.name: at for at, heading in reversed(list(enumerate(headings)))}
    usual: dict[str, set[str]] = {}
    for drop in drops:
        if drop.known and drop.column in positions:
            usual.setdefault(drop.column, {""}).update(drop.known)
    return [(column, positions[column], frozenset(words)) for column, words in usual.items()]


def _strange(column: str, word: str, line: int, number: int, path: str) -> Diagnostic:
    there = count_of(number, "row")
    message = f"{shown(word)} is no {column} that is known ({there}); such rows were read as data"
    hint = f"if they are none, leave them out: `filter: [\"{column} != '{word}'\"]`"
    return warning("unknown-word", message, Span(path, line), hint)


def _fit(
    line: int, row: Sequence[str], width: int, is_first: bool, path: str, problems: Problems
) -> tuple[list[str], str]:
    """A row as wide as the header: filled up, or without empty cells at its end."""
    cells = list(row)
    if len(cells) < width:
        return cells + [""] * (width - len(cells)), "short"
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) == width or (is_first and len(cells) == width + 1 and _is_total_label(cells[-1])):
        return cells, "fits"
    message = f"this row has {len(row)} cells, but the header has {width}"
    hint = "a delimiter within a cell, not put in quotes, parts it in two"
    problems.add(error("row-too-long", message, Span(path, line), hint), path)
    return cells, "long"


def _is_cut_off(table: RawTable, row: Sequence[str], before: int) -> bool:
    """Whether a short last row is where a file was cut off: nothing ends its line, and it says nothing by itself."""
    said = [cell.strip() for cell in row if cell.strip()]
    return table.open_ended and before > 0 and (len(said) > 1 or " " not in "".join(said))


def _cut_off(line: int, path: str) -> Diagnostic:
    message = "the file ends in the middle of this row, without the end of a line: it seems to be cut off"
    hint = "export it again; or, if no more rows are missing, delete this one or fill it up"
    return error("cut-off", message, Span(path, line), hint)


def _text_below(line: int, number: int, path: str) -> Diagnostic:
    what = "this line of text" if number == 1 else f"these {number} lines of text"
    message = f"{what} below the table {'is' if number == 1 else 'are'} no data and left out"
    return warning("text-below", message, Span(path, line), "delete what is no data, or fill the row up if it is")


def is_sparse(row: Sequence[str]) -> bool:
    """Whether a row has words in its first cell, and nothing else, as a remark has that was saved by a spreadsheet."""
    return len(row[0].split()) > 1 and not any(cell.strip() for cell in row[1:])


def _ragged(rows: Sequence[tuple[int, int]], width: int, path: str) -> Diagnostic:
    (line, cells), *others = rows
    also = f" (and on line {' and '.join(str(other) for other, _ in others)})" if others else ""
    message = f"this row{also} has {count_of(cells, 'cell')}, and the header {width}: the last were taken to be missing"
    hint = "if one within the row is missing, those behind it were read into wrong columns: fill the row up"
    return warning("short-row", message, Span(path, line), hint)


def _short_end(line: int, row: Sequence[str], path: str) -> Diagnostic:
    filled = sum(1 for cell in row if cell.strip())
    message = f"the last row alone says less than the others: {count_of(filled, 'cell')} of {len(row)} are filled"
    hint = "was the file cut off, or is it a remark below the table? It was read as data"
    return warning("short-last-row", message, Span(path, line), hint)


def _is_total_label(cell: str) -> bool:
    return "total" in cell.casefold()


def _take_out_totals(
    table: RawTable,
    selection: Selection,
    ends: tuple[Sequence[Row], Sequence[Row]],
    totals: str,
    path: str,
    problems: Problems,
) -> None:
    """First and last rows that sum up the others. Kept on request; dropped unproven only on request."""
    if totals == "keep" or len(selection.lines) < 2:
        return
    for total in find_totals(table, *ends):
        if totals == "drop" or total.proven:
            place = selection.lines.index(total.line)
            del selection.lines[place]
            selection.total = [column.pop(place) for column in selection.columns]
            selection.dropped["totals row"] += 1
            selection.notes.append(tell_total(total))
        elif total.label is not None or total.suspected:
            problems.add(tell_unproven(total, path))


def _take_out_subtotals(
    selection: Selection, within: Sequence[tuple[int, str]], totals: str, path: str, problems: Problems
) -> None:
    """Rows within a table that sum up those above them: dropped on request, else a question."""
    left = {line: place for place, line in enumerate(selection.lines)} if within else {}
    found = [(line, label) for line, label in within if line in left]
    if not found:
        return
    if totals == "drop":
        _take_out(selection, sorted(left[line] for line, _ in found), "totals row")
        selection.notes.append(tell_subtotals(len(found)))
        return
    known = {problem.span.line for problem in problems.all() if problem.span and problem.code == "unproven-total"}
    if found[0][0] not in known:
        problems.add(tell_unproven_within(found, path))


def reason_to_drop(cells: Sequence[str], rules: Sequence[Rule]) -> str | None:
    """Why a row is no data; None of one that is."""
    return next((why for at, of, kept, why in rules if (cells[at].strip() in of) != kept), None)


def tell_subtotals(number: int) -> str:
    """What a receipt says of totals within a table."""
    return f"{count_of(number, 'totals row')} within the table left out"


def tell_unproven_within(found: Sequence[tuple[int, str]], path: str) -> Diagnostic:
    """The question about rows within a table that look like totals, by their lines and the words for it."""
    line, label = found[0]
    more = f", and so do {len(found) - 1} more" if len(found) > 1 else ""
    message = f"this row within the table says {shown(label)}, as one does that sums up others{more}"
    hint = "say `totals: drop` if such rows are totals, `totals: keep` if they are data"
    return error("unproven-total", message, Span(path, line), hint)


def tell_total(total: Total) -> str:
    """What a receipt says of a first or last row that was left out as a total."""
    why = ", as one beside it that is the sum of the others" if total.proven else ""
    if total.summed is not None:
        why = f": it is the sum of the others in {shown(total.summed)}"
    return f"the totals row on line {total.line} left out{why}"


def tell_unproven(total: Total, path: str) -> Diagnostic:
    """The question about a first or last row that looks like a total."""
    if total.label is None:
        message = "this row has no name where all others have one, and numbers beyond theirs, as a total has"
    else:
        message = f"this row says {shown(total.label)}, but it is not the sum of the others"
    hint = "say `totals: drop` if it is a totals row, `totals: keep` if it is data"
    return error("unproven-total", message, Span(path, total.line), hint)
