"""Prose that asserts a look-up is answered with the finished trailer.

What it checks:
    The change has no reference, and one of its sentences says that the documentation was looked up.

Why:
    Free text is understood too loosely to decide a gate; an honest author should need one paste, no more.

Example:
    "Checked the reconnect options against the documentation" names what was done in words only.

How to fix:
    Paste the line of the finding, with the library that was looked up.
"""

from __future__ import annotations

from c7gate.judging.rule import Outcome, guarded, not_asked
from c7gate.judging.texts import answered, candidates
from c7gate.model.evaluation import Snapshot

CODE = "C7R005"
NAME = "prose-claim"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a claim, unless a reference or a waiver answers for the change already."""
    if answered(snapshot):
        return not_asked()
    return guarded(candidates(snapshot, NAME))
