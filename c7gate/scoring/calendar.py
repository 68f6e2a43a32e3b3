"""What each local date asks of a person: their own zone, work week, holidays and days away (gate3.md 3.1; T53)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from c7gate.model.record import AwayType, Excused, Person
from c7gate.model.scoring import DayKind, Event
from c7gate.scoring.clock import local_date

_COMMIT_OFFSET = "commit_offset"
HORIZON_DAYS = 60
"""How far ahead a calendar is replayed."""
_LONGEST_LOOK = 366
"""Calendar days within which working days are counted; what lies further apart is late by any measure."""


def event_date(person: Person, event: Event, attribution: str) -> date:
    """The local date an event belongs to: in the person's zone, or by the offset that a commit's author wrote.

    A bare date is the person's own already. `attribution` is policy's `day_attribution`.
    """
    if not isinstance(event.at, datetime):
        return event.at
    if attribution == _COMMIT_OFFSET and event.kind == "commit":
        return event.at.date()
    return local_date(person, event.at)


def day_kind(person: Person, day: date) -> DayKind:
    """What local date `day` asks of the person, by enrolment, work week, holidays, absences and excuses.

    Whatever frees a day wins over whatever claims it: leave on a swapped-on day is leave. Half-day leave, the
    last day, and an enrolment day that began after noon are optional.
    """
    return _kind(person, day, person.excused)


def expected_dates(person: Person, first: date, last: date) -> Sequence[date]:
    """The local dates from `first` to `last` whose `day_kind` is EXPECTED, ascending.

    Most people work the same days, and of those only what is their own is looked at one by one.
    """
    begins, ends = max(first, person.enrolled_at or first), min(last, person.exit_on or last)
    plain = _working_dates(person.work_week, person.holidays, begins, ends)
    own = {ends} if ends == person.exit_on else set()
    own |= {begins} if person.partial_first_day and begins == person.enrolled_at else set()
    spans = ((item.first, item.last) for items in (person.away, person.excused) for item in items)
    for start, end in spans:
        own |= _dates(max(start, begins), min(end, ends))
    if not own:
        return plain
    expected = (day for day in own if day_kind(person, day) is DayKind.EXPECTED)
    return tuple(sorted({*expected, *(day for day in plain if day not in own)}))


@lru_cache(maxsize=1024)
def _working_dates(
    work_week: frozenset[int], holidays: frozenset[date], first: date, last: date
) -> tuple[date, ...]:
    return tuple(
        day for day in sorted(_dates(first, last)) if day.weekday() in work_week and day not in holidays
    )


def _dates(first: date, last: date) -> set[date]:
    return set(map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)))


def because_of(person: Person, day: date) -> str:
    """Why local date `day` asks less of the person than a working day does, or more than a day off, in a few words.

    Empty for a plain working day. Never says why somebody is away, for no record does.
    """
    away = {away.type for away in person.away if away.first <= day <= away.last}
    excuse = next((excused for excused in person.excused if excused.first <= day <= excused.last), None)
    reasons = (
        (person.enrolled_at is not None and day < person.enrolled_at, "before enrolment"),
        (person.exit_on is not None and day > person.exit_on, "after the exit"),
        (AwayType.LEAVE in away, "away"),
        (AwayType.SWAP_OFF in away, "swapped off"),
        (excuse is not None, f"excused by {excuse.by}" if excuse else ""),
        (AwayType.HALF in away, "half a day away"),
        (AwayType.SWAP_ON in away, "swapped on"),
        (day.weekday() not in person.work_week, "not in the work week"),
        (day in person.holidays, "holiday, shutdown or outage"),
        (day == person.exit_on, "last day"),
        (person.partial_first_day and day == person.enrolled_at, "enrolled after noon"),
    )
    return next((words for holds, words in reasons if holds), "")


def unexcused_kind(person: Person, day: date) -> DayKind:
    """What `day` asks where only excuses that a second approver shares are heard (`excused_max_per_window`)."""
    return _kind(person, day, (excused for excused in person.excused if excused.beyond))


def _kind(person: Person, day: date, excuses: Iterable[Excused]) -> DayKind:
    away = {away.type for away in person.away if away.first <= day <= away.last}
    freed = AwayType.LEAVE in away or AwayType.SWAP_OFF in away
    if not _is_enrolled(person, day) or freed or _covers(excuses, day):
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


def _covers(excuses: Iterable[Excused], day: date) -> bool:
    return any(excused.first <= day <= excused.last for excused in excuses)


def working_days_after(person: Person, day: date, last: date, most: int) -> int:
    """How many days that ask something of the person lie after `day`, up to `last`; counted to `most` + 1.

    Days more than a year apart are `most` + 1 apart, whatever the calendar says.
    """
    span = (last - day).days
    if span > _LONGEST_LOOK:
        return most + 1
    found = 0
    for later in range(1, span + 1):
        found += day_kind(person, day + timedelta(days=later)) is not DayKind.OFF
        if found > most:
            break
    return found


def counting_start(person: Person) -> date | None:
    """The first local date that can count: tracking start, or a later enrolment. None if tracking is unknown."""
    if person.tracking_start is None:
        return None
    return max(person.tracking_start, person.enrolled_at or date.min)


def counted_until(person: Person, as_of: datetime) -> datetime:
    """The instant up to which things count: `as_of`, or the gate 3 sign-off before it (the latch)."""
    return min(as_of, person.gate3_signed or as_of)


def horizon(person: Person, today: date) -> Iterator[date]:
    """The dates to replay: from today, or from a later start of counting, to the horizon or the exit."""
    begin = max(today, counting_start(person) or today).toordinal()
    end = min(
        today.toordinal() + HORIZON_DAYS, (person.exit_on or date.max).toordinal() + 1, date.max.toordinal()
    )
    return (date.fromordinal(ordinal) for ordinal in range(begin, end + 1))
