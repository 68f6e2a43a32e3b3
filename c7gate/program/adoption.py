"""Adoption of a group: who was active in the last dates, of those who were expected (alerts, 4.5; S-099)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from c7gate.model.alert import Adoption, AdoptionPolicy, AlertSeverity, PolicyVersion
from c7gate.model.named_tuple import NamedTuple
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
    good, counter = 0, _Counter(group)
    for day in _working_days(group, until):
        at = day_end(group.zones, day)
        version = below[1] if below else version_at(versions, at)
        policy = version.policy.adoption
        if at < day_start(group.zones, group.begins + policy.grace_days * _ONE_DAY):
            continue
        if _is_below(counter.on(policy, day), policy):
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
    return _Counter(group).on(policy, last) if last >= group.begins else None


def adoption_by_week(group: Group, policy: AdoptionPolicy, until: datetime) -> Iterator[Adoption]:
    """Adoption in each ISO week that was completed by `until` (aware), by its Sunday, from the first that is tracked."""
    policy = policy._replace(window_days=_WEEK)
    last = group.begins + (_WEEK - 1 - group.begins.weekday()) * _ONE_DAY
    counter = _Counter(group)
    while day_end(group.zones, last) <= until:
        yield counter.on(policy, last)
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


class _Counter:
    """Counts a group's adoption. Its days are bits from its beginning on: one look at a number is one at a window."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._begins = group.begins.toordinal()
        # Most people are expected on the very same days.
        same = {id(one.expected): one.expected for one in group.members}
        expected = {key: self._bits(days) for key, days in same.items()}
        self._members = [
            (expected[id(one.expected)], self._bits(one.active), one.ended or date.max)
            for one in group.members
        ]

    def on(self, policy: AdoptionPolicy, last: date) -> Adoption:
        """Adoption in the window that ends with a completed date; none begins before tracking does."""
        first = max(last.toordinal() - policy.window_days + 1, self._begins)
        length = last.toordinal() - first + 1
        window = ((1 << length) - 1) << (first - self._begins) if length > 0 else 0
        eligible = [
            active & window
            for expected, active, ended in self._members
            if ended > last and (expected & window).bit_count() >= policy.min_expected_days
        ]
        adopters = len(eligible) - eligible.count(0)
        away = len(self._members) - len(eligible)
        return Adoption(self._group.id, last, adopters, len(eligible), away)

    def _bits(self, days: Sequence[date]) -> int:
        return sum(1 << number for number in {day.toordinal() - self._begins for day in days} if number >= 0)


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
