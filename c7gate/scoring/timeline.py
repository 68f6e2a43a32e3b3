"""A person's way through the program's phases, day by day, on their own calendar (S-040)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.record import Person
from c7gate.model.scoring import DayKind
from c7gate.parsing.policy_gates import gate_policies
from c7gate.scoring.calendar import day_kind

_LONGEST = 366
"""Calendar days within which working days are sought."""


class PlannedDay(NamedTuple):
    """One day of the plan, numbered from 1: a local date, and whether the person works on it.

    `title` and `gates` are those of the phase that begins on it, and empty on all other days.
    """

    number: int
    date: date
    works: bool
    title: str = ""
    gates: tuple[int, ...] = ()


def planned_days(person: Person, policy: Policy) -> Iterator[PlannedDay]:
    """The days of all phases from the person's enrolment on; none where that is unknown (S-114, S-119).

    Where policy counts working days, days off are no days of the plan.
    """
    timeline = policy.values["program"]["timeline"]
    phases = {phase["first_day"]: phase for phase in timeline["phases"].values()}
    numbers = {gate.id: gate.number for gate in gate_policies(policy)}
    last = max(phase["last_day"] for phase in timeline["phases"].values())
    days = _days(person, working=timeline["day_unit"] == "working")
    for number, day in zip(range(1, last + 1), days, strict=False):
        phase = phases.get(number, {"title": "", "gates": ()})
        gates = tuple(sorted(numbers[name] for name in phase["gates"]))
        yield PlannedDay(number, day, _works(person, day), phase["title"], gates)


def _days(person: Person, *, working: bool) -> Iterator[date]:
    start = person.enrolled_at
    if start is None or start > date.max - timedelta(days=_LONGEST):
        return
    for ahead in range(_LONGEST):
        day = start + timedelta(days=ahead)
        if not working or _works(person, day):
            yield day


def _works(person: Person, day: date) -> bool:
    return day_kind(person, day) is not DayKind.OFF
