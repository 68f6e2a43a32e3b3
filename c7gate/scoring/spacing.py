"""Commits at times that a timer keeps and hardly a person does (T56). It costs nobody anything: it is worth a look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Person
from c7gate.model.scoring import Event
from c7gate.scoring.clock import local_date, wall_clock
from c7gate.scoring.evidence import dated, tracked

LEAST = 5
"""Commits that make a pattern: as many days as the shortest window of the preset counts."""
TOLERANCE_SECONDS = 5
"""A timer starts on the second, and what it runs commits within a few.

Of somebody who commits within the same ten minutes on each of 20 days, five commits fall into five seconds in one case
of some 2,500; with ten commits on each, spread over eight hours, in one of some 100,000.
"""
SHORTEST_GAP_SECONDS = 3600
"""A quicker series is one sitting, and says nothing of days."""


def timed(person: Person, events: Iterable[Event], policy: Gate3Policy, as_of: datetime) -> str:
    """How at least `LEAST` commits among these events are spaced, in words and numbers; empty where nothing shows.

    Either they bear one time of the person's day on as many dates, or each follows the one before after the same span,
    both to within `TOLERANCE_SECONDS`. Looked at are the dates that a window can hold at `as_of` (aware).
    """
    since = local_date(person, as_of) - timedelta(days=policy.max_calendar_days)
    found = tracked(person, dated(person, events, policy, as_of))
    moments = {event.at for event in found if event.kind == "commit" and isinstance(event.at, datetime)}
    clocks = [wall_clock(person.zones, at) for at in sorted(moments) if local_date(person, at) >= since]
    return _at_one_time(clocks) or _at_one_distance(clocks)


def _at_one_time(clocks: Sequence[datetime]) -> str:
    """The most dates that share a time of day."""
    ordered = sorted(clocks, key=_second_of_day)
    most: Sequence[datetime] = ()
    first = 0
    for last, clock in enumerate(ordered, 1):
        while _second_of_day(clock) - _second_of_day(ordered[first]) > TOLERANCE_SECONDS:
            first += 1
        most = max(most, ordered[first:last], key=lambda group: len({one.date() for one in group}))
    days = sorted({one.date() for one in most})
    if len(days) < LEAST:
        return ""
    shown = _span(f"{one:%H:%M:%S}" for one in (most[0], most[-1]))
    return f"commits on {len(days)} days from {days[0]} to {days[-1]} are dated {shown}"


def _at_one_distance(clocks: Sequence[datetime]) -> str:
    """The longest run of commits of which each follows the one before after the same span."""
    seconds = [round(clock.timestamp()) for clock in clocks]
    gaps = [later - earlier for earlier, later in pairwise(seconds)]
    start, end = max((_run(gaps, start) for start in range(len(gaps))), key=_length, default=(0, 0))
    if end - start + 1 < LEAST:
        return ""
    run = sorted(gaps[start:end])
    shown = _span(str(timedelta(seconds=gap)) for gap in (run[0], run[-1]))
    first, last = clocks[start].date(), clocks[end].date()
    return f"{end - start + 1} commits from {first} to {last} follow each other after {shown}"


def _run(gaps: Sequence[int], start: int) -> tuple[int, int]:
    """The stretch [start, end) of gaps that are alike and long enough."""
    least = most = gaps[start]
    for at in range(start, len(gaps)):
        least, most = min(least, gaps[at]), max(most, gaps[at])
        if least < SHORTEST_GAP_SECONDS or most - least > TOLERANCE_SECONDS:
            return start, at
    return start, len(gaps)


def _length(stretch: tuple[int, int]) -> int:
    return stretch[1] - stretch[0]


def _second_of_day(clock: datetime) -> int:
    return 3600 * clock.hour + 60 * clock.minute + clock.second


def _span(ends: Iterable[str]) -> str:
    """The two ends, or the one that both are."""
    return " to ".join(dict.fromkeys(ends))
