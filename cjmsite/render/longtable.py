"""The long table of all numbers of a site: one row for each value, with everything that it needs to be believed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import astuple

from cjmsite.data import monitor
from cjmsite.data.result import MetricResult, Value
from cjmsite.model.metric import Metric
from cjmsite.site import Site

PLACES = ("stage", "touchpoint", "persona")
"""The dimensions that have columns of their own; what else a value is of stands under `segment`."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\x00")


class Row(Struct, frozen=True):
    """One value. Shares are fractions; `value` is empty where it may not be shown, and `quality` says why.

    `quality` is any of `small-n`, `no-value`, `no-interval`, `partial`, `stale`, `noise`, `routine`, `better`,
    `worse` and `signal`, apart by spaces.
    """

    kpi: str
    stage: str
    touchpoint: str
    persona: str
    segment: str
    period_start: str
    grain: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    unit: str
    status: str
    source: str
    as_of: str
    quality: str


COLUMNS = Row.__struct_fields__


def rows(site: Site, *, latest: bool = False) -> Iterator[Row]:
    """The values of all metrics, oldest first, the whole before its parts; or of each the newest period alone."""
    for card in site.cards("metric"):
        result, metric = site.metric(card.id), site.data("metric", card.id)
        if result is not None and metric is not None:
            yield from rows_of(site, metric, result, latest=latest)


def rows_of(site: Site, metric: Metric, result: MetricResult, *, latest: bool = False) -> Iterator[Row]:
    """The values of one metric."""
    newest = result.latest.period if result.latest else None
    as_of = monitor.last_day(result)
    stale = monitor.is_stale(result, metric, site.today)
    signals = {signal.period for signal in result.signals}
    for value in (*result.series, *result.split):
        if latest and value.period != newest:
            continue
        words = dict(value.dimensions)
        others = [word if name == "segment" else f"{name}={word}" for name, word in words.items() if name not in PLACES]
        yield Row(
            result.metric,
            words.get("stage", ""),
            words.get("touchpoint", ""),
            words.get("persona", ""),
            "; ".join(others),
            value.period.start.isoformat() if value.period else "",
            value.period.grain if value.period else "none",
            value.value,
            value.low,
            value.high,
            value.n,
            result.unit or "",
            "" if value.status == "none" else value.status,
            metric.source or "",
            as_of.isoformat() if as_of else "",
            " ".join(_quality(value, result, stale, value.period in signals and not words)),
        )


def _quality(value: Value, result: MetricResult, stale: bool, signal: bool) -> Iterator[str]:
    if value.too_small:
        yield "small-n"
    elif value.value is None:
        yield "no-value"
    elif value.low is None:
        yield "no-interval"
    if value is result.latest:
        if result.partial:
            yield "partial"
        if stale:
            yield "stale"
        yield from (change.meaning for change in result.changes[:1] if change.meaning != "unknown")
    if signal:
        yield "signal"


def as_csv(found: Iterable[Row]) -> str:
    """The rows as CSV. A text that a spreadsheet would take for a formula has an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(cell) for cell in astuple(row)] for row in found)
    return out.getvalue()


def _cell(cell: object) -> object:
    if isinstance(cell, float):
        return repr(round(cell, 12))
    if isinstance(cell, str) and cell.startswith(_DANGEROUS):
        return f"'{cell}"
    return cell
