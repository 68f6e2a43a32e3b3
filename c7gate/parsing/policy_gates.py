"""Gates, exercises and roles of a policy as typed values, made when a gate is asked about and not before."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from c7gate.model.gates import CriterionPolicy, ExercisePolicy, GatePolicy, RolePolicy
from c7gate.model.policy import Policy
from c7gate.parsing.policy_exercises import ordered

ASSESSOR, COORDINATOR = "assessor", "coordinator"
"""The roles that may sign a gate off."""


def gate_policies(policy: Policy) -> tuple[GatePolicy, ...]:
    """The gates in their order (S-015)."""
    gates = policy.values["gates"]["gates"]
    return tuple(sorted((_gate(name, gate) for name, gate in gates.items()), key=lambda gate: gate.number))


def gate_policy(policy: Policy, number: int) -> GatePolicy | None:
    """The gate of that number, or None."""
    return next((gate for gate in gate_policies(policy) if gate.number == number), None)


def role_policy(policy: Policy, name: str) -> RolePolicy | None:
    """The role of that name (empty: the one that a record may leave out), or None."""
    name = name or policy.values["program"]["people"]["role"]
    role = policy.values["exercises"]["roles"].get(name)
    return _role(name, role, policy.values["exercises"]["exercises"]) if role else None


def exercise_policies(policy: Policy) -> Mapping[str, ExercisePolicy]:
    """The exercises by id."""
    exercises = policy.values["exercises"]["exercises"]
    return {name: _exercise(name, exercise) for name, exercise in exercises.items()}


def _gate(name: str, gate: Mapping[str, Any]) -> GatePolicy:
    return GatePolicy(
        number=gate["order"],
        id=name,
        title=gate["title"],
        risk=gate["risk"],
        max_attempts=gate.get("max_attempts"),
        cooling_off_working_days=gate.get("cooling_off_working_days", 0),
        waivers_allowed=gate["waivers_allowed"],
        criteria=tuple(_criterion(*item) for item in gate["criteria"].items()),
        signers=tuple(gate["signoff"]["roles"]),
        proofs=tuple(gate["signoff"]["proof"]),
        signers_needed=gate["signoff"].get("threshold", 1),
    )


def _criterion(name: str, criterion: Mapping[str, Any]) -> CriterionPolicy:
    return CriterionPolicy(
        id=name,
        title=criterion["title"],
        kind=criterion["kind"],
        source=criterion["source"],
        op=criterion.get("op", ">="),
        threshold=Decimal(criterion.get("threshold", 1)),
        required=criterion.get("required", True),
    )


def _exercise(name: str, exercise: Mapping[str, Any]) -> ExercisePolicy:
    return ExercisePolicy(
        id=name,
        version=exercise["version"],
        title=exercise["title"],
        kind=exercise["kind"],
        level=exercise["level"],
        status=exercise["status"],
        objectives=tuple(exercise["objectives"]),
        libraries=tuple(exercise["libraries"]),
        rubric=tuple(exercise["rubric"]),
        effort_hours=Decimal(exercise.get("effort_hours", 0)),
    )


def _role(name: str, role: Mapping[str, Any], exercises: Mapping[str, Mapping[str, Any]]) -> RolePolicy:
    return RolePolicy(
        id=name,
        title=role["title"],
        required=ordered(role["required"], exercises),
        optional=tuple(role.get("optional", ())),
        project=role.get("project", ""),
        fading=frozenset(item for item, found in exercises.items() if found["status"] == "deprecated"),
        instead={item: tuple(found["replaces"]) for item, found in exercises.items() if "replaces" in found},
    )
