"""A journey as CSV: a row for the journey, then each stage with its steps below it, then the story line by line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from cjmsite.exchange.cells import Cell, guarded, unguarded
from cjmsite.exchange.problem import ExchangeError
from cjmsite.exchange.sheets import FILE, STAGE, Row, Sheets, stage_names

ROW, STORY = "row", "story"
KINDS = ("journey", "stage", "step", STORY)


def write(sheets: Sheets) -> bytes:
    """The file: UTF-8 with the mark that Excel asks for, commas, and nothing that begins like a formula."""
    rows = [("journey", sheets.journey)]
    for name, stage in zip(stage_names([str(row.cells["title"]) for row in sheets.stages]), sheets.stages, strict=True):
        rows.append(("stage", stage))
        rows += [("step", step) for step in sheets.steps if step.cells[STAGE] == name]
    columns = [ROW, STAGE, *_columns([row for _, row in rows])]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for kind, row in rows:
        writer.writerow([kind, *(_written(row.cells.get(column)) for column in columns[1:])])
    if sheets.body:
        for line in sheets.body.split("\n"):
            writer.writerow([STORY, "", guarded(line), *[""] * (len(columns) - 3)])
    return text.getvalue().encode("utf-8-sig")


def _columns(rows: Iterable[Row]) -> list[str]:
    """The columns in use: titles first, then in the order of first use, those of one field side by side."""
    used = dict.fromkeys(column for row in rows for column in row.cells if column not in (STAGE, "title", FILE))
    bases = dict.fromkeys(column.partition(".")[0] for column in used)
    grouped = [column for base in bases for column in used if column.partition(".")[0] == base]
    return ["title", FILE, *grouped]


def _written(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    return str(cell).lower() if isinstance(cell, bool) else repr(cell)


def read(content: bytes, name: str = "the file") -> Sheets:
    """The tables of a CSV file, also of a plain table of steps with a column `stage`. Raises ExchangeError."""
    rows = list(_rows(_decoded(content), name))
    if not rows:
        raise ExchangeError("the file is empty; the first line names the columns, like `stage,title,emotion`")
    head, rest = rows[0], rows[1:]
    columns = [column.strip().lstrip("\ufeff").replace(" ", "_") for column in head]
    columns = [column if "." in column else column.lower() for column in columns]
    if not {"title", "step", "name"} & set(columns):
        raise ExchangeError(
            f"there is no column `title` in the first line, only {', '.join(f'`{c}`' for c in columns[:6] if c)}"
        )
    places = {column: number for number, column in enumerate(columns)}
    journey, stages, steps, story = Row({}), [], [], []
    for number, cells in enumerate(rest, 2):
        values = {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell.strip()}
        kind = values.pop(ROW, "step").strip().lower() if ROW in places else "step"
        if kind == STORY:
            story.append(unguarded(cells[places["title"]]) if len(cells) > places["title"] else "")
            continue
        row = Row({column: unguarded(cell) for column, cell in values.items()}, "", number, places)
        if not values:
            continue
        if kind == "journey":
            journey = row
        elif kind == "stage":
            stages.append(row)
        elif kind == "step":
            steps.append(_placed(row, len(stages)) if stages else row)
        else:
            raise ExchangeError(f"line {number} begins with `{kind}`; a row is one of {', '.join(KINDS)}")
    return Sheets(journey, tuple(stages), tuple(steps), "\n".join(story) if story else None)


def _placed(row: Row, stage: int) -> Row:
    """A step below the row of its stage belongs to it, whatever its own column says."""
    return Row({**row.cells, STAGE: f"#{stage}"}, row.sheet, row.number, row.columns)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16", "replace")
        return content.decode("cp1252", "replace")  # what Excel writes where UTF-8 is not asked for


def _rows(text: str, name: str) -> Iterator[list[str]]:
    """The rows; the sign between cells is the one that the first line uses most."""
    if "\0" in text:
        raise ExchangeError(f"{name} is no text; save it as CSV, or give it the ending of what it is")
    first, _, rest = text.partition("\n")
    if told := re.fullmatch(r"sep=(.)\r?", first):  # a line for Excel alone
        delimiter, text = told[1], rest
    else:
        delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as failure:
        raise ExchangeError(f"{name} cannot be read as CSV: {failure}") from None
