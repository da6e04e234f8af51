"""How values are written for readers."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: datetime.date) -> str:
    """A day, like `3 Sep 2026`."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


FILTERS: dict[str, Callable[..., Any]] = {"day": day}
