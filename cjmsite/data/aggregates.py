"""What the rows of a group can come to: the aggregates that measures ask for, as typed values and not as SQL.

Columns are named as a measure knows them: `x`, `w`, `num`, `den`, `seq`. Empty cells count for nothing.
"""

from __future__ import annotations

from msgspec import Struct


class Count(Struct, frozen=True):
    """How many rows have a value, of those from `least` on and under `below`; without a column all rows."""

    of: str | None = None
    least: float | None = None
    below: float | None = None


class Distinct(Struct, frozen=True):
    """How many different values there are."""

    of: str


class Sum(Struct, frozen=True):
    """The values added up, each `times` the value of another column, or of several."""

    of: str
    times: str | tuple[str, ...] | None = None


class Shares(Struct, frozen=True):
    """What the values of each thing add up to, `per` being the things: those sums added up, and their squares."""

    of: str
    per: str


class Mean(Struct, frozen=True):
    """The arithmetic mean."""

    of: str


class Deviation(Struct, frozen=True):
    """The sample's standard deviation, divided by n - 1."""

    of: str


class Quantile(Struct, frozen=True):
    """The value under which a share `p` of all lies, between neighbours in proportion (type 7)."""

    of: str
    p: float


class Ranked(Struct, frozen=True):
    """The rank of the first, and then the sorted values, within `room` places of a rank.

    The rank is `n * p + spread * sqrt(n * p * (1 - p))`, rounded down, counted from 1.
    """

    of: str
    p: float
    spread: float
    room: int


class Lowest(Struct, frozen=True):
    """The lowest value."""

    of: str


class Highest(Struct, frozen=True):
    """The highest value."""

    of: str


class Newest(Struct, frozen=True):
    """The value of the row that comes last in time."""

    of: str
    by: str = "seq"


Aggregate = Count | Distinct | Sum | Shares | Mean | Deviation | Quantile | Ranked | Lowest | Highest | Newest


def columns_of(aggregate: Aggregate) -> tuple[str, ...]:
    """The columns that an aggregate looks at; what none looks at is not loaded."""
    found: list[str] = []
    for field in aggregate.__struct_fields__:
        if field in ("of", "times", "by", "per"):
            named = getattr(aggregate, field)
            found += [named] if isinstance(named, str) else named or ()
    return tuple(found)
