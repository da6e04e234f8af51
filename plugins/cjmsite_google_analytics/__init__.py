"""Exports of Google Analytics: reports, explorations and the old Universal Analytics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import Format, hookimpl, signs
from cjmsite_google_analytics.reports import read_exploration, read_report
from cjmsite_google_analytics.universal import read_universal

FORMATS = (
    Format(
        "ga4",
        "Google Analytics 4, CSV of a report; choose one of its tables with `table:`",
        reshape=read_report,
        signs=(
            signs.has_comment_like(r"Property: .+", "a line above its tables says `Property:`", 4),
            signs.has_comment_like(r"[^:0-9]+: \d{8}", "a line above each table says its first day", 8),
            signs.has_column_like(r"Nth (?:hour|day|week|month|year)", "it counts days: `Nth day`, `Nth week`", 8),
        ),
    ),
    Format(
        "ga4-exploration",
        "Google Analytics 4, CSV of one tab of an exploration",
        reshape=read_exploration,
        signs=(
            signs.has_comment_like(
                r".*-\s?(?:Free[ -]form|User explorer|Funnel|Path|Cohort|Segment|User lifetime).*",
                "a line above says which tab of which exploration it is",
                8,
            ),
            signs.has_comment_like(r"\d{8}-\d{8}", "a line above says its days like 20260101-20260131", 4),
            signs.has_row_like(2, r"Grand total$", "its second row is a total, one cell wider than the header", 8),
            signs.has_columns("Step", "Elapsed time", "Abandonments", weight=8),
        ),
    ),
    Format(
        "ua",
        "Universal Analytics, CSV or Excel of a report; days are read by the report's dates",
        null_values=("#DIV/0", "#DIV/0!"),
        reshape=read_universal,
        signs=(
            signs.has_comment_like(r"\d{8}-\d{8}", "a line above says its days like 20200101-20200131", 4),
            signs.has_columns(
                "Bounce Rate",
                "Avg. Session Duration",
                "Pages / Session",
                "Avg. Time on Page",
                "% New Sessions",
                "Goal Completions",
                "Unique Pageviews",
                "Pageviews",
                "% Exit",
                least=1,
                weight=6,
            ),
            signs.has_column_like(r"(?:Day|Hour|Week|Month) Index", "it counts by `Day Index`", 6),
        ),
    ),
)


@hookimpl
def cjm_formats(config: Any) -> Iterable[Format]:
    """GA4's reports and explorations, and Universal Analytics."""
    return FORMATS
