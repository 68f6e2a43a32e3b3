"""A waiver says why.

What it checks:
    A text waiver (`none`) carries its reason in parentheses.

Why:
    A waiver is an answer like any other; the reason is what makes it one.

Example:
    The trailer's value is `none` and nothing more.

How to fix:
    Add the reason: `none (CSS only)`.
"""

from __future__ import annotations

from c7gate.judging.rule import Outcome, guarded
from c7gate.judging.texts import candidates
from c7gate.model.evaluation import Snapshot

CODE = "C7R003"
NAME = "waiver-without-reason"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a waiver without its reason."""
    return guarded(candidates(snapshot, NAME))
