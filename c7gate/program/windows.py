"""Which weeks are before and which are after, and how much everybody was there in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from c7gate.model.impact import Baseline, BaselineWeek
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.impact import baseline_of
from c7gate.program.facts import Facts
from c7gate.scoring.tracked import expected_days

_DAYS_A_WEEK = 5
"""Working days that make a developer week, whoever works them."""
_SUNDAY = timedelta(days=6)
_WEEK = timedelta(days=7)


class Windows(NamedTuple):
    """The weeks before that may be compared with, the Mondays of the whole weeks after, and why there is no verdict yet.

    `post` is the first and last day that the time after may reach.
    """

    before: tuple[BaselineWeek, ...]
    after: tuple[date, ...]
    post: tuple[date, date] | None
    lacks: tuple[str, ...]
    caveats: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[date, date] | None:
        """The days of the whole weeks after."""
        return (self.after[0], self.after[-1] + _SUNDAY) if self.after else None


def windows(facts: Facts, metric: str, *, follow_up_days: int = 0) -> Windows:
    """The weeks that a metric compares: the baseline's, and those in which policy expects the metric to have moved.

    The baseline is frozen before day 1, and ends some days before it, so that what the announcement stirs up is in
    neither. A week after counts once everything is known of it, `follow_up_days` later.
    """
    measurement = facts.policy.values["success"]["measurement"]
    baseline = baseline_of(facts.policy)
    before, caveats = _usable(
        baseline, facts, measurement["baseline_gap_days"], measurement["baseline_weeks"]
    )
    post = _post(facts, metric)
    known = facts.measurements.through.date() - timedelta(days=1) if facts.measurements else None
    after = tuple(_whole_weeks(post, facts, known, follow_up_days)) if post and known else ()
    lacks = tuple(
        _lacks(
            facts, baseline, (before, after), measurement["min_baseline_weeks"], measurement["min_post_weeks"]
        )
    )
    return Windows(before, after, post, lacks, caveats)


def developer_weeks(facts: Facts, monday: date) -> Fraction:
    """How many developer weeks that week held: everybody's own expected days, so leave and holidays do not count."""
    days = sum(expected_days(one.person, monday, monday + _SUNDAY) for one in facts.participants.values())
    return Fraction(days, _DAYS_A_WEEK)


def weeks_of_days(days: Decimal) -> Fraction:
    """Developer days as developer weeks."""
    return Fraction(days) / _DAYS_A_WEEK


def _usable(
    baseline: Baseline, facts: Facts, gap: int, most: int
) -> tuple[tuple[BaselineWeek, ...], tuple[str, ...]]:
    start = facts.policy.start
    if start is None:
        return baseline.weeks, ()
    kept = [week for week in baseline.weeks if week.first + _SUNDAY < start - timedelta(days=gap)]
    dropped = len(baseline.weeks) - len(kept)
    caveat = f"{dropped} weeks of the baseline lie within {gap} days of the start, and are left out"
    return tuple(kept[-most:]), (caveat,) if dropped else ()


def _post(facts: Facts, metric: str) -> tuple[date, date] | None:
    """The days of the outcome that expects the metric to move; without one, everything since the start."""
    outcomes = facts.policy.values["success"]["outcomes"].values()
    line = next((line for line in outcomes if metric in line["metrics"]), {"first_day": 0})
    first, last = facts.day(line["first_day"]), facts.day(line.get("last_day", 36600))
    return (first, last) if first and last else None


def _whole_weeks(post: tuple[date, date], facts: Facts, known: date, follow_up_days: int) -> Iterator[date]:
    first, last = post
    end = min(last, facts.today, known - timedelta(days=follow_up_days))
    monday = first + timedelta(days=-first.weekday() % 7)
    while monday + _SUNDAY <= end:
        yield monday
        monday += _WEEK


def _lacks(
    facts: Facts,
    baseline: Baseline,
    sides: tuple[tuple[BaselineWeek, ...], tuple[date, ...]],
    least_before: int,
    least_after: int,
) -> Iterator[str]:
    start = facts.policy.start
    if not baseline.weeks:
        yield "no baseline is frozen (baseline in policies/success.yaml)"
    elif start and (baseline.frozen_at is None or baseline.frozen_at > start):
        when = f"on {baseline.frozen_at}" if baseline.frozen_at else "on no known day"
        yield f"the baseline was frozen {when}, not before the start on {start}"
    elif len(sides[0]) < least_before:
        yield f"{len(sides[0])} of {least_before} baseline weeks"
    if facts.measurements is None:
        yield "no measurements are given (--measurements FILE)"
    elif len(sides[1]) < least_after:
        yield f"{len(sides[1])} of {least_after} whole weeks after"
