"""Evidence of an exercise is there.

What it checks:
    Each `commit:<id>` that the change adds to an exercise of a record is a commit of the repository, and the
    person's own. Pull requests and links are looked at by who reviews the exercise.

Why:
    Evidence that nobody can open is none (S-059).

Example:
    `evidence: ["commit:9f1c2ab"]`, and no commit begins with that.

How to fix:
    Push the commit, or name the one that was merged, the pull request (`pr:12`), or a link.
"""

from __future__ import annotations

from c7gate.judging.refused import refused_lines

CODE = "C7G009"
NAME = "evidence-missing"
judge = refused_lines(NAME)
