"""Rates before and after: how many times as often something happens, and how sure that is (S-037, S-105, S-106).

A rate is events by exposure: merges by developer weeks, bugs by merged changes. Ratios are exact; only their
intervals are not (see `intervals.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from c7gate.model.named_tuple import NamedTuple
from c7gate.program.bootstrap import resampled
from c7gate.program.intervals import Interval, between, normal_quantile

BOOTSTRAP_WEEKS = 8
"""Weeks that either side needs before resampling its weeks says anything."""


class Week(NamedTuple):
    """What one week brought: events, and the exposure they are counted against."""

    events: int
    exposure: Fraction


class Side(NamedTuple):
    """All weeks before, or all weeks after."""

    weeks: tuple[Week, ...]

    @property
    def events(self) -> int:
        """Events of all weeks."""
        return sum(week.events for week in self.weeks)

    @property
    def exposure(self) -> Fraction:
        """Exposure of all weeks."""
        return sum((week.exposure for week in self.weeks), Fraction(0))

    @property
    def rate(self) -> Fraction | None:
        """Events by exposure; None without exposure."""
        return self.events / self.exposure if self.exposure else None


def ratio(before: Side, after: Side) -> Fraction | None:
    """How many times as often after as before; None where one side has no exposure, or nothing happened before."""
    first, then = before.rate, after.rate
    return then / first if first and then is not None else None


def ratio_interval(before: Side, after: Side, confidence_percent: Decimal) -> Interval | None:
    """The interval of the ratio; None where a side has no events.

    On the logarithm, with the variance of counts widened by how unevenly the weeks brought them. With enough weeks
    on both sides their weeks are resampled as well, and at each end the wider of the two stands: resampling knows
    of clusters that a formula does not, but of few and even weeks it promises too much.
    """
    value = ratio(before, after)
    if value is None or not before.events or not after.events:
        return None
    spread = math.sqrt(dispersion(before, after) * (1 / before.events + 1 / after.events))
    found = _around(value, normal_quantile(confidence_percent) * spread)
    if min(len(before.weeks), len(after.weeks)) < BOOTSTRAP_WEEKS:
        return found
    return _wider(found, _resampled(before, after, confidence_percent))


def dispersion(before: Side, after: Side) -> float:
    """Pearson's chi-square of the weeks by its degrees of freedom, at least 1: 1 where weeks scatter as counts do."""
    terms = [*_pearson(before), *_pearson(after)]
    freedom = len(terms) - 2
    return max(1.0, float(sum(terms, Fraction(0)) / freedom)) if freedom > 0 else 1.0


def _pearson(side: Side) -> Iterable[Fraction]:
    rate = side.rate
    for week in side.weeks:
        if rate and week.exposure:
            expected = rate * week.exposure
            yield (week.events - expected) ** 2 / expected


def _around(value: Fraction, half: float) -> Interval:
    return between(float(value) * math.exp(-half), float(value) * math.exp(half))


def _wider(one: Interval, other: Interval) -> Interval:
    highs = [bound for bound in (one.high, other.high) if bound is not None]
    return Interval(min(one.low, other.low), max(highs) if len(highs) == 2 else None)  # noqa: PLR2004  both


def _resampled(before: Side, after: Side, confidence_percent: Decimal) -> Interval:
    """The same by drawing weeks anew; in whole numbers, for it is done thousands of times."""
    unit = math.lcm(*(week.exposure.denominator for week in (*before.weeks, *after.weeks)))

    def whole(side: Side) -> list[tuple[int, int]]:
        return [(week.events, int(week.exposure * unit)) for week in side.weeks]

    return between(*resampled(whole(before), whole(after), _plain, confidence_percent))


def _plain(before: list[tuple[int, int]], after: list[tuple[int, int]]) -> float:
    first, first_exposure = map(sum, zip(*before, strict=True))
    then, then_exposure = map(sum, zip(*after, strict=True))
    return then * first_exposure / (first * then_exposure) if first and then_exposure else math.inf


def ratio_of_ratios(
    study: tuple[Side, Side], control: tuple[Side, Side], confidence_percent: Decimal
) -> tuple[Fraction, Interval] | None:
    """How much more the one changed than the other, each (before, after); None where a side has no events.

    What training cannot have caused is the control: where it moved as well, the change is not training's.
    """
    one, other = ratio(*study), ratio(*control)
    counts = [side.events for side in (*study, *control)]
    if not one or not other or not all(counts):
        return None
    spread = math.sqrt(
        dispersion(*study) * (1 / counts[0] + 1 / counts[1])
        + dispersion(*control) * (1 / counts[2] + 1 / counts[3])
    )
    value = one / other
    return value, _around(value, normal_quantile(confidence_percent) * spread)


def events_needed(target: Fraction, confidence_percent: Decimal) -> tuple[int, int]:
    """How many events before and after show a true ratio of `target` to be no chance, with equal exposure.

    For 1.25 and 95 % it is 139 and 174.
    """
    z = normal_quantile(confidence_percent)
    before = z * z * (1 + float(1 / target)) / math.log(target) ** 2
    return round(before), round(before * float(target))
