"""Intervals of medians and percentiles, from the ranks of the sorted values and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from cjmsite.data.aggregates import Aggregate, Ranked
from cjmsite.data.statistics import Interval, binomial_below, z_of

_ROOM = 6
"""How far the exact ranks may lie from those of the normal distribution; never more than three were seen."""


def ranked(of: str, p: float, confidence: float) -> Mapping[str, Aggregate]:
    """What to ask for, so that `quantile_interval` finds its two values."""
    z = z_of(confidence)
    return {"around_low": Ranked(of, p, -z, _ROOM), "around_high": Ranked(of, p, z, _ROOM)}


def quantile_interval(
    n: int, p: float, confidence: float, around_low: tuple[float, ...], around_high: tuple[float, ...]
) -> Interval | None:
    """The interval of the quantile `p` of `n` values; None where so few values cannot bound it.

    Its ends are values of the sample, at the ranks between which the quantile lies with this confidence whatever the
    distribution: W. J. Conover, Practical Nonparametric Statistics, 3rd ed. (1999), section 3.2. A bootstrap of the
    quantile comes near to the same ranks, with chance in it.
    """
    low_rank, high_rank = ranks(n, p, confidence)
    low, high = _at(low_rank, around_low), _at(high_rank, around_high)
    return None if low is None or high is None else (low, high)


def ranks(n: int, p: float, confidence: float) -> tuple[int, int]:
    """The two ranks, counted from 1; 0 or n + 1 where the sample has no value so low or so high."""
    tail = (1 - confidence) / 2
    spread = z_of(confidence) * (n * p * (1 - p)) ** 0.5
    return _first(n, p, tail, round(n * p - spread)), _first(n, p, 1 - tail, round(n * p + spread)) + 1


def _first(n: int, p: float, share: float, guess: int) -> int:
    """The least k such that at most k of n fall below with a probability of at least `share`."""
    k = min(max(guess, 0), n)
    while k > 0 and binomial_below(k - 1, n, p) >= share:
        k -= 1
    while k < n and binomial_below(k, n, p) < share:
        k += 1
    return k


def _at(rank: int, around: tuple[float, ...]) -> float | None:
    """The value at a rank, from the sorted values around it, which the rank of the first of them goes before."""
    first, values = int(around[0]), around[1:]
    return values[rank - first] if 0 <= rank - first < len(values) and rank >= 1 else None
