"""A commit message stays within 64 KiB.

What it checks:
    No message of the change is larger than what is read of one.

Why:
    Only the first 64 KiB are read; what stands below would be neither evidence nor finding (T61).

Example:
    A build log pasted into a commit message.

How to fix:
    Shorten the message: `git commit --amend`.
"""

from __future__ import annotations

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Location

CODE = "C7C004"
NAME = "oversized-message"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a commit."""
    commits = [read.commit for read in snapshot.change.commits] if snapshot.change else []
    found = tuple(
        Found(
            message=f"the message of commit {commit.oid[:10]} is larger than 64 KiB; only its beginning was read",
            help="shorten it: git commit --amend",
            location=Location.in_commit(commit.oid),
        )
        for commit in commits
        if commit.oversized
    )
    return guarded(found)
