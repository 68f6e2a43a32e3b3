"""A day that counts is not earlier than the record of whose day it is.

What it checks:
    For each commit of the change with a reference: that it is not dated before the day on which its author's
    training record was made, where it builds on no tree that holds the record.

Why:
    Nobody was in the program before; a date from before that is a claim nothing can bear out (T58).

Example:
    A commit dated 2025-08-04 by somebody whose record was made on 2025-08-22.

How to fix:
    Nothing is asked of the change. Days count from the record on.
"""

from __future__ import annotations

from c7gate.judging.rule import Outcome, guarded
from c7gate.judging.uncounted import told
from c7gate.model.evaluation import Snapshot

CODE = "C7C008"
NAME = "before-record"
_HELP = "days count from the day on which the record was made"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a commit of the change, with the numbers."""
    return guarded(told(snapshot, NAME, _HELP))
