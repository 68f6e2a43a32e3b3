"""Evidence stands in this history.

What it checks:
    Each commit that the change names as evidence of an exercise is an ancestor of the default branch or of the change,
    or was collected after a merge.

Why:
    A clone can hold commits that no branch here leads to: of a fork, of a branch that was given up, of another history
    (T50). Nobody has ever taken them in.

Example:
    `evidence: ["commit:9f1c2ab"]` of a branch that was closed without a merge.

How to fix:
    Name a commit of your own that is merged, or the pull request that brings it (`pr:12`); for after a squash the
    commit is gone, and the pull request stays.
"""

from __future__ import annotations

from c7gate.judging.refused import refused_lines

CODE = "C7G011"
NAME = "evidence-not-in-history"
judge = refused_lines(NAME)
