"""Files are UTF-8.

What it checks:
    Every byte of the file is part of valid UTF-8.

Why:
    Text that is read differently on two machines is judged differently (T65).

Example:
    A comment saved as Latin-1.

How to fix:
    Save the file as UTF-8.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7Y013"
NAME = "not-utf8"
judge = record_problems(NAME)
