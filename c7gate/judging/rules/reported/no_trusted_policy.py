"""Without a policy at the trusted commit the preset advises and enforces nothing.

What it checks:
    `policies/program.yaml` stands at the trusted commit.

Why:
    The command should answer in any repository; a verdict nobody demanded must not stop anybody.

Example:
    A repository that never heard of the program.

How to fix:
    Merge a `policies/program.yaml` to the default branch.
"""

from __future__ import annotations

from c7gate.judging.rule import Found, Outcome, not_asked
from c7gate.model.evaluation import Snapshot

CODE = "C7T002"
NAME = "no-trusted-policy"


def judge(snapshot: Snapshot) -> Outcome:
    """One finding when the verdict is advisory (rules of judging 4)."""
    if not snapshot.advisory:
        return not_asked()
    message = f"no policy at {snapshot.trusted.ref} ({snapshot.trusted.oid[:10]}): this is what "
    found = Found(
        message=f"{message}{snapshot.policy.preset} would say; nothing is enforced",
        help=f"to enforce it, merge a policies/program.yaml that says `preset: {snapshot.policy.preset}`",
    )
    return Outcome((found,), applied=False, reason=f"advisory: {snapshot.advisory}")
