"""Only a coordinator signs a gate off, or whom policy lets sign it.

What it checks:
    Each sign-off that the change adds names in `by` somebody of the gate's `signoff.roles` in the policy at the
    trusted commit: a coordinator, or also an assessor where the gate says so.

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
from c7gate.model.policy import Policy

CODE = "C7S002"
NAME = "signer-not-coordinator"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a line."""
    return guarded(tuple(_found(snapshot)))


def _found(snapshot: Snapshot) -> list[Found]:
    if not snapshot.signoffs:
        return []
    from c7gate.parsing.policy_gates import gate_policies  # few changes hold a sign-off

    gates = {gate.number: gate.signers for gate in gate_policies(snapshot.policy)}
    may = {
        added: _may_sign(snapshot.policy, gates.get(added.signoff.gate, ())) for added in snapshot.signoffs
    }
    return [
        found_at(
            added,
            f"gate {added.signoff.gate} of {added.login} is signed off by {added.signoff.by}, "
            "whom the trusted policy does not let sign it",
            f"let a coordinator sign: {', '.join(may[added]) or 'nobody yet'}",
        )
        for added in snapshot.signoffs
        if added.signoff.by not in may[added]
    ]


def _may_sign(policy: Policy, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Coordinators where the gate is unknown, so that an unknown gate opens nothing."""
    from c7gate.parsing.policy_gates import ASSESSOR, COORDINATOR

    if ASSESSOR not in roles:
        return policy.coordinators
    return (*(policy.coordinators if COORDINATOR in roles else ()), *policy.assessors)
