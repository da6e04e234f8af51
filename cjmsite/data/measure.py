"""A measure: how rows become one number, with its unit, its interval and the words that explain it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from cjmsite.data.aggregates import Aggregate, columns_of
from cjmsite.data.cases import Casing
from cjmsite.model.metric import Metric, Part


class Group(Struct, frozen=True):
    """What the rows of one group add up to: the aggregates that the method asked for, by name.

    `subset` says that the numerator's rows are all among the denominator's, so that they are a share of them.
    `counted` says that the denominator, or the weight, is a whole number of things; `within`, that both sides are
    sums of such numbers, and of no row the numerator's is the larger. `grouped` rows are figures of groups, and no
    single cases.
    """

    sums: Mapping[str, float | tuple[float, ...]]
    rows: int
    metric: Metric
    scale: tuple[float, float] | None = None
    subset: bool = False
    counted: bool = False
    within: bool = False
    grouped: bool = False

    def __getitem__(self, name: str) -> float:
        """The number that an aggregate came to; KeyError where it found no value."""
        found = self.sums[name]
        assert isinstance(found, float)
        return found

    def several(self, name: str) -> tuple[float, ...]:
        """The numbers that an aggregate came to, where it gives several."""
        found = self.sums[name]
        assert isinstance(found, tuple)
        return found

    def get(self, name: str) -> float:
        """The number, or 0 where the aggregate found no value."""
        return self[name] if name in self.sums else 0.0


class Outcome(Struct, frozen=True):
    """The number of a group. Shares are fractions. `n` is what it rests on: answers, cases, sessions.

    `span` is given where the interval is not around the value, or cut off: its low end, its middle, its high end.
    `interval` says which one it is, or why there is none, where the method alone does not say.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    parts: tuple[tuple[str, float], ...] = ()
    span: tuple[float, float, float] | None = None
    interval: str = ""


Scale = tuple[float, float]


class Method(Struct, frozen=True):
    """One way to compute a measure.

    `aggregates` says what to find in the columns `x` (the metric's `expr`), `w` (its weight), `num` and
    `den` (its parts; null where a row does not count), and `seq` (the row's place in time, where there is a
    `date`); `value` makes the number of it. Both are pure. `scale` is the one scale that the method is defined on.
    `cases` turns rows into what is counted in their place, and `x` is then what it says of each; a method
    `of_totals` looks at the totals rows of the files alone. `interval` is how its interval is made; of a method
    without one, `no_interval` says why.
    """

    name: str
    formula: str
    aggregates: Callable[[Metric, Scale | None], Mapping[str, Aggregate]]
    value: Callable[[Group], Outcome]
    source: str = ""
    unit: str | None = None
    digits: int | None = None
    is_share: bool = False
    interval: str | None = None
    scale: Scale | None = None
    whole: bool = False
    cases: Casing | None = None
    of_totals: bool = False
    needs: tuple[str, ...] = ()
    over: str = ""
    no_interval: str = ""


class Measure(Struct, frozen=True):
    """A measure that metrics name. With several methods a metric has to say which; `needs` are fields it must give.

    `estimates` measures speak for more people than were asked, and are held back under `min_n`; a plain
    count or sum is what it is. `takes_text` measures may look at columns that hold no numbers. Those `of_metrics`
    look at no rows, but at other metrics.
    """

    name: str
    summary: str
    methods: tuple[Method, ...]
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    estimates: bool = True
    takes_text: bool = False
    of_metrics: bool = False


def aggregate_of(part: Part | None) -> str:
    """How a part of a ratio adds up: as it says, else a sum where it names a column, else a count."""
    if part is None:
        return "count"
    return part.agg or ("sum" if part.expr else "count")


def asks_for(aggregates: Mapping[str, Aggregate], column: str) -> bool:
    """Whether an aggregate looks at a column; what none looks at is not loaded."""
    return any(column in columns_of(aggregate) for aggregate in aggregates.values())
