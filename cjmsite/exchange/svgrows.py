"""What stands in the rows of a journey drawn in SVG: words of its steps and stages, wrapped to the width of columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from cjmsite.model.common import Point
from cjmsite.model.journey import Act, Journey, Stage, Step
from cjmsite.render import format

COLUMN, LINE, GAP = 156, 15, 10
ROOM = (COLUMN - 2 * GAP) / 6.1
"""How many narrow letters fit beside each other in a column."""

_MOST = 6
"""So many lines are the most in a cell."""


class Names(Struct, frozen=True):
    """How the things that a journey names are called: titles of touchpoints, and figures in words, by their ids."""

    touchpoints: Mapping[str, str] = {}
    figures: Mapping[str, str] = {}


class Row(Struct, frozen=True):
    """A row of words: its name, the class of its text, and the lines of each column. `hidden` rows stand below the line
    of visibility.
    """

    name: str
    cls: str
    cells: tuple[tuple[str, ...], ...]
    hidden: bool = False

    @property
    def height(self) -> int:
        """How tall it is, in pixels."""
        return max((len(lines) for lines in self.cells), default=0) * LINE + 2 * GAP


def above(journey: Journey, names: Names) -> list[Row]:
    """The rows over the curve; those of steps and touchpoints are always there."""
    steps = journey.steps
    touchpoints = [[names.touchpoints.get(id_, id_) for id_ in step.all_touchpoints] for step in steps]
    return [
        *_told(Row("Goal", "quote", _of_stages(journey, lambda stage: [stage.goal or stage.summary or ""]))),
        Row("Step", "step", tuple(wrapped([step.title], 4) for step in steps)),
        Row("Touchpoint", "", tuple(wrapped(told, 3) for told in touchpoints)),
    ]


def below(journey: Journey, names: Names, lang: str) -> list[Row]:
    """The rows under the curve in which something stands, as the map of a page has them."""

    def row(name: str, say: Callable[[Step], Sequence[str]], cls: str = "", *, hidden: bool = False) -> Row:
        return Row(name, cls, tuple(wrapped(say(step), _MOST) for step in journey.steps), hidden)

    def told(metrics: Sequence[str]) -> list[str]:
        return [names.figures.get(id_, id_) for id_ in metrics]

    owners = [step.owner or stage.owner or "" for stage in journey.stages for step in stage.steps]
    return _told(
        row("Expects", lambda step: [step.expectation or ""]),
        row("Does", lambda step: [step.action or ""]),
        row("Says or thinks", _said, "quote"),
        row("Pains", lambda step: _points(step.pains), "pain"),
        row("Gains", lambda step: _points(step.gains), "gain"),
        row("Insights", lambda step: _points(step.insights)),
        row("Moments of truth", lambda step: ["◆"] if step.moment_of_truth else [], "step"),
        row("Time and effort", lambda step: _cost(step, lang)),
        row("Frontstage", lambda step: _acts(step.frontstage)),
        row("Backstage", lambda step: _acts(step.backstage), hidden=True),
        row("Support", lambda step: _acts(step.support), hidden=True),
        row("KPI", lambda step: told(step.metrics)),
        Row(
            "KPI of the stage", "", _of_stages(journey, lambda stage: [names.figures.get(m, m) for m in stage.metrics])
        ),
        row("Opportunities", lambda step: _points(step.opportunities)),
        Row("Owner", "", tuple(wrapped([owner], _MOST) for owner in owners)),
    )


def _told(*rows: Row) -> list[Row]:
    return [row for row in rows if any(row.cells)]


def _of_stages(journey: Journey, say: Callable[[Stage], Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """What is said of a stage stands in its first column, and is as wide as the stage."""
    cells: list[tuple[str, ...]] = []
    for stage in journey.stages:
        if stage.steps:
            cells += [wrapped(say(stage), 3, len(stage.steps)), *((),) * (len(stage.steps) - 1)]
    return tuple(cells)


def _said(step: Step) -> list[str]:
    return [f"“{step.quote.text}”"] if step.quote else [step.thought] if step.thought else []


def _cost(step: Step, lang: str) -> list[str]:
    return [
        f"Waits {format.duration(step.wait, lang)}" if step.wait else "",
        f"Takes {format.duration(step.duration, lang)}" if step.duration else "",
        f"Effort {step.effort} of 7" if step.effort else "",
    ]


def _points(points: Sequence[Point]) -> list[str]:
    return _apart([point.text for point in points])


def _acts(acts: Sequence[Act]) -> list[str]:
    return _apart([f"{act.team}: {act.action}" if act.team else act.action for act in acts])


def _apart(texts: list[str]) -> list[str]:
    """Several texts, of which each may take some lines: a dash tells where one begins."""
    return [f"– {text}" for text in texts] if len(texts) > 1 else texts


def wide(text: str) -> int:
    """How wide a text is, in narrow letters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else not unicodedata.combining(c) for c in text)


def cut(text: str, room: float) -> str:
    """A text that fits, with an ellipsis where something is left out."""
    while text and wide(text) > room:
        text = text[:-2].rstrip() + "…"
    return text


def wrapped(texts: Sequence[str], most: int, columns: int = 1) -> tuple[str, ...]:
    """Texts as lines of so many columns, with an ellipsis where they are too many."""
    whole = columns * ROOM
    lines: list[str] = []
    for text in texts:
        line = ""
        for word in text.split():
            while wide(word) > whole:
                room = max(1, int(whole) // (2 if wide(word) > len(word) else 1) - 1)
                lines += [line, word[:room]] if line else [word[:room]]
                line, word = "", word[room:]
            if line and wide(line) + 1 + wide(word) > whole:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines += [line] if line else []
    if len(lines) > most:
        return (*lines[: most - 1], cut(f"{lines[most - 1]} …", whole))
    return tuple(lines)
