"""What a period amounts to, as it stood at its end: what the reports from daily to annual are made of.

Nothing is counted here that another view counts: people stand as in `status`, figures are those of `report metrics`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from c7gate.judging.lint.window import Window
from c7gate.model.alert import Alert, AlertState
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Assessment
from c7gate.program.courses import courses
from c7gate.program.facts import Facts
from c7gate.program.periods import Period
from c7gate.program.standing import Bucket, GroupStanding
from c7gate.scoring.signed import signed_off

_SOON = timedelta(days=7)


class Late(NamedTuple):
    """A group in which `open` of `people` are not certified `days` after its deadline (S-006)."""

    id: str
    deadline: date
    days: int
    open: int
    people: int


class Digest(NamedTuple):
    """A period, and everything as of its end.

    `facts` are of the whole time, `groups` those that had begun. `passed` says how many people had each gate signed
    off within the period, from the first gate on. `raised` are the alerts that came up in it, `ended` those whose
    cause went away in it. `unfit` are the windows that do not suffice for gate 3, of groups not certified yet, by
    id; `late` are the groups past their deadline; `ahead` are the dates of the seven days after it.
    """

    period: Period
    facts: Facts
    groups: tuple[GroupStanding, ...]
    passed: tuple[int, ...]
    raised: tuple[Alert, ...]
    ended: tuple[Alert, ...]
    unfit: Mapping[str, Window]
    late: tuple[Late, ...]
    ahead: tuple[tuple[date, str], ...]

    @property
    def size(self) -> int:
        """How many people are in the groups."""
        return sum(len(group.people) for group in self.groups)

    @property
    def furthest(self) -> int:
        """The last gate that anybody passed, 0 without one."""
        return max((one.passed for group in self.groups for one in group.people), default=0)

    def count(self, bucket: Bucket) -> int:
        """How many people stand so."""
        return sum(len(group.in_(bucket)) for group in self.groups)

    def passing(self, gate: int) -> int:
        """How many people have that gate signed off: the funnels of all groups together."""
        return sum(group.funnel[gate - 1][0] for group in self.groups)


def digest(
    period: Period,
    facts: Facts,
    groups: Sequence[GroupStanding],
    assessments: Mapping[str, Assessment],
    alerts: Sequence[Alert],
) -> Digest:
    """Put together what happened; `facts`, `groups`, `assessments` and `alerts` are as of the period's end."""
    begun = tuple(group for group in groups if group.day >= 1)
    gates = max((len(group.funnel) for group in begun), default=0)
    return Digest(
        period=period,
        facts=facts,
        groups=begun,
        passed=tuple(_passed(period, begun, assessments, gate) for gate in range(1, gates + 1)),
        raised=tuple(alert for alert in alerts if period.begins <= alert.raised_at <= period.ends),
        ended=tuple(alert for alert in alerts if _ended_in(period, alert)),
        unfit=dict(_unfit(facts, begun)),
        late=tuple(_late(period, facts, begun)),
        ahead=tuple(sorted(_ahead(period, facts))),
    )


def _passed(
    period: Period, groups: Sequence[GroupStanding], assessments: Mapping[str, Assessment], gate: int
) -> int:
    """How many of those who have a gate signed off had it signed off within the period."""
    signed = (
        signed_off(assessments.get(one.login), gate)
        for group in groups
        for one in group.people
        if one.passed >= gate
    )
    return sum(line is not None and line.at >= period.begins for line in signed)


def _ended_in(period: Period, alert: Alert) -> bool:
    gone = alert.ended_at is not None and period.begins <= alert.ended_at <= period.ends
    return gone and alert.state is not AlertState.EXPIRED


def _unfit(facts: Facts, groups: Sequence[GroupStanding]) -> Iterator[tuple[str, Window]]:
    open_ = {group.id for group in groups if len(group.in_(Bucket.CERTIFIED)) < len(group.people)}
    for course in courses(facts.policy, facts.cohorts):
        if course.id in open_ and not course.window.fits:
            yield course.id, course.window


def _late(period: Period, facts: Facts, groups: Sequence[GroupStanding]) -> Iterator[Late]:
    known = {course.id: course for course in courses(facts.policy, facts.cohorts)}
    for group in groups:
        deadline = known[group.id].deadline if group.id in known else None
        open_ = len(group.people) - len(group.in_(Bucket.CERTIFIED))
        if deadline and deadline < period.last and open_:
            yield Late(group.id, deadline, (period.last - deadline).days, open_, len(group.people))


def _ahead(period: Period, facts: Facts) -> Iterator[tuple[date, str]]:
    """What the seven days after a period bring: phases of the plan, and ceremonies."""
    for course in courses(facts.policy, facts.cohorts):
        for day, what in course.dates:
            if period.last < day <= period.last + _SOON:
                yield day, f"{course.id}: {what}"
