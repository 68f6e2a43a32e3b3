"""Days that do not fit: the plan, its target, decisions and what success waits for."""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.judging.lint.plan import Plan
from c7gate.model.policy import Policy
from c7gate.parsing.policy_entries import Fault

_TARGET = ("program", "completion_target")


def target_before_last_day(policy: Policy) -> Iterator[Fault]:
    """A target that the plan misses by itself (S-006, S-168)."""
    plan = Plan.of(policy)
    last = plan.date_of(plan.last_day)
    if plan.target is not None and plan.target < last:
        text = f"completion_target {plan.target} comes before the last planned day, {last}"
        yield Fault(_TARGET, text, "move the target, or plan fewer days")


def target_is_not_last_day(policy: Policy) -> Iterator[Fault]:
    """A target that is not the plan's last day, and days that could be counted in two ways (S-005, S-006)."""
    plan = Plan.of(policy)
    number, target = plan.last_day, plan.target
    last = plan.date_of(number)
    if target is None or target <= last:
        return
    text = f"day {number}, the last planned one, is {last} in {plan.unit} days; completion_target is {target}"
    if plan.unit == "calendar" and (late := plan.working_date(number)) > target:
        text += f"; in working days it would be {late}, after the target"
    yield Fault(_TARGET, text, "timeline.day_unit says how days count, completion_target stands for itself")


def decision_after_start(policy: Policy) -> Iterator[Fault]:
    """A program that began before it was decided (S-183)."""
    program = policy.values["program"]
    decided = program.get("decision", {}).get("at", "")
    if decided > program["start"]:
        text = f"decided on {decided}, after the start on {program['start']}"
        yield Fault(("program", "decision", "at"), text, "write the day of the decision, or start later")


def success_after_completion(policy: Policy) -> Iterator[Fault]:
    """A criterion of success that cannot be judged when the program completes."""
    plan = Plan.of(policy)
    if plan.target is None:
        return
    day = (plan.target - plan.start).days + 1
    for name, criterion in policy.values["success"]["criteria"].items():
        first = criterion.get("not_before_day", 0)
        if first > day:
            text = f"criterion {name} is judged from day {first} on, the program completes on day {day}"
            help_ = "until then it is insufficient, and success is not declared"
            yield Fault(("success", "criteria", name, "not_before_day"), text, help_)
