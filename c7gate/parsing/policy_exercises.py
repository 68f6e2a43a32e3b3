"""What exercises must make sense as, and the order in which they are done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from c7gate.model.document import Pointer
from c7gate.parsing.policy_entries import Fault, places

_UNKNOWN: Mapping[str, Any] = {"level": "", "status": ""}
"""An exercise that is not there, which is told elsewhere."""


def exercise_faults(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Exercises that come before themselves, and exercises of a role that no gate can ask for (S-148)."""
    exercises = values["exercises"]["exercises"]
    for name in exercises:
        if name in _before(exercises, name):
            pointer: Pointer = ("exercises", "exercises", name, "prerequisites")
            yield Fault(pointer, f'"{name}" comes before itself', "take one prerequisite of the circle out")
    for pattern in (("exercises", "roles", "*", "required", "*"), ("exercises", "roles", "*", "project")):
        for pointer, name in places(values, pattern):
            found = exercises.get(name, _UNKNOWN)
            if found["level"] == "advanced":
                help_ = "write it under optional, or let its level be core"
                yield Fault(pointer, f'"{name}" is advanced, which no gate asks for', help_)
            elif found["status"] == "wip":
                yield Fault(
                    pointer, f'"{name}" is not offered yet', "let its status be active, or take it out"
                )
    for pointer, name in places(values, ("exercises", "exercises", "*", "replaces", "*")):
        if exercises.get(name, _UNKNOWN)["status"] not in {"deprecated", ""}:
            yield Fault(pointer, f'"{name}" is still offered', "let its status be deprecated, or take it out")


def ordered(names: Iterable[str], exercises: Mapping[str, Any]) -> tuple[str, ...]:
    """The same names, each after those of them that come before it; else in the order given."""
    left = list(names)
    found: list[str] = []
    while left:
        ready = next((name for name in left if not _before(exercises, name) & set(left)), left[0])
        left.remove(ready)
        found.append(ready)
    return tuple(found)


def _before(exercises: Mapping[str, Any], name: str) -> set[str]:
    """Every exercise that comes before one, directly or not."""
    found: set[str] = set()
    open_ = list(exercises.get(name, _UNKNOWN).get("prerequisites", ()))
    while open_:
        other = open_.pop()
        if other not in found:
            found.add(other)
            open_ += exercises.get(other, _UNKNOWN).get("prerequisites", ())
    return found
