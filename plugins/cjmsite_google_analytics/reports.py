"""Reports and explorations of Google Analytics 4, downloaded as CSV: stacked tables, each with its own days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from cjmsite.api import RawTable, Row, add_columns, change_rows, warning
from cjmsite_google_analytics.cohorts import find_lived, read_cohorts
from cjmsite_google_analytics.nth import COUNTED, add_window, count_days, counts_weeks
from cjmsite_google_analytics.parts import find_nameless_total, tell_of_missing
from cjmsite_google_analytics.periods import part_periods, tell_of_samples

_TOTAL = "Grand total"
_OTHER = "(other)"
_WEEKS = "its weeks begin on Sundays: say `week_starts: sunday` where a metric has `grain: week`"
_DAYS = re.compile(r"(?:[^:：]+[:：]\s*)?\d{8}(?:-\d{8})?")
_SAID_OF = re.compile(r"[^:：]{1,40}[:：] ?.+")
_WHOLE = re.compile(
    r"(?:grand )?total(?:e|es|t|en)?|gesamt(?:summe)?|insgesamt|totaal|totaux|summa|ogółem|合計|総計|합계|총계|总计",
    re.IGNORECASE,
)
_OF_FUNNELS = {"Elapsed time", "Completion rate", "Abandonments", "Abandonment rate"}
_HEAD = 3
"""Above the first table stand the report's name, the account and the property."""


def read_report(table: RawTable) -> RawTable | tuple[RawTable, ...]:
    """A card of a report: counted days become dates, and what a cohort has not lived to see becomes empty."""
    sheet = table.comments[:1] if table.comments[:1] == (table.title,) else ()
    table = replace(table, comments=table.comments[len(sheet) :])
    table = replace(tell_of_samples(table, table.comments), title=_title(table.comments))
    parts = part_periods(table, table.comments)
    return _read_card(table) if len(parts) == 1 else tuple(map(_read_card, parts))


def _read_card(table: RawTable) -> RawTable:
    names = [heading.written for heading in table.headings]
    nameless = find_nameless_total(table, len(names))
    table = replace(change_rows(table, _name_total(names)), is_total=nameless or _is_total)
    table = _tell_of_others(tell_of_missing(table))
    rows = (row for _, row in table.rows())
    days = count_days(table.comments, names, rows)
    table = add_columns(table, {**days, **add_window(table.comments, names)})
    if days:
        table = replace(table, notes=(*table.notes, COUNTED))
    if days and counts_weeks(names):
        table = replace(table, notes=(*table.notes, _WEEKS))
    lived = find_lived(names)
    return read_cohorts(table, names, lived) if lived else table


def read_exploration(table: RawTable) -> RawTable | tuple[RawTable, ...]:
    """A tab of an exploration: a report in which a funnel names each step once, and counts in microseconds."""
    names = [heading.written for heading in table.headings]
    read = read_report(table)
    if isinstance(read, RawTable) and "Step" in names and _OF_FUNNELS & set(names):
        return _read_funnel(read, names)
    return read


def _tell_of_others(table: RawTable) -> RawTable:
    """The table with a warning where what was too much for Google's own table went into a row of its own."""
    line = next((line for line, row in table.rows() if any(cell == _OTHER for cell in row)), None)
    if line is None:
        return table
    message = f"the row on line {line} is `{_OTHER}`: what belongs to others is in it, so their numbers are too small"
    hint = "sums of all rows are right, those of one alone are not: ask for fewer days or dimensions"
    return replace(table, problems=(*table.problems, warning("other-row", message, None, hint)))


def _title(comments: Sequence[str]) -> str | None:
    """What a table is called: the last line above it that tells neither its days nor, in any language, whose."""
    said = [comment.strip() for comment in comments if not _DAYS.fullmatch(comment.strip())]
    if len(said) >= _HEAD and all(_SAID_OF.fullmatch(whose) for whose in said[1:_HEAD]):
        del said[1:_HEAD]
    return said[-1] if said else None


def _name_total(names: Sequence[str]) -> Callable[[Iterator[Row]], Iterator[Row]]:
    """Puts the total's label, which stands behind the last column, where other rows have their name."""

    width = len(names)
    beyond = width if names[-1] else width - 1  # a sheet is as wide as its widest row

    def change(rows: Iterator[Row]) -> Iterator[Row]:
        for at, (line, row) in enumerate(rows):
            if at == 0 and len(row) == beyond + 1 and not row[0].strip() and row[-1].strip():
                yield line, [_TOTAL, *row[1:beyond], *[""] * (width - beyond)]
            else:
                yield line, row

    return change


def _is_total(cells: Sequence[str]) -> bool:
    return cells[0] == _TOTAL


def _read_funnel(table: RawTable, names: Sequence[str]) -> RawTable:
    step = names.index("Step")

    def fill(rows: Iterator[Row]) -> Iterator[Row]:
        last = ""
        for line, row in rows:
            cells = list(row)
            if len(cells) > step:
                cells[step] = last = cells[step].strip() or last
            yield line, cells

    table = change_rows(table, fill)
    if whole := _whole_of_steps(table, step):
        table = replace(table, is_total=lambda cells: _is_total(cells) or cells[step + 1].strip() == whole)
    if "Elapsed time" not in names:
        return table
    elapsed = names.index("Elapsed time")

    def seconds(cells: Sequence[str]) -> str:
        try:
            return repr(float(cells[elapsed]) / 1_000_000)
        except ValueError:
            return cells[elapsed]  # what is no number is told where it stands

    return add_columns(table, {"Elapsed seconds": seconds})


def _whole_of_steps(table: RawTable, step: int) -> str | None:
    """How a funnel that is broken down calls all people of a step together: the first row of each, by its word."""
    parts: dict[str, list[str]] = {}
    for _, row in table.rows():
        if len(row) <= step + 1:
            return None
        parts.setdefault(row[step], []).append(row[step + 1].strip())
    first = {names[0] for names in parts.values()}
    if len(first) != 1 or not _WHOLE.fullmatch(whole := first.pop()):
        return None
    return whole if any(len(names) > 1 for names in parts.values()) else None
