"""Nesting stays within 32 levels.

What it checks:
    No value is nested deeper than 32 levels.

Why:
    Deep nesting exhausts parsers and is no record (T62).

Example:
    Forty opening brackets.

How to fix:
    Write it flatter.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y007"
NAME = "yaml-too-deep"
judge = record_problems(NAME)
