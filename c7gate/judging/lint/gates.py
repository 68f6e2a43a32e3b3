"""Gates and criteria that nobody can pass, that everybody passes, or that say two things."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c7gate.model.document import Pointer
from c7gate.model.policy import Policy
from c7gate.parsing.policy_entries import Fault
from c7gate.scoring.gate3 import CRITERIA
from c7gate.scoring.tasks import MEASURED

GATES = 4
_COMPUTED = 3
_WITH_THRESHOLD = frozenset(("score", "count", "ratio"))
_WHOLE = 100  # percent
_LEAST: tuple[Pointer, ...] = (
    ("threshold_percent",),
    ("min_distinct_references",),
    ("reviews", "min"),
    ("shares", "min"),
)


def not_four_gates(policy: Policy) -> Iterator[Fault]:
    """More or fewer gates than four (S-015, S-164); their order and risk are for the policy's own checks."""
    gates = policy.values["gates"]["gates"]
    if len(gates) != GATES:
        text = f"there are {len(gates)} gates: gate 3 is the computed one and gate {GATES} certifies"
        yield Fault(("gates", "gates"), text, f"let there be {GATES} gates, with the places 1 to {GATES}")


def gate_without_criteria(policy: Policy) -> Iterator[Fault]:
    """A gate made of nothing, which never passes (S-155)."""
    for name, gate in policy.values["gates"]["gates"].items():
        if not gate["criteria"]:
            pointer = ("gates", "gates", name, "criteria")
            yield Fault(pointer, f"gate {gate['order']} has no criterion, so nobody passes it", "add one")


def criterion_without_measure(policy: Policy) -> Iterator[Fault]:
    """A criterion without operator, threshold, or anything that measures it (S-008, S-159)."""
    for pointer, gate, criterion in _criteria(policy):
        name, computed = str(pointer[-1]), gate["order"] == _COMPUTED
        if computed and name not in CRITERIA:
            yield Fault(pointer, f"nothing computes {name}", f"gate 3 is made of {', '.join(CRITERIA)}")
        elif computed or criterion["source"] == "attempt":
            yield from _without_threshold(pointer, criterion)
        elif name not in MEASURED:
            text = f"nothing measures {name}, so gate {gate['order']} never passes"
            help_ = f"write source: attempt, which an assessor answers, or name one of {', '.join(MEASURED)}"
            yield Fault(pointer, text, help_)
        else:
            yield from _without_threshold(pointer, criterion)


def criterion_out_of_reach(policy: Policy) -> Iterator[Fault]:
    """A score that no score reaches."""
    for pointer, _, criterion in _criteria(policy):
        threshold = criterion.get("threshold", 0)
        strict = criterion.get("op") == ">"
        if criterion["kind"] == "score" and (threshold > _WHOLE or (strict and threshold == _WHOLE)):
            text = f"{criterion.get('op', '>=')} {threshold} is out of reach: a score is a percentage"
            yield Fault((*pointer, "threshold"), text, "write a number up to 100, with op: >=")


def criterion_always_met(policy: Policy) -> Iterator[Fault]:
    """A threshold that holds whatever anybody does."""
    for pointer, _, criterion in _criteria(policy):
        if criterion.get("op", ">=") == ">=" and criterion.get("threshold") == 0:
            yield _met((*pointer, "threshold"))
    gate3 = policy.values["gates"]["gate3"]
    for keys in _LEAST:
        value: Any = gate3
        for key in keys:
            value = value[key]
        if value == 0:
            yield _met(("gates", "gate3", *keys))


def retakes_without_exceptions(policy: Policy) -> Iterator[Fault]:
    """No exception, and yet several attempts: the program text leaves open whether it bars retakes (S-057)."""
    for name, gate in policy.values["gates"]["gates"].items():
        attempts = gate.get("max_attempts")
        if gate["order"] == 1 and attempts != 1:
            pointer = ("gates", "gates", name, "max_attempts" if attempts else "title")
            times = f"{attempts} attempts" if attempts else "any number of attempts"
            text = f"gate 1 allows no exception, which is read as no waiver: {times} are allowed"
            help_ = "max_attempts: 1 bars retakes; then one failure rules a success of 100 percent out"
            yield Fault(pointer, text, help_)


def _criteria(policy: Policy) -> Iterator[tuple[Pointer, dict[str, Any], dict[str, Any]]]:
    """Every criterion with the way to it and its gate."""
    for name, gate in policy.values["gates"]["gates"].items():
        for criterion_id, criterion in gate["criteria"].items():
            yield ("gates", "gates", name, "criteria", criterion_id), gate, criterion


def _without_threshold(pointer: Pointer, criterion: dict[str, Any]) -> Iterator[Fault]:
    if criterion["source"] == "derived" or criterion["kind"] not in _WITH_THRESHOLD:
        return
    missing = [key for key in ("op", "threshold") if key not in criterion]
    if missing:
        text = f"{pointer[-1]} is a {criterion['kind']} without {' and '.join(missing)}"
        yield Fault(pointer, text, 'write both, such as op: ">=" and threshold: 1')


def _met(pointer: Pointer) -> Fault:
    return Fault(pointer, "at least 0 always holds", "write 1 or more, or take the criterion out")
