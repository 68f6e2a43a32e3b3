"""Between two attempts lies the time that policy asks for.

What it checks:
    Attempts that the change adds: so many of the person's own working days (`cooling_off_working_days` of the gate)
    lie between the failed attempt and the next. Days off are no working days.

Why:
    Time to learn what was missing, counted so that leave and part-time cost nobody anything.

Example:
    Gate 1 failed on Monday, and was tried again on Tuesday, where one working day lies between attempts.

How to fix:
    Take the next attempt later. `c7gate explain LOGIN --gate N` says from when on.
"""

from __future__ import annotations

from c7gate.judging.refused import refused_lines

CODE = "C7G005"
NAME = "cooling-off"
judge = refused_lines(NAME)
