"""What is computed is never typed.

What it checks:
    Records and assessments hold no gate state, score, alert or percentage.

Why:
    Two sources of truth drift apart, and the typed one can be typed by anybody (S-065).

Example:
    `consistency: 92` in a training record.

How to fix:
    Remove the line; `c7gate explain LOGIN` shows the computed value.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7D002"
NAME = "derived-key"
judge = record_problems(NAME)
