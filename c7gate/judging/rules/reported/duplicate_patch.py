"""The same patch makes a person's day active once.

What it checks:
    For each commit of the change with a reference: that no earlier commit of the same person on another day that
    counts holds the same patch, by git's patch id.

Why:
    Undoing a change and making it again, or picking it twice, is one piece of work (T51).

Example:
    A file added on Monday, removed, and added again on Tuesday and Wednesday: Monday counts.

How to fix:
    Nothing is asked. The earlier commit keeps its day; further work earns further days.
"""

from __future__ import annotations

from c7gate.judging.rule import Outcome, guarded
from c7gate.judging.uncounted import told
from c7gate.model.evaluation import Snapshot

CODE = "C7C005"
NAME = "duplicate-patch"
_HELP = "the earlier commit keeps its day; further work earns further days"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a commit of the change, with the numbers."""
    return guarded(told(snapshot, NAME, _HELP))
