"""A journey as one drawing in SVG: stages, the curve of each person, rows of words. It needs no browser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from html import escape

from cjmsite.exchange.svgrows import COLUMN, GAP, LINE, ROOM, Names, Row, above, below, cut, wide, wrapped
from cjmsite.model.journey import Journey, Step
from cjmsite.render import feelings, format
from cjmsite.render.marks import marker, short

HEAD, PLOT = 112, 150

PERSONS = ("#a8478a", "#007a59", "#5b50c7", "#8a5a00", "#00707f", "#95442f", "#b82a5e", "#546f0c", "#7b3fa8", "#525d68")
DASHES = ("", "6 4", "2 3", "9 3 2 3", "14 4", "4 2", "9 3 2 3 2 3", "1 3", "6 2 2 2", "3 6")

_STYLE = """
text { font-family: Inter, system-ui, 'Segoe UI', Roboto, Arial, sans-serif; font-size: 12px; fill: #14181d; }
.title { font-size: 24px; font-weight: 650; }
.sub { font-size: 13px; fill: #4a535d; }
.lane { font-size: 11px; fill: #5f6873; }
.stage { font-size: 13px; font-weight: 620; }
.step { font-weight: 620; }
.quote { fill: #4a535d; }
.pain { fill: #b2182b; }
.gain { fill: #2166ac; }
.value { font-size: 11px; font-weight: 620; }
.rule { stroke: #e3e6ea; }
.zero { stroke: #c3c9d0; }
.sight { stroke: #7d8792; stroke-width: 2; stroke-dasharray: 6 4; }
.band { fill: #eef0f2; }
""".strip()

_FROM_RIGHT = "\ntext { direction: rtl; unicode-bidi: plaintext; }"
"""Words begin on the right, and stand each in its own order."""


def write(journey: Journey, persons: Mapping[str, str], names: Names, lang: str = "en") -> str:
    """The drawing. `persons` are the names of personas, in the order of the site."""
    who = _numbered(feelings.felt_by(journey), tuple(persons))
    columns = max(1, len(journey.steps))
    width = HEAD + columns * COLUMN + 24
    parts = [
        _text(24, 40, journey.title, "title"),
        _text(24, 62, " · ".join(part for part in (journey.goal, _owner(journey)) if part), "sub"),
        *_legend(who, persons),
    ]
    top = 108
    parts += _stages(journey, top)
    top += 34
    told, top = _rows(above(journey, names), top, width)
    parts += [*told, *_plot(journey.steps, who, top, width, lang)]
    told, top = _rows(below(journey, names, lang), top + PLOT, width)
    parts += told
    from_right = format.direction(journey.lang or lang) == "rtl"
    said = f"{format.count(len(journey.steps), 'step', lang=lang)}, emotion from −2 (very low) to +2 (very good)"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top + 24}" width="{width}" '
            f'height="{top + 24}" role="img" aria-labelledby="t d">',
            f'<title id="t">{_safe(journey.title)}</title>',
            f'<desc id="d">{said}</desc>',
            f"<style>{_STYLE}{_FROM_RIGHT if from_right else ''}</style>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            *(_mirrored(parts, width) if from_right else parts),
            "</svg>",
            "",
        ]
    )


_X = re.compile(r' x="([\d.-]+)"')


def _mirrored(parts: Sequence[str], width: int) -> list[str]:
    """The drawing turned round for those who read from right to left; words are not, but begin at the other side."""
    shapes = [part for part in parts if not part.startswith("<text")]
    words = [part for part in parts if part.startswith("<text")]
    moved = [_X.sub(lambda x: f' x="{short(width - float(x[1]))}"', part, count=1) for part in words]
    return [f'<g transform="matrix(-1 0 0 1 {width} 0)">', *shapes, "</g>", *moved]


def _numbered(who: Sequence[str], site: Sequence[str]) -> dict[str, int]:
    """Whose curve has which hue, dash and mark: those that it has on the site's pages, where they are free."""
    order = {id_: number for number, id_ in enumerate(site)}
    found: dict[str, int] = {}
    for id_ in who:
        wanted = order.get(id_, len(found)) % len(PERSONS)
        free = (n % len(PERSONS) for n in range(wanted, wanted + len(PERSONS)))
        found[id_] = next((n for n in free if n not in found.values()), wanted)
    return found


def _owner(journey: Journey) -> str:
    return f"{format.capital(journey.state)} state{f', owner {journey.owner}' if journey.owner else ''}"


def _legend(who: Mapping[str, int], names: Mapping[str, str]) -> list[str]:
    parts = []
    x = 24.0
    for id_, number in who.items():
        name = "Everyone" if id_ == feelings.EVERYONE else names.get(id_, id_)
        parts.append(_line(f"M{short(x)} 82h28", number))
        parts.append(_mark(number, x + 14, 82))
        parts.append(_text(x + 36, 86, name, "sub"))
        x += 60 + wide(name) * 6.6
    return parts


def _stages(journey: Journey, top: int) -> list[str]:
    parts = []
    at = 0
    for number, stage in enumerate(journey.stages, 1):
        size = len(stage.steps)
        if not size:
            continue
        x = HEAD + at * COLUMN
        parts.append(f'<rect class="band" x="{x + 1}" y="{top}" width="{size * COLUMN - 2}" height="26" rx="3"/>')
        words = cut(f"{number}  {stage.title}", size * ROOM)
        parts.append(_text(x + GAP, top + 18, words, "stage"))
        at += size
    return parts


def _rows(rows: Sequence[Row], top: int, width: int) -> tuple[list[str], int]:
    """Rows of words, and where the next thing stands below them. The line of visibility is dashed."""
    parts: list[str] = []
    hidden = False
    for row in rows:
        cls = "sight" if row.hidden and not hidden else "rule"
        parts.append(f'<path class="{cls}" d="M24 {top}H{width - 24}"/>')
        hidden = row.hidden
        names = wrapped([row.name], 2)
        parts += [_text(24, top + GAP + 11 + n * LINE, name, "lane") for n, name in enumerate(names)]
        for column, lines in enumerate(row.cells):
            x = HEAD + column * COLUMN + GAP
            parts += [_text(x, top + GAP + 11 + n * LINE, line, row.cls) for n, line in enumerate(lines)]
        top += row.height
    return parts, top


def _plot(steps: Sequence[Step], who: Mapping[str, int], top: int, width: int, lang: str) -> list[str]:
    """The curves. A step that says nothing parts a curve in two."""
    parts = [f'<path class="rule" d="M24 {top}H{width - 24}"/>', _text(24, top + GAP + 11, "Emotion", "lane")]
    for line in (2, 0, -2):
        y = _height(line, top)
        parts.append(f'<path class="{"zero" if line == 0 else "rule"}" d="M{HEAD} {y}H{width - 24}"/>')
        parts.append(_text(HEAD - 26, y + 4, format.signed(line), "lane"))
    for place, (id_, number) in enumerate(who.items()):
        points: list[tuple[float, float]] = []
        values = [step.emotion_of(id_) for step in steps]
        for column, value in enumerate([*values, None]):
            if value is None:
                if len(points) > 1:
                    parts.append(_line(_curve(points), number))
                points = []
            else:
                points.append((HEAD + (column + 0.5) * COLUMN, _height(value, top)))
        for column, value in enumerate(values):
            if value is not None:
                x = HEAD + (column + 0.5) * COLUMN
                parts.append(_mark(number, x, _height(value, top)))
                room = min(32.0, (COLUMN - GAP) / len(who))
                middle, low = short(x + (place - (len(who) - 1) / 2) * room), top + PLOT - 6
                told = format.signed(value, lang)
                style = f"fill: {_hue(number)}; text-anchor: middle"
                parts.append(f'<text class="value" x="{middle}" y="{low}" style="{style}">{told}</text>')
    return parts


def _curve(points: Sequence[tuple[float, float]]) -> str:
    """A line that is level where it turns, so that it goes beyond no value."""
    (x, y), *rest = points
    path = f"M{short(x)} {short(y)}"
    for next_x, next_y in rest:
        half = (x + next_x) / 2
        path += f"C{short(half)} {short(y)} {short(half)} {short(next_y)} {short(next_x)} {short(next_y)}"
        x, y = next_x, next_y
    return path


def _height(value: float, top: int) -> float:
    return top + PLOT / 2 - 4 - value * (PLOT - 50) / 4


def _hue(number: int) -> str:
    return PERSONS[number % len(PERSONS)]


def _line(path: str, number: int) -> str:
    dash = DASHES[number % len(DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path}" fill="none" stroke="{_hue(number)}" stroke-width="2.25"{dashed}/>'


def _mark(number: int, x: float, y: float) -> str:
    fill = "#fff" if number % 2 else _hue(number)
    d = marker(f"p{number % 10 + 1}", 5, x, y)
    return f'<path d="{d}" fill="{fill}" stroke="{_hue(number)}" stroke-width="1.5"/>'


def _text(x: float, y: float, text: str, cls: str = "") -> str:
    named = f' class="{cls}"' if cls else ""
    return f'<text{named} x="{short(x)}" y="{short(y)}">{_safe(text)}</text>' if text else ""


def _safe(text: str) -> str:
    """A text that XML can hold."""
    return escape(
        "".join(c for c in text if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs", "Cn")), quote=False
    )
