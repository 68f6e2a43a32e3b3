"""Adoption of a group: who was active in the last dates, of those who were expected (alerts, 4.5; S-099)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from c7gate.model.alert import Adoption, AdoptionPolicy, AlertSeverity, PolicyVersion
from c7gate.model.record import Zone
from c7gate.program.clocks import day_end, day_start
from c7gate.program.episode import Episode, Rise, version_at
from c7gate.scoring.consistency import reaches

RULE = "adoption"
_ONE_DAY = timedelta(days=1)


class Track(NamedTuple):
    """One member's days: the dates that expect something, ascending, the active ones, and when counting ended."""

    expected: Sequence[date]
    active: frozenset[date]
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
    counts = {policy: _counts(group, policy, until) for policy in {item.policy.adoption for item in versions}}
    below: tuple[date, PolicyVersion] | None = None
    good = 0
    for day in _working_days(group, until):
        at = day_end(group.zones, day)
        version = below[1] if below else version_at(versions, at)
        policy = version.policy.adoption
        if at < day_start(group.zones, group.begins + policy.grace_days * _ONE_DAY):
            continue
        now = counts[policy][day]
        if _is_below(now, policy):
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
    counts = _counts(group, policy, until)
    return counts[max(counts)] if counts else None


def _working_days(group: Group, until: datetime) -> Iterator[date]:
    """The completed dates on which somebody of the group is expected to work."""
    day = group.begins
    while day_end(group.zones, day) <= until:
        if day.weekday() in group.work_week and day not in group.off:
            yield day
        day += _ONE_DAY


def _is_below(now: Adoption, policy: AdoptionPolicy) -> bool:
    return now.eligible > 0 and not reaches(now.adopters, now.eligible, policy.below_percent)


def _counts(group: Group, policy: AdoptionPolicy, until: datetime) -> Mapping[date, Adoption]:
    """Adoption of the window that ends with each completed date, from tracking start on."""
    dates = list(_dates(group, until))
    adopters, eligible = [0] * len(dates), [0] * len(dates)
    index = {day: number for number, day in enumerate(dates)}
    for member in group.members:
        last = index.get(member.ended, len(dates)) if member.ended else len(dates)
        if member.ended and member.ended < group.begins:
            last = 0
        expects = _running((index.get(day) for day in member.expected), len(dates))
        acts = _running((index.get(day) for day in member.active), len(dates))
        for number in range(last):
            start = max(0, number + 1 - policy.window_days)
            if expects[number + 1] - expects[start] >= policy.min_expected_days:
                eligible[number] += 1
                adopters[number] += acts[number + 1] > acts[start]
    size = len(group.members)
    return {
        day: Adoption(group.id, day, adopters[number], eligible[number], size - eligible[number])
        for number, day in enumerate(dates)
    }


def _dates(group: Group, until: datetime) -> Iterator[date]:
    day = group.begins
    while day_end(group.zones, day) <= until:
        yield day
        day += _ONE_DAY


def _running(places: Iterable[int | None], size: int) -> list[int]:
    """How many of the places lie before each place."""
    marks = bytearray(size)
    for place in places:
        if place is not None:
            marks[place] = 1
    found, total = [0], 0
    for mark in marks:
        total += mark
        found.append(total)
    return found


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
