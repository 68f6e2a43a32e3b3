"""No byte order mark.

What it checks:
    The file does not begin with U+FEFF.

Why:
    Editors show nothing, parsers differ, and rewriting drops it (T65).

Example:
    A record saved as "UTF-8 with signature".

How to fix:
    Save the file as UTF-8 without signature.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y015"
NAME = "byte-order-mark"
judge = record_problems(NAME)
