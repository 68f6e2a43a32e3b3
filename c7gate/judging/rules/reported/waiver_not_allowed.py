"""A gate without exceptions has none.

What it checks:
    Waivers that the change adds name no gate whose policy says `waivers_allowed: false`: in the preset the first.

Why:
    The first gate is the foundation of the others: no exceptions for advancement, whoever signs them (S-057).

Example:
    `{gate: 1, criterion: written, reason: …, approver: farid, expires: 2025-09-30}`.

How to fix:
    Take the line out. What is open can be assessed again.
"""

from __future__ import annotations

from c7gate.judging.refused import refused_lines

CODE = "C7G008"
NAME = "waiver-not-allowed"
judge = refused_lines(NAME)
