"""A second opinion on gate 3, written from its definition clause by clause: slow, plain, with no code of c7gate.

Only the values of the model are shared. Everything is tried out: each run of dates there is, each day by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Person
from c7gate.model.scoring import Event

WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Opinion:
    """What the oracle holds: the score's verdict and figures, what else was counted, and the gate's verdict."""

    verdict: str
    active: int
    counted: int
    first: date | None
    last: date | None
    references: int
    reviews: int
    gate: str


def opinion(
    person: Person,
    events: Iterable[Event],
    policy: Gate3Policy,
    as_of: datetime,
    *,
    reviews: int,
    shares: int,
) -> Opinion:
    """Gate 3 of one person."""
    if person.gate3_signed and person.gate3_signed < as_of:  # latched
        as_of = person.gate3_signed
    today = wall_date(person, as_of)
    begins = begin_of(person)
    good = qualifying(person, list(events), policy, as_of, today)
    active = {date_of(person, event, policy) for event in good if event.kind in policy.active_kinds}
    verdict, a, n, first, last, seen_any = best_window(person, policy, active, begins, today)
    inside = [
        event
        for event in good
        if begins and begins <= date_of(person, event, policy) <= (person.exit_on or date.max)
    ]
    references = {(library.lower(), topic.lower()) for event in inside for library, topic in event.topics}
    reviews += len({event.ref for event in inside if event.kind == "review"})
    verdicts = [verdict]
    for have, need in (
        (len(references), policy.min_distinct_references),
        (reviews, policy.min_reviews),
        (shares, policy.min_shares),
    ):
        verdicts.append("insufficient" if not seen_any else "pass" if have >= need else "fail")
    gate = "fail" if "fail" in verdicts else "insufficient" if "insufficient" in verdicts else "pass"
    return Opinion(verdict, a, n, first, last, len(references), reviews, gate)


# Dates


def wall_date(person: Person, instant: datetime) -> date:
    """The date on the wall where the person lives at that instant."""
    names = [(zone.since or date.min, zone.name) for zone in person.zones]
    dates = [(since, instant.astimezone(ZoneInfo(name)).date()) for since, name in names]
    in_force = [day for since, day in dates if day >= since]
    return in_force[-1] if in_force else dates[0][1]


def date_of(person: Person, event: Event, policy: Gate3Policy) -> date:
    """The date of an event."""
    if not isinstance(event.at, datetime):
        return event.at
    if event.kind == "commit" and policy.day_attribution == "commit_offset":
        return date(event.at.year, event.at.month, event.at.day)
    return wall_date(person, event.at)


def begin_of(person: Person) -> date | None:
    """The first date that can count."""
    if person.tracking_start is None:
        return None
    return max(person.tracking_start, person.enrolled_at or person.tracking_start)


# Day kinds


def kind(person: Person, day: date, *, hear: bool = True) -> str:
    """`E`, `O` or `X`; without `hear`, only excuses with a second approver are heard."""
    types = [away.type.value for away in person.away if away.first <= day <= away.last]
    excuses = [item for item in person.excused if item.first <= day <= item.last and (hear or item.beyond)]
    outside = (person.enrolled_at and day < person.enrolled_at) or (person.exit_on and day > person.exit_on)
    if outside or excuses or "leave" in types or "swap-off" in types:
        return "X"
    if "swap-on" not in types and (day in person.holidays or day.weekday() not in person.work_week):
        return "X"
    if "half" in types or day == person.exit_on:
        return "O"
    if person.partial_first_day and day == person.enrolled_at:
        return "O"
    return "E"


# Events


def qualifying(
    person: Person, events: list[Event], policy: Gate3Policy, as_of: datetime, today: date
) -> list[Event]:
    """What counts as evidence at all."""
    past = [
        event
        for event in events
        if (event.at <= as_of if isinstance(event.at, datetime) else event.at <= today)
    ]
    good = []
    for event in past:
        twins = [other for other in past if (other.kind, other.ref) == (event.kind, event.ref)]
        times = sorted(other.first_seen for other in twins if other.first_seen and other.first_seen <= as_of)
        if event.kind != "share" and not any(is_library(library) for library, _ in event.topics):
            continue
        if event.built_on and impossible(person, event, policy, event.built_on.at):
            continue
        if times:
            if in_time(person, event, policy, times[0]):
                good.append(event)
        elif not policy.require_first_seen and not at_once(person, event, policy, past, as_of):
            good.append(event)
    return good


def is_library(text: str) -> bool:
    """Whether it begins like /org/project."""
    parts = text.split("/")
    if len(parts) < 3 or parts[0]:
        return False
    return bool(parts[1]) and set(parts[1]) <= WORD and parts[2][:1] in WORD and bool(parts[2])


def impossible(person: Person, event: Event, policy: Gate3Policy, merged: datetime) -> bool:
    """Whether the day lies before the one on which the forge made what the event builds on."""
    if not isinstance(event.at, datetime):
        return False
    earliest = (merged - timedelta(minutes=policy.first_seen_tolerance_minutes)).astimezone(event.at.tzinfo)
    return date_of(person, event, policy) < date_of(person, event._replace(at=earliest), policy)


def in_time(person: Person, event: Event, policy: Gate3Policy, seen: datetime) -> bool:
    """Whether what was first seen then may be of the day it claims."""
    claimed, upper = date_of(person, event, policy), wall_date(person, seen)
    if isinstance(event.at, datetime):
        if event.at > seen + timedelta(minutes=policy.first_seen_tolerance_minutes):
            return False
    elif claimed > upper:
        return False
    between, day = 0, claimed + DAY
    while day <= upper:
        between += kind(person, day) in "EO"
        day += DAY
    grace = policy.late_log_working_days if event.kind == "log" else policy.grace_working_days
    return between <= grace


def at_once(person: Person, event: Event, policy: Gate3Policy, past: list[Event], as_of: datetime) -> bool:
    """Whether the change that brought it claims more unproven days than one may."""
    begins = begin_of(person)
    if not event.arrival or begins is None:
        return False
    proven = {(other.kind, other.ref) for other in past if other.first_seen and other.first_seen <= as_of}
    days = {
        date_of(person, other, policy)
        for other in past
        if other.arrival == event.arrival and (other.kind, other.ref) not in proven
    }
    return len([day for day in days if day >= begins]) > policy.max_unverified_days


# The window

Window = tuple[str, int, int, date | None, date | None, bool]


def best_window(
    person: Person, policy: Gate3Policy, active: set[date], begins: date | None, today: date
) -> Window:
    """Verdict, active, counted, first and last date of the shortest run that is long enough."""
    if begins is None:
        return "insufficient", 0, 0, None, None, False
    end = today if today in active and kind(person, today) in "EO" else today - DAY
    if end != today and person.exit_on and person.exit_on < end:
        end = person.exit_on
    a = n = 0
    any_day = False
    for length in range(1, policy.max_calendar_days + 1):
        run = [end - DAY * back for back in range(length)][::-1]
        if run[0] < begins:
            break
        any_day = True
        a, n = tally(person, policy, run, active)
        if length >= policy.min_calendar_days and n >= max(policy.min_counted_days, 1):
            enough = Fraction(a, n) >= Fraction(policy.threshold_percent, 100)
            return ("pass" if enough else "fail"), a, n, run[0], run[-1], True
    return "insufficient", a, n, None, None, any_day


def tally(person: Person, policy: Gate3Policy, run: list[date], active: set[date]) -> tuple[int, int]:
    """Active and counted days of one run; only the first excuses in it are heard."""
    excused = [day for day in run if kind(person, day) != kind(person, day, hear=False)]
    unheard = excused[policy.excused_max_per_window :]
    kinds = {day: kind(person, day, hear=day not in unheard) for day in run}
    counted = [day for day in run if kinds[day] == "E" or (kinds[day] == "O" and day in active)]
    return len([day for day in counted if day in active]), len(counted)
