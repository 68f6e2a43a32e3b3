"""What was assessed or counted stays as it was written.

What it checks:
    Every entry of the lists in an assessment (attempts, reviews, excused, waivers, interventions, signoffs) that the
    change began with stands in the head word for word, in the same order. Entries are added, never changed, removed or
    moved. So does every key of a survey's wave; themes are added.

Why:
    A decided attempt that can be edited decides nothing, a removed sign-off takes its proof along (T12), and
    answers that are counted again until they please measure nobody's satisfaction (S-142).

Example:
    A change turns `scores: {written: 61.00}` of attempt g1-1 into 91.00.

How to fix:
    Take the edit back and add an entry instead; an attempt says by `supersedes` which one it stands in for. That a
    wave was counted wrongly is said in `annotations` of policies/success.yaml.
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
    if not lost.login:
        return _of_wave(lost)
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


def _of_wave(lost: LostEntry) -> Found:
    """What of a wave is not as it was counted; it is about nobody."""
    what = f"entry {lost.number} of {lost.list}" if lost.list else f'"{lost.name}"'
    return Found(
        message=f"{what} of this wave was changed or removed; a survey is counted once",
        help="write it as it was, and say in `annotations` of policies/success.yaml what was wrong with it",
        location=Location.in_file(lost.path, lost.line),
    )
