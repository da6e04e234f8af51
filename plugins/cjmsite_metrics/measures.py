"""The measures of the field: what CX teams count, each with its formula and where it was defined."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cjmsite.api import (
    Aggregate,
    Count,
    Deviation,
    Distinct,
    Group,
    Highest,
    Lowest,
    Mean,
    Measure,
    Method,
    Metric,
    Newest,
    Outcome,
    Quantile,
    Scale,
    Sum,
    mean_interval,
    net_share,
    quantile_interval,
    ranked,
    wilson,
)
from cjmsite_metrics.formulas import CLV, DERIVED
from cjmsite_metrics.funnel import FUNNEL
from cjmsite_metrics.ratios import RATIO, WEIGHTED_MEAN
from cjmsite_metrics.retention import CHURN, RETENTION

WILSON = "Wilson score interval"
STUDENT = "Student's t interval of the mean"
ORDER = "order statistics: two values of the sample, at ranks from the binomial distribution"
TRINOMIAL = "adjusted-Wald interval (trinomial)"


def _share(hits: float, n: int, metric: Metric, parts: tuple[tuple[str, float], ...] = ()) -> Outcome:
    if n == 0:
        return Outcome(None, 0, numerator=hits, denominator=n, parts=parts)
    low, high = wilson(hits, n, metric.confidence)
    return Outcome(hits / n, n, low, high, hits, n, parts)


def _net(ups: float, downs: float, n: int, metric: Metric, parts: tuple[tuple[str, float], ...]) -> Outcome:
    if n == 0:
        return Outcome(None, 0, parts=parts)
    span = net_share(ups, downs, n, metric.confidence)
    return Outcome(100 * (ups - downs) / n, n, max(-100.0, span[0]), min(100.0, span[2]), parts=parts, span=span)


# --- answers on a scale -------------------------------------------------------------------------------------


def _nps_sums(metric: Metric, scale: Scale | None) -> dict[str, Aggregate]:
    return {
        "promoters": Count("x", 9),
        "passives": Count("x", 7, 9),
        "detractors": Count("x", below=7),
    }


def _nps(group: Group) -> Outcome:
    parts = tuple((name, group[name]) for name in ("promoters", "passives", "detractors"))
    return _net(group["promoters"], group["detractors"], group.rows, group.metric, parts)


NPS = Measure(
    "nps",
    "Net Promoter Score: promoters less detractors, in points",
    (
        Method(
            "",
            "100 × (answers of 9 and 10 − answers of 0 to 6) / all answers",
            _nps_sums,
            _nps,
            "F. Reichheld, “The One Number You Need to Grow”, Harvard Business Review, December 2003",
            "points",
            0,
            interval=TRINOMIAL,
            scale=(0, 10),
            whole=True,
        ),
    ),
    needs=("expr",),
)


def _top_sums(metric: Metric, scale: Scale | None) -> dict[str, Aggregate]:
    top = (scale or (1, 5))[1] - 1
    return {"top": Count("x", top)}


def _top(group: Group) -> Outcome:
    return _share(group["top"], group.rows, group.metric)


def _mean_sums(metric: Metric, scale: Scale | None) -> dict[str, Aggregate]:
    return {"mean": Mean("x"), "deviation": Deviation("x")}


def _mean(group: Group) -> Outcome:
    if group.rows == 0:
        return Outcome(None, 0)
    mean = group["mean"]
    if group.rows < 2:
        return Outcome(mean, group.rows)
    low, high = mean_interval(mean, group["deviation"], group.rows, group.metric.confidence)
    span = (low, mean, high)
    if group.scale:
        low, high = max(low, group.scale[0]), min(high, group.scale[1])
    return Outcome(mean, group.rows, low, high, span=span)


CSAT = Measure(
    "csat",
    "Customer satisfaction: the share of the two best answers, or the mean of all",
    (
        Method(
            "top2box",
            "answers with one of the two highest values of the scale / all answers",
            _top_sums,
            _top,
            "share of satisfied customers, as survey tools report CSAT",
            "%",
            is_share=True,
            interval=WILSON,
        ),
        Method(
            "mean",
            "sum of the answers / number of answers",
            _mean_sums,
            _mean,
            "arithmetic mean",
            "scale points",
            2,
            interval=STUDENT,
        ),
    ),
    needs=("expr", "scale"),
    uses=("method",),
)


def _ces_top_sums(metric: Metric, scale: Scale | None) -> dict[str, Aggregate]:
    return {"easy": Count("x", 5)}


def _ces_top(group: Group) -> Outcome:
    return _share(group["easy"], group.rows, group.metric)


def _ces_net_sums(metric: Metric, scale: Scale | None) -> dict[str, Aggregate]:
    return {
        "easy": Count("x", 6),
        "neutral": Count("x", 4, 6),
        "hard": Count("x", below=4),
    }


def _ces_net(group: Group) -> Outcome:
    parts = tuple((name, group[name]) for name in ("easy", "neutral", "hard"))
    return _net(group["easy"], group["hard"], group.rows, group.metric, parts)


_CES_SOURCE = "CES 2.0, “made it easy”, 1 to 7: M. Dixon, N. Toman and R. DeLisi, The Effortless Experience (2013)"

CES = Measure(
    "ces",
    "Customer effort: agreement, from 1 to 7, that it was easy",
    (
        Method(
            "mean",
            "sum of the answers / number of answers",
            _mean_sums,
            _mean,
            _CES_SOURCE,
            "scale points",
            2,
            interval=STUDENT,
            scale=(1, 7),
        ),
        Method(
            "topbox",
            "answers of 5, 6 and 7 / all answers",
            _ces_top_sums,
            _ces_top,
            _CES_SOURCE,
            "%",
            is_share=True,
            interval=WILSON,
            scale=(1, 7),
            whole=True,
        ),
        Method(
            "net",
            "100 × (answers of 6 and 7 − answers of 1 to 3) / all answers",
            _ces_net_sums,
            _ces_net,
            _CES_SOURCE,
            "points",
            0,
            interval=TRINOMIAL,
            scale=(1, 7),
            whole=True,
        ),
    ),
    needs=("expr",),
    uses=("method",),
)


# --- numbers ------------------------------------------------------------------------------------------------


def _only(aggregate: Aggregate) -> Callable[[Metric, Scale | None], Mapping[str, Aggregate]]:
    return lambda metric, scale: {"value": aggregate}


def _plain(group: Group) -> Outcome:
    return Outcome(group["value"] if group.rows else None, group.rows)


def _percentile_sums(metric: Metric, scale: Scale | None) -> dict[str, Aggregate]:
    p = (metric.p or 50) / 100
    return {"value": Quantile("x", p), **ranked("x", p, metric.confidence)}


def _percentile(group: Group) -> Outcome:
    if group.rows == 0:
        return Outcome(None, 0)
    metric = group.metric
    around = group.several("around_low"), group.several("around_high")
    low, high = quantile_interval(group.rows, (metric.p or 50) / 100, metric.confidence, *around) or (None, None)
    return Outcome(group["value"], group.rows, low, high)


def _count_sums(metric: Metric, scale: Scale | None) -> dict[str, Aggregate]:
    return {}


def _count(group: Group) -> Outcome:
    return Outcome(float(group.rows), group.rows)


MEAN = Measure(
    "mean",
    "The arithmetic mean",
    (
        Method(
            "",
            "sum of the values / number of values",
            _mean_sums,
            _mean,
            "arithmetic mean",
            digits=1,
            interval=STUDENT,
        ),
    ),
    needs=("expr",),
)
MEDIAN = Measure(
    "median",
    "The value in the middle: half are lower, half are higher",
    (
        Method(
            "",
            "the 50th percentile, between the two middle values where there are two",
            _percentile_sums,
            _percentile,
            interval=ORDER,
        ),
    ),
    needs=("expr",),
)
PERCENTILE = Measure(
    "percentile",
    "The value under which p percent of all values lie",
    (
        Method(
            "",
            "the value at rank 1 + (n − 1) p / 100 of the sorted values, between neighbours in proportion",
            _percentile_sums,
            _percentile,
            "R. J. Hyndman and Y. Fan, “Sample Quantiles in Statistical Packages” (1996), type 7",
            interval=ORDER,
        ),
    ),
    needs=("expr", "p"),
    uses=("p",),
)
SUM = Measure(
    "sum",
    "The values added up",
    (Method("", "sum of the values", _only(Sum("x")), _plain),),
    needs=("expr",),
    estimates=False,
)
COUNT = Measure(
    "count",
    "How many rows there are, or how many have a value",
    (Method("", "number of rows", _count_sums, _count, digits=0),),
    estimates=False,
    takes_text=True,
)
COUNT_DISTINCT = Measure(
    "count_distinct",
    "How many different values there are",
    (Method("", "number of different values", _only(Distinct("x")), _plain, digits=0),),
    needs=("expr",),
    estimates=False,
    takes_text=True,
)
MINIMUM = Measure(
    "min",
    "The lowest value",
    (Method("", "the lowest value", _only(Lowest("x")), _plain),),
    needs=("expr",),
    estimates=False,
)
MAXIMUM = Measure(
    "max",
    "The highest value",
    (Method("", "the highest value", _only(Highest("x")), _plain),),
    needs=("expr",),
    estimates=False,
)
LAST = Measure(
    "last",
    "The newest value",
    (
        Method(
            "",
            "the value of the latest date, of several the one furthest down the file",
            _only(Newest("x")),
            _plain,
            no_interval="one value as the file gives it, and how it was measured is not in the file",
        ),
    ),
    needs=("expr", "date"),
    estimates=False,
)
TOTAL_ROW = Measure(
    "total_row",
    "The number in the file's own totals row, of what may not be added up: users, customers",
    (
        Method(
            "",
            "the number of the totals row, one of each file",
            _only(Sum("x")),
            _plain,
            digits=0,
            of_totals=True,
            no_interval="the number is the file's own, and how it was counted is not in the file",
        ),
    ),
    needs=("expr",),
    estimates=False,
)
MEASURES: tuple[Measure, ...] = (
    NPS,
    CSAT,
    CES,
    RATIO,
    MEAN,
    MEDIAN,
    PERCENTILE,
    WEIGHTED_MEAN,
    SUM,
    COUNT,
    COUNT_DISTINCT,
    MINIMUM,
    MAXIMUM,
    LAST,
    TOTAL_ROW,
    FUNNEL,
    RETENTION,
    CHURN,
    DERIVED,
    CLV,
)
"""All of them, in the order in which the manual lists them."""
