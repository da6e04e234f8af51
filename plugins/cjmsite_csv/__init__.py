"""Files of delimited text: CSV, TSV, and tidy files whose rows are figures already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import TIDY_COLUMNS, TIDY_REQUIRED, Format, hookimpl

FORMATS = (
    Format("csv", "Comma-separated text; other delimiters are found by themselves"),
    Format("tsv", "Tab-separated text", delimiter="\t"),
    Format(
        "tidy",
        "One row per figure: metric, date, value and, if known, n, numerator, denominator and dimensions",
        columns=TIDY_COLUMNS,
        required=TIDY_REQUIRED,
        tidy=True,
    ),
)


@hookimpl
def cjm_formats(config: Any) -> Iterable[Format]:
    """CSV, TSV and tidy files."""
    return FORMATS
