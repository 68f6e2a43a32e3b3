"""Where everybody stands, as a coordinator reads it: who needs somebody, who is on track (S-025, S-031, S-035, S-116).

Sorted by what needs doing, never by a score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from c7gate.model.alert import Alert
from c7gate.model.gates import GatePolicy
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.record import Assessment, AwayType, Cohort, Member, Person
from c7gate.model.verdict import GateResult, Verdict
from c7gate.scoring.attempts import attempts_left, sifted_attempts
from c7gate.scoring.clock import local_date, wall_clock
from c7gate.scoring.roster import denominator
from c7gate.scoring.signed import gates_passed


class Bucket(StrEnum):
    """How somebody stands, the first that holds."""

    NEEDS_YOU = "needs you"
    CERTIFIED = "certified"
    AWAY = "away"
    BEHIND = "behind plan"
    ON_TRACK = "on track"
    NO_RECORD = "no record"


class Standing(NamedTuple):
    """One person: gates passed, the alerts that are not over, and in words what else is behind or needs somebody."""

    login: str
    bucket: Bucket
    passed: int
    alerts: tuple[Alert, ...] = ()
    because: tuple[str, ...] = ()


class GroupStanding(NamedTuple):
    """A group on one day: its people, those who left, and of how many in all who passed each gate, in their order.

    `day` is the program's day from 1, `of` its last planned one.
    """

    id: str
    day: int
    of: int
    people: tuple[Standing, ...]
    exits: tuple[Member, ...]
    funnel: tuple[tuple[int, int], ...]

    def in_(self, bucket: Bucket) -> tuple[Standing, ...]:
        """Those who stand so."""
        return tuple(one for one in self.people if one.bucket is bucket)


class Known(NamedTuple):
    """What is known when standings are told.

    `results` are of gate 3, for who is at it, `alerts` those that are not over with the most urgent first; both by login.
    """

    as_of: datetime
    policy: Policy
    gates: tuple[GatePolicy, ...]
    people: Mapping[str, Person]
    assessments: Mapping[str, Assessment]
    results: Mapping[str, GateResult]
    cohorts: Mapping[str, Cohort]
    alerts: Mapping[str, tuple[Alert, ...]]


def standings(known: Known) -> tuple[GroupStanding, ...]:
    """Every cohort by id, then everybody who is in none."""
    rest = [login for login in sorted(known.people) if not known.people[login].cohort]
    groups = [_cohort(known, known.cohorts[name]) for name in sorted(known.cohorts)]
    if rest:
        name, start = str(known.policy.values["program"]["id"]), known.policy.start
        groups.append(_group(known, name, start, rest, ()))
    return tuple(groups)


def _cohort(known: Known, cohort: Cohort) -> GroupStanding:
    counted = denominator(cohort, _today(known))
    also = (login for login, person in known.people.items() if person.cohort == cohort.id)
    gone = {line.login for line in counted.exits}
    logins = sorted({*counted.members, *also} - gone)
    return _group(known, cohort.id, cohort.start, logins, counted.exits)


def _group(
    known: Known, name: str, start: date | None, logins: Sequence[str], exits: tuple[Member, ...]
) -> GroupStanding:
    today = _today(known)
    phases = known.policy.values["program"]["timeline"]["phases"].values()
    day = (today - start).days + 1 if start else 0
    people = sorted((_standing(known, login, day) for login in logins), key=_need)
    funnel = tuple((sum(one.passed >= gate.number for one in people), len(people)) for gate in known.gates)
    return GroupStanding(
        name, day, max((phase["last_day"] for phase in phases), default=0), tuple(people), exits, funnel
    )


def _need(one: Standing) -> tuple[int, int, datetime, str]:
    """Who needs somebody most: the worst alert first, of two the older one."""
    worst = one.alerts[0] if one.alerts else None
    return (
        list(Bucket).index(one.bucket),
        -worst.severity.rank if worst else 1,
        worst.raised_at if worst else datetime.min,  # noqa: DTZ901  never compared with an aware one
        one.login,
    )


def _standing(known: Known, login: str, day: int) -> Standing:
    assessment = known.assessments.get(login)
    passed = gates_passed(assessment)
    person = known.people.get(login)
    if person is None:
        return Standing(login, Bucket.NO_RECORD, passed)
    alerts = known.alerts.get(login, ())
    failed = tuple(_failed_late(known, person, assessment, passed))
    behind = tuple(_behind(known, person, assessment, passed, day))
    bucket = (
        Bucket.NEEDS_YOU if alerts or failed
        else Bucket.CERTIFIED if passed == len(known.gates)
        else Bucket.AWAY if _is_away(person, local_date(person, known.as_of))
        else Bucket.BEHIND if behind
        else Bucket.ON_TRACK
    )  # fmt: skip
    return Standing(login, bucket, passed, alerts, failed or behind)


def _failed_late(known: Known, person: Person, assessment: Assessment | None, passed: int) -> Iterator[str]:
    """Gates failed after the third: no alert tells of them any more, for alerts stop at its sign-off."""
    for gate in known.gates[THIRD:]:
        attempts = sifted_attempts(person, assessment, gate, known.as_of)
        if passed < gate.number and attempts.counted and attempts.counted[-1][1] is Verdict.FAIL:
            open_ = attempts_left(gate, attempts) != 0
            yield f"gate {gate.number} {'retest open' if open_ else 'failed, no attempt left'} since {attempts.counted[-1][0].date}"


def _behind(
    known: Known, person: Person, assessment: Assessment | None, passed: int, day: int
) -> Iterator[str]:
    """The gate somebody is at, where its days in the plan are over and it is not tried yet, nor earned (S-116)."""
    gate = next((gate for gate in known.gates if gate.number == passed + 1), None)
    phases = known.policy.values["program"]["timeline"]["phases"].values()
    planned = {name: phase["last_day"] for phase in phases for name in phase.get("gates", ())}
    last = planned.get(gate.id) if gate else None
    if gate is None or last is None or day <= last:
        return
    result = known.results.get(person.login)
    earned = gate.number == THIRD and result is not None and result.verdict is Verdict.PASS
    if not earned and not sifted_attempts(person, assessment, gate, known.as_of).counted:
        yield f"gate {gate.number} was planned by day {last}"


def _is_away(person: Person, today: date) -> bool:
    freed = {AwayType.LEAVE, AwayType.SWAP_OFF}
    away = any(item.first <= today <= item.last and item.type in freed for item in person.away)
    return away or any(item.first <= today <= item.last for item in person.excused)


def _today(known: Known) -> date:
    return wall_clock(known.policy.zones, known.as_of).date()


THIRD = 3
"""The gate that is computed from days, at whose sign-off alerts stop."""
