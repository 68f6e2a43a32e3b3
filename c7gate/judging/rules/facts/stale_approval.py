"""An approval is of the commit that was looked at.

What it checks:
    Where the change needs somebody's proof that it lacks (a sign-off the word of whoever it names, a protected path that
    of a coordinator or assessor), whether they approved an earlier head.

Why:
    After an approval anything can be pushed; what was not seen was not approved (T19).

Example:
    dana approves alice's change, and alice pushes a commit that adds a sign-off by dana.

How to fix:
    Ask them to look at the newest head and approve that.
"""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.judging.rights import ASSESSMENTS, may_change_protected, verified_as
from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import Change, Snapshot
from c7gate.model.finding import Location
from c7gate.parsing.glob import compile_globs

CODE = "C7S005"
NAME = "stale-approval"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a person and file."""
    change = snapshot.change
    if change is None or not change.stale_approvals:
        return guarded(())
    lacking = {**_paths(snapshot, change), **_signoffs(snapshot, change)}
    return guarded(
        tuple(
            Found(
                message=f"{login} approved an earlier head than {change.head.oid[:10]}: for {path} that counts for nothing",
                help=f"ask {login} to approve the newest head",
                location=Location.in_file(path, line),
                developer=login,
            )
            for (path, login), line in sorted(lacking.items())
        )
    )


def _signoffs(snapshot: Snapshot, change: Change) -> dict[tuple[str, str], int]:
    """(file, signer) with the line of each sign-off whose signer approved another head only."""
    return {
        (added.path, added.signoff.by): added.line
        for added in snapshot.signoffs
        if added.signoff.by in change.stale_approvals
        and not verified_as(change, added.path, frozenset({added.signoff.by}))
    }


def _paths(snapshot: Snapshot, change: Change) -> dict[tuple[str, str], int]:
    """(file, login) of each protected path that one of the stale approvals would have opened."""
    protected = compile_globs(snapshot.policy.protected)
    return {
        (item.path, login): 1
        for item in change.paths
        if protected(item.path) and not may_change_protected(snapshot, change, item.path)
        for login in _who(snapshot, item.path)
        if login in change.stale_approvals
    }


def _who(snapshot: Snapshot, path: str) -> Iterator[str]:
    yield from snapshot.policy.coordinators
    if path.startswith(ASSESSMENTS):
        yield from snapshot.policy.assessors
