"""Which sign-offs count, and so which gates are passed (S-052, T05). A gate once passed stays so: the latch."""

from __future__ import annotations

from c7gate.model.record import Assessment, SignOff


def signed_off(assessment: Assessment | None, gate: int) -> SignOff | None:
    """The first sign-off of the gate by somebody else, where all gates below it have one too; else None."""
    found = _by_others(assessment, gate)
    below = all(_by_others(assessment, number) for number in range(1, gate))
    return found if below else None


def gates_passed(assessment: Assessment | None) -> int:
    """How many gates are passed, counted from the first."""
    passed = 0
    while signed_off(assessment, passed + 1):
        passed += 1
    return passed


def _by_others(assessment: Assessment | None, gate: int) -> SignOff | None:
    lines = assessment.signoffs if assessment else ()
    mine = (line for line in lines if line.gate == gate and assessment and line.by != assessment.login)
    return min(mine, key=lambda line: line.at, default=None)
