"""What a person's record tells differently about days that are over (T25)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from c7gate.model.record import Person
from c7gate.model.scoring import DayKind
from c7gate.scoring.calendar import counted_until, counting_start, day_kind
from c7gate.scoring.clock import local_date

LOOK_BACK_DAYS = 366
"""How far back is looked: the window of the score is far shorter."""


def counting_has_begun(person: Person, as_of: datetime) -> bool:
    """Whether a day of this person that can count is over at `as_of` (aware)."""
    start = counting_start(person)
    return start is not None and start < local_date(person, as_of)


def retold(before: Person, after: Person, as_of: datetime) -> Mapping[str, tuple[date, ...]]:
    """The dates that are over and read otherwise by `after` than by `before`, by the record's key; no empty ones.

    Looked at are the dates that count up to yesterday in the person's zone, or to the gate 3 sign-off, of the
    last `LOOK_BACK_DAYS`.
    """
    today = local_date(before, counted_until(before, as_of))
    enrolled = before._replace(
        enrolled_at=after.enrolled_at,
        tracking_start=after.tracking_start,
        partial_first_day=after.partial_first_day,
    )
    variants = {
        "away": before._replace(away=after.away),
        "work_week": before._replace(work_week=after.work_week),
        "enrolled_at": enrolled,
    }
    found = {
        key: tuple(day for day in _past(before, variant, today) if _asks(before, day) != _asks(variant, day))
        for key, variant in variants.items()
    }
    found["timezone"] = tuple(
        day for day in _past(before, before, today) if _zone(before, day) != _zone(after, day)
    )
    return {key: days for key, days in found.items() if days}


def _past(before: Person, after: Person, today: date) -> Iterator[date]:
    """The dates before `today` that can count by either."""
    starts = [start for start in map(counting_start, (before, after)) if start]
    last = today.toordinal()
    first = max(min(starts, default=today).toordinal(), last - LOOK_BACK_DAYS)
    return map(date.fromordinal, range(first, last))


def _asks(person: Person, day: date) -> DayKind:
    start = counting_start(person)
    return day_kind(person, day) if start and day >= start else DayKind.OFF


def _zone(person: Person, day: date) -> str:
    """The zone in force on a date."""
    held = [zone.name for zone in person.zones if zone.since is None or zone.since <= day]
    return (held or [zone.name for zone in person.zones[:1]] or ["UTC"])[-1]
