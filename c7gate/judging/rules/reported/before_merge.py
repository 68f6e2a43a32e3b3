"""A day that counts is not earlier than a merge by the forge that its commit builds on.

What it checks:
    For each commit of the change with a reference: that its day is not before the day on which the forge made a merge
    among its ancestors. Such a merge is told by its committer, `GitHub <noreply@github.com>`, and by a valid signature
    of a key that `forge_keys` in `program.yaml` lists; without such a key nothing is checked.

Why:
    A commit is written after what it builds on, and the forge's clock is nobody's claim (T09, T58).

Example:
    A commit dated 2025-08-25 on top of a pull request that was merged on 2025-08-28.

How to fix:
    Nothing is asked of the change. A rebase moves work onto later merges and leaves its dates: push and open the pull
    request first, so that `c7gate collect` keeps the days of the commits as they were, or merge instead.
"""

from __future__ import annotations

from c7gate.judging.rule import Outcome, guarded
from c7gate.judging.uncounted import told
from c7gate.model.evaluation import Snapshot

CODE = "C7C010"
NAME = "before-merge"
_HELP = "merge instead of rebasing; after a rebase, the days of the commits as they were count once they are collected"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a commit of the change, with both dates."""
    return guarded(told(snapshot, NAME, _HELP))
