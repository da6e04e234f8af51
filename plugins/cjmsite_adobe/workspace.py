"""Tables of a Workspace project, downloaded as CSV: each dimension begins with its total, and may hold another one.

A block of the file is parted into tables of one dimension each. The row that names a dimension is its total; a row
with the same numbers further down names the next dimension. In a table with two columns of items, the second one
breaks down the first: it too begins with a row that names the dimension and repeats the numbers of its item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from cjmsite.api import Diagnostic, Format, Heading, RawTable, Row, add_columns, error, signs

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = r"([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}), (\d{4})"
_COUNT = re.compile(r"[0-9]+")
_WINDOW = re.compile(rf"Date: {_DAY} - {_DAY}")


class Section(Struct):
    """The rows of one dimension. `items` are the places of the columns that name things; `total` is its first row."""

    names: tuple[str, ...]
    items: tuple[int, ...]
    total: Row
    rows: list[Row] = field(default_factory=list)
    doubt: str | None = None


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Two rows, metric and segment; one where the second row names a dimension already."""
    return 2 if len(rows) > 1 and rows[1] and not rows[1][0].strip() else 1


def name_column(levels: tuple[str, ...]) -> str:
    """The metric, and its segment behind ` / ` where there is one."""
    return " / ".join(dict.fromkeys(level for level in levels if level))


def part_dimensions(table: RawTable) -> tuple[RawTable, ...]:
    """The tables that a block holds, one for each dimension, and one for each dimension that breaks it down."""
    depth = _count_item_columns(table)
    if depth == 0:
        return (_with_window(table),)
    rows = list(table.rows())
    sections = [section for section in _find_sections(rows, depth, len(table.headings)) if section.rows]
    return tuple(_with_window(_make_table(table, section, depth)) for section in sections) or (_with_window(table),)


def _count_item_columns(table: RawTable) -> int:
    """How many columns at the left have no header: those of the items."""
    count = 0
    for heading in table.headings:
        if heading.written:
            break
        count += 1
    return min(count, 2)


def _find_sections(rows: Sequence[Row], depth: int, width: int) -> Iterator[Section]:
    if not rows:
        return
    outer = Section((rows[0][1][0].strip(),), (0,), rows[0])
    inner: dict[str, Section] = {}
    item: Row | None = None
    below: Section | None = None
    for at, row in enumerate(rows[1:], start=1):
        cells = [*row[1], *[""] * (width - len(row[1]))]
        if depth == 2 and cells[1].strip():
            if below is None:
                below = inner.setdefault(name := cells[1].strip(), Section((outer.names[0], name), (0, 1), row))
                if item is None or _numbers(row, depth, width) != _numbers(item, depth, width):
                    below.doubt = f"`{name}` should name a dimension here and repeat the numbers of the row above"
            else:
                below.rows.append(row)
        elif outer.rows and at < len(rows) - 1 and _numbers(row, depth, width) == _numbers(outer.total, depth, width):
            yield outer
            yield from inner.values()
            outer, inner, item, below = Section((cells[0].strip(),), (0,), row), {}, None, None
        else:
            outer.rows.append(row)
            item, below = row, None
            if _is_less(_numbers(outer.total, depth, width), _numbers(row, depth, width)):
                outer.doubt = (
                    f"`{outer.names[0]}` should be the total of the rows below it, and is less than one of them"
                )
    yield outer
    yield from inner.values()


def _is_less(total: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a total is less than one of its parts, where both are plain counts."""
    return any(
        _COUNT.fullmatch(whole) and _COUNT.fullmatch(part) and int(whole) < int(part)
        for whole, part in zip(total, row, strict=False)
    )


def _numbers(row: Row, depth: int, width: int) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row[1][depth:width])


def _make_table(table: RawTable, section: Section, depth: int) -> RawTable:
    levels = len(table.headings[0].levels)
    items = tuple(Heading(name, name, (name,) * levels) for name in section.names)
    kept = [section.total, *section.rows] if len(section.items) == 1 else section.rows

    def rows() -> Iterator[Row]:
        for line, row in kept:
            yield line, [*(row[at] if at < len(row) else "" for at in section.items), *row[depth:]]

    def is_total(cells: Sequence[str]) -> bool:
        return len(section.items) == 1 and cells[0].strip() == section.names[0]

    title = " by ".join(reversed(section.names)) if len(section.names) > 1 else section.names[0]
    return replace(
        table,
        headings=items + table.headings[depth:],
        rows=rows,
        line=section.total[0],
        title=f"{table.title}: {title}" if table.title else title,
        is_total=is_total,
        problems=(*table.problems, *([_doubtful(section.doubt, section.total[0])] if section.doubt else [])),
    )


def _doubtful(message: str, line: int) -> Diagnostic:
    return error("unproven-total", f"line {line}: {message}", None, "show totals in Workspace, and export it again")


def _with_window(table: RawTable) -> RawTable:
    """The table with the first and last day of its report, where the file says them."""
    match = next(
        (found for comment in (*table.comments, *table.preamble) if (found := _WINDOW.fullmatch(comment.strip()))), None
    )
    if match is None:
        return table
    days = (_iso(*match.groups()[:3]), _iso(*match.groups()[3:]))
    named = zip(("Start date", "End date"), days, strict=True)
    known = {heading.name for heading in table.headings}
    return add_columns(table, {name: partial(_constant, day) for name, day in named if day and name not in known})


def _iso(month: str, day: str, year: str) -> str:
    name = month[:3].lower()
    return f"{year}-{_MONTHS.index(name) + 1:02}-{int(day):02}" if name in _MONTHS else ""


def _constant(text: str, cells: Sequence[str]) -> str:
    return text


WORKSPACE = Format(
    "adobe-workspace",
    "Adobe Analytics, CSV of a Workspace project; each dimension is a table, its total left out",
    expects=(
        "CSV, or the sheet made of it. The file begins with `# Report suite:` and `# Date:`, and each table with its "
        "name between lines of `#`. "
        "Above the columns stand the metric and, in a second row, its segment: `Visits / Mobile Phone`. A table is "
        "parted by dimension, and the first row of each, which is named after the dimension, is its total: choose one "
        "with `table: {has: [Referring Domain]}`, or by title. How numbers are written is a preference of the person "
        "who exported them: where 1.000 leaves it open, say `locale:`."
    ),
    unseen=True,
    reads=("text", "xlsx"),
    header_rows=2,
    find_header=find_header,
    name_of=name_column,
    reshape=part_dimensions,
    grouped=True,
    signs=(
        signs.has_comment_like(r"Report suite: .+", "a line above says `Report suite:`", 10),
        signs.has_comment_like(
            r"(?:Freeform table|Freeform|Freiformtabelle).*", "a table is called `Freeform table`", 6
        ),
        signs.has_two_blank_corners("above its columns stand a metric and a segment, and nothing above its items"),
        signs.has_comment_like(r"Date: .+ - .+", "a line above says its days like Jul 27, 2026 - Aug 2, 2026", 4),
    ),
)
