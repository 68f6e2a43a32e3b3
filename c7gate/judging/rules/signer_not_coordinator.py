"""Only a coordinator signs a gate off.

What it checks:
    Each sign-off that the change adds names in `by` a coordinator of the policy at the trusted commit.

Why:
    Who may sign is never read from the change that is signed: it could name its own author (T07).

Example:
    A branch adds alice to `coordinators` and a sign-off by alice.

How to fix:
    Let a coordinator sign; a new one is named in a change of its own, merged before.
"""

from __future__ import annotations

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.judging.signoffs import found_at
from c7gate.model.evaluation import Snapshot

CODE = "C7S002"
NAME = "signer-not-coordinator"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a line."""
    return guarded(tuple(_found(snapshot)))


def _found(snapshot: Snapshot) -> list[Found]:
    coordinators = snapshot.policy.coordinators
    named = ", ".join(coordinators) or "nobody yet"
    return [
        found_at(
            added,
            f"gate {added.signoff.gate} of {added.login} is signed off by {added.signoff.by}, "
            "who is no coordinator at the trusted commit",
            f"let a coordinator sign: {named}",
        )
        for added in snapshot.signoffs
        if added.signoff.by not in coordinators
    ]
