"""A commit is what git itself would accept.

What it checks:
    Each commit of the change has one tree, one author, one committer, dates git can hold, no NUL byte.

Why:
    Tools disagree about malformed commits: one shows the second author, another hides what follows a NUL
    (T59). What cannot be read alike by everybody cannot be evidence.

Example:
    An author date of 99999999999999999999.

How to fix:
    Make the commit again with git: `git commit --amend --no-edit --reset-author`, or rebase.
"""

from __future__ import annotations

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Location

CODE = "C7C001"
NAME = "malformed-commit"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a commit, naming all its defects."""
    commits = [read.commit for read in snapshot.change.commits] if snapshot.change else []
    found = tuple(
        Found(
            message=f"commit {commit.oid[:10]} is malformed: {'; '.join(commit.defects)}",
            help="make it again: git commit --amend --no-edit --reset-author, or rebase the branch",
            location=Location.in_commit(commit.oid),
        )
        for commit in commits
        if commit.defects
    )
    return guarded(found)
