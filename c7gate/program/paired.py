"""The same people timed before and after: the geometric mean of their ratios (S-132)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from c7gate.model.named_tuple import NamedTuple
from c7gate.program.intervals import Interval, log_interval, rounded, t_quantile


class Paired(NamedTuple):
    """`ratio` is the geometric mean of after by before, rounded to six decimals, and `product` the exact product."""

    pairs: int
    ratio: Decimal
    product: Fraction
    interval: Interval | None

    def is_at_most(self, target: Fraction) -> bool:
        """Whether the ratio is at most `target`, compared exactly: 0.4011 is not 0.40."""
        return self.product <= target**self.pairs


def paired(pairs: Sequence[tuple[Decimal, Decimal]], confidence_percent: Decimal) -> Paired | None:
    """Compare (before, after) durations above 0, by Student's t on their logarithms; None without any."""
    if not pairs:
        return None
    ratios = [Fraction(after) / Fraction(before) for before, after in pairs]
    logs = tuple(math.log(item) for item in ratios)
    interval = log_interval(logs, lambda freedom: t_quantile(confidence_percent, freedom))
    mean = math.exp(math.fsum(logs) / len(logs))
    return Paired(len(pairs), rounded(mean), math.prod(ratios, start=Fraction(1)), interval)
