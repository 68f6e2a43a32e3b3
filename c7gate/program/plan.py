"""The training plan with dates and people: days, gate 3's window, assignments, pairs, hours (S-005, S-114 to S-119)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from c7gate.model.gates import ExercisePolicy, RolePolicy
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.parsing.policy_gates import exercise_policies, role_policy
from c7gate.program.courses import Course, courses
from c7gate.program.facts import Facts
from c7gate.program.pairs import pairs
from c7gate.scoring.roster import denominator
from c7gate.scoring.tracked import expected_days

_PRACTICE = 2
"""The gate that exercises are for."""


class PlannedDay(NamedTuple):
    """One day of the plan: its number, its date counted either way, and what it belongs to."""

    number: int
    calendar: date
    working: date
    phase: str


class Assignment(NamedTuple):
    """What a role must do, and who has it."""

    role: RolePolicy
    exercises: tuple[ExercisePolicy, ...]
    people: tuple[str, ...]

    @property
    def hours(self) -> Decimal:
        """The effort of all its exercises."""
        return sum((item.effort_hours for item in self.exercises), Decimal(0))


class Load(NamedTuple):
    """The hours that somebody's exercises take, and those of their working days in the days of practice (S-178)."""

    login: str
    need: Decimal
    days: int
    have: Decimal

    @property
    def is_over(self) -> bool:
        """Whether more is asked than there is time."""
        return self.need > self.have


class CoursePlan(NamedTuple):
    """One course with its people. `unknown` are on the roster and have no record, or no role that policy knows."""

    course: Course
    days: tuple[PlannedDay, ...]
    assignments: tuple[Assignment, ...]
    pairs: tuple[tuple[str, ...], ...]
    loads: tuple[Load, ...]
    unknown: tuple[str, ...]


def plans(facts: Facts) -> tuple[CoursePlan, ...]:
    """The plan of every course, by its start."""
    return tuple(_plan(facts, course) for course in courses(facts.policy, facts.cohorts))


def _plan(facts: Facts, course: Course) -> CoursePlan:
    people = _people(facts, course)
    known = {login: role for login in people if (role := _role(facts, login))}
    return CoursePlan(
        course=course,
        days=tuple(_days(course)),
        assignments=tuple(_assignments(facts.policy, known)),
        pairs=pairs({login: role.id for login, role in known.items()}),
        loads=tuple(_load(facts, course, login, role) for login, role in sorted(known.items())),
        unknown=tuple(sorted(set(people) - known.keys())),
    )


def _people(facts: Facts, course: Course) -> tuple[str, ...]:
    """Who counts in a cohort; without one everybody who is enrolled."""
    cohort = next((item for item in facts.cohorts if item.id == course.id), None)
    return denominator(cohort, facts.today).members if cohort else facts.roster


def _role(facts: Facts, login: str) -> RolePolicy | None:
    one = facts.participants.get(login)
    return role_policy(facts.policy, one.developer.role) if one and one.developer else None


def _days(course: Course) -> Iterator[PlannedDay]:
    plan = course.plan
    for number in range(1, plan.last_day + 1):
        phase = next((item for item in plan.phases if item["first_day"] <= number <= item["last_day"]), None)
        yield PlannedDay(
            number,
            plan.calendar_date(number),
            plan.working_date(number, course.free),
            phase["title"] if phase else "",
        )


def _assignments(policy: Policy, known: Mapping[str, RolePolicy]) -> Iterator[Assignment]:
    """The roles that somebody has, in the policy's order (S-046)."""
    exercises = exercise_policies(policy)
    for name in policy.values["exercises"]["roles"]:
        people = tuple(sorted(login for login, role in known.items() if role.id == name))
        if people:
            role = known[people[0]]
            demanded = tuple(exercises[item] for item in role.demanded if item in exercises)
            yield Assignment(role, demanded, people)


def _load(facts: Facts, course: Course, login: str, role: RolePolicy) -> Load:
    plan, exercises = course.plan, exercise_policies(facts.policy)
    phase = plan.phase_of(_PRACTICE)
    need = sum((exercises[item].effort_hours for item in role.demanded if item in exercises), Decimal(0))
    days = 0
    if phase:
        first, last = plan.date_of(phase["first_day"]), plan.date_of(phase["last_day"])
        days = expected_days(facts.participants[login].person, first, last)
    hours = Decimal(facts.policy.values["program"]["timeline"]["hours_a_day"])
    return Load(login, need, days, days * hours)
