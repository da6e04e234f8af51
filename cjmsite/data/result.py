"""What a metric comes to: values with method, n, period and interval, and the receipt behind them."""

from __future__ import annotations

import datetime
from typing import Literal

from msgspec import Struct

from cjmsite.diagnostics import Diagnostic

Status = Literal["on", "watch", "off", "none"]
Meaning = Literal["better", "worse", "noise", "routine", "unknown"]
Side = Literal["low", "high"]


class Period(Struct, frozen=True):
    """A stretch of time: `start` is its first day, `end` the first day after it. Grain `none` covers all rows."""

    start: datetime.date
    end: datetime.date
    grain: str


class Value(Struct, frozen=True):
    """One number. Shares are fractions (0.5 is 50 %); NPS is in points.

    `value`, `low` and `high` are None where n is under the metric's `min_n`: such a number is never shown.
    They are None too where a period between others has no rows: n is 0 then. `n` is None where a tidy KPI
    file gives a value without saying how many it rests on.
    `low` and `high` bound the interval of the metric's confidence, where the measure has one.
    `numerator` and `denominator` count for shares; `parts` holds further counts in a stated order
    (promoters, passives, detractors for nps; the steps of a funnel). `span` is the lower bound, the middle and the
    upper bound of an interval that was cut off at the end of a scale, or whose middle is not the value.
    """

    value: float | None
    n: int | None
    period: Period | None = None
    dimensions: tuple[tuple[str, str], ...] = ()
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    parts: tuple[tuple[str, float], ...] = ()
    target: float | None = None
    warn: float | None = None
    status: Status = "none"
    too_small: bool = False
    span: tuple[float, float, float] | None = None


class Change(Struct, frozen=True):
    """How the newest value moved since the period before (`previous`) or since the same period a year before (`year`).

    `low` and `high` bound the interval of the difference. `meaning` is `noise` where that holds nought: then the
    movement is what chance alone explains. Where a value has no interval it is `routine` if the newest value lies
    within the natural limits of its series, and `unknown` if there are none or it does not.
    """

    against: Literal["previous", "year"]
    since: Period
    before: float
    moved: float
    low: float | None
    high: float | None
    meaning: Meaning


class Limits(Struct, frozen=True):
    """The natural limits of a series, between which it varies by itself, from so many points."""

    centre: float
    low: float
    high: float
    points: int


class Signal(Struct, frozen=True):
    """A point of a series that is no routine variation: beyond the limits, the eighth in a row on one side of the
    centre (`long-run`), or one of three in four that lie nearer to a limit than to the centre (`near-limit`)."""

    period: Period
    rule: Literal["beyond-limits", "long-run", "near-limit"]
    side: Side


class FileReceipt(Struct, frozen=True):
    """What the reader did with one file: enough to find every row again."""

    path: str
    sha256: str
    size: int
    encoding: str
    encoding_reason: str
    delimiter: str | None
    rows_read: int
    rows_kept: int
    dropped: tuple[tuple[str, int], ...]
    columns: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


class Receipt(Struct, frozen=True):
    """How a metric's numbers came about, in words and hashes.

    `interval` is how the interval was made; where there is none, `no_interval` says why. `confidence` is that of the
    interval. `parameters` are names with what they stand for, `read` says so of what the source declares. Numbers of
    an `exact` metric speak for nothing that was not counted.
    """

    source: str
    measure: str
    method: str
    formula: str
    interval: str | None
    files: tuple[FileReceipt, ...]
    rows_used: int
    dropped: tuple[tuple[str, int], ...]
    columns: tuple[str, ...]
    filter: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...] = ()
    no_interval: str = ""
    confidence: float = 0.0
    exact: bool = False
    read: tuple[tuple[str, str], ...] = ()


class MetricResult(Struct, frozen=True):
    """The values of one metric. `series` has no dimensions, oldest first; `split` has them.

    A computed `split` goes by one dimension at a time; a tidy file's rows may name several at once.
    `as_of` is the day of the newest row; where that lies before the end of the newest period of a count or a sum,
    the period is `partial`.
    """

    metric: str
    unit: str | None
    digits: int
    series: tuple[Value, ...] = ()
    split: tuple[Value, ...] = ()
    receipt: Receipt | None = None
    problems: tuple[Diagnostic, ...] = ()
    as_of: datetime.date | None = None
    partial: bool = False
    changes: tuple[Change, ...] = ()
    limits: Limits | None = None
    signals: tuple[Signal, ...] = ()

    @property
    def latest(self) -> Value | None:
        """The newest value, even when it is too small to be shown."""
        return self.series[-1] if self.series else None
