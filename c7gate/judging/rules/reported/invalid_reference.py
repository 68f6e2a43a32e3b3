"""A line that was meant as a reference is one.

What it checks:
    Trailers whose value is no library id, URL or waiver; placeholders copied from documentation; keys with a
    slip of the pen; ids with invisible or look-alike characters.

Why:
    Such a line looks like evidence to its author and is none to the reader: better said now than at the gate.

Example:
    The trailer's value is `yes`, or `/org/project` as the documentation prints it.

How to fix:
    Write the line as the finding shows it, with the library that was looked up.
"""

from __future__ import annotations

from c7gate.judging.rule import Outcome, guarded
from c7gate.judging.texts import candidates
from c7gate.model.evaluation import Snapshot

CODE = "C7R002"
NAME = "invalid-reference"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a line, wherever in the change's own texts it stands."""
    return guarded(candidates(snapshot, NAME))
