"""Intervals of confidence. Nothing here decides; what is compared with a target is rounded first, always alike.

Floating point differs in its last digits from machine to machine, so every bound leaves this room cut to
`PLACES` decimals, half to even: same input, same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist

from c7gate.model.named_tuple import NamedTuple

PLACES = 6
_STEPS = 200


class Interval(NamedTuple):
    """Both bounds, rounded to `PLACES` decimals; `high` is None where there is no upper bound."""

    low: Decimal
    high: Decimal | None


def between(low: float, high: float) -> Interval:
    """The interval of two floats."""
    return Interval(rounded(low), rounded(high) if math.isfinite(high) else None)


def rounded(value: float) -> Decimal:
    """A float as a decimal of `PLACES` decimals."""
    return Decimal(f"{value:.{PLACES}f}") + 0  # no negative zero


def normal_quantile(confidence_percent: Decimal) -> float:
    """How many standard errors lie on each side: 1.96 for 95 %."""
    return NormalDist().inv_cdf(0.5 + float(confidence_percent) / 200)


def t_quantile(confidence_percent: Decimal, freedom: int) -> float:
    """The same by Student's t with so many degrees of freedom (from 1): 2.201 for 95 % and 11."""
    wanted = float(confidence_percent) / 100
    low, high = 0.0, math.pi / 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < wanted else (low, middle)
    return math.tan((low + high) / 2) * math.sqrt(freedom)


def _within(angle: float, freedom: int) -> float:
    """The share of t's distribution within plus and minus `tan(angle) * sqrt(freedom)`: a finite series."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term = total = 0.0
    if freedom > 1:
        term = total = cosine if odd else 1.0
    for k in range(3 if odd else 2, freedom - 1, 2):
        term *= cosine**2 * (k - 1) / k
        total += term
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def wilson(part: int, whole: int, confidence_percent: Decimal) -> Interval | None:
    """Wilson's score interval of a share, between 0 and 1; None of nothing.

    For samples only. Of everybody there is no sampling error, so a census has no interval.
    """
    if not whole:
        return None
    z = normal_quantile(confidence_percent)
    share, shrink = part / whole, 1 + z * z / whole
    centre = (share + z * z / (2 * whole)) / shrink
    half = z / shrink * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return between(max(0.0, centre - half), min(1.0, centre + half))


def mean_of(histogram: Mapping[int, int]) -> Fraction | None:
    """The exact mean of answers, from how often each was given; None without any."""
    count = sum(histogram.values())
    return Fraction(sum(answer * times for answer, times in histogram.items()), count) if count else None


def t_interval(histogram: Mapping[int, int], confidence_percent: Decimal) -> Interval | None:
    """Student's interval of the mean of answers; None with fewer than two (5.7 of the impact page; S-197)."""
    count, mean = sum(histogram.values()), mean_of(histogram)
    if mean is None or count < 2:  # noqa: PLR2004  one answer says nothing of how answers differ
        return None
    squares = sum((times * (answer - mean) ** 2 for answer, times in histogram.items()), Fraction(0))
    half = t_quantile(confidence_percent, count - 1) * math.sqrt(squares / (count - 1) / count)
    return between(float(mean) - half, float(mean) + half)


def log_interval(logs: tuple[float, ...], quantile: Callable[[int], float]) -> Interval | None:
    """The interval of a geometric mean from the logarithms of its ratios; None with fewer than two."""
    count = len(logs)
    if count < 2:  # noqa: PLR2004  as above
        return None
    mean = math.fsum(logs) / count
    spread = math.sqrt(math.fsum((log - mean) ** 2 for log in logs) / (count - 1) / count)
    half = quantile(count - 1) * spread
    return between(math.exp(mean - half), math.exp(mean + half))
