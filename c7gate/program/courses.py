"""The plan as each cohort goes through it, or as everybody does where there is no cohort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from c7gate.judging.lint.plan import Plan
from c7gate.judging.lint.window import Window, window
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.record import Cohort


class Course(NamedTuple):
    """The plan from a start of its own; `calendar` holds its public holidays (empty: none)."""

    id: str
    plan: Plan
    calendar: str = ""
    ceremony: date | None = None

    @property
    def free(self) -> frozenset[date]:
        """The days off of everybody in it."""
        return self.plan.policy.outages | self.plan.policy.calendars.get(self.calendar, frozenset())

    @property
    def last(self) -> date:
        """The date of the last planned day."""
        return self.plan.date_of(self.plan.last_day)

    @property
    def deadline(self) -> date | None:
        """By when all should be certified: as long after its start as the program's target is after its own (S-006)."""
        target, start = self.plan.target, self.plan.policy.start
        return self.plan.start + (target - start) if target and start else None

    @property
    def window(self) -> Window:
        """The days that gate 3 has."""
        return window(self.plan, self.calendar)

    @property
    def dates(self) -> Iterator[tuple[date, str]]:
        """When each phase begins, and the ceremony where it has a day."""
        for phase in self.plan.phases:
            yield self.plan.date_of(phase["first_day"]), phase["title"]
        if self.ceremony:
            yield self.ceremony, "ceremony"


def courses(policy: Policy, cohorts: Iterable[Cohort]) -> tuple[Course, ...]:
    """The cohorts by their start; without any the program itself, if it has a start."""
    found = [
        Course(
            cohort.id,
            Plan(policy, cohort.start),
            cohort.calendar,
            cohort.ceremony.date if cohort.ceremony else None,
        )
        for cohort in sorted(cohorts, key=lambda cohort: (cohort.start, cohort.id))
    ]
    if not found and policy.start:
        found.append(Course(str(policy.values["program"]["id"]), Plan.of(policy)))
    return tuple(found)
