"""Resampling of whole weeks, by a sequence of our own: the same weeks give the same interval on every machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import TypeVar

REPLICATES = 1999
"""One less than a round number, so that each bound is one of the sorted values."""
SEED = 20250822
_MASK = (1 << 64) - 1
_T = TypeVar("_T")


def resampled(
    before: Sequence[_T],
    after: Sequence[_T],
    statistic: Callable[[list[_T], list[_T]], float],
    confidence_percent: Decimal,
) -> tuple[float, float]:
    """The percentile interval of a statistic of two samples, each drawn anew with replacement, weeks whole."""
    numbers = _splitmix(SEED)
    found = sorted(statistic(_drawn(before, numbers), _drawn(after, numbers)) for _ in range(REPLICATES))
    tail = int((REPLICATES + 1) * (100 - confidence_percent) / 200)
    return found[max(tail, 1) - 1], found[min(REPLICATES - tail, REPLICATES - 1)]


def _drawn(weeks: Sequence[_T], numbers: Iterator[int]) -> list[_T]:
    count = len(weeks)
    return [weeks[number * count >> 64] for number in islice(numbers, count)]


def _splitmix(seed: int) -> Iterator[int]:
    """Steele, Lea and Flood's SplitMix64: integers only, so no machine rounds differently."""
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        yield mixed ^ (mixed >> 31)
