"""No characters that only some parsers see.

What it checks:
    The file has no control characters, U+0085, U+2028, U+2029 or U+FEFF.

Why:
    A line break that one parser sees and another does not can add a key nobody reviewed (T64).

Example:
    U+0085 in the middle of a note.

How to fix:
    Remove the character; the finding names it and its place.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y012"
NAME = "yaml-forbidden-character"
judge = record_problems(NAME)
