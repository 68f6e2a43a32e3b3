"""An exception is granted by a coordinator, in their own name.

What it checks:
    Each excused day, waiver and revocation that the change adds to an assessment: a coordinator stands behind it, or
    somebody of the escalation levels, by a signature or the forge's word. An assessor alone grants none. Where that is
    another one than the entry names, it is a warning.

Why:
    An assessor says how somebody did. What is asked of somebody, and that a gate is no longer passed, is for those to
    say who answer for the program (T05, T06, T25).

Example:
    erin, an assessor, adds `{gate: 2, criterion: share, reason: Away, approver: dana, expires: 2025-09-30}`.

How to fix:
    Whoever the entry names signs the commit, opens the change, or approves its newest head.
"""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.judging.amendments import added_entries
from c7gate.judging.rights import may_change_protected, verified_as
from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import Change, RecordFile, Snapshot
from c7gate.model.finding import Location, Severity

CODE = "C7S006"
NAME = "exception-unproven"
_GRANTED_BY = {"excused": "by", "waivers": "approver", "revocations": "by"}


def judge(snapshot: Snapshot) -> Outcome:
    """A finding an entry."""
    change = snapshot.change
    if change is None:
        return guarded(())
    return guarded(
        tuple(
            found
            for record in snapshot.judged_records
            if record.assessment and may_change_protected(snapshot, change, record.path)
            for found in _found(snapshot, change, record)
        )
    )


def _found(snapshot: Snapshot, change: Change, record: RecordFile) -> Iterator[Found]:
    granting = frozenset((*snapshot.policy.coordinators, *_levels(snapshot))) - {record.login}
    granted = verified_as(change, record.path, granting)
    for name, key in _GRANTED_BY.items():
        for index, entry in added_entries(record, snapshot.earlier, name):
            who = entry[key]
            if verified_as(change, record.path, frozenset({who}) & granting):
                continue
            yield Found(
                message=f"entry {index + 1} of {name} of {record.login} names {who}, and nothing proves that {who} "
                f"{'granted it' if who in granting else 'may grant it'}",
                help=f"{who if who in granting else 'a coordinator'} signs the commit, opens the change, or approves its head",
                location=_place(record, name, index),
                developer=record.login,
                most=Severity.WARNING if granted else Severity.ERROR,
            )


def _place(record: RecordFile, name: str, index: int) -> Location:
    position = record.document.position((name, index)) if record.document else (1, 1)
    return Location.in_file(record.path, *position)


def _levels(snapshot: Snapshot) -> Iterator[str]:
    """The logins that answer at the escalation levels; what is no login proves nothing either."""
    for level in snapshot.policy.values["alerts"]["escalation"]["levels"].values():
        yield from level["any_of"]
