"""Evidence is dated close to when it came into view.

What it checks:
    For each commit of the change of which a first-seen record exists: that its day is not more than
    `gate3.evidence.grace_working_days` working days earlier, nor its time later.

Why:
    Dates are claims; when something was first seen is known (T09, T55).

Example:
    A commit dated 2025-08-04 that was first seen on 2025-08-25.

How to fix:
    Nothing is asked of the change. Push each day, or within the grace.
"""

from __future__ import annotations

from c7gate.judging.rule import Outcome, guarded
from c7gate.judging.uncounted import told
from c7gate.model.evaluation import Snapshot

CODE = "C7C006"
NAME = "late-evidence"
_HELP = "push each day, or within the grace that policy gives"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a commit of the change, with the numbers."""
    return guarded(told(snapshot, NAME, _HELP))
