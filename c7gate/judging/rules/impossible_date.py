"""A commit is not older than its parent, nor written after it was committed.

What it checks:
    For each commit of the change: its committer date is not before a parent's, and its author date not after
    its committer date, both within `clock_tolerance_minutes`.

Why:
    Dates are claims; these two can be refuted offline (T09, T58). Such a commit scores for no day.

Example:
    A commit dated 2025-09-03 on top of one dated 2025-09-13.

How to fix:
    Set the clock and write the dates anew: `git rebase --reset-author-date BASE`.
"""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.judging.rule import Found, Outcome, guarded, not_asked
from c7gate.model.evaluation import ReadCommit, Snapshot
from c7gate.model.finding import Location

CODE = "C7C002"
NAME = "impossible-date"
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a commit and contradiction, with the span between the two dates."""
    if snapshot.change is None:
        return not_asked()
    tolerance = 60 * snapshot.policy.clock_tolerance_minutes
    found = tuple(
        found
        for read in snapshot.change.commits
        for found in _contradictions(read, tolerance, snapshot.change.base.oid)
    )
    return guarded(found)


def _contradictions(read: ReadCommit, tolerance: int, base: str) -> Iterator[Found]:
    commit = read.commit
    gap = read.parent_gap_seconds
    if gap is not None and -gap > tolerance:
        yield _found(commit.oid, f"dated {_span(-gap)} before its parent", base)
    if commit.author and commit.committer:
        ahead = commit.author.seconds - commit.committer.seconds
        if ahead > tolerance:
            yield _found(commit.oid, f"written {_span(ahead)} after it was committed", base)


def _found(oid: str, what: str, base: str) -> Found:
    return Found(
        message=f"commit {oid[:10]} is {what}",
        help=f"set the clock and write the dates anew: git rebase --reset-author-date {base[:10]}",
        location=Location.in_commit(oid),
    )


def _span(seconds: int) -> str:
    size, unit = next((size, unit) for size, unit in _UNITS if seconds >= size)
    count = seconds // size
    return f"{count} {unit}{'' if count == 1 else 's'}"
