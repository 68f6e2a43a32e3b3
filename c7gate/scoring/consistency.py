"""The consistency score: active of counted days in the shortest sufficient window (gate3.md 3.1; S-066, S-069)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Person
from c7gate.model.scoring import Consistency, Day, DayKind, Event, Pooled
from c7gate.model.verdict import Verdict
from c7gate.scoring.calendar import counted_until, counting_start, day_kind, unexcused_kind
from c7gate.scoring.clock import local_date
from c7gate.scoring.evidence import has_happened

_ONE_DAY = timedelta(days=1)


def reaches(active: int, counted: int, threshold_percent: int) -> bool:
    """Whether active/counted is at least the threshold, compared in integers; 0 of 0 never is (T78)."""
    return counted > 0 and 100 * active >= threshold_percent * counted


def exceeds(active: int, counted: int, percent: int) -> bool:
    """Whether active/counted is more than so many percent, compared in integers; 0 of 0 never is (S-195)."""
    return counted > 0 and 100 * active > percent * counted


def pooled(consistencies: Iterable[Consistency]) -> Pooled:
    """A team's figure: all windows' active days of all their counted days; a person without a window is left out.

    So everybody weighs by the days they were expected, and part-timers are not averaged against full weeks.
    """
    scores = tuple(consistencies)
    judged = [score for score in scores if score.verdict in {Verdict.PASS, Verdict.FAIL}]
    return Pooled(
        active=sum(score.active for score in judged),
        counted=sum(score.counted for score in judged),
        people=len(judged),
        without=len(scores) - len(judged),
        decimals=max((score.decimals for score in scores), default=1),
    )


def consistency(
    person: Person, days: Mapping[date, tuple[Event, ...]], policy: Gate3Policy, as_of: datetime
) -> Consistency:
    """The score at `as_of` (aware) from the events of each local date, as `active_days` gives them.

    Counting ends with the person's gate 3 sign-off and exit; later events are ignored. Without a sufficient
    window the verdict is `INSUFFICIENT`, and `because` says what is missing.
    """
    until = counted_until(person, as_of)
    today = local_date(person, until)
    past = {
        day: tuple(event for event in events if has_happened(event, until, today))
        for day, events in days.items()
    }
    return consistency_on(person, past, policy, today)


def consistency_on(
    person: Person, days: Mapping[date, tuple[Event, ...]], policy: Gate3Policy, today: date
) -> Consistency:
    """The score during local date `today`, which counts only if it is already active."""
    start = counting_start(person)
    if start is None:
        return _insufficient((), "no tracking start is known: write enrolled_at or a cohort", policy)
    last = _last_date(person, days, today)
    if last < start:
        return _insufficient((), _not_started(person, start, today), policy)
    window: list[Day] = []
    excused: deque[int] = deque()
    for day in _backwards(person, days, start=start, last=last, limit=policy.max_calendar_days):
        window.append(day)
        if day.kind is not unexcused_kind(person, day.date):
            excused.append(len(window) - 1)
        if len(excused) > policy.excused_max_per_window:
            # The first excuses of a window hold; a later one needs its second approver.
            at = excused.popleft()
            window[at] = window[at]._replace(kind=unexcused_kind(person, window[at].date))
        if _suffices(window, policy):
            return _scored(person, tuple(reversed(window)), policy)
    return _insufficient(tuple(reversed(window)), _missing(person, window, policy, today), policy)


def _last_date(person: Person, days: Mapping[date, tuple[Event, ...]], today: date) -> date:
    """Where the window ends: today if it is active already (a day off never is), else the last completed date."""
    if days.get(today) and day_kind(person, today) is not DayKind.OFF:
        return today
    return min(today - _ONE_DAY, person.exit_on or date.max)


def _backwards(
    person: Person, days: Mapping[date, tuple[Event, ...]], *, start: date, last: date, limit: int
) -> Iterator[Day]:
    for back in range(min((last - start).days + 1, limit)):
        day = last - timedelta(days=back)
        events = days.get(day, ())
        yield Day(
            date=day,
            kind=day_kind(person, day),
            active=bool(events),
            verified=any(event.verified for event in events),
            evidence=tuple(dict.fromkeys(event.ref for event in events)),
        )


def _suffices(window: list[Day], policy: Gate3Policy) -> bool:
    # A policy that asks for no day at all must still not judge 0 of 0.
    enough = max(1, policy.min_counted_days)
    return len(window) >= policy.min_calendar_days and _tally(window)[1] >= enough


def _tally(days: Iterable[Day]) -> tuple[int, int]:
    """How many days are counted and active, and how many are counted."""
    active = [day.active for day in days if _is_counted(day)]
    return sum(active), len(active)


def _is_counted(day: Day) -> bool:
    return day.kind is DayKind.EXPECTED or (day.kind is DayKind.OPTIONAL and day.active)


def _scored(person: Person, days: tuple[Day, ...], policy: Gate3Policy) -> Consistency:
    active, counted = _tally(days)
    passes = reaches(active, counted, policy.threshold_percent)
    first, last = days[0].date, days[-1].date
    sign = "≥" if passes else "<"
    return Consistency(
        verdict=Verdict.PASS if passes else Verdict.FAIL,
        active=active,
        counted=counted,
        first=first,
        last=last,
        days=days,
        because=f"{active} of {counted} counted days from {first} to {last}; "
        f"100×{active} {sign} {policy.threshold_percent}×{counted}"  # noqa: RUF001  arithmetic for people
        f"{_unheard(person, days, policy)}",
        decimals=policy.decimals,
    )


def _unheard(person: Person, days: tuple[Day, ...], policy: Gate3Policy) -> str:
    """Which excused days count all the same, for want of a second approver; empty where all are heard."""
    unheard = [
        day.date.isoformat()
        for day in days
        if day.kind is not DayKind.OFF and day_kind(person, day.date) is DayKind.OFF
    ]
    if not unheard:
        return ""
    return (
        f"; {', '.join(unheard)} excused beyond the {policy.excused_max_per_window} days a window allows: "
        "a second approver is needed"
    )


def _insufficient(days: tuple[Day, ...], because: str, policy: Gate3Policy) -> Consistency:
    active, counted = _tally(days)
    return Consistency(
        Verdict.INSUFFICIENT, active, counted, None, None, days, because, decimals=policy.decimals
    )


def _not_started(person: Person, start: date, today: date) -> str:
    if person.exit_on is not None and person.exit_on < start:
        return f"left on {person.exit_on}, before tracking started on {start}"
    if today < start:
        return f"tracking starts on {start}"
    return f"tracking started on {start}; no day is completed yet"


def _missing(person: Person, window: list[Day], policy: Gate3Policy, today: date) -> str:
    """What an insufficient window lacks, in words."""
    counted, needed, dates = _tally(window)[1], max(1, policy.min_counted_days), len(window)
    if person.exit_on is not None and person.exit_on < today:
        return f"counting ended on {person.exit_on} with {counted} of {needed} counted days in {dates} calendar days"
    if dates >= policy.max_calendar_days:
        return f"only {counted} of {needed} counted days in the last {dates} calendar days"
    lacking = needed - counted
    parts = [f"{lacking} more working {'day' if lacking == 1 else 'days'} needed"] if lacking > 0 else []
    if dates < policy.min_calendar_days:
        parts.append(f"{dates} of {policy.min_calendar_days} calendar days so far")
    return ", ".join(parts)
