"""What a metric's page tells of movement: changes, natural limits and signals; and the steps of a funnel."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from cjmsite.api import Metric, MetricResult, Signal, Value, format, movement, wilson


class Move(Struct, frozen=True):
    """A change as a row of a table."""

    against: str
    before: str
    moved: str
    interval: str
    meaning: str


class FunnelLine(Struct, frozen=True):
    """A step of a funnel: how many came, of how many of the step before, and how many were lost there.

    `width` is its share of those who began, as the length of a bar.
    """

    title: str
    n: str
    share: str
    kept: str
    interval: str
    lost: str
    width: str


def moves(result: MetricResult, lang: str) -> tuple[Move, ...]:
    """The changes of the newest value."""
    return tuple(
        Move(
            format.capital(movement.against(change)),
            format.quantity(change.before, result.unit, result.digits, lang),
            movement.moved(change, result, lang),
            movement.bounds(change, result, lang),
            format.capital(movement.meaning(change)),
        )
        for change in result.changes
    )


def steadiness(result: MetricResult, lang: str) -> str:
    """Between which values the series varies by itself, in a sentence."""
    limits = result.limits
    if limits is None:
        return ""
    low, high = (_within(bound, result) for bound in (limits.low, limits.high))
    said = [format.number(format.shown(bound, result.unit), result.digits, lang) for bound in (low, high)]
    unit = format.unit_text(result.unit)
    points = format.count(limits.points, "point", lang=lang)
    if not result.signals:
        return f"Routine: all {points} lie between {said[0]} and {said[1]}{unit}, as such a series does by itself."
    return f"By itself, the series varies between {said[0]} and {said[1]}{unit} ({points}). What goes beyond routine:"


def _within(bound: float, result: MetricResult) -> float:
    """A limit that a share cannot go beyond, nor, downwards, what is counted or measured from nothing."""
    if result.unit == "%":
        return min(max(bound, 0.0), 1.0)
    signed = result.unit == "points" or any((value.value or 0.0) < 0 for value in result.series)
    return bound if signed else max(bound, 0.0)


def told_signals(result: MetricResult, lang: str) -> tuple[str, ...]:
    """The signals, newest first, in words; neighbours on one side of the centre are told together."""
    return tuple(_told(stretch, result, lang) for stretch in reversed(_stretches(result)))


def _stretches(result: MetricResult) -> list[list[tuple[Signal, Value]]]:
    """The signals with their values; those that follow each other on the same side stand together."""
    signals = {signal.period: signal for signal in result.signals}
    stretches: list[list[tuple[Signal, Value]]] = []
    before: Signal | None = None
    for value in result.series:
        if value.value is None:
            continue
        signal = signals.get(value.period) if value.period is not None else None
        if signal is not None:
            if before is None or before.side != signal.side:
                stretches.append([])
            stretches[-1].append((signal, value))
        before = signal
    return stretches


def _told(stretch: Sequence[tuple[Signal, Value]], result: MetricResult, lang: str) -> str:
    values = sorted(value.value for _, value in stretch if value.value is not None)
    said = list(
        dict.fromkeys(format.quantity(end, result.unit, result.digits, lang) for end in (values[0], values[-1]))
    )
    rules = ", ".join(dict.fromkeys(movement.rule(signal) for signal, _ in stretch))
    ends = [format.period(stretch[at][0].period) for at in ((0,) if len(stretch) == 1 else (0, -1))]
    count = f" ({format.count(len(stretch), 'point', lang=lang)})" if len(stretch) > 1 else ""
    return f"{format.capital(' to '.join(ends))}{count}, {' to '.join(said)}: {rules} ({stretch[0][0].side})"


def way_through(value: Value | None, metric: Metric, lang: str) -> tuple[FunnelLine, ...]:
    """The steps of a funnel in the newest period, with the interval of each step's share of the step before."""
    if value is None or value.value is None or metric.measure != "funnel":
        return ()
    counts = [round(count) for _, count in value.parts]
    return tuple(_step(title, counts, at, metric.confidence, lang) for at, (title, _) in enumerate(value.parts))


def _step(title: str, counts: Sequence[int], at: int, confidence: float, lang: str) -> FunnelLine:
    began, here = counts[0], counts[at]
    share = here / began if began else 0.0
    if at == 0 or not counts[at - 1]:
        return FunnelLine(
            title, format.number(here, lang=lang), format.percent(share, 1, lang), "", "", "", _bar(share)
        )
    before = counts[at - 1]
    low, high = (format.number(100 * bound, 1, lang) for bound in wilson(here, before, confidence))
    return FunnelLine(
        title,
        format.number(here, lang=lang),
        format.percent(share, 1, lang),
        format.percent(here / before, 1, lang),
        f"[{low}, {high}]",
        f"{format.number(before - here, lang=lang)} ({format.percent(1 - here / before, 1, lang)})",
        _bar(share),
    )


def _bar(share: float) -> str:
    return f"{100 * share:.4g}%"
