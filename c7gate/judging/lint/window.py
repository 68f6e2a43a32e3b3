"""Whether gate 3's window fits between the start of tracking and the certification phase (S-118, S-168)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from c7gate.judging.lint.plan import Plan
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.parsing.policy_entries import Fault

_START = ("gates", "gate3", "tracking_start_day")
_INTEGRATION, _CERTIFICATION = 3, 4
HELP = "let tracking start earlier, or certification later"


def gate3_window_too_short(policy: Policy) -> Iterator[Fault]:
    """Too few days for gate 3 from the program's start on, without holidays and by each calendar of the policy."""
    for calendar in ("", *policy.calendars):
        found = window(Plan.of(policy), calendar)
        if not found.fits:
            yield Fault(_START, found.words, HELP)


class Window(NamedTuple):
    """The days that a plan leaves for gate 3, `begins` to `last`: how many of them work, by which calendar, of how many."""

    plan: Plan
    calendar: str
    begins: date
    last: date
    expected: int

    @property
    def days(self) -> int:
        """How many calendar days it has."""
        return max(0, (self.last - self.begins).days + 1)

    @property
    def fits(self) -> bool:
        """Whether gate 3 has the days it needs."""
        gate3 = self.plan.policy.gate3
        return self.expected >= gate3.min_counted_days and self.days >= gate3.min_calendar_days

    @property
    def words(self) -> str:
        """What there is and what is needed."""
        gate3 = self.plan.policy.gate3
        return (
            f"from day {gate3.tracking_start_day} ({self.begins}) to {self.last} there are {self.expected} working days"
            f"{f' by calendar {self.calendar}' if self.calendar else ''} in {self.days} calendar days; "
            f"gate 3 needs {gate3.min_counted_days} in {gate3.min_calendar_days}"
        )


def window(plan: Plan, calendar: str) -> Window:
    """The window of a plan by a calendar of the policy (empty: no holidays)."""
    phase = plan.phase_of(_CERTIFICATION)
    begins = plan.calendar_date(plan.policy.gate3.tracking_start_day)
    last = plan.date_of(phase["first_day"]) - timedelta(days=1) if phase else plan.date_of(plan.last_day)
    free = plan.policy.calendars.get(calendar, frozenset())
    return Window(plan, calendar, begins, last, plan.expected(begins, last, free))


def integration_phase_too_short(policy: Policy) -> Iterator[Fault]:
    """A phase of daily tracking that alone is too short for gate 3, so that tracking starts before it (S-066)."""
    plan, day = Plan.of(policy), policy.gate3.tracking_start_day
    phase = plan.phase_of(_INTEGRATION)
    if phase is None or phase["first_day"] <= day:
        return
    first, last = phase["first_day"], phase["last_day"]
    expected = plan.expected(plan.date_of(first), plan.date_of(last))
    if expected < policy.gate3.min_counted_days:
        text = f"days {first} to {last} hold {expected} working days, gate 3 counts {policy.gate3.min_counted_days}"
        help_ = f"so tracking starts on day {day}: tracking_start_day says when"
        yield Fault(_START, text, help_)
