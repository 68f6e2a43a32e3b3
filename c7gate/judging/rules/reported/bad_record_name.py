"""A record's file is named after its login.

What it checks:
    Files in `developers/` and `assessments/` are exactly `<login>.yaml`; records stand in no other folder.

Why:
    A record under another name would be judged as nobody's (T66, T67).

Example:
    `training-records/developers/Alice.yml`.

How to fix:
    Rename the file to the login, in lower case, with `.yaml`.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7D003"
NAME = "bad-record-name"
judge = record_problems(NAME)
