"""What each local date asks of a person: their own zone, work week, holidays and days away (gate3.md 3.1; T53)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from c7gate.model.record import AwayType, Person
from c7gate.model.scoring import DayKind


def local_date(person: Person, instant: datetime) -> date:
    """The date on the person's wall calendar at `instant` (aware), in the zone in force then.

    A zone is in force from the start of its `since` date by its own clock. Before the first `since` the first
    zone holds; without any zone, UTC does.
    """
    for zone in reversed(person.zones):
        local = _date_in(zone.name, instant)
        if zone.since is None or local >= zone.since:
            return local
    return _date_in(person.zones[0].name if person.zones else "UTC", instant)


def _date_in(zone: str, instant: datetime) -> date:
    try:
        return instant.astimezone(ZoneInfo(zone)).date()
    except OverflowError:  # within a day of year 1 or 9999, as only hostile text claims
        return instant.date()


def day_kind(person: Person, day: date) -> DayKind:
    """What local date `day` asks of the person, by enrolment, work week, holidays, absences and excuses.

    Whatever frees a day wins over whatever claims it: leave on a swapped-on day is leave. Half-day leave, the
    last day, and an enrolment day that began after noon are optional.
    """
    away = {away.type for away in person.away if away.first <= day <= away.last}
    if not _is_enrolled(person, day) or _is_freed(person, day, away):
        return DayKind.OFF
    works = day.weekday() in person.work_week and day not in person.holidays
    if not works and AwayType.SWAP_ON not in away:
        return DayKind.OFF
    is_partial_first = person.partial_first_day and day == person.enrolled_at
    if AwayType.HALF in away or day == person.exit_on or is_partial_first:
        return DayKind.OPTIONAL
    return DayKind.EXPECTED


def _is_enrolled(person: Person, day: date) -> bool:
    return (person.enrolled_at or date.min) <= day <= (person.exit_on or date.max)


def _is_freed(person: Person, day: date, away: set[AwayType]) -> bool:
    if AwayType.LEAVE in away or AwayType.SWAP_OFF in away:
        return True
    return any(excused.first <= day <= excused.last for excused in person.excused)


def counting_start(person: Person) -> date | None:
    """The first local date that can count: tracking start, or a later enrolment. None if tracking is unknown."""
    if person.tracking_start is None:
        return None
    return max(person.tracking_start, person.enrolled_at or date.min)


def counted_until(person: Person, as_of: datetime) -> datetime:
    """The instant up to which things count: `as_of`, or the gate 3 sign-off before it (the latch)."""
    return min(as_of, person.gate3_signed or as_of)
