"""One text does not both name a look-up and waive it.

What it checks:
    A text holds references or a waiver, not both.

Why:
    Both at once cannot be true; which one was meant decides whether the day counts.

Example:
    One message has a trailer with a library and, below it, a trailer with `none (docs only)`.

How to fix:
    Remove the line that is not true.
"""

from __future__ import annotations

from c7gate.judging.rule import Outcome, guarded
from c7gate.judging.texts import candidates
from c7gate.model.evaluation import Snapshot

CODE = "C7R004"
NAME = "reference-conflict"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a waiver that stands beside a reference."""
    return guarded(candidates(snapshot, NAME))
