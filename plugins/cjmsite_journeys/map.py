"""The journey map as a table and as cards: columns are steps, rows are lanes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct

from cjmsite.api import Document, Journey, Lane, PlacedStage, PlacedStep, Site, feelings
from cjmsite_journeys.emotion import Felt, Rail, Told, rail, told
from cjmsite_journeys.people import Person

ZONES = ("experience", "delivery", "outcome")


class Column(Struct, frozen=True):
    """A column of the map. A stage without steps has one that says so; its `placed` is None."""

    id: str
    title: str
    placed: PlacedStep | None
    first: bool
    optional: bool = False


class StageHead(Struct, frozen=True):
    """A stage above its columns."""

    id: str
    title: str
    number: int
    goal: str | None
    columns: tuple[Column, ...]

    @property
    def span(self) -> int:
        """How many columns it has."""
        return len(self.columns)


class Cell(Struct):
    """A cell: what stands in it, and the id of its step. A cell of a whole stage spans its columns.

    The map and the card of a step show the same: `html` is what the map has made of it.
    """

    id: str | None
    value: Any
    first: bool
    span: int = 1
    html: str = ""

    def drawn(self, html: str) -> str:
        """Keeps what a template made of the cell, and gives it back to stand in the page."""
        self.html = html
        return html


class Row(Struct, frozen=True):
    """A lane with its cells."""

    name: str
    label: str
    template: str
    of: Literal["step", "stage"]
    cells: tuple[Cell, ...]


class Line(Struct, frozen=True):
    """A line of the service blueprint: its name, and what it parts."""

    name: str
    meaning: str


LINES = {
    "frontstage": Line("Line of interaction", "Above: what the customer does. Below: what the company does in sight."),
    "backstage": Line("Line of visibility", "Above: what the customer meets. Below: what happens out of sight."),
    "support": Line("Line of internal interaction", "Above: the teams. Below: the systems and rules they rest on."),
}


class Zone(Struct, frozen=True):
    """Rows that stand together; `line` is the line of the service blueprint that is drawn above them."""

    name: str
    rows: tuple[Row, ...]
    line: Line | None

    @property
    def under(self) -> bool:
        """Whether the customer does not see what stands here."""
        return self.name in ("backstage", "support")


class Entry(Struct, frozen=True):
    """A lane's value on a card."""

    name: str
    label: str
    template: str
    cell: Cell
    behind: bool


class StepCard(Struct, frozen=True):
    """A step as a card for a small screen."""

    id: str
    column: Column
    rail: Rail
    told: tuple[Told, ...]
    entries: tuple[Entry, ...]

    @property
    def seen(self) -> tuple[Entry, ...]:
        """What the customer meets, and what came of it."""
        return tuple(entry for entry in self.entries if not entry.behind)

    @property
    def behind(self) -> tuple[Entry, ...]:
        """What the company does for it out of sight."""
        return tuple(entry for entry in self.entries if entry.behind)


class CardStage(Struct, frozen=True):
    """A stage of cards."""

    head: StageHead
    cards: tuple[StepCard, ...]


def heads(journey: Journey) -> tuple[StageHead, ...]:
    """The stages with their columns."""
    return tuple(
        StageHead(
            stage.id, stage.stage.title, stage.number + 1, stage.stage.goal or stage.stage.summary, _columns(stage)
        )
        for stage in journey.outline
    )


def _columns(stage: PlacedStage) -> tuple[Column, ...]:
    if not stage.steps:
        return (Column(f"cjm-empty-{stage.id}", "No steps yet", None, True),)
    return tuple(
        Column(placed.id, placed.step.title, placed, number == 0, placed.step.optional)
        for number, placed in enumerate(stage.steps)
    )


def lanes_of(site: Site, journey: Journey) -> tuple[Lane, ...]:
    """The lanes that a journey shows: its own choice, else the site's, else all, zone by zone."""
    known = site.registry.lanes
    chosen = journey.lanes or site.settings.lanes
    if chosen:
        return tuple(known[name] for name in dict.fromkeys(chosen) if name in known)
    return tuple(sorted(known.values(), key=lambda lane: ZONES.index(lane.zone)))


def rows(site: Site, document: Document, stages: Sequence[StageHead]) -> tuple[tuple[Lane, Row], ...]:
    """The lanes that have something to show, with their cells."""
    found = []
    for lane in lanes_of(site, document.data):
        cells = _cells(site, document, lane, stages)
        if any(cell.value is not None for cell in cells):
            found.append((lane, Row(lane.name, lane.label, lane.template, lane.of, cells)))
    return tuple(found)


def _cells(site: Site, document: Document, lane: Lane, stages: Sequence[StageHead]) -> tuple[Cell, ...]:
    if lane.of == "stage":
        outline = document.data.outline
        return tuple(
            Cell(None, _filled(lane.cell(site, document, outline[head.number - 1])), True, head.span) for head in stages
        )
    return tuple(
        Cell(
            column.id,
            _filled(lane.cell(site, document, column.placed)) if column.placed else None,
            column.first,
        )
        for head in stages
        for column in head.columns
    )


def _filled(value: Any) -> Any:
    """A cell's value; empty text and empty lists are nothing."""
    return None if value is None or value == "" or value == () or value == [] else value


def zones(found: Sequence[tuple[Lane, Row]]) -> tuple[Zone, ...]:
    """Rows in their order, those of one zone together; the delivery is parted by the lines of the blueprint."""
    groups: list[tuple[str, list[Row]]] = []
    for lane, row in found:
        name = _layer(lane, groups[-1][0] if groups else "")
        if groups and groups[-1][0] == name:
            groups[-1][1].append(row)
        else:
            groups.append((name, [row]))
    drawn: set[str] = set()
    result = []
    for name, members in groups:
        line = None if name in drawn else _line(name, drawn)
        drawn.add(name)
        result.append(Zone(name, tuple(members), line))
    return tuple(result)


def _layer(lane: Lane, before: str) -> str:
    """Where a lane stands in a service blueprint. A lane of a plugin stands with the one above it."""
    if lane.zone != "delivery":
        return lane.zone
    if lane.name in LINES:
        return lane.name
    return before if before in LINES else "backstage"


def _line(name: str, drawn: set[str]) -> Line | None:
    """What the customer sees ends once: without a backstage, the line of visibility is above the support."""
    return LINES["backstage"] if name == "support" and "backstage" not in drawn else LINES.get(name)


_ON_CARD_ANYWAY = frozenset({"emotion"})
"""Lanes that a card shows in a form of its own."""


def cards(
    stages: Sequence[StageHead],
    found: Sequence[tuple[Lane, Row]],
    curve: Sequence[Felt],
    persons: Sequence[Person],
    lang: str,
) -> tuple[CardStage, ...]:
    """The map as cards, with the curve as a rail beside them."""
    result = []
    k = 0
    for head in stages:
        made = []
        for column in head.columns:
            entries = tuple(
                Entry(row.name, row.label, row.template, row.cells[k], lane.zone == "delivery")
                for lane, row in found
                if lane.of == "step" and lane.name not in _ON_CARD_ANYWAY and row.cells[k].value is not None
            )
            after = curve[k + 1] if k + 1 < len(curve) else None
            made.append(
                StepCard(
                    f"cjm-card-{column.id}",
                    column,
                    rail(curve[k], after, persons),
                    told(curve[k], persons, lang),
                    entries,
                )
            )
            k += 1
        result.append(CardStage(head, tuple(made)))
    return tuple(result)


def curve_of(stages: Sequence[StageHead], persons: Sequence[Person]) -> tuple[Felt, ...]:
    """What each person feels at each column."""
    who = [person.id for person in persons]
    return tuple(
        feelings.felt(column.placed.step, who) if column.placed else {} for head in stages for column in head.columns
    )
