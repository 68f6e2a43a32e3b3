"""History is what the objects say.

What it checks:
    The clone has no replace refs and no grafts file.

Why:
    Both change what git shows without changing an object. The verdict is of the real objects either way; in
    CI their presence means that somebody prepared the clone, so there is no verdict (T32).

Example:
    `git replace COMMIT OTHER` in a self-hosted runner's working copy.

How to fix:
    Remove them (`git replace -d`, `.git/info/grafts`) or clone afresh.
"""

from __future__ import annotations

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import Snapshot

CODE = "C7T005"
NAME = "history-altered"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a replace ref or grafts file."""
    found = tuple(
        Found(
            message=f"this clone alters history: {name}; the real objects were judged",
            help="remove it (git replace -d, .git/info/grafts) or clone afresh",
        )
        for name in snapshot.history_altered
    )
    return guarded(found)
