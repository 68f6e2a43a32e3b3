"""Adoption of a group: who was active in the last dates, of those who were expected (alerts, 4.5; S-099)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from c7gate.model.alert import Adoption, AdoptionPolicy, AlertSeverity, PolicyVersion
from c7gate.model.record import Zone
from c7gate.program.clocks import day_end, day_start
from c7gate.program.episode import Episode, Rise, version_at
from c7gate.scoring.clock import wall_clock
from c7gate.scoring.consistency import reaches

RULE = "adoption"
_ONE_DAY = timedelta(days=1)
_WEEK = 7


class Track(NamedTuple):
    """One member's days: the dates that expect something and the active ones, ascending, and when counting ended."""

    expected: Sequence[date]
    active: Sequence[date]
    ended: date | None


class Group(NamedTuple):
    """A cohort, or everybody who is in none. `begins` is where tracking starts; `off` are its days off."""

    id: str
    begins: date
    zones: tuple[Zone, ...]
    work_week: frozenset[int]
    off: frozenset[date]
    members: tuple[Track, ...]


def adoption(group: Group, versions: Sequence[PolicyVersion], until: datetime) -> Iterator[Episode]:
    """The times in which a group was below policy's line, in their order, up to `until` (aware).

    Judged at the end of each working day of the group, after the days of grace. What has come up ends only after
    several working days in a row that are not below, so that it does not flutter.
    """
    below: tuple[date, PolicyVersion] | None = None
    good = 0
    for day in _working_days(group, until):
        at = day_end(group.zones, day)
        version = below[1] if below else version_at(versions, at)
        policy = version.policy.adoption
        if at < day_start(group.zones, group.begins + policy.grace_days * _ONE_DAY):
            continue
        if _is_below(_on(group, policy, day), policy):
            good, below = 0, below or (day, version)
        elif below:
            good += 1
            if good >= policy.resolve_after_days:
                yield _episode(group, *below, at)
                good, below = 0, None
    if below:
        yield _episode(group, *below, None)


def adoption_at(group: Group, policy: AdoptionPolicy, until: datetime) -> Adoption | None:
    """Adoption in the window that was completed last by `until` (aware); None before there is one."""
    last = wall_clock(group.zones, until).date() - _ONE_DAY
    return _on(group, policy, last) if last >= group.begins else None


def adoption_by_week(group: Group, policy: AdoptionPolicy, until: datetime) -> Iterator[Adoption]:
    """Adoption in each ISO week that was completed by `until` (aware), by its Sunday, from the first that is tracked."""
    policy = policy._replace(window_days=_WEEK)
    last = group.begins + (_WEEK - 1 - group.begins.weekday()) * _ONE_DAY
    while day_end(group.zones, last) <= until:
        yield _on(group, policy, last)
        last += _WEEK * _ONE_DAY


def _working_days(group: Group, until: datetime) -> Iterator[date]:
    """The completed dates on which somebody of the group is expected to work."""
    day = group.begins
    while day_end(group.zones, day) <= until:
        if day.weekday() in group.work_week and day not in group.off:
            yield day
        day += _ONE_DAY


def _is_below(now: Adoption, policy: AdoptionPolicy) -> bool:
    return now.eligible > 0 and not reaches(now.adopters, now.eligible, policy.below_percent)


def _on(group: Group, policy: AdoptionPolicy, last: date) -> Adoption:
    """Adoption in the window that ends with a completed date; none begins before tracking does."""
    first = max(last - (policy.window_days - 1) * _ONE_DAY, group.begins)
    adopters = eligible = 0
    for member in group.members:
        counted = member.ended is None or member.ended > last
        if counted and _within(member.expected, first, last) >= policy.min_expected_days:
            eligible += 1
            adopters += _within(member.active, first, last) > 0
    return Adoption(group.id, last, adopters, eligible, len(group.members) - eligible)


def _within(days: Sequence[date], first: date, last: date) -> int:
    return bisect_right(days, last) - bisect_left(days, first)


def _episode(group: Group, first: date, version: PolicyVersion, ended: datetime | None) -> Episode:
    return Episode(
        key=f"{RULE}/{group.id}/{first}",
        rule=RULE,
        since=first,
        rises=(Rise(day_end(group.zones, first), AlertSeverity.TEAM),),
        version=version,
        because=f"below {version.policy.adoption.below_percent} % adoption",
        action=version.policy.actions[AlertSeverity.TEAM.value],
        cohort=group.id,
        ended=ended,
        documented=True,
    )
