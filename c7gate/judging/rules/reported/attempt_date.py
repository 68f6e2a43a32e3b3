"""An attempt took place while the person was enrolled, and has taken place.

What it checks:
    The date of each attempt that the change adds: not before the person's enrolment, not after today by the
    person's own calendar.

Why:
    What was assessed before a person started, or will be some day, is not the assessment of this program.

Example:
    `date: 2025-08-20` where the person is enrolled from 2025-08-22 on.

How to fix:
    Write the day of the assessment; enter an attempt once it has taken place.
"""

from __future__ import annotations

from c7gate.judging.refused import refused_lines

CODE = "C7G007"
NAME = "attempt-date"
judge = refused_lines(NAME)
