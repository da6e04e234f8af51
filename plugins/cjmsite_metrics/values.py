"""The values of a metric as rows of tables: over time, and split by its dimensions on one scale."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from cjmsite.api import Metric, MetricResult, Site, Value, card_of, figures, format


class Line(Struct, frozen=True):
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
    url: str | None = None


class Split(Struct, frozen=True):
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


def splits(site: Site, result: MetricResult, metric: Metric) -> tuple[Split, ...]:
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
        found.append(Split(name, period, *_lines(site, latest, result, metric)))
    return tuple(found)


def _lines(site: Site, values: Sequence[Value], result: MetricResult, metric: Metric) -> tuple[str, tuple[Line, ...]]:
    """Rows with a place for each value, its interval and its target on one scale, and that scale in words."""
    lang = site.settings.lang
    bounds = [
        bound for value in values for bound in (value.low, value.high, value.value, value.target) if bound is not None
    ]
    low, high = (0.0, 1.0) if result.unit == "%" else (min([0.0, *bounds]), max([0.0, *bounds]))
    room = (high - low) or 1.0

    def place(value: float | None) -> str:
        return "" if value is None else f"{(value - low) / room * 100:.4g}%"

    rows = []
    for value in values:
        cards = [card_of(site, kind, word) if word else None for kind, word in value.dimensions]
        words = [card.title if card else word for card, (_, word) in zip(cards, value.dimensions, strict=True)]
        row = line(value, result, metric, lang, ", ".join(word or "(empty)" for word in words))
        rows.append(
            replace(
                row,
                low=place(value.low),
                high=place(value.high),
                place=place(value.value),
                target=place(value.target),
                said=f"{row.text} {row.interval}".strip() if row.text else "",
                url=site.url(cards[0].url) if len(cards) == 1 and cards[0] else None,
            )
        )
    ends = [
        format.quantity(bound, result.unit, 0 if result.unit == "%" else result.digits, lang) for bound in (low, high)
    ]
    return f"{ends[0]} to {ends[1]}", tuple(rows)
