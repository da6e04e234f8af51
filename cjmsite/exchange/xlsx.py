"""A journey as a workbook: one sheet each for the journey, its stages, its steps and its story."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cjmsite.exchange.cells import Cell, guarded, unguarded
from cjmsite.exchange.problem import ExchangeError
from cjmsite.exchange.sheets import FILE, STAGE, Row, Sheets

Worksheet = Any
"""A sheet of openpyxl, which is imported only when it is needed."""

JOURNEY, STAGES, STEPS, STORY = "Journey", "Stages", "Steps", "Story"

LONGEST = 32767
"""Letters that a cell of a workbook holds."""

_WIDE = {"title", "thought", "quote", "action", "expectation", "goal", "pains", "gains", "opportunities", "insights"}


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise ExchangeError(
            "workbooks need openpyxl, which is not installed: `pip install openpyxl`, or use CSV, which needs nothing"
        ) from None
    return openpyxl


def write(sheets: Sheets) -> bytes:
    """The workbook."""
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    steps = book.active
    steps.title = STEPS
    _table(steps, [STAGE, "title"], sheets.steps)
    _mark_feelings(steps)
    _table(book.create_sheet(STAGES), ["title"], sheets.stages)
    journey = book.create_sheet(JOURNEY)
    _fill(journey, [["field", "value"], *([column, cell] for column, cell in sheets.journey.cells.items())])
    journey.column_dimensions["A"].width = 22
    journey.column_dimensions["B"].width = 90
    story = book.create_sheet(STORY)
    if sheets.body:
        _fill(story, [["story"], *([_seen(line)] for line in sheets.body.split("\n"))])
    story.column_dimensions["A"].width = 110
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _seen(line: str) -> str:
    """A line of the story that leaves a trace in its cell, be it empty: a workbook forgets empty rows at its end."""
    return f"{line}'" if not line.strip("'") else line


def _unseen(line: str) -> str:
    return line[:-1] if line and not line.strip("'") else line


def _table(sheet: Worksheet, first: Sequence[str], rows: Sequence[Row]) -> None:
    used = dict.fromkeys(column for row in rows for column in row.cells if column not in first)
    bases = dict.fromkeys(column.partition(".")[0] for column in used)
    columns = [*first, *(column for base in bases for column in used if column.partition(".")[0] == base)]
    _fill(sheet, [columns, *([row.cells.get(column) for column in columns] for row in rows)])
    sheet.freeze_panes = sheet.cell(2, len(first) + 1)
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = 32 if column in _WIDE else 16


def _fill(sheet: Worksheet, rows: Iterable[Sequence[Cell | None]]) -> None:
    from openpyxl.styles import Alignment, Font

    top = Alignment(vertical="top", wrap_text=True)
    for number, cells in enumerate(rows, 1):
        for at, value in enumerate(cells, 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(number, at)
            if isinstance(value, str):
                text = guarded(value)
                if len(text) > LONGEST:
                    raise ExchangeError(
                        f"a text of {len(text):,} letters is longer than a cell of a workbook holds ({LONGEST:,}); "
                        "export CSV or JSON"
                    )
                cell.value = text
                cell.data_type = "s"
            else:
                cell.value = value
            cell.alignment = top
            if number == 1:
                cell.font = Font(bold=True)


def _mark_feelings(sheet: Worksheet) -> None:
    """Feelings outside of the scale are refused where they are typed."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="decimal", operator="between", formula1="-2", formula2="2", allow_blank=True)
    rule.error, rule.errorTitle = "A feeling goes from -2 (very low) to 2 (very good)", "Emotion"
    for cell in sheet[1]:
        if str(cell.value).partition(".")[0] == "emotion":
            rule.add(f"{cell.column_letter}2:{cell.column_letter}500")
    if rule.cells:
        sheet.add_data_validation(rule)


def read(content: bytes, name: str = "the file") -> Sheets:
    """The tables of a workbook; one with a single sheet of steps will do. Raises ExchangeError."""
    openpyxl = _openpyxl()
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except Exception:
        raise ExchangeError(f"{name} is no workbook; save it as .xlsx, or give it the ending of what it is") from None
    by_name = {sheet.title.strip().lower(): sheet for sheet in book.worksheets}
    steps = by_name.get(STEPS.lower(), book.worksheets[0])
    stages, journey, story = (by_name.get(found.lower()) for found in (STAGES, JOURNEY, STORY))
    body = None
    if story is not None:
        lines = [_unseen(_text(row[0])) for row in story.iter_rows(min_row=2, max_col=1, values_only=True)]
        body = "\n".join(lines) if lines else None
    return Sheets(
        _pairs(journey) if journey is not None else Row({}, JOURNEY),
        tuple(_rows(stages)) if stages is not None else (),
        tuple(_rows(steps)),
        body,
    )


def _pairs(sheet: Worksheet) -> Row:
    """The fields of the journey, one below the other."""
    cells: dict[str, Cell] = {}
    lines: dict[str, int] = {}
    for number, values in enumerate(sheet.iter_rows(min_row=2, max_col=2, values_only=True), 2):
        column, value = (*values, None)[:2]
        if column is not None and value is not None and _cell(value) != "":
            cells[_column(column)] = _cell(value)
            lines[_column(column)] = number
    return Row(cells, sheet.title, lines.get(FILE, lines.get("title", 2)), dict.fromkeys(cells, 1))


def _rows(sheet: Worksheet) -> Iterable[Row]:
    rows = sheet.iter_rows(values_only=True)
    head = next(iter(rows), ())
    columns: dict[int, str] = {at: _column(value) for at, value in enumerate(head) if value not in (None, "")}
    places: Mapping[str, int] = {column: at for at, column in columns.items()}
    for number, values in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
        cells = {
            columns[at]: _cell(value)
            for at, value in enumerate(values)
            if at in columns and value is not None and str(value).strip()
        }
        if cells:
            yield Row(cells, sheet.title, number, places)


def _column(value: Any) -> str:
    text = str(value).strip().replace(" ", "_")
    return text if "." in text else text.lower()


def _cell(value: Any) -> Cell:
    import datetime

    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return _text(value)


def _text(value: Any) -> str:
    return "" if value is None else unguarded(str(value))
