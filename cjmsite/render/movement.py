"""What a metric's movement says, in words: changes, signals, and how sure they are."""

from __future__ import annotations

from cjmsite.data import monitor
from cjmsite.data.result import Change, MetricResult, Signal
from cjmsite.render import format

MEANINGS = {
    "better": "better, more than chance explains",
    "worse": "worse, more than chance explains",
    "noise": "movement is noise",
    "routine": "routine, within the natural limits",
    "unknown": "not judged: no interval",
}
_MOST_DIGITS = 6
RULES = {
    "beyond-limits": "outside the natural limits",
    "long-run": "eight in a row on one side of the centre",
    "near-limit": "three of four near a limit",
}


def moved(change: Change, result: MetricResult, lang: str = "en") -> str:
    """A difference with its sign and its unit: `+2.1 points`, `−3.40 EUR`."""
    return signed(change.moved, result, lang) + unit_of_difference(result)


def bounds(change: Change, result: MetricResult, lang: str = "en") -> str:
    """The interval of a difference, `[−1.2, +5.4]`; empty where there is none."""
    if change.low is None or change.high is None:
        return ""
    return f"[{signed(change.low, result, lang)}, {signed(change.high, result, lang)}]"


def signed(value: float, result: MetricResult, lang: str = "en") -> str:
    """A number with its sign, as it stands on the page."""
    size, digits = format.shown(value, result.unit), result.digits
    while size != 0 and round(size, digits) == 0 and digits < _MOST_DIGITS:
        digits += 1  # a bound that is nearly nought is not nought: on which side it lies is all that counts
    return f"{'+' if round(size, digits) > 0 else ''}{format.number(size, digits, lang)}"


def unit_of_difference(result: MetricResult) -> str:
    """The unit of a difference: between two percentages lie points."""
    if result.unit in ("%", "points"):
        return f"{format.NBSP}points"
    return format.unit_text(result.unit)


def against(change: Change) -> str:
    """What a change is measured against: `Sep 2026`, or `Oct 2025, a year before`."""
    when = format.period(change.since)
    return f"{when}, a year before" if change.against == "year" else when


def off_since(result: MetricResult) -> str:
    """Since when a figure is off target: `off target since Jul 2026`; empty where it is not, or has no series."""
    first = monitor.off_since(result)
    if first is None or len(result.series) < 2:
        return ""
    begin = ", when its numbers begin" if first is result.series[0] else ""
    return f"off target since {format.period(first.period)}{begin}"


def telling(result: MetricResult) -> Change | None:
    """The first change that is more than chance explains."""
    return next((change for change in result.changes if change.meaning in ("better", "worse")), None)


def meaning(change: Change) -> str:
    """What a change means."""
    return MEANINGS[change.meaning]


def rule(signal: Signal) -> str:
    """Why a point is a signal."""
    return RULES[signal.rule]
