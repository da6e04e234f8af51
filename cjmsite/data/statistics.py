"""Intervals: how far a number may be off, given how few people it was heard from."""

from __future__ import annotations

import math
from functools import cache, lru_cache

Interval = tuple[float, float]


@cache
def z_of(confidence: float) -> float:
    """The standard normal's quantile for a two-sided confidence: 1.96 for 0.95."""
    from statistics import NormalDist  # not above: this module is imported in every run

    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(successes: float, n: float, confidence: float) -> Interval:
    """Wilson's score interval of a share. E. B. Wilson, Journal of the American Statistical Association 22 (1927)."""
    z = z_of(confidence)
    share = successes / n
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = ((centre + sign * spread) / (1 + z * z / n) for sign in (-1, 1))
    # At both ends the formula is exact, but its arithmetic is not.
    return (0.0 if successes == 0 else max(low, 0.0), 1.0 if successes == n else min(high, 1.0))


def net_share(ups: float, downs: float, n: float, confidence: float) -> tuple[float, float, float]:
    """The adjusted-Wald interval of 100 (ups - downs) / n, in points: its low end, its middle and its high end.

    Three made-up answers, one of each kind split in quarters, keep it honest where all answers agree.
    J. Sauro and J. Lewis, MeasuringU, "Confidence intervals for the Net Promoter Score", after Rocks (2016).
    """
    up, down = (ups + 0.75) / (n + 3), (downs + 0.75) / (n + 3)
    spread = z_of(confidence) * math.sqrt((up + down - (up - down) ** 2) / (n + 3))
    centre = up - down
    return 100 * (centre - spread), 100 * centre, 100 * (centre + spread)


def mean_interval(mean: float, deviation: float, n: int, confidence: float) -> Interval:
    """Student's interval of a mean, from the sample's standard deviation (divided by n - 1)."""
    spread = t_of(confidence, n - 1) * deviation / math.sqrt(n)
    return mean - spread, mean + spread


def ratio_interval(
    numerator: float, denominator: float, squares: tuple[float, float, float], n: int, confidence: float
) -> Interval | None:
    """The interval of a ratio of two sums over `n` independent rows, linearised; None where it cannot be known.

    `squares` are the sums of y * y, x * y and x * x. The ratio's error is nearly that of the mean of y - R x, as
    W. G. Cochran, Sampling Techniques, 3rd ed. (1977), section 6.3, has it; survey statistics call it Taylor's.
    """
    if n < 2 or denominator == 0:
        return None
    ratio = numerator / denominator
    yy, xy, xx = squares
    left = yy - 2 * ratio * xy + ratio * ratio * xx
    # What is left of large sums that cancel each other out is no spread.
    left = 0.0 if left < 1e-12 * max(yy, ratio * ratio * xx) else left
    spread = t_of(confidence, n - 1) * math.sqrt(left * n / (n - 1)) / abs(denominator)
    return ratio - spread, ratio + spread


def things_interval(things: float, squares: float, n: int, confidence: float) -> Interval | None:
    """The interval of the mean of what `n` things have each, from its sum and the sum of its squares."""
    if n < 2:
        return None
    mean = things / n
    left = max(squares - things * mean, 0.0)
    return mean_interval(mean, math.sqrt(left / (n - 1)), n, confidence)


@lru_cache(10_000)
def t_of(confidence: float, freedom: int) -> float:
    """The quantile of Student's t for a two-sided confidence.

    Newton's steps from the normal quantile, as far as they stay between two bounds that close in, else their middle.
    """
    tail = 1 - confidence
    low, high = 0.0, 1.0
    while _t_tails(high, freedom) > tail:
        low, high = high, high * 2
    half = freedom / 2
    log_peak = math.lgamma(half + 0.5) - math.lgamma(half) - 0.5 * math.log(freedom * math.pi)
    t = z_of(confidence)
    for _ in range(40):
        if not low < t < high:
            t = (low + high) / 2
        over = _t_tails(t, freedom) - tail
        low, high = (t, high) if over > 0 else (low, t)
        density = math.exp(log_peak - (half + 0.5) * math.log1p(t * t / freedom))
        step = over / (2 * density)
        t += step
        if abs(step) <= 1e-10 * t:  # the next one would be its square
            break
    return t


def _t_tails(t: float, freedom: int) -> float:
    """The probability that |T| exceeds t: the regularised incomplete beta function of nu/2 and 1/2."""
    return _incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)


def binomial_below(k: int, n: int, p: float) -> float:
    """The probability that at most k of n fall into a share p."""
    return 0.0 if k < 0 else 1.0 if k >= n else _incomplete_beta(1 - p, n - k, k + 1)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    if x < (a + 1) / (a + b + 2):
        return math.exp(log_front) * _beta_fraction(x, a, b) / a
    return 1 - math.exp(log_front) * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    tiny = 1e-300
    c, d = 1.0, 1 / _off_zero(1 - (a + b) * x / (a + 1), tiny)
    result = d
    for m in range(1, 10_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _off_zero(1 + step * d, tiny)
            c = _off_zero(1 + step / c, tiny)
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result


def _off_zero(value: float, tiny: float) -> float:
    return tiny if abs(value) < tiny else value
