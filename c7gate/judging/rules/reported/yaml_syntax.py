"""A record is YAML.

What it checks:
    The file can be parsed, to its end.

Why:
    An unreadable record proves nothing, so nothing passes by it.

Example:
    A list item without its dash, or the markers of an unresolved merge.

How to fix:
    Mend the line the finding points at.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y001"
NAME = "yaml-syntax"
judge = record_problems(NAME)
