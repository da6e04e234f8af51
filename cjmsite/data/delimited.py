"""Delimited text: from a payload's bytes to its raw tables, as the format and the source describe them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from cjmsite.data.container import Payload
from cjmsite.data.decode import Decoded, decode
from cjmsite.data.format import Format, FormatError
from cjmsite.data.header import read_headings
from cjmsite.data.plan import TAB_WORDS
from cjmsite.data.problems import count_of, shown
from cjmsite.data.rawtable import RawTable, Row, Tables
from cjmsite.data.segment import Block, find_blocks, join_blocks, read_block
from cjmsite.data.subheading import ROWS, is_subheading
from cjmsite.data.text import (
    DELIMITERS,
    Dialect,
    Lines,
    Numbers,
    ends_within_quotes,
    find_cell,
    find_dialect,
    normalise,
    split_lines,
)
from cjmsite.data.totals import look_at
from cjmsite.diagnostics import Diagnostic, Span, error, warning
from cjmsite.model.source import Source
from cjmsite.others import failures

_MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf]|â€[\u0080-\u00bf\u2018-\u203a\u0152-\u0178œž¦™]")


def read_delimited(payload: Payload, spec: Source, fmt: Format, declared: Span | None = None) -> Tables:
    """The tables of a CSV or TSV file, and how they were found. `declared` is where the source says its delimiter."""
    if not payload.content.strip(b"\xef\xbb\xbf \t\r\n"):
        return Tables((), problems=(error("empty-file", f"{payload.path} is empty", Span(payload.path)),))
    return read_text(
        decode(payload.content, payload.path, spec.encoding or fmt.encoding), payload.path, spec, fmt, declared
    )


def read_text(
    decoded: Decoded,
    path: str,
    spec: Source,
    fmt: Format,
    declared: Span | None = None,
    cuts: tuple[tuple[int, int], ...] = (),
) -> Tables:
    """The tables of a text. `cuts` are where even rows were taken out of it that others read."""
    if decoded.text is None:
        return Tables((), decoded.encoding, decoded.reason, problems=decoded.problems)
    source = normalise(decoded.text, spec.skip_rows)
    numbers = Numbers(source.skipped, cuts)
    dialect = find_dialect_of(source, spec, fmt)
    lines = split_lines(source.text)
    if spec.delimiter is not None and dialect.width == 1:
        wrong = _find_wrong_delimiter(source, lines, dialect, numbers, path, declared)
        if wrong is not None:
            return Tables((), decoded.encoding, decoded.reason, dialect.delimiter, problems=(wrong,))
    problems = list(decoded.problems)
    if dialect.quoting and source.text.count('"') % 2:
        problems.extend(_find_open_quote(lines, dialect, numbers, path))
    problems.extend(_find_mojibake(source, numbers, path))
    notes = [] if dialect.quoting else ["quotes are ordinary letters in it"]
    notes += ["quotes within cells are written with a backslash"] if dialect.escape else []
    tables, told, found = make_tables(lines, dialect, numbers, spec, fmt, path)
    notes.extend(told)
    problems.extend(found)
    if not tables and not problems:
        problems.append(error("no-table", f"{path} holds no table", Span(path)))
    return Tables(tuple(tables), decoded.encoding, decoded.reason, dialect.delimiter, tuple(notes), tuple(problems))


def find_dialect_of(source: Lines, spec: Source, fmt: Format) -> Dialect:
    """The dialect of a text, as far as its source or format does not declare it."""
    delimiter = spec.delimiter or source.separator or fmt.delimiter
    delimiter = "\t" if delimiter in TAB_WORDS else delimiter
    quoting = spec.quoting if "quoting" in spec.model_fields_set else fmt.quoting
    return find_dialect(source.text, delimiter, quoting)


def make_tables(
    lines: Sequence[str], dialect: Dialect, numbers: Numbers, spec: Source, fmt: Format, path: str
) -> tuple[list[RawTable], list[str], list[Diagnostic]]:
    """The tables that lines hold, what was noted on the way and what was wrong."""
    header_rows = spec.header_rows or _find_header_rows(lines, dialect, fmt)
    tables: list[RawTable] = []
    notes: list[str] = []
    problems: list[Diagnostic] = []
    for block in join_blocks(find_blocks(lines, dialect), lines, dialect, header_rows):
        if (remark := _find_remark(block, lines, dialect, numbers, apart=bool(tables))) is not None:
            notes.append(f"1 line of text from line {remark} left out")
            block = replace(block, ranges=block.ranges[:-1])
            if not block.ranges:
                continue
        table = _make_table(lines, block, dialect, numbers, header_rows, fmt, path)
        if isinstance(table, RawTable) and spec.header_rows is None and header_rows == 1 and fmt.find_header is None:
            table = _tell_subheading(table, path)
        if isinstance(table, Diagnostic):
            problems.append(table)
        elif table is None:
            start, end = block.ranges[0]
            notes.append(f"{count_of(end - start, 'line')} of text from line {numbers.of(start)} left out")
            if tables:
                rows = list(read_block(lines, block, dialect, numbers))
                tables[-1] = replace(tables[-1], below=(*tables[-1].below, *(row[0] for _, row in rows)))
                problems.extend(_find_rows_below_text(rows, dialect, path))
        else:
            tables.append(table)
            problems.extend(_find_row_apart(block, lines, dialect, numbers, path))
    return tables, notes, problems


def _tell_subheading(table: RawTable, path: str) -> RawTable:
    """The table, with a question where its first row looks like a further row of headings."""
    first = list(itertools.islice(table.rows(), ROWS))
    header = [heading.levels[0] for heading in table.headings]
    if not is_subheading([row for _, row in first]) or list(first[0][1]) == header:
        return table
    message = "this row has words where those below it have numbers, as a second row of headings has"
    hint = "say `header_rows: 2` if it is one, `header_rows: 1` if it is data"
    found = error("second-header", message, Span(path, first[0][0]), hint)
    return replace(table, problems=(*table.problems, found))


def _find_remark(block: Block, lines: Sequence[str], dialect: Dialect, numbers: Numbers, *, apart: bool) -> int | None:
    """The line of a row that stands alone below a blank one at the end, and has words in its first cell alone.

    A block of its own stands `apart` where there is a table above it.
    """
    if len(block.ranges) != (1 if apart else 2) or block.ranges[-1][1] < len(lines) or dialect.width < 3:
        return None
    rows = list(itertools.islice(read_block(lines, Block(block.ranges[-1:]), dialect, numbers), 2))
    if len(rows) != 1:
        return None
    line, row = rows[0]
    return line if len(row[0].split()) > 1 and not any(cell.strip() for cell in row[1:]) else None


def _find_row_apart(
    block: Block, lines: Sequence[str], dialect: Dialect, numbers: Numbers, path: str
) -> Iterator[Diagnostic]:
    """A row alone below a blank line, at the end of a table without others: it may be a remark."""
    if len(block.ranges) != 2 or block.ranges[-1][1] < len(lines):
        return
    apart = list(itertools.islice(read_block(lines, Block(block.ranges[-1:]), dialect, numbers), 2))
    if len(apart) == 1 and look_at(apart[0][1])[0] == "none":
        message = "this row stands alone below a blank line: is it a remark, or data?"
        yield error("row-apart", message, Span(path, apart[0][0]), "delete the row, or the blank line if it is data")


def _find_rows_below_text(rows: Sequence[Row], dialect: Dialect, path: str) -> Iterator[Diagnostic]:
    """Rows that would be lost with the text above them, as where a second report was put below the first."""
    full = [line for line, row in rows if len(row) == dialect.width and all(cell.strip() for cell in row)]
    if len(full) > 1:
        message = f"a line of text stands right above {count_of(len(full), 'row')}, which were not read"
        hint = "put a blank line between the text and the table, or delete what is no data"
        yield error("rows-below-text", message, Span(path, full[0]), hint)


def _find_mojibake(source: Lines, numbers: Numbers, path: str) -> Iterator[Diagnostic]:
    """Letters that were taken for others when somebody saved the file: `KÃ¶ln` was `Köln`."""
    match = _MOJIBAKE.search(source.text)
    if match is None:
        return
    line = numbers.of(source.text.count("\n", 0, match.start()))
    number = count_of(len(_MOJIBAKE.findall(source.text)), "time")
    message = f"letters like {shown(match[0])} are what UTF-8 looks like to a program that does not know it ({number})"
    yield warning(
        "double-encoded", message, Span(path, line), "export the file again; words in it are not as they were"
    )


def _find_header_rows(lines: Sequence[str], dialect: Dialect, fmt: Format) -> int:
    if fmt.find_header is None:
        return fmt.header_rows
    first = next(iter(find_blocks(lines, dialect)), None)
    rows = [row for _, row in itertools.islice(read_block(lines, first, dialect), 5)] if first else []
    try:
        return fmt.find_header(rows)
    except failures() as failure:  # a format may be anybody's
        raise FormatError(fmt.name, failure) from failure


def _make_table(
    lines: Sequence[str], block: Block, dialect: Dialect, numbers: Numbers, header_rows: int, fmt: Format, path: str
) -> RawTable | Diagnostic | None:
    titles, head = _split_titles(read_block(lines, block, dialect, numbers), dialect, header_rows)
    if not head or (dialect.width > 1 and all(len(row) == 1 for _, row in head) and not block.comments):
        return None
    line = head[0][0]
    if len(head) < header_rows:
        message = f"only {count_of(len(head), 'row')} where {header_rows} header rows are expected"
        return error("header-rows", message, Span(path, line))
    header = [row for _, row in head]
    try:
        wrong = fmt.check_header(header) if fmt.check_header is not None else None
        headings = read_headings(header, fmt.name_of)
    except failures() as failure:  # a format may be anybody's
        raise FormatError(fmt.name, failure) from failure
    if wrong:
        return error(
            "wrong-header",
            wrong,
            Span(path, line),
            f"is it of the format `{fmt.name}`? `cjmsite inspect` says what it is",
        )

    def rows() -> Iterator[Row]:
        return itertools.islice(read_block(lines, block, dialect, numbers), len(titles) + header_rows, None)

    def place(line: int, cell: int) -> tuple[int, int] | None:
        found = find_cell(lines[numbers.at(line)], cell, dialect)
        return (found[0] + 1, found[1] + 1) if found else None

    comments = (*block.comments, *(row[0] for _, row in titles))
    end = block.ranges[-1][1]
    table = RawTable(headings, rows, line, comments[-1] if comments else None, comments, place)
    return replace(table, open_ended=end == len(lines) and not lines[-1].endswith("\n"))


def _split_titles(rows: Iterator[Row], dialect: Dialect, header_rows: int) -> tuple[list[Row], list[Row]]:
    """The lone cells above a header, which are titles, and the header."""
    titles: list[Row] = []
    head: list[Row] = []
    for row in rows:
        if dialect.width > 2 and not head and len(row[1]) == 1:
            titles.append(row)
            continue
        head.append(row)
        if len(head) == header_rows:
            break
    return (titles, head) if head else ([], titles[:header_rows])


def _find_wrong_delimiter(
    source: Lines, lines: Sequence[str], dialect: Dialect, numbers: Numbers, path: str, declared: Span | None
) -> Diagnostic | None:
    """A declared delimiter that parts nothing, where another one parts the lines."""
    found = find_dialect(source.text, None, dialect.quoting)
    at = next((at for at, line in enumerate(lines) if found.delimiter in line), None)
    if found.width == 1 or at is None or dialect.delimiter in lines[at]:
        return None
    there, wanted = DELIMITERS[found.delimiter], DELIMITERS.get(dialect.delimiter, f"`{dialect.delimiter}`")
    number = count_of(lines[at].count(found.delimiter), there)
    message = f"line {numbers.of(at)} of {path} has no {wanted} but {number}"
    written = "tab" if found.delimiter == "\t" else found.delimiter
    hint = f'say `delimiter: "{written}"`, or leave it out: it is found by itself'
    return error("wrong-delimiter", message, declared or Span(path), hint)


def _find_open_quote(lines: Sequence[str], dialect: Dialect, numbers: Numbers, path: str) -> Iterator[Diagnostic]:
    """A quote that nothing closes swallows the rest of the file as one cell."""
    last = 0
    for line, _ in read_block(lines, Block(((0, len(lines)),)), dialect):
        last = line
    held = lines[last - 1 :]
    if len(held) == 1 and not held[0].endswith("\n") and ends_within_quotes(held[0], dialect):
        message = "the file ends within a quoted cell, without the end of a line: it seems to be cut off"
        yield error("cut-off", message, Span(path, numbers.of(last - 1)), "export it again, or delete this row")
    if len(held) > 1 and "".join(held).count('"') % 2:
        message = "the quote that opens on this line is never closed, so the rest of the file is one cell"
        yield error(
            "open-quote", message, Span(path, numbers.of(last - 1)), "say `quoting: false` where quotes are plain"
        )
