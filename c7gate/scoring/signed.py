"""Which sign-offs count, and so which gates are passed (S-052, T05). A gate once passed stays so: the latch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from c7gate.model.record import Assessment, SignOff


def counting(assessment: Assessment, signers: Mapping[int, int]) -> Assessment:
    """The assessment with no other sign-offs than those that decide: at each gate, the one that completes it.

    `signers` says how many people a gate takes, where that is more than one (T88). Nobody signs twice, nobody
    their own gate, and what was revoked by somebody else counts no more. Lines count in their order, not by the
    time they claim: a second one never makes a gate older.
    """
    revoked = {line.signoff for line in assessment.revocations if line.by != assessment.login}
    by: defaultdict[int, set[str]] = defaultdict(set)
    kept: list[SignOff] = []
    for line in assessment.signoffs:
        if line.id in revoked or line.by == assessment.login or line.by in by[line.gate]:
            continue
        by[line.gate].add(line.by)
        if len(by[line.gate]) == signers.get(line.gate, 1):
            kept.append(line)
    return assessment._replace(signoffs=tuple(kept))


def signed_off(assessment: Assessment | None, gate: int) -> SignOff | None:
    """The first sign-off of the gate by somebody else, where all gates below it have one too; else None."""
    found = _by_others(assessment, gate)
    below = all(_by_others(assessment, number) for number in range(1, gate))
    return found if below else None


def signed_by(assessment: Assessment, instant: datetime) -> Assessment:
    """The assessment with no other sign-offs than those of up to an aware instant."""
    return assessment._replace(signoffs=tuple(line for line in assessment.signoffs if line.at <= instant))


def gates_passed(assessment: Assessment | None) -> int:
    """How many gates are passed, counted from the first."""
    passed = 0
    while signed_off(assessment, passed + 1):
        passed += 1
    return passed


def _by_others(assessment: Assessment | None, gate: int) -> SignOff | None:
    lines = assessment.signoffs if assessment else ()
    mine = (line for line in lines if line.gate == gate and assessment and line.by != assessment.login)
    return next(mine, None)
