"""A file stays within 256 KiB.

What it checks:
    The file is no larger than 256 KiB.

Why:
    A limit keeps every check quick; a year of records needs a tenth (T61).

Example:
    A record with a pasted log.

How to fix:
    Move what is no record elsewhere and link it.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y008"
NAME = "yaml-too-large"
judge = record_problems(NAME)
