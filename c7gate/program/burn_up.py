"""Certifications day by day against the plan, which rises on working days only (S-029, S-035)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.policy_gates import gate_policies
from c7gate.program.facts import Facts
from c7gate.program.people import certified_on
from c7gate.scoring.roster import denominator

_ONE_DAY = timedelta(days=1)


class BurnUpDay(NamedTuple):
    """One date: how many are certified by its end, how many are planned to be, whether anybody is to work on it.

    `certified` is None where that day is yet to come.
    """

    date: date
    certified: int | None
    planned: Fraction
    works: bool


class _Plan(NamedTuple):
    """So many people who are to be certified on the working days from `first` to `last`."""

    people: int
    start: date
    first: date
    last: date
    off: frozenset[date]
    work_week: frozenset[int]

    def works(self, day: date) -> bool:
        return day.weekday() in self.work_week and day not in self.off

    def done(self, day: date) -> Fraction:
        """How many are to be certified by the end of a date: flat on days off."""
        if day >= self.last:
            return Fraction(self.people)
        return Fraction(self.people * self._working(day), self._working(self.last) or 1)

    def _working(self, until: date) -> int:
        return sum(map(self.works, _dates(self.first, until)))


def burn_up(facts: Facts) -> tuple[BurnUpDay, ...]:
    """Every date from the first start to today, or to the plan's end after it; nothing without a start."""
    plans = tuple(_plans(facts))
    if not plans:
        return ()
    came = Counter(certified_on(facts))
    first = min(plan.start for plan in plans)
    last = max(facts.today, *(plan.last for plan in plans))
    so_far, found = sum(number for day, number in came.items() if day < first), []
    for day in _dates(first, last):
        so_far += came[day]
        found.append(
            BurnUpDay(
                date=day,
                certified=so_far if day <= facts.today else None,
                planned=sum((plan.done(day) for plan in plans), Fraction(0)),
                works=any(plan.works(day) for plan in plans),
            )
        )
    return tuple(found)


def _plans(facts: Facts) -> Iterator[_Plan]:
    """The plan of each cohort for those of the roster who are in it first; everybody else's runs from the start."""
    rest = set(facts.roster)
    for cohort in sorted(facts.cohorts, key=lambda cohort: (cohort.start, cohort.id)):
        mine = rest & set(denominator(cohort, facts.today).members)
        rest -= mine
        if mine:
            yield _plan(facts, len(mine), cohort.start, facts.policy.calendars.get(cohort.calendar))
    if rest and facts.policy.start:
        yield _plan(facts, len(rest), facts.policy.start, None)


def _plan(facts: Facts, people: int, start: date, off: frozenset[date] | None) -> _Plan:
    """The days in which the timeline of policy puts the last gate."""
    last_gate = gate_policies(facts.policy)[-1].id
    phases = facts.policy.values["program"]["timeline"]["phases"].values()
    mine = [phase for phase in phases if last_gate in phase.get("gates", ())] or list(phases)
    return _Plan(
        people=people,
        start=start,
        first=start + (min(phase["first_day"] for phase in mine) - 1) * _ONE_DAY,
        last=start + (max(phase["last_day"] for phase in mine) - 1) * _ONE_DAY,
        off=(off or frozenset()) | facts.policy.outages,
        work_week=facts.policy.work_week,
    )


def _dates(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
