"""A training record says what the schema allows.

What it checks:
    Records, assessments and cohorts against their schema and against each other: keys, types, dates, zones,
    the login in the file name, identities that belong to somebody else.

Why:
    Facts entered by hand decide gates; a slip must be seen in the editor or the pull request, not at the gate.

Example:
    `work_weeks: [mon, tue]` in a record, where the key is `work_week`.

How to fix:
    The finding names the line and column and what to write instead.
"""

from __future__ import annotations

from c7gate.judging.problems import record_problems
from c7gate.judging.rule import Outcome
from c7gate.model.evaluation import Snapshot

CODE = "C7D001"
NAME = "record-invalid"
_problems = record_problems(NAME)


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a problem; it applies wherever a record was judged."""
    outcome = _problems(snapshot)
    return Outcome(outcome.found, applied=bool(snapshot.judged_records or snapshot.right_records))
