"""The values of a metric as rows of tables: over time, and split by its dimensions on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cjmsite.api import Metric, MetricResult, Value, figures, format


@dataclass(frozen=True, slots=True)
class Line:
    """A value as a row of a table. `text` is None where it is not shown; `note` says why."""

    name: str
    text: str | None
    interval: str
    n: str
    gap: str
    status: str
    word: str
    note: str
    low: str = ""
    high: str = ""
    place: str = ""
    target: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """The values of one dimension in the newest period."""

    name: str
    period: str
    scale: str
    lines: tuple[Line, ...]


def line(value: Value, result: MetricResult, metric: Metric, lang: str, name: str | None = None) -> Line:
    """One value as a row."""
    unit, digits = result.unit, result.digits
    hidden = value.value is None
    return Line(
        name or format.capital(format.period(value.period)),
        None if value.value is None else format.quantity(value.value, unit, digits, lang),
        figures.interval(value, unit, digits, lang),
        "not stated" if value.n is None else format.number(value.n, lang=lang),
        figures.gap(value, unit, digits, lang),
        value.status,
        figures.STATUS_WORDS[value.status],
        figures.too_small(value, metric, lang) if hidden else "",
    )


def splits(result: MetricResult, metric: Metric, lang: str) -> tuple[Split, ...]:
    """For each dimension, its values in the newest period that has them."""
    groups: dict[tuple[str, ...], list[Value]] = {}
    for value in result.split:
        groups.setdefault(tuple(name for name, _ in value.dimensions), []).append(value)
    found = []
    for names, values in groups.items():
        starts = [value.period.start for value in values if value.period]
        newest = max(starts, default=None)
        latest = [value for value in values if not value.period or value.period.start == newest]
        period = format.capital(format.period(latest[0].period)) if latest[0].period else ""
        name = format.capital(format.listed([format.label(part).lower() for part in names]))
        found.append(Split(name, period, *_lines(latest, result, metric, lang)))
    return tuple(found)


def _lines(values: Sequence[Value], result: MetricResult, metric: Metric, lang: str) -> tuple[str, tuple[Line, ...]]:
    """Rows with a place for each value, its interval and its target on one scale, and that scale in words."""
    bounds = [
        bound for value in values for bound in (value.low, value.high, value.value, value.target) if bound is not None
    ]
    low, high = (0.0, 1.0) if result.unit == "%" else (min([0.0, *bounds]), max([0.0, *bounds]))
    room = (high - low) or 1.0

    def place(value: float | None) -> str:
        return "" if value is None else f"{(value - low) / room * 100:.4g}%"

    rows = []
    for value in values:
        name = ", ".join(text or "(empty)" for _, text in value.dimensions)
        row = line(value, result, metric, lang, name)
        said = f"{row.text} {row.interval}".strip() if row.text else ""
        rows.append(
            Line(
                row.name,
                row.text,
                row.interval,
                row.n,
                row.gap,
                row.status,
                row.word,
                row.note,
                place(value.low),
                place(value.high),
                place(value.value),
                place(value.target),
                said,
            )
        )
    ends = [
        format.quantity(bound, result.unit, 0 if result.unit == "%" else result.digits, lang) for bound in (low, high)
    ]
    return f"{ends[0]} to {ends[1]}", tuple(rows)
