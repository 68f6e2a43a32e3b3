"""The change grew out of the base.

What it checks:
    Head and base have a common ancestor.

Why:
    Without one, everything is new and nothing can be compared: a history swapped for another would look
    like a change like any other.

Example:
    A branch made by `git checkout --orphan`.

How to fix:
    Branch from the default branch and bring the work over.
"""

from __future__ import annotations

from c7gate.judging.rule import Found, Outcome, guarded, not_asked
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Location

CODE = "C7T003"
NAME = "unrelated-history"


def judge(snapshot: Snapshot) -> Outcome:
    """One finding when no merge base exists."""
    change = snapshot.change
    if change is None or change.related:
        return not_asked()
    found = Found(
        message=f"{change.head.oid[:10]} and {change.base.oid[:10]} have no common ancestor",
        help="branch from the default branch and bring the work over, for example with git cherry-pick",
        location=Location.in_commit(change.head.oid),
    )
    return guarded((found,))
