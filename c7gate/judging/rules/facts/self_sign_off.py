"""Nobody signs off a gate of their own.

What it checks:
    Each sign-off that the change adds names another person in `by` than the assessment's subject.

Why:
    A gate is passed when somebody else says so; a coordinator's own gates are no exception (T05, T88).

Example:
    dana, a coordinator, adds `{id: so-1, gate: 3, by: dana}` to training-records/assessments/dana.yaml.

How to fix:
    Ask another coordinator to add the line, in a change of their own.
"""

from __future__ import annotations

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.judging.signoffs import found_at
from c7gate.model.evaluation import Snapshot

CODE = "C7S001"
NAME = "self-sign-off"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a line."""
    return guarded(tuple(_found(snapshot)))


def _found(snapshot: Snapshot) -> list[Found]:
    return [
        found_at(
            added,
            f"gate {added.signoff.gate} of {added.login} is signed off by {added.login}",
            "ask another coordinator to sign it off",
        )
        for added in snapshot.signoffs
        if added.signoff.by == added.login
    ]
