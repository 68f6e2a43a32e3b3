"""A record names only what exists.

What it checks:
    The cohort that a record names and the calendar that a cohort names exist; and the role, the exercises and the
    criteria of gates that records and assessments name are ones of policy. A judged point is `pass` or `fail`.

Why:
    A mistyped name would silently leave somebody without a start, a cohort without its public holidays, or a score
    without a gate that counts it; a point judged by any other word stays undecided.

Example:
    `cohort: 2025-8` where the file is `training-records/cohorts/2025-08.yaml`.

How to fix:
    Write the name as the finding lists it, or add what it names.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7D008"
NAME = "unknown-name"
judge = record_problems(NAME)
