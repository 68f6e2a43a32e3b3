"""No NUL bytes.

What it checks:
    The file has no NUL byte.

Why:
    A NUL hides the rest of a file from some readers.

Example:
    A binary file named like a record.

How to fix:
    Save the file as text.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y014"
NAME = "nul"
judge = record_problems(NAME)
