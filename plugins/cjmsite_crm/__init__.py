"""Exports of customer relationship systems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cjmsite.api import Format, hookimpl

FORMATS = (
    Format(
        "salesforce",
        "Salesforce: Data Loader, weekly export (`export.zip!Case.csv`) and reports, without the lines below a report",
        null_values=("#N/A",),
    ),
)


@hookimpl
def cjm_formats(config: Any) -> Iterable[Format]:
    """Salesforce."""
    return FORMATS
