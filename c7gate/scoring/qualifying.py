"""Which events qualify: what they name, and what is known of when they came into view.

Dates are claims. Where a trusted record saw the evidence first, the claimed day must lie close before it; where
none did, one change may claim only so many days. No claim lies before a merge of the forge that it builds on (gate3.md 3.2; T09; the interval rule).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Person
from c7gate.model.scoring import Event, Uncounted
from c7gate.scoring.calendar import counting_start, event_date, working_days_after
from c7gate.scoring.clock import local_date
from c7gate.scoring.evidence import has_happened

_LIBRARY = re.compile(r"/[\w.-]+/[\w.-]+", re.ASCII)
_LATE, _EARLY, _AT_ONCE = "late-evidence", "before-merge", "too-many-days"


def sifted(
    person: Person, events: Iterable[Event], policy: Gate3Policy, as_of: datetime
) -> tuple[tuple[Event, ...], tuple[Uncounted, ...]]:
    """Part what qualifies from what does not, in the order given; what lies after `as_of` (aware) is neither.

    An event that any first-seen record speaks of is judged by the earliest of them, wherever else it stands. A
    record made after `as_of` is not there yet.
    """
    today = local_date(person, as_of)
    known = [event for event in events if has_happened(event, as_of, today)]
    seen = _first_seen(known, as_of)
    crowded = _crowded(person, known, seen, policy)
    counted: list[Event] = []
    refused: list[Uncounted] = []
    for event in known:
        first = seen.get((event.kind, event.ref))
        rule, because = _why_not(person, event, first, policy)
        if not because and first is None and event.arrival in crowded:
            rule, because = _AT_ONCE, crowded[event.arrival]
        if because:
            refused.append(Uncounted(event.ref, _instant(event), because, rule))
        else:
            counted.append(event)
    return tuple(counted), tuple(refused)


def _first_seen(events: Iterable[Event], as_of: datetime) -> Mapping[tuple[str, str], datetime]:
    """The earliest first-seen time of each (kind, ref) that has one."""
    seen: dict[tuple[str, str], datetime] = {}
    for event in events:
        if event.first_seen is not None and event.first_seen <= as_of:
            key = (event.kind, event.ref)
            seen[key] = min(event.first_seen, seen.get(key, event.first_seen))
    return seen


def _why_not(person: Person, event: Event, seen: datetime | None, policy: Gate3Policy) -> tuple[str, str]:
    """The rule that tells of it (or empty) and the reason; both empty for an event that qualifies."""
    if event.kind != "share" and not any(_LIBRARY.match(library) for library, _ in event.topics):
        return "", "it names no library"
    early = before_merge(person, event, policy)
    if early:
        return _EARLY, early
    if seen is None:
        strict = policy.require_first_seen
        return "", "no first-seen record proves it, and policy asks for one" if strict else ""
    return _outside(person, event, seen, policy)


def _outside(person: Person, event: Event, seen: datetime, policy: Gate3Policy) -> tuple[str, str]:
    """Why the claimed day does not lie within the grace before it was seen."""
    day, upper = event_date(person, event, policy.day_attribution), local_date(person, seen)
    ahead = isinstance(event.at, datetime) and event.at - seen > timedelta(
        minutes=policy.first_seen_tolerance_minutes
    )
    if ahead or (not isinstance(event.at, datetime) and day > upper):
        return (
            _LATE,
            f"dated {_shown(event)}, after it was first seen at {seen.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        )
    if is_late(person, event, seen, policy):
        return _LATE, f"first seen on {upper}, more than {_grace(event, policy)} working days after {day}"
    return "", ""


def before_merge(person: Person, event: Event, policy: Gate3Policy) -> str:
    """Why the claimed day cannot hold: it lies before that of a merge by the forge that the event builds on (T09, T58).

    Only what the forge made is such a bound: when an ancestor was first seen says how old it is at least, not at most.
    Clocks may differ by `first_seen_tolerance_minutes`. Empty where nothing speaks against the day.
    """
    if event.built_on is None or not isinstance(event.at, datetime):
        return ""
    tolerance = timedelta(minutes=policy.first_seen_tolerance_minutes)
    made = event.built_on.at.astimezone(event.at.tzinfo)
    day, first, shown = (
        event_date(person, event._replace(at=at), policy.day_attribution)
        for at in (event.at, made - tolerance, made)
    )
    return (
        f"dated {day}, but builds on merge {event.built_on.ref[:10]}, which the forge made on {shown}"
        if day < first
        else ""
    )


def is_late(person: Person, event: Event, seen: datetime, policy: Gate3Policy) -> bool:
    """Whether the claimed day lies more working days before the instant `seen` than policy grants."""
    day, grace = event_date(person, event, policy.day_attribution), _grace(event, policy)
    return working_days_after(person, day, local_date(person, seen), grace) > grace


def _grace(event: Event, policy: Gate3Policy) -> int:
    return policy.late_log_working_days if event.kind == "log" else policy.grace_working_days


def _crowded(
    person: Person,
    events: Iterable[Event],
    seen: Mapping[tuple[str, str], datetime],
    policy: Gate3Policy,
) -> Mapping[str, str]:
    """The changes that claim more days than one may without a first-seen record, with the reason in numbers."""
    start = counting_start(person) or date.max
    claimed: dict[str, set[date]] = defaultdict(set)
    for event in events:
        if event.arrival and (event.kind, event.ref) not in seen:
            day = event_date(person, event, policy.day_attribution)
            if day >= start:
                claimed[event.arrival].add(day)
    most = policy.max_unverified_days
    return {
        arrival: f"{len(days)} days first appear in one change, where {most} may"
        for arrival, days in claimed.items()
        if len(days) > most
    }


def _instant(event: Event) -> datetime:
    """When it happened; of a bare date the start in UTC."""
    return event.at if isinstance(event.at, datetime) else datetime.combine(event.at, time(), UTC)


def _shown(event: Event) -> str:
    return (
        f"{event.at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        if isinstance(event.at, datetime)
        else event.at.isoformat()
    )
