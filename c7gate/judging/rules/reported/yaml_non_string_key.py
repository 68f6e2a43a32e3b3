"""Keys are text.

What it checks:
    No mapping key is a number, a truth value, nothing, or a collection.

Why:
    The schema speaks of text keys only (T71).

Example:
    `1: written`.

How to fix:
    Quote the key if it is meant: `"1": written`.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y006"
NAME = "yaml-non-string-key"
judge = record_problems(NAME)
