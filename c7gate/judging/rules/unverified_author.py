"""Whose address a commit carries is who sent it.

What it checks:
    Where the forge names the change's author: that each commit under another enrolled person's address is signed
    by a key of that person.

Why:
    An author line may name anybody (T23). Such a commit's day is that of the person named, unverified; whoever
    sent the change gains nothing by it.

Example:
    bob opens a pull request whose commit is authored by alice@example.com.

How to fix:
    Nothing, where two people worked on one branch. Else `git commit --amend --reset-author`.
"""

from __future__ import annotations

from c7gate.judging.rule import Found, Outcome, guarded, not_asked
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Location

CODE = "C7C009"
NAME = "unverified-author"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a commit, naming both people."""
    change = snapshot.change
    if change is None or not change.author:
        return not_asked()
    return guarded(
        tuple(
            Found(
                message=f"commit {read.commit.oid[:10]} carries an address of {read.login}, who did not sign it, "
                f"in a change of {change.author_login or change.author}",
                help="fine where both worked on the branch; else git commit --amend --reset-author",
                location=Location.in_commit(read.commit.oid),
                developer=read.login,
            )
            for read in change.commits
            if read.login in snapshot.people
            and read.login != change.author_login
            and read.login not in read.verified
            and not read.commit.is_merge
        )
    )
