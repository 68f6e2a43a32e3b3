"""Whether gate 3's window fits between the start of tracking and the certification phase (S-118, S-168)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from c7gate.judging.lint.plan import Plan
from c7gate.model.policy import Policy
from c7gate.model.record import Cohort
from c7gate.parsing.policy_entries import Fault

_START = ("gates", "gate3", "tracking_start_day")
_INTEGRATION, _CERTIFICATION = 3, 4
HELP = "let tracking start earlier, or certification later"


def gate3_window_too_short(policy: Policy) -> Iterator[Fault]:
    """Too few days for gate 3 from the program's start on, without holidays and by each calendar of the policy."""
    for calendar in ("", *policy.calendars):
        if text := why_too_short(Plan.of(policy), calendar):
            yield Fault(_START, text, HELP)


def cohort_window_too_short(cohort: Cohort, policy: Policy) -> str:
    """Why the days of a cohort do not suffice for gate 3 by its own calendar; empty where they do."""
    return why_too_short(Plan(policy, cohort.start), cohort.calendar)


def why_too_short(plan: Plan, calendar: str) -> str:
    """Why the days of a plan do not suffice by a calendar of the policy (empty: no holidays); empty where they do."""
    gate3 = plan.policy.gate3
    first, phase = gate3.tracking_start_day, plan.phase_of(_CERTIFICATION)
    begins = plan.calendar_date(first)
    last = plan.date_of(phase["first_day"]) - timedelta(days=1) if phase else plan.date_of(plan.last_day)
    free = plan.policy.calendars.get(calendar, frozenset())
    expected, days = plan.expected(begins, last, free), max(0, (last - begins).days + 1)
    if expected >= gate3.min_counted_days and days >= gate3.min_calendar_days:
        return ""
    return (
        f"from day {first} ({begins}) to {last} there are {expected} working days"
        f"{f' by calendar {calendar}' if calendar else ''} in {days} calendar days; "
        f"gate 3 needs {gate3.min_counted_days} in {gate3.min_calendar_days}"
    )


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
