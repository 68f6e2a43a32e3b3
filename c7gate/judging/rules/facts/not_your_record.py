"""A training record is edited by its subject, or by a coordinator.

What it checks:
    Whoever changes `developers/<login>.yaml` is that person by the trusted record's `identities`, or a
    verified coordinator. Whoever a new record names may add it.

Why:
    A record is the person's own word; nobody edits another's (T17).

Example:
    alice's branch adds a share to `developers/bob.yaml`.

How to fix:
    Let its subject make the change, or a coordinator with a verified signature or review.
"""

from __future__ import annotations

from c7gate.judging.rights import is_subject, subject_of, verified_as
from c7gate.judging.rule import Found, Outcome, not_asked
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Location
from c7gate.model.record import RecordKind
from c7gate.parsing.record import record_kind

CODE = "C7D006"
NAME = "not-your-record"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a record of somebody else's."""
    change = snapshot.change
    if change is None:
        return not_asked()
    paths = [item.path for item in change.paths if record_kind(item.path) is RecordKind.DEVELOPER]
    coordinators = frozenset(snapshot.policy.coordinators)
    found = tuple(
        Found(
            message=f"{path} is {subject_of(path)}'s record, and the author is neither its subject nor a "
            "verified coordinator",
            help=f"let {subject_of(path)} make this change, or a coordinator sign or approve it",
            location=Location.in_file(path),
            developer=subject_of(path),
        )
        for path in paths
        if not is_subject(snapshot, change, path) and not verified_as(change, path, coordinators)
    )
    return Outcome(found, applied=bool(paths))
