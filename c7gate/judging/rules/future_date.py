"""Nothing is dated after the moment it is judged.

What it checks:
    No author or committer date of the change, and no sign-off that it adds, is later than as-of by more than
    `clock_tolerance_minutes`.

Why:
    A commit from the future would count for days nobody has lived yet, and a sign-off for what nobody has seen (T58).

Example:
    A commit dated 2100-01-01.

How to fix:
    Set the clock and write the dates anew: `git rebase --reset-author-date BASE`. A sign-off bears the time of signing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

from c7gate.judging.rule import Found, Outcome, guarded, not_asked
from c7gate.judging.signoffs import found_at
from c7gate.model.commit import Stamp
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Location

CODE = "C7C003"
NAME = "future-date"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a commit, naming both instants in UTC."""
    if snapshot.change is None:
        return not_asked()
    tolerance = timedelta(minutes=snapshot.policy.clock_tolerance_minutes)
    found = []
    for read in snapshot.change.commits:
        stamps = [stamp for stamp in (read.commit.author, read.commit.committer) if stamp]
        late = max(stamps, key=lambda stamp: stamp.seconds, default=None)
        if late and late.instant - snapshot.as_of > tolerance:
            found.append(_found(read.commit.oid, late, snapshot, snapshot.change.base.oid))
    return guarded((*found, *_signoffs(snapshot, tolerance)))


def _signoffs(snapshot: Snapshot, tolerance: timedelta) -> Iterator[Found]:
    for added in snapshot.signoffs:
        if added.signoff.at - snapshot.as_of > tolerance:
            yield found_at(
                added,
                f"gate {added.signoff.gate} of {added.login} is signed off at "
                f"{added.signoff.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}, after {snapshot.as_of:%Y-%m-%dT%H:%M:%SZ}, the instant of this check",
                "write the time of signing",
            )


def _found(oid: str, late: Stamp, snapshot: Snapshot, base: str) -> Found:
    return Found(
        message=f"commit {oid[:10]} is dated {late.instant:%Y-%m-%dT%H:%M:%SZ}, after "
        f"{snapshot.as_of:%Y-%m-%dT%H:%M:%SZ}, the instant of this check",
        help=f"set the clock and write the dates anew: git rebase --reset-author-date {base[:10]}",
        location=Location.in_commit(oid),
    )
