"""No merge keys.

What it checks:
    The file has no `<<:`.

Why:
    Merge keys hide where a value comes from and multiply in the parser (T41).

Example:
    `<<: {role: backend}`.

How to fix:
    Write the keys out.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y003"
NAME = "yaml-merge-key"
judge = record_problems(NAME)
