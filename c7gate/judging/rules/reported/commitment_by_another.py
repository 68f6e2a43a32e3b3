"""A commitment is written by who makes it.

What it checks:
    A `commitment` that the change writes into a record: the change is the person's own.

Why:
    Nobody commits somebody else (S-073).

Example:
    dana, a coordinator, writes `commitment:` into training-records/developers/alice.yaml.

How to fix:
    Let the person add it, in a change of their own.
"""

from __future__ import annotations

from c7gate.judging.refused import refused_lines

CODE = "C7G010"
NAME = "commitment-by-another"
judge = refused_lines(NAME)
