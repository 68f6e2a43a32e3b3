"""What was assessed stays as it was written.

What it checks:
    Every entry of the lists in an assessment (attempts, reviews, excused, waivers, interventions, signoffs) that the
    change began with stands in the head word for word, in the same order. Entries are added, never changed, removed or
    moved.

Why:
    A decided attempt that can be edited decides nothing, and a removed sign-off takes its proof along (T12).

Example:
    A change turns `scores: {written: 61.00}` of attempt g1-1 into 91.00.

How to fix:
    Take the edit back and add an entry instead; an attempt says by `supersedes` which one it stands in for.
"""

from __future__ import annotations

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import LostEntry, Snapshot
from c7gate.model.finding import Location

CODE = "C7D010"
NAME = "history-edit"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding an entry."""
    return guarded(tuple(map(_found, snapshot.lost_entries)))


def _found(lost: LostEntry) -> Found:
    entry = f"{lost.name!r} of {lost.list}" if lost.name else f"entry {lost.number} of {lost.list}"
    what = "was moved before one that it followed" if lost.moved else "was changed or removed"
    return Found(
        message=f"{entry} {what}; an assessment is only added to",
        help="leave the entries in their order"
        if lost.moved
        else "write it as it was, and add an entry that corrects it",
        location=Location.in_file(lost.path, lost.line),
        developer=lost.login,
    )
