"""Cases: what a metric counts where it is not rows, such as visits that went through a funnel, or customers who stayed.

A measure's method turns the rows into cases; grouping, counting and intervals are then the same as for rows.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import Struct

from cjmsite.model.metric import Metric


class Rows(Struct, frozen=True):
    """The rows that count, in the order of time; those of one moment in the order of the file.

    `who` is the metric's column `per`, `when` its `date`, `until` its `until` (None where that is empty or not
    given), and `steps` has for each step of a funnel whether a row is that step.
    """

    who: Sequence[Any]
    when: Sequence[Any]
    until: Sequence[Any]
    steps: tuple[Sequence[bool], ...] = ()


class Case(Struct, frozen=True):
    """One case: the number of the row that speaks for it, the day that places it in time, and what it counts for."""

    row: int
    day: datetime.date
    x: float


class CannotCount(Exception):
    """Rows that no cases can be made of; the message says why, to readers of a site."""


Casing = Callable[[Rows, Metric], Iterable[Case]]


def day_of(moment: Any) -> datetime.date:
    """The day of a date or of a date with a time."""
    found: datetime.date = moment.date() if isinstance(moment, datetime.datetime) else moment
    return found
