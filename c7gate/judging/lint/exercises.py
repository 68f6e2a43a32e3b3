"""Objectives that nothing teaches, and roles whose exercises do not fit them."""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.model.document import Pointer
from c7gate.model.policy import Policy
from c7gate.parsing.policy_entries import Fault

_OFFERED = frozenset(("active", "beta"))


def focus_without_objectives(policy: Policy) -> Iterator[Fault]:
    """A focus area that aims at nothing (S-018, S-075)."""
    for name, focus in policy.values["exercises"]["focus"].items():
        if not focus["objectives"]:
            pointer = ("exercises", "focus", name, "objectives")
            yield Fault(pointer, f"focus area {name} has no objective", "add one, or remove the area")


def objective_not_taught(policy: Policy) -> Iterator[Fault]:
    """An objective that no exercise on offer teaches (S-075 to S-091)."""
    taught = {
        objective
        for exercise in policy.values["exercises"]["exercises"].values()
        if exercise["status"] in _OFFERED
        for objective in exercise["objectives"]
    }
    for name, focus in policy.values["exercises"]["focus"].items():
        for objective in focus["objectives"]:
            if objective not in taught:
                pointer = ("exercises", "focus", name, "objectives", objective)
                help_ = f"add {objective} to the objectives of an exercise whose status is active or beta"
                yield Fault(pointer, f"no exercise teaches {objective}", help_)


def too_few_exercises(policy: Policy) -> Iterator[Fault]:
    """A role with fewer mandatory exercises than it has to have (S-047 to S-050, S-154)."""
    for name, role in policy.values["exercises"]["roles"].items():
        least, found = role.get("at_least", 1), len(role["required"])
        if found < least:
            text = f"role {name} requires {found} exercises, at_least asks for {least}"
            yield Fault(("exercises", "roles", name, "required"), text, "name more, or lower at_least")


def exercise_not_offered(policy: Policy) -> Iterator[Fault]:
    """A mandatory exercise that is not on offer."""
    for pointer, exercise_id in _demanded(policy):
        status = policy.values["exercises"]["exercises"][exercise_id]["status"]
        if status not in _OFFERED:
            yield Fault(pointer, f"{exercise_id} is required, but its status is {status}", "name another one")


def role_without_own_exercises(policy: Policy) -> Iterator[Fault]:
    """A role put together from other roles': the program text gives a number there and no names (S-049)."""
    roles = policy.values["exercises"]["roles"]
    for name, role in roles.items():
        wanted = set(role["required"])
        others = [set(entry["required"]) for other, entry in roles.items() if other != name]
        if wanted and wanted <= set().union(*others) and not any(wanted <= other for other in others):
            text = f"role {name} is put together from other roles: the program text says how many, not which"
            yield Fault(("exercises", "roles", name, "required"), text, "edit the list if you mean others")


def _demanded(policy: Policy) -> Iterator[tuple[Pointer, str]]:
    for name, role in policy.values["exercises"]["roles"].items():
        pointer = ("exercises", "roles", name)
        for index, exercise_id in enumerate(role["required"]):
            yield (*pointer, "required", index), exercise_id
        if "project" in role:
            yield (*pointer, "project"), role["project"]
