"""Days that do not fit: the plan, its target, gate 3's window, decisions and what success waits for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from c7gate.model.policy import Policy
from c7gate.parsing.policy_entries import Fault

_INTEGRATION, _CERTIFICATION = 3, 4
_TARGET = ("program", "completion_target")


def target_before_last_day(policy: Policy) -> Iterator[Fault]:
    """A target that the plan misses by itself (S-006, S-168)."""
    last, target = _date_of(policy, _last_day(policy)), _target(policy)
    if target is not None and target < last:
        text = f"completion_target {target} comes before the last planned day, {last}"
        yield Fault(_TARGET, text, "move the target, or plan fewer days")


def target_is_not_last_day(policy: Policy) -> Iterator[Fault]:
    """A target that is not the plan's last day, and days that could be counted in two ways (S-005, S-006)."""
    number, target = _last_day(policy), _target(policy)
    last = _date_of(policy, number)
    if target is None or target <= last:
        return
    unit = policy.values["program"]["timeline"]["day_unit"]
    text = f"day {number}, the last planned one, is {last} in {unit} days; completion_target is {target}"
    if unit == "calendar" and (late := _working_date(policy, number)) > target:
        text += f"; in working days it would be {late}, after the target"
    yield Fault(_TARGET, text, "timeline.day_unit says how days count, completion_target stands for itself")


def gate3_window_too_short(policy: Policy) -> Iterator[Fault]:
    """Too few days for gate 3 between the start of tracking and the certification phase (S-118, S-168).

    By the program's start and the usual work week, without holidays and by each calendar of the policy.
    """
    first = policy.gate3.tracking_start_day
    begins = _start(policy) + timedelta(days=first - 1)
    phase = _phase_of(policy, _CERTIFICATION)
    last = _date_of(policy, phase["first_day"] - 1 if phase else _last_day(policy))
    need, span = policy.gate3.min_counted_days, policy.gate3.min_calendar_days
    days = _dates(begins, last)
    for calendar, free in (("", frozenset[date]()), *policy.calendars.items()):
        expected = _expected(policy, days, free)
        if expected < need or len(days) < span:
            by = f" by calendar {calendar}" if calendar else ""
            text = (
                f"from day {first} ({begins}) to {last} there are {expected} working days{by} "
                f"in {len(days)} calendar days; gate 3 needs {need} in {span}"
            )
            help_ = "let tracking start earlier, or certification later"
            yield Fault(("gates", "gate3", "tracking_start_day"), text, help_)


def integration_phase_too_short(policy: Policy) -> Iterator[Fault]:
    """A phase of daily tracking that alone is too short for gate 3, so that tracking starts before (S-066, S-118)."""
    phase = _phase_of(policy, _INTEGRATION)
    day = policy.gate3.tracking_start_day
    if phase is None or phase["first_day"] <= day:
        return
    first, last = phase["first_day"], phase["last_day"]
    expected = _expected(policy, _dates(_date_of(policy, first), _date_of(policy, last)), frozenset())
    if expected < policy.gate3.min_counted_days:
        text = f"days {first} to {last} hold {expected} working days, gate 3 counts {policy.gate3.min_counted_days}"
        help_ = f"so tracking starts on day {day}: tracking_start_day says when"
        yield Fault(("gates", "gate3", "tracking_start_day"), text, help_)


def decision_after_start(policy: Policy) -> Iterator[Fault]:
    """A program that began before it was decided (S-183)."""
    program = policy.values["program"]
    decided = program.get("decision", {}).get("at", "")
    if decided > program["start"]:
        text = f"decided on {decided}, after the start on {program['start']}"
        yield Fault(("program", "decision", "at"), text, "write the day of the decision, or start later")


def success_after_completion(policy: Policy) -> Iterator[Fault]:
    """A criterion of success that cannot be judged when the program completes."""
    target = _target(policy)
    if target is None:
        return
    day = (target - _start(policy)).days + 1
    for name, criterion in policy.values["success"]["criteria"].items():
        first = criterion.get("not_before_day", 0)
        if first > day:
            text = f"criterion {name} is judged from day {first} on, the program completes on day {day}"
            help_ = "until then it is insufficient, and success is not declared"
            yield Fault(("success", "criteria", name, "not_before_day"), text, help_)


def _start(policy: Policy) -> date:
    return date.fromisoformat(policy.values["program"]["start"])


def _target(policy: Policy) -> date | None:
    written = policy.values["program"].get("completion_target")
    return date.fromisoformat(written) if written else None


def _phases(policy: Policy) -> list[dict[str, Any]]:
    return list(policy.values["program"]["timeline"]["phases"].values())


def _last_day(policy: Policy) -> int:
    return max((int(phase["last_day"]) for phase in _phases(policy)), default=1)


def _phase_of(policy: Policy, number: int) -> dict[str, Any] | None:
    """The phase in which the gate of that number is worked on."""
    gates = policy.values["gates"]["gates"]
    names = {name for name, gate in gates.items() if gate["order"] == number}
    return next((phase for phase in _phases(policy) if names & set(phase.get("gates", ()))), None)


def _date_of(policy: Policy, day: int) -> date:
    """The date of a day of the plan, counted from 1 in the plan's unit."""
    if policy.values["program"]["timeline"]["day_unit"] == "working":
        return _working_date(policy, day)
    return _start(policy) + timedelta(days=day - 1)


def _working_date(policy: Policy, day: int) -> date:
    """The date of the working day of that number, from the start on, without holidays."""
    found = _start(policy) - timedelta(days=1)
    for _ in range(max(1, day)):
        found += timedelta(days=1)
        while found.weekday() not in policy.work_week:
            found += timedelta(days=1)
    return found


def _dates(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _expected(policy: Policy, days: list[date], free: frozenset[date]) -> int:
    off = free | policy.outages
    return sum(day.weekday() in policy.work_week and day not in off for day in days)
