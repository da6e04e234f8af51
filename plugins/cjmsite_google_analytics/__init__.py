"""Exports of Google Analytics: reports, explorations, events, answers of its API, and Universal Analytics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import Format, Unit, hookimpl, signs
from cjmsite_google_analytics.dataapi import read_answer
from cjmsite_google_analytics.reports import read_exploration, read_report
from cjmsite_google_analytics.universal import read_universal
from cjmsite_google_analytics.warehouse import read_events

_TABS = r"(?:.*-\s?)?(?:Free[ -]?form|User explorer|Funnel|Path|Cohort|Segment|User lifetime).*"

RENAMED = (
    ("Key events", "Conversions"),
    ("Session key event rate", "Session conversion rate"),
    ("User key event rate", "User conversion rate"),
    ("Active users", "Users"),
    ("Average engagement time per active user", "Average engagement time"),
    (
        "Session primary channel group (Default channel group)",
        "Session primary channel group (Default Channel Group)",
        "Session default channel group",
        "Session default channel grouping",
    ),
    (
        "First user primary channel group (Default channel group)",
        "First user primary channel group (Default Channel Group)",
        "First user default channel group",
        "First user default channel grouping",
    ),
)
"""What Google has called one thing at different times, the newest name first."""

_OWN = signs.has_column_like(
    r"(?:Session|First user) (?:primary|default) channel group.*|Page (?:path|title).* and screen (?:class|name)|"
    r"Average engagement time per (?:active user|user|session)|(?:Session|User) key event rate|"
    r"Event count per (?:active )?user|(?:Views|Engaged sessions) per (?:active )?user|First user source / medium",
    "only Google Analytics 4 has columns that are called so",
)

_SEGMENTS = (Unit(r".+", r"segment[oei]?|comparison|セグメント", "segments"),)
"""A visit may be in several segments, which hence do not add up: `All users` is in all of them."""

FORMATS = (
    Format(
        "ga4",
        "Google Analytics 4, CSV of a report or the sheet made of it; choose one of its tables with `table:`",
        expects=(
            "Several tables in one file, each below lines with its own days: choose one with "
            "`table: {has: [Nth week, Active users]}`, with its title or its number. Where a table counts days, in any "
            "language (`Nth day`, `Nième semaine`, `N일`), a column `Date` is added; weeks run from Sunday to "
            "Saturday, the first and the last being cut off by the report, and every table has columns `Start date` "
            "and `End date`. A row `(other)` is told as a warning, and so are rows that add up to less than their "
            "total. In a cohort, -1 counts as empty, and `Cohort start` says its first day. Users are not additive: "
            "say `additive: false`. Google renames columns: `inspect` writes all their names, as in "
            "`from: {any_of: [Key events, Conversions]}`."
        ),
        reads=("text", "xlsx"),
        renamed=RENAMED,
        reshape=read_report,
        grouped=True,
        units=_SEGMENTS,
        signs=(
            signs.has_comment_like(r"Property: .+", "a line above its tables says `Property:`", 4),
            signs.has_comment_like(r"[^:：0-9]+[:：]\s?\d{8}", "a line above each table says its first day"),
            signs.has_column_like(r"Nth (?:hour|day|week|month|year)", "it counts days: `Nth day`, `Nth week`"),
            signs.has_comment_like("Dashboard report", "a line above says `Dashboard report`, as Firebase did"),
            _OWN,
            signs.has_comment_like(r"\d{8}-\d{8}", "a line above says its days as an exploration does", -10),
            signs.has_wide_row(2, "its second row is the total of an exploration", -10),
        ),
    ),
    Format(
        "ga4-exploration",
        "Google Analytics 4, CSV or TSV of one tab of an exploration",
        expects=(
            "Above the table stand the property, the exploration with its tab, and the days. The first row holds the "
            "totals, one cell wider than the header, with `Grand total` at its end; it is left out and kept as the "
            "total, and so are the `Total` of each step of a funnel that is broken down and the row of all cohorts. In "
            "a funnel, a step's name is filled in for its further rows, and `Elapsed time`, which is in microseconds, "
            "is there as `Elapsed seconds` too. Sampling is not said in the file. A table whose columns stand for "
            "values of a dimension has not been seen yet: put dimensions into rows."
        ),
        reads=("text", "xlsx"),
        renamed=RENAMED,
        reshape=read_exploration,
        grouped=True,
        units=_SEGMENTS,
        signs=(
            signs.has_comment_like(_TABS, "a line above says which tab of which exploration it is", 8),
            signs.has_comment_like(r"\d{8}-\d{8}", "a line above says its days like 20260101-20260131", 4),
            signs.has_wide_row(2, "its second row is a total, one cell wider than the header", 8),
            signs.has_columns("Step", "Elapsed time", "Abandonments", weight=8),
            signs.has_comment_like(r"[^:：0-9]+[:：]\s?\d{8}", "a line above says its first day as a report does", -10),
            signs.has_column_like(
                r"(?:Active|Total|Returning) users|Event count|Key events|Engaged sessions|Views|Engagement rate|"
                r"(?:Session|First user) .*channel group.*",
                "it has columns of Google Analytics 4",
                6,
            ),
        ),
    ),
    Format(
        "ga4-bigquery",
        "Google Analytics 4, events from BigQuery as JSON Lines or Parquet",
        expects=(
            "One row per event. Nested values are columns by their path: `event_params.page_location`, "
            "`device.category`. A column `session_id` is added, made of the person and `ga_session_id`: count sessions "
            "with `measure: count_distinct`. `event_date` is a day in the property's zone (`format: %Y%m%d`); "
            "`event_timestamp` is in UTC (`format: unix_us`), so say `timezone:` with it. Daily tables are rewritten "
            "for up to three days; do not read `events_intraday_` beside `events_` of the same day."
        ),
        reads=("json", "parquet"),
        reshape=read_events,
        signs=(
            signs.has_keys("event_name", "event_timestamp", "event_params"),
            signs.has_keys("event_bundle_sequence_id", weight=4),
            signs.has_keys("user_pseudo_id", weight=2),
        ),
    ),
    Format(
        "ga4-api",
        "Google Analytics 4, what the Data API's `runReport` or `batchRunReports` answered, as JSON",
        expects=(
            "The answer as it is or as a client keeps it (`data`, snake case, a funnel's `funnelTable`), or several in "
            "a list or below each other: pages of one report are read as one table. Columns are called "
            "as in the API: `sessionDefaultChannelGroup`, `activeUsers`. Totals are kept apart, and each `dateRange` "
            "that is compared is a table of its own. A sample, an `(other)` row, withheld rows or metrics and fewer "
            "rows than the report has are each told as a warning; a page that is there twice is refused."
        ),
        reads=("json",),
        tables=read_answer,
        grouped=True,
        signs=(
            signs.has_keys("dimensionHeaders", "metricHeaders"),
            signs.has_keys("dimension_headers", "metric_headers"),
            signs.has_keys("reports.dimensionHeaders", "reports.metricHeaders"),
            signs.has_keys("funnelTable.dimensionHeaders", "funnelTable.metricHeaders"),
            signs.has_keys("data.dimensionHeaders", "data.metricHeaders"),
            signs.has_keys("reports.columnHeader", "reports.columnHeader.metricHeader"),
            signs.has_text_like(r"analyticsData#(?:run|batchRun)\w+", "it says so: `analyticsData#runReport`"),
        ),
    ),
    Format(
        "ua",
        "Universal Analytics, CSV or Excel of a report; days are read by the report's dates",
        expects=(
            "Above the tables stand the view, the report and its days. The last row of each table, without a name, is "
            "its total: it is left out and kept as the total. Where the rows add up to less, only some of them were "
            "shown when it was exported, which is told as a warning. `Day Index` is read by the days of the report, in "
            "whichever country's way they are written, into a column `Date`. Thousands, percentages and durations "
            "(`type: duration`) follow the language of the person who exported them: where 2.546 leaves it open, say "
            "`locale: nl`. Where two periods are compared, each is a table of its own, called by its `Date Range`. "
            "`(not set)` and `(other)` are ordinary values; `<0.01%` and `<00:00:01` count as nothing."
        ),
        reads=("text", "xlsx"),
        null_values=("#DIV/0", "#DIV/0!"),
        reshape=read_universal,
        grouped=True,
        units=_SEGMENTS,
        signs=(
            signs.has_comments_like(
                *(r".+", r".+", r"\d{8}-\d{8}"), says="three lines above say the view, the report and its days"
            ),
            signs.has_comment_like(r"\d{8}-\d{8}", "a line above says its days like 20200601-20200614", 4),
            signs.has_comments_like(
                *(r".+", r".+", r"\d{8}-\d{8}", r".+%.+"), says="four lines above say its days, and that it is a sample"
            ),
            signs.has_row_like(3, r"\d{8}-\d{8}$", "its first sheet says the view, the report and its days"),
            signs.has_comment_like(_TABS, "a line above says which tab of which exploration it is", -10),
            signs.has_wide_row(2, "its second row is the total of an exploration", -14),
            signs.has_column_like(
                r"(?:Active|Total) users|Event count|Key events|Engaged sessions|"
                r"(?:Session|First user) .*channel group.*",
                "it has columns that came with Google Analytics 4",
                -10,
            ),
            signs.has_columns(
                *("Bounce Rate", "Avg. Session Duration", "Pages / Session", "Pages/Session", "Avg. Time on Page"),
                *(
                    "% New Sessions",
                    "Goal Completions",
                    "Unique Pageviews",
                    "Pageviews",
                    "% Exit",
                    "Goal Conversion Rate",
                    "Default Channel Grouping",
                    "Ecommerce Conversion Rate",
                ),
                least=1,
                weight=6,
            ),
            signs.has_column_like(r"(?:Day|Hour|Week|Month) Index", "it counts by `Day Index`", 6),
        ),
    ),
)


@hookimpl
def cjm_formats(config: Any) -> Iterable[Format]:
    """GA4's reports, explorations, events and API, and Universal Analytics."""
    return FORMATS
