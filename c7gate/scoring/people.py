"""A person as the trusted side knows them: record, roster line, assessment, and the policy's defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from c7gate.model.policy import Policy
from c7gate.model.record import Assessment, Cohort, Developer, Excused, Member, Person, Waiver
from c7gate.scoring.clock import wall_clock

GATE_3 = 3
_NOON = time(12)


def person(
    developer: Developer, assessment: Assessment | None, cohorts: Mapping[str, Cohort], policy: Policy
) -> Person:
    """Put together what is known of one person (rules of judging 10 and 14).

    Args:
        developer: the trusted record.
        assessment: the trusted assessment with the sign-offs that count, or None.
        cohorts: the trusted cohorts by id.
        policy: the policy in force; it fills what a record may leave out.

    Returns:
        The person; `tracking_start` is None with neither a known enrolment day nor a cohort.
    """
    cohort = _cohort(developer, cohorts)
    member = _member(developer.login, cohort) if cohort else None
    zones = developer.zones or policy.zones
    joined = wall_clock(zones, developer.enrolled_instant) if developer.enrolled_instant else None
    enrolled_at = joined.date() if joined else developer.enrolled_at or (member.joined if member else None)
    holidays = policy.calendars.get(cohort.calendar, frozenset()) if cohort else frozenset()
    return Person(
        login=developer.login,
        identities=developer.identities,
        zones=zones,
        work_week=developer.work_week if developer.work_week is not None else policy.work_week,
        away=developer.away,
        excused=tuple(_excused(developer.login, assessment, policy)),
        holidays=holidays | policy.outages,
        cohort=cohort.id if cohort else "",
        enrolled_at=enrolled_at or (cohort.start if cohort else None),
        exit_on=member.exit_on if member else None,
        tracking_start=_tracking_start(enrolled_at, cohort, policy),
        gate3_signed=_signed(developer.login, assessment),
        partial_first_day=joined is not None and joined.time() > _NOON,
        waivers=tuple(
            line for line in (assessment.waivers if assessment else ()) if _from_rule(line, developer.login)
        ),
    )


def _cohort(developer: Developer, cohorts: Mapping[str, Cohort]) -> Cohort | None:
    if developer.cohort:
        return cohorts.get(developer.cohort)
    rosters = (cohorts[name] for name in sorted(cohorts))
    return next((cohort for cohort in rosters if _member(developer.login, cohort)), None)


def _member(login: str, cohort: Cohort) -> Member | None:
    return next((line for line in cohort.roster if line.login == login), None)


def _tracking_start(enrolled_at: date | None, cohort: Cohort | None, policy: Policy) -> date | None:
    """The cohort's tracking day, or a later enrolment; an enrolment alone where there is no cohort."""
    if cohort is None:
        return enrolled_at
    days = policy.gate3.tracking_start_day - 1
    begins = date.fromordinal(min(cohort.start.toordinal() + days, date.max.toordinal()))
    return max(begins, enrolled_at) if enrolled_at else begins


def _excused(login: str, assessment: Assessment | None, policy: Policy) -> Iterator[Excused]:
    """The days somebody else excused, and once more those that a second approver excused as well."""
    lines = [line for line in assessment.excused if line.by != login] if assessment else []
    yield from lines
    for line in lines:
        for other in lines:
            first, last = max(line.first, other.first), min(line.last, other.last)
            if other.by != line.by and other.by in policy.second_approvers and first <= last:
                yield Excused(first, last, line.by, beyond=True)


def _from_rule(line: Waiver, login: str) -> bool:
    return bool(line.rule) and line.approver != login


def _signed(login: str, assessment: Assessment | None) -> datetime | None:
    """The first gate 3 sign-off by somebody else. It stands at the trusted commit, so a review let it in."""
    lines = assessment.signoffs if assessment else ()
    return next((line.at for line in lines if line.gate == GATE_3 and line.by != login), None)
