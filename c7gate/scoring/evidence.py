"""Which of a person's events are evidence, and on which local dates (gate3.md 3.1, 3.2)."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Person
from c7gate.model.scoring import Event
from c7gate.scoring.calendar import counting_start, event_date
from c7gate.scoring.clock import local_date

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


Dated = Sequence[tuple[date, Event]]
"""Events that have happened, each with its local date."""


def active_days(
    person: Person, events: Iterable[Event], policy: Gate3Policy, as_of: datetime
) -> Mapping[date, tuple[Event, ...]]:
    """The events of policy's kinds by local date, dates ascending, each date's events in time order.

    An event after `as_of` is no evidence. The order of `events` changes nothing.
    """
    return active_among(dated(person, events, policy, as_of), policy)


def distinct_topics(
    person: Person, events: Iterable[Event], policy: Gate3Policy, as_of: datetime
) -> frozenset[tuple[str, str]]:
    """The different (library, topic) pairs named from the person's counting start to `as_of`, exit included.

    Libraries differ ignoring ASCII case; topics ignoring case, width and spacing. Empty while tracking is
    unknown.
    """
    return topics_among(tracked(person, dated(person, events, policy, as_of)))


def active_among(events: Dated, policy: Gate3Policy) -> Mapping[date, tuple[Event, ...]]:
    """As `active_days`, of events that are dated already."""
    days: dict[date, list[Event]] = defaultdict(list)
    for day, event in events:
        if event.kind in policy.active_kinds:
            days[day].append(event)
    return {day: tuple(sorted(days[day], key=_order)) for day in sorted(days)}


def topics_among(events: Iterable[Event]) -> frozenset[tuple[str, str]]:
    """As `distinct_topics`, of events that are tracked."""
    named = {pair for event in events for pair in event.topics}
    return frozenset((library.translate(_ASCII_LOWER), _folded(topic)) for library, topic in named)


def reviews_among(events: Iterable[Event]) -> int:
    """The different reviews among events that are tracked (S-067)."""
    return len({event.ref for event in events if event.kind == "review"})


def tracked(person: Person, events: Dated) -> Sequence[Event]:
    """The events from the person's counting start on, exit included; none while tracking is unknown."""
    first, last = counting_start(person), person.exit_on or date.max
    return [event for day, event in events if first is not None and first <= day <= last]


def dated(person: Person, events: Iterable[Event], policy: Gate3Policy, as_of: datetime) -> Dated:
    """The events that have happened by `as_of` (aware), each with its local date."""
    today = local_date(person, as_of)
    return [
        (event_date(person, event, policy.day_attribution), event)
        for event in events
        if has_happened(event, as_of, today)
    ]


def has_happened(event: Event, as_of: datetime, today: date) -> bool:
    """Whether the event lies at or before `as_of`, or its bare date at or before the local date `today`."""
    if isinstance(event.at, datetime):
        return event.at <= as_of
    return event.at <= today


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _order(event: Event) -> tuple[timedelta, str, str, tuple[tuple[str, str], ...], bool, str]:
    """Time first (a bare date is its start in UTC), then all the rest, so that no two different events tie."""
    since = event.at - _EPOCH if isinstance(event.at, datetime) else event.at - _EPOCH.date()
    return since, event.kind, event.ref, event.topics, event.verified, event.at.isoformat()
