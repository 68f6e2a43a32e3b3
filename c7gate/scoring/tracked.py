"""All the days that counted for somebody since tracking began, not only those of a window (S-102, S-195)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Person
from c7gate.model.scoring import DayKind, Event
from c7gate.scoring.calendar import counted_until, counting_start, day_kind, local_date
from c7gate.scoring.evidence import active_days
from c7gate.scoring.qualifying import sifted


def qualified(
    person: Person, events: Iterable[Event], policy: Gate3Policy, as_of: datetime
) -> tuple[Event, ...]:
    """The events that count up to `as_of` (aware), or to the gate 3 sign-off before it."""
    return sifted(person, events, policy, counted_until(person, as_of))[0]


def tracked_days(
    person: Person, events: Iterable[Event], policy: Gate3Policy, as_of: datetime
) -> tuple[int, int]:
    """How many days were active of how many that counted, since tracking began.

    As in the score: an expected day counts, an optional one where it was active; today only where it is active
    already; counting ends with the gate 3 sign-off and the exit. `events` are those that qualify.
    """
    until = counted_until(person, as_of)
    start, today = counting_start(person), local_date(person, until)
    if start is None:
        return 0, 0
    days = active_days(person, events, policy, until)
    last = min(today if today in days else today - timedelta(days=1), person.exit_on or date.max)
    active = counted = 0
    for ordinal in range(start.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        kind = day_kind(person, day)
        if kind is DayKind.EXPECTED or (kind is DayKind.OPTIONAL and day in days):
            counted += 1
            active += day in days
    return active, counted


def expected_days(person: Person, first: date, last: date) -> int:
    """How many days from `first` to `last`, both included, ask the person to be there."""
    days = (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))
    return sum(day_kind(person, day) is DayKind.EXPECTED for day in days)


def short_by(active: int, counted: int, percent: Decimal) -> int:
    """How many more of the same days active would exceed so many percent: 799 of 999 lack 1 to exceed 80."""
    return max(0, floor(Fraction(percent) * counted / 100) + 1 - active)
