"""What a ratio of after to before amounts to, by its interval: improvement is not yet the target, nor chance a decline."""

from __future__ import annotations

from fractions import Fraction

from c7gate.program.answer import Outcome
from c7gate.program.intervals import Interval
from c7gate.scoring.thresholds import meets


def rising(value: Fraction, interval: Interval, asked: Fraction) -> Outcome:
    """How a ratio that should be above 1, and at least `asked`, stands. Consistent with a target is not shown to meet it."""
    if meets(">=", interval.low, asked):
        return Outcome.TARGET_DEMONSTRATED
    if meets(">", interval.low, 1):
        return Outcome.MEASURABLE_IMPROVEMENT
    if interval.high is not None and meets("<", interval.high, 1):
        return Outcome.MEASURABLE_DECLINE
    return Outcome.TARGET_CONSISTENT if meets(">=", value, asked) else Outcome.NO_MEASURABLE_CHANGE


def shortfall(outcome: Outcome, words: str) -> str:
    """That the target is not demonstrated, behind a note; empty where it is, or where there is no verdict."""
    silent = {Outcome.TARGET_DEMONSTRATED, Outcome.INSUFFICIENT, Outcome.MIX_SHIFT}
    return "" if outcome in silent else f"; target {words} not demonstrated"


def falling(*, reached: bool, interval: Interval, asked: Fraction | None) -> Outcome:
    """How a ratio that should be below 1, and at most `asked` (None: only below 1), stands.

    `reached` says whether the ratio itself is at most `asked`, which is for the caller to compare exactly.
    """
    if interval.high is not None and asked is not None and meets("<=", interval.high, asked):
        return Outcome.TARGET_DEMONSTRATED
    if interval.high is not None and meets("<", interval.high, 1):
        return Outcome.MEASURABLE_IMPROVEMENT
    if meets(">", interval.low, 1):
        return Outcome.MEASURABLE_DECLINE
    return Outcome.TARGET_CONSISTENT if reached else Outcome.NO_MEASURABLE_CHANGE
