"""A key stands once.

What it checks:
    No mapping has the same key twice.

Why:
    Parsers keep the one or the other; reviewers see both (T39).

Example:
    `role: backend` and, ten lines below, `role: qa`.

How to fix:
    Keep the one that is meant.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y005"
NAME = "yaml-duplicate-key"
judge = record_problems(NAME)
