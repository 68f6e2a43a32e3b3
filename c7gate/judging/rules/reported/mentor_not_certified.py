"""A mentor has been there.

What it checks:
    Each mentor that the change adds to a cohort is certified at the trusted commit: gate 4 is signed off, and all below.

Why:
    Who has not shown it cannot pass it on (S-149).

Example:
    bob, who is at gate 2, is added to `mentors` of training-records/cohorts/2025-10.yaml.

How to fix:
    Take the name out until gate 4 is signed off.
"""

from __future__ import annotations

from c7gate.judging.refused import refused_lines

CODE = "C7D014"
NAME = "mentor-not-certified"
judge = refused_lines(NAME)
