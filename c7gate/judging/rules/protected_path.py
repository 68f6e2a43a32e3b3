"""What decides about everybody is changed by a coordinator.

What it checks:
    Policy, schemas, cohorts, assessments, surveys, workflows, owners, mail maps, attributes and hook configuration
    are changed only by a verified coordinator; an assessment also by a verified assessor who is not its subject.
    Verified means the forge's own word or a signature by a key the trusted policy lists.

Why:
    Whoever may change the rules may pass by them (T01, T02, T07). The head's copies never judge; this rule
    keeps them from becoming the trusted ones unseen.

Example:
    A branch lowers `threshold_percent` from 80 to 50 beside its ordinary work.

How to fix:
    Take the change out of this branch and ask a coordinator to make it, sign it, or approve it.
"""

from __future__ import annotations

from c7gate.judging.rights import ASSESSMENTS, may_change_protected, subject_of
from c7gate.judging.rule import Found, Outcome, not_asked
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Location
from c7gate.parsing.glob import compile_globs

CODE = "C7T001"
NAME = "protected-path"
_PROGRAM = "policies/program.yaml"


def judge(snapshot: Snapshot) -> Outcome:
    """One finding a protected path that somebody else changed."""
    change = snapshot.change
    if change is None:
        return not_asked()
    if snapshot.advisory and any(item.path == _PROGRAM and item.old is None for item in change.paths):
        return not_asked("this change brings the first policy: nobody can be its coordinator yet")
    protected = compile_globs(snapshot.policy.protected)
    paths = [item.path for item in change.paths if protected(item.path)]
    found = tuple(
        Found(
            message=f"{path} is protected and was not changed by a verified {_who(snapshot, path)}",
            help=f"take it out of this change, or have a {_who(snapshot, path)} sign the commit or approve the head",
            location=Location.in_file(path),
        )
        for path in paths
        if not may_change_protected(snapshot, change, path)
    )
    return Outcome(found, applied=bool(paths))


def _who(snapshot: Snapshot, path: str) -> str:
    is_open = path.startswith(ASSESSMENTS) and set(snapshot.policy.assessors) - {subject_of(path)}
    return "coordinator or assessor" if is_open else "coordinator"
