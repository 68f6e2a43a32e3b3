"""All the days that counted for somebody since tracking began, not only those of a window (S-102, S-195)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Person
from c7gate.model.scoring import Day, DayKind, Event
from c7gate.scoring.calendar import counted_until, counting_start, day_kind
from c7gate.scoring.clock import local_date
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
    """How many days were active of how many that counted, since tracking began."""
    counted = [day for day in days_so_far(person, events, policy, as_of) if is_counted(day)]
    return sum(day.active for day in counted), len(counted)


def is_counted(day: Day) -> bool:
    """Whether the day counts: an expected day does, an optional one where it was active (as in the score)."""
    return day.kind is DayKind.EXPECTED or (day.kind is DayKind.OPTIONAL and day.active)


def days_so_far(
    person: Person, events: Iterable[Event], policy: Gate3Policy, as_of: datetime
) -> tuple[Day, ...]:
    """Every local date since tracking began, in their order; today only where it is active already.

    Ends with the gate 3 sign-off and the exit. `events` are those that qualify.
    """
    until = counted_until(person, as_of)
    start, today = counting_start(person), local_date(person, until)
    if start is None:
        return ()
    found = active_days(person, events, policy, until)
    last = min(today if today in found else today - timedelta(days=1), person.exit_on or date.max)
    dates = (date.fromordinal(ordinal) for ordinal in range(start.toordinal(), last.toordinal() + 1))
    return tuple(_day(person, day, found.get(day, ())) for day in dates)


def _day(person: Person, day: date, events: tuple[Event, ...]) -> Day:
    return Day(
        date=day,
        kind=day_kind(person, day),
        active=bool(events),
        verified=any(event.verified for event in events),
        evidence=tuple(event.ref for event in events),
    )


def expected_days(person: Person, first: date, last: date) -> int:
    """How many days from `first` to `last`, both included, ask the person to be there."""
    days = (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))
    return sum(day_kind(person, day) is DayKind.EXPECTED for day in days)


def short_by(active: int, counted: int, percent: Decimal) -> int:
    """How many more of the same days active would exceed so many percent: 799 of 999 lack 1 to exceed 80."""
    return max(0, floor(Fraction(percent) * counted / 100) + 1 - active)
