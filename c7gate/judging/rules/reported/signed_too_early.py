"""A gate is signed off once it holds, and not before.

What it checks:
    At the time that each sign-off of gate 1, 2 or 4 claims in `at`, the gate held: what was assessed, reviewed, shared
    or handed in later does not count for it.

Why:
    A sign-off dated back opens the next gate for attempts that lie before it, and says that somebody looked at what
    was not there (T09, S-052).

Example:
    Gate 1 is signed off `at: 2025-08-20`, and the attempt it rests on is of 2025-08-25.

How to fix:
    Write the time of signing.
"""

from __future__ import annotations

from c7gate.judging.refused import refused_lines

CODE = "C7G012"
NAME = "signed-too-early"
judge = refused_lines(NAME)
