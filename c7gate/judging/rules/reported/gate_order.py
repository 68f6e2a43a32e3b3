"""Gates are passed in their order.

What it checks:
    Each sign-off that the change adds, and each attempt: the gate below is signed off by then, by somebody else
    than the person. Several gates may be signed in one change, in their order.

Why:
    What a gate teaches rests on the one before; nobody is assessed for, or passes, a gate that is still locked (S-052).

Example:
    The change signs gate 2 of alice off, and her gate 1 is open.

How to fix:
    Have the gate below signed off first. `c7gate explain LOGIN --gate N` says what it lacks.
"""

from __future__ import annotations

from c7gate.judging.refused import refused_lines

CODE = "C7G003"
NAME = "gate-order"
judge = refused_lines(NAME)
