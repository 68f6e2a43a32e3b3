"""Nobody has more attempts at a gate than policy grants.

What it checks:
    Attempts that the change adds after the last one granted (`max_attempts` of the gate) has failed. An attempt that
    corrects another by `supersedes` is none of its own.

Why:
    An assessment that is repeated until it passes says nothing; after the last attempt something else must help (S-064).

Example:
    A third attempt at gate 2, which may be repeated once.

How to fix:
    Agree on an improvement plan. More attempts are a change of policy, for everybody.
"""

from __future__ import annotations

from c7gate.judging.refused import refused_lines

CODE = "C7G004"
NAME = "too-many-attempts"
judge = refused_lines(NAME)
