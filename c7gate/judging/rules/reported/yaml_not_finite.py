"""Numbers are finite.

What it checks:
    No value is `.nan` or `.inf`.

Why:
    Not-a-number passes every minimum and maximum (T43).

Example:
    `written: .nan`.

How to fix:
    Write the number.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y010"
NAME = "yaml-not-finite"
judge = record_problems(NAME)
