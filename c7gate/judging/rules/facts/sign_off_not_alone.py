"""A sign-off comes in a change that leaves alone who may sign, and what a gate demands.

What it checks:
    Where the change adds a sign-off, it alters nothing of: coordinators, assessors, signing keys, protected paths, bots,
    what a record may leave out, the weight of rules, escalation levels, gates, the numbers of gate 3, calendars, roles
    and exercises in policy; nor the identities of anybody who may sign.

Why:
    Who reviews a sign-off looks at the person. A lowered threshold or a new coordinator beside it is passed in the same
    look, and the gate is then signed by rules that were made for it (T07, T16).

Example:
    A coordinator's change lowers `threshold_percent` to 50 and signs gate 3 of bob off.

How to fix:
    Take one of the two into a change of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.judging.amendments import NEW, wrote
from c7gate.judging.rule import Outcome, guarded
from c7gate.judging.signoffs import found_at
from c7gate.model.evaluation import RecordFile, Snapshot

CODE = "C7S004"
NAME = "sign-off-not-alone"
_DECIDES = {
    "coordinators": ("program", "coordinators"),
    "assessors": ("program", "assessors"),
    "signing keys": ("program", "signing_keys"),
    "the forge's keys": ("program", "forge_keys"),
    "protected paths": ("program", "protected"),
    "bots": ("program", "bots"),
    "what a record may leave out": ("program", "people"),
    "calendars": ("calendars", "calendars"),
    "the weight of rules": ("program", "rules"),
    "escalation levels": ("alerts", "escalation", "levels"),
    "the gates": ("gates", "gates"),
    "the numbers of gate 3": ("gates", "gate3"),
    "roles": ("exercises", "roles"),
    "exercises": ("exercises", "exercises"),
}


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a sign-off, naming all that is altered beside it."""
    if not snapshot.signoffs:
        return guarded(())
    altered = " and ".join((*_policy(snapshot), *_identities(snapshot)))
    return guarded(
        tuple(
            found_at(
                added,
                f"gate {added.signoff.gate} of {added.login} is signed off in a change that alters {altered}",
                "take the sign-off into a change of its own",
            )
            for added in snapshot.signoffs
            if altered
        )
    )


def _policy(snapshot: Snapshot) -> Iterator[str]:
    change = snapshot.policy_change
    if change is not None:
        yield from (name for name, pointer in _DECIDES.items() if change.alters(*pointer))


def _identities(snapshot: Snapshot) -> Iterator[str]:
    signers = {*snapshot.policy.coordinators, *snapshot.policy.assessors}
    for record in snapshot.judged_records:
        if record.developer and record.login in signers and _says_who(snapshot, record):
            yield f"the identities of {record.login}"


def _says_who(snapshot: Snapshot, record: RecordFile) -> bool:
    is_new = not snapshot.earlier.get(record.path, NEW).all
    return is_new or wrote(record, snapshot.earlier, "identities")
