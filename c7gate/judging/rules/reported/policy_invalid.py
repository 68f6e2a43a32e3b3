"""A policy file says what the schema allows.

What it checks:
    Policy files that the change writes, against their schemas.

Why:
    The head's policy never judges, but once merged it does, and a broken trusted policy stops every check.

Example:
    `threshold_percent: 180` in `policies/gates.yaml`.

How to fix:
    The finding names the line and column and what to write instead.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7D007"
NAME = "policy-invalid"
judge = record_problems(NAME)
