"""An attempt follows only one that has failed.

What it checks:
    Attempts that the change adds: the one before is decided (every part of it was judged), and it did not pass.

Why:
    Results are decided one by one, so that nobody picks the better of two (S-064).

Example:
    Attempt g1-1 has a written score and no word about the demonstration, and g1-2 is entered.

How to fix:
    Complete the one before by an entry that supersedes it; after a pass, sign the gate off.
"""

from __future__ import annotations

from c7gate.judging.refused import refused_lines

CODE = "C7G006"
NAME = "retest-not-open"
judge = refused_lines(NAME)
