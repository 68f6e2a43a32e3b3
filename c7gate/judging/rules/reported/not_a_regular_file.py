"""A record is a plain file.

What it checks:
    Nothing under `training-records/` is a symbolic link, a submodule or an executable.

Why:
    A link would have c7gate read something other than what the review showed (T44).

Example:
    `training-records/developers/alice.yaml` is a link to another file.

How to fix:
    Commit the file itself, mode 100644.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems

CODE = "C7D004"
NAME = "not-a-regular-file"
judge = record_problems(NAME)
