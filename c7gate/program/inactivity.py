"""Inactivity: completed expected days without evidence (alerts, 4.1; S-093, S-095)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise

from c7gate.model.alert import AlertSeverity, PolicyVersion
from c7gate.model.record import Person
from c7gate.model.scoring import Event
from c7gate.program.clocks import day_end, day_start
from c7gate.program.episode import Episode, Rise

RULE = "inactivity"


def inactivity(
    person: Person,
    expected: Sequence[date],
    days: Mapping[date, tuple[Event, ...]],
    versions: Sequence[PolicyVersion],
    until: datetime,
) -> Iterator[Episode]:
    """The stretches in which a person missed as many expected days as policy bears, in their order.

    Args:
        person: whose they are.
        expected: the completed dates that expect something of the person from the first that counts on, ascending.
        days: the events of each active date, as `active_days` gives them. One of any date, off days included,
            begins the count anew at its own instant.
        versions: the policy's versions. The one in force when a stretch comes up decides all of it.
        until: the instant (aware) up to which anything happened.
    """
    active, fewest = sorted(days), min(version.policy.yellow_missed for version in versions)
    for before, after in pairwise([date.min, *active, date.max]):
        first, last = bisect_right(expected, before), bisect_left(expected, after)
        if last - first >= max(fewest, 1):
            ended = _began(person, days[after]) if after in days else None
            yield from _episode(person, expected[first:last], ended, versions, until)


def missed(expected: Sequence[date], days: Mapping[date, tuple[Event, ...]]) -> int:
    """How many of the expected days, all of them completed, lie after the last active date."""
    return len(expected) - bisect_right(expected, max(days, default=date.min))


def _episode(
    person: Person,
    misses: Sequence[date],
    ended: datetime | None,
    versions: Sequence[PolicyVersion],
    until: datetime,
) -> Iterator[Episode]:
    last = min(ended, until) if ended else until
    for number, version in enumerate(versions):
        rule = version.policy
        if len(misses) < rule.yellow_missed:
            continue
        raised = day_end(person.zones, misses[rule.yellow_missed - 1])
        raised = max(raised, version.since) if number else raised  # the first was always in force
        following = versions[number + 1].since if number + 1 < len(versions) else None
        if following is not None and raised >= following:
            continue
        if raised > last or raised == ended:
            return
        rises = [Rise(raised, AlertSeverity.YELLOW)]
        if len(misses) >= rule.red_missed:
            red = max(day_end(person.zones, misses[rule.red_missed - 1]), raised)
            if red <= last and red != ended:
                rises.append(Rise(red, AlertSeverity.RED))
        yield Episode(
            key=f"{RULE}/{person.login}/{misses[0]}",
            rule=RULE,
            since=misses[0],
            rises=tuple(rises),
            version=version,
            because=f"{len(misses)} expected {'day' if len(misses) == 1 else 'days'} without evidence",
            action=rule.actions[rises[-1].severity.value],
            developer=person.login,
            ended=ended if ended is not None and ended <= until else None,
        )
        return


def _began(person: Person, events: Sequence[Event]) -> datetime:
    """When the first event of a date was; a bare date counts from its beginning."""
    return min(
        event.at if isinstance(event.at, datetime) else day_start(person.zones, event.at) for event in events
    )
