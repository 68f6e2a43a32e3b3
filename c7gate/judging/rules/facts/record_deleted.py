"""A record stays where it is.

What it checks:
    No record is deleted, and none is renamed.

Why:
    A deleted record takes its subject's gates, days and alerts along; leaving is written as an exit in the
    cohort's roster (T12).

Example:
    `git rm training-records/developers/alice.yaml`.

How to fix:
    Restore the file; write `to:` and `exit:` in the roster for somebody who leaves.
"""

from __future__ import annotations

from c7gate.judging.rights import subject_of
from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Location
from c7gate.parsing.record import record_kind

CODE = "C7D005"
NAME = "record-deleted"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a record that the base has and the head has not."""
    paths = snapshot.change.paths if snapshot.change else ()
    gone = [item.path for item in paths if item.new is None and record_kind(item.path)]
    found = tuple(
        Found(
            message=f"record {path} is deleted or renamed",
            help="restore the file; somebody who leaves gets `to:` and `exit:` in the cohort's roster",
            location=Location.in_file(path),
            developer=subject_of(path),
        )
        for path in gone
    )
    return guarded(found)
