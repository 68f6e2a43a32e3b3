"""No anchors, no aliases.

What it checks:
    The file has no `&anchor` and no `*alias`.

Why:
    A few lines of aliases unfold into gigabytes (T40).

Example:
    `away: *holidays`.

How to fix:
    Write the value out.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y002"
NAME = "yaml-alias"
judge = record_problems(NAME)
