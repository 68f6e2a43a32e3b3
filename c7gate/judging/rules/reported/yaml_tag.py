"""No tags.

What it checks:
    No value carries an explicit tag.

Why:
    Tags ask a parser to build objects; records are plain data (T63).

Example:
    `gates: !foo []`.

How to fix:
    Remove the tag.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y004"
NAME = "yaml-tag"
judge = record_problems(NAME)
