"""Hours that count: elapsed, of working days, of business hours (alerts, 4.3).

All arithmetic is on instants in UTC. Adding 24 hours to a wall clock is 23 or 25 hours when clocks change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from c7gate.model.alert import Clock, Timer
from c7gate.model.record import Person, Zone
from c7gate.model.scoring import DayKind
from c7gate.scoring.calendar import day_kind

Span = tuple[datetime, datetime]
"""From an instant up to another, that one excluded; both in UTC."""

_ONE_DAY = timedelta(days=1)
_LONGEST_WAIT = 400
"""Days after which a deadline comes, however little the one who answers works."""
_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


def day_start(zones: tuple[Zone, ...], day: date) -> datetime:
    """The instant (UTC) at which local date `day` begins, in the zone in force on it."""
    return wall_instant(zones, day, time())


def day_end(zones: tuple[Zone, ...], day: date) -> datetime:
    """The instant (UTC) at which local date `day` is completed."""
    return day_start(zones, date.fromordinal(min(day.toordinal() + 1, date.max.toordinal())))


@lru_cache(maxsize=1 << 14)
def wall_instant(zones: tuple[Zone, ...], day: date, at: time) -> datetime:
    """The instant (UTC) at which the wall clock shows `at` on local date `day`; without a zone in UTC."""
    name = "UTC"
    for zone in zones:
        if zone is zones[0] or (zone.since or date.min) <= day:
            name = zone.name
    try:
        return datetime.combine(day, at, ZoneInfo(name)).astimezone(UTC)
    except OverflowError:  # at the two ends of the calendar
        return datetime.combine(day, at, UTC)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time as spans that neither touch nor overlap, in their order; empty ones are left out."""
    found: list[Span] = []
    for first, last in sorted(span for span in spans if span[0] < span[1]):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def holds(spans: Iterable[Span], instant: datetime) -> bool:
    """Whether an instant lies in one of the spans."""
    return any(first <= instant < last for first, last in spans)


class Responder:
    """Whoever answers: their zone, working days and business hours from `first` to `last`, local time."""

    def __init__(self, person: Person, first: time, last: time) -> None:
        # Who is told works there, whenever the training began for them.
        self._person = person._replace(enrolled_at=None, exit_on=None, partial_first_day=False)
        self._first, self._last = first, last
        self._known: dict[tuple[date, Clock], Span | None] = {}
        self._unpaused: dict[tuple[datetime, Timer], datetime] = {}

    def after(self, start: datetime, timer: Timer, pauses: tuple[Span, ...] = ()) -> datetime:
        """The instant (UTC) at which the timer that begins at `start` (aware) runs out.

        No time counts in `pauses`, which must be `merged`. A timer of no hours runs out at once.
        """
        start = start if start.tzinfo is UTC else start.astimezone(UTC)
        if pauses:
            return self._after(start, timer, pauses)
        key = start, timer  # alerts come up at the ends of days, which many people share
        if key not in self._unpaused:
            self._unpaused[key] = self._after(start, timer, ())
        return self._unpaused[key]

    def _after(self, start: datetime, timer: Timer, pauses: tuple[Span, ...]) -> datetime:
        left = timedelta(hours=timer.hours)
        if not left:
            return start
        reached = start
        for first, last in self._spans(start, timer.clock):
            for begin, end in _without((max(first, start), last), pauses):
                if end - begin >= left:
                    return begin + left
                left -= end - begin
            reached = max(reached, last)
        return reached

    def _spans(self, start: datetime, clock: Clock) -> Iterator[Span]:
        """The time that counts from about `start` on."""
        if clock is Clock.ELAPSED:
            yield start, _FOREVER
            return
        today = start.date().toordinal()
        last = min(today + _LONGEST_WAIT, date.max.toordinal())
        for ordinal in range(max(today - 1, 1), last):  # west of Greenwich it is still yesterday
            span = self._span(date.fromordinal(ordinal), clock)
            if span and span[1] > start:
                yield span

    def _span(self, day: date, clock: Clock) -> Span | None:
        key = (day, clock)
        if key not in self._known:
            self._known[key] = self._found(day, clock)
        return self._known[key]

    def _found(self, day: date, clock: Clock) -> Span | None:
        zones = self._person.zones
        if day_kind(self._person, day) is DayKind.OFF:
            return None
        if clock is Clock.WORKING_DAYS:
            return day_start(zones, day), day_end(zones, day)
        return wall_instant(zones, day, self._first), wall_instant(zones, day, self._last)


def _without(span: Span, pauses: tuple[Span, ...]) -> Iterator[Span]:
    """What is left of a span outside the pauses."""
    first, last = span
    for begin, end in pauses:
        if end <= first or begin >= last:
            continue
        if begin > first:
            yield first, begin
        first = end
    if first < last:
        yield first, last
