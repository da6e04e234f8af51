"""A journey as tables: its own fields, a row for each stage, a row for each step, and the story; and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from cjmsite.diagnostics import Diagnostic, Span, did_you_mean, error
from cjmsite.exchange.cells import Cell, decode, encode, from_text
from cjmsite.exchange.plain import plain
from cjmsite.exchange.shape import shapes
from cjmsite.model.journey import Journey, Stage, Step
from cjmsite.read.validation import validate
from cjmsite.read.yamlvalues import Loc, Place, Yaml

FILE, STAGE = "file", "stage"
"""Columns that are no fields: the id, and the stage of a step."""

_ALSO = {"step": "title", "name": "title", "feeling": "emotion", "channel": "touchpoint"}
"""Other words that people write over a column of steps."""


class Row(Struct, frozen=True):
    """A row: cells by column, and where it stands in the file."""

    cells: Mapping[str, Cell]
    sheet: str = ""
    number: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)

    def span(self, column: str) -> Span:
        """The place of a cell; the sheet stands for the path."""
        return Span(self.sheet or "the file", max(self.number, 1), self.columns.get(column, 0) + 1)


class Sheets(Struct, frozen=True):
    """The tables of one journey. `body` is None where the file says nothing of the story."""

    journey: Row
    stages: tuple[Row, ...]
    steps: tuple[Row, ...]
    body: str | None = None

    @property
    def id(self) -> str | None:
        """The id that the file gives."""
        found = self.journey.cells.get(FILE)
        return str(found).strip() if found is not None and str(found).strip() else None


def of_journey(id_: str, journey: Journey, body: str) -> Sheets:
    """The tables of a journey."""
    data = plain(journey)
    stages = [Row(encode(Stage, stage, leave="steps")) for stage in data["stages"]]
    names = stage_names([str(row.cells["title"]) for row in stages])
    steps = []
    for name, stage in zip(names, data["stages"], strict=True):
        steps += [Row({STAGE: name, **encode(Step, step)}) for step in stage.get("steps", ())]
    return Sheets(Row({FILE: id_, **encode(Journey, data, leave="stages")}), tuple(stages), tuple(steps), body)


def stage_names(titles: Sequence[str]) -> list[str]:
    """What a step calls its stage: the title, or `#2` where titles cannot tell stages apart."""
    plainly = len(set(titles)) == len(titles) and not any(title.startswith("#") for title in titles)
    return list(titles) if plainly else [f"#{number}" for number in range(1, len(titles) + 1)]


def to_journey(sheets: Sheets, title: str | None = None) -> tuple[Journey | None, tuple[Diagnostic, ...]]:
    """The journey that tables describe, or what is wrong with them, by cell. `title` is for a file without one."""
    problems: list[Diagnostic] = []
    places: dict[Loc, Place] = {}
    data = _fields(Journey, sheets.journey, (), places, problems, frozenset({FILE}))
    if "title" not in data and title:
        data["title"] = title
    stages: list[dict[str, Any]] = []
    for row in sheets.stages:
        places.setdefault(("stages",), Place(row.span("title")))
        stages.append(_fields(Stage, row, ("stages", len(stages)), places, problems))
    for row in sheets.steps:
        number = _stage_of(row, stages)
        if number is None:
            hint = "write the title of its stage into the column `stage`"
            problems.append(error("step-without-stage", "this step belongs to no stage", row.span(STAGE), hint))
            continue
        steps = stages[number].setdefault("steps", [])
        for around in (("stages",), ("stages", number), ("stages", number, "steps")):
            places.setdefault(around, Place(row.span(STAGE)))
        loc: Loc = ("stages", number, "steps", len(steps))
        steps.append(_fields(Step, row, loc, places, problems, frozenset({STAGE})))
    if not stages and not problems:
        problems.append(error("no-steps", "there is no step in this file", None, "a row for each step, with its stage"))
    if problems:
        return None, tuple(problems)
    data["stages"] = stages
    places.setdefault((), Place(sheets.journey.span("title")))
    return validate(Journey, Yaml(data, places), "")


def _stage_of(row: Row, stages: list[dict[str, Any]]) -> int | None:
    """The number of a step's stage; a stage with a new name is added."""
    name = str(row.cells.get(STAGE, "")).strip()
    if name.startswith("#") and name[1:].isdecimal() and 0 < int(name[1:]) <= len(stages):
        return int(name[1:]) - 1
    if not name:
        return len(stages) - 1 if stages else None
    name = from_text(name)
    known = [str(stage.get("title", "")).strip() for stage in stages]
    if name in known:
        return known.index(name)
    stages.append({"title": name})
    return len(stages) - 1


def _fields(
    model: type[Journey] | type[Stage] | type[Step],
    row: Row,
    loc: Loc,
    places: dict[Loc, Place],
    problems: list[Diagnostic],
    others: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """The data of a row, with the place of each field."""
    known = shapes(model)
    cells: dict[str, Cell] = {}
    places[loc] = Place(row.span("title"))
    for written, cell in row.cells.items():
        base, mark, rest = written.partition(".")
        name = base if base in known else _ALSO.get(base, base)
        column = name + mark + rest
        if written in others:
            continue
        if name not in known or (loc == () and name == "stages") or (model is Stage and name == "steps"):
            hint = did_you_mean(base, known) or f"columns: {', '.join(list(known)[:12])} ..."
            problems.append(error("unknown-column", f"there is no column `{written}`", row.span(written), hint))
            continue
        cells[column] = cell
        place = Place(row.span(written), row.span(written))
        places.setdefault((*loc, name), place)
        if rest:
            places[*loc, name, rest] = place
    return decode(model, cells)
