"""The days of a program as dates: from a start, in the plan's unit, by the usual work week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy

_ONE_DAY = timedelta(days=1)


class Plan(NamedTuple):
    """The plan of a policy for people who start on `start`."""

    policy: Policy
    start: date

    @classmethod
    def of(cls, policy: Policy) -> Plan:
        """The plan from the program's own start."""
        return cls(policy, date.fromisoformat(policy.values["program"]["start"]))

    @property
    def target(self) -> date | None:
        """The program's completion target, if it has one."""
        written = self.policy.values["program"].get("completion_target")
        return date.fromisoformat(written) if written else None

    @property
    def unit(self) -> str:
        """`calendar` or `working`: what the plan's days are."""
        return str(self.policy.values["program"]["timeline"]["day_unit"])

    @property
    def last_day(self) -> int:
        """The number of the last planned day, from 1."""
        return max((int(phase["last_day"]) for phase in self.phases), default=1)

    @property
    def phases(self) -> tuple[dict[str, Any], ...]:
        """The phases by their days."""
        phases = self.policy.values["program"]["timeline"]["phases"].values()
        return tuple(sorted(phases, key=lambda phase: (int(phase["first_day"]), int(phase["last_day"]))))

    def phase_of(self, number: int) -> dict[str, Any] | None:
        """The phase in which the gate of that number is worked on."""
        gates = self.policy.values["gates"]["gates"]
        names = {name for name, gate in gates.items() if gate["order"] == number}
        return next((phase for phase in self.phases if names & set(phase.get("gates", ()))), None)

    def date_of(self, day: int) -> date:
        """The date of a day of the plan."""
        return self.working_date(day) if self.unit == "working" else self.calendar_date(day)

    def calendar_date(self, day: int) -> date:
        """The date of the calendar day of that number; the start is day 1."""
        return self.start + (day - 1) * _ONE_DAY

    def working_date(self, day: int, free: frozenset[date] = frozenset()) -> date:
        """The date of the working day of that number, from the start on; `free` dates do not count as one."""
        found = self.start - _ONE_DAY
        for _ in range(max(1, day)):
            found += _ONE_DAY
            while found.weekday() not in self.policy.work_week or found in free:
                found += _ONE_DAY
        return found

    def expected(self, first: date, last: date, free: frozenset[date] = frozenset()) -> int:
        """How many working days lie between two dates, both included; outages and `free` dates are none."""
        off = free | self.policy.outages
        days = (first + number * _ONE_DAY for number in range((last - first).days + 1))
        return sum(day.weekday() in self.policy.work_week and day not in off for day in days)
