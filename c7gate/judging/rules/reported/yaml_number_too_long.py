"""Numbers have at most 18 digits.

What it checks:
    No number has more than 18 digits.

Why:
    Endless digits cost endless time and mean nothing here (T61).

Example:
    A score of five thousand digits.

How to fix:
    Write the number as it is, or quote it if it is text.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y011"
NAME = "yaml-number-too-long"
judge = record_problems(NAME)
