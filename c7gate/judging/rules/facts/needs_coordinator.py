"""What one's record decides about oneself is agreed with a coordinator.

What it checks:
    In a person's own record, changed without a coordinator: `identities` at any time; from the first counted day on
    `role` and `cohort`, and what rewrites days that are over: `away`, `timezone`, `work_week`,
    `enrolled_at`.

Why:
    Whoever is judged could else take missed days out of the sum, choose the easier role, be credited with a colleague's
    commits, or no longer be known to the forge (T12, T25). What lies ahead is a person's own to write.

Example:
    On Friday alice writes `away: [{from: 2025-08-25, to: 2025-08-28, type: leave}]`.

How to fix:
    Ask a coordinator to approve the change on the forge, or to sign its commit. Nothing is gained before the merge
    either way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from c7gate.judging.amendments import wrote
from c7gate.judging.identity import ascii_lower
from c7gate.judging.rights import is_subject, verified_as
from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import Change, RecordFile, Snapshot
from c7gate.model.finding import Location
from c7gate.model.record import Person

CODE = "C7D011"
NAME = "needs-coordinator"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a key."""
    change = snapshot.change
    if change is None:
        return guarded(())
    return guarded(
        tuple(
            Found(
                message=message,
                help="have a coordinator approve the head or sign the commit; what lies ahead needs nobody's word",
                location=Location.in_file(record.path, *_position(record, key)),
                developer=record.login,
            )
            for record in snapshot.judged_records
            if record.login in snapshot.rewritten and record.developer and _alone(snapshot, change, record)
            for key, message in _decisive(snapshot, record)
            if wrote(record, snapshot.earlier, key)
        )
    )


def _alone(snapshot: Snapshot, change: Change, record: RecordFile) -> bool:
    """Whether the subject changes it and no coordinator stands behind that."""
    others = frozenset(snapshot.policy.coordinators) - {record.login}
    return is_subject(snapshot, change, record.path) and not verified_as(change, record.path, others)


def _decisive(snapshot: Snapshot, record: RecordFile) -> Iterator[tuple[str, str]]:
    """The keys with what they would change."""
    from c7gate.scoring.retroactive import counting_has_begun, retold  # few changes write a record

    before, after = snapshot.people[record.login], snapshot.rewritten[record.login]
    whose = f"of {record.login}"
    if set(map(ascii_lower, before.identities)) != set(map(ascii_lower, after.identities)):
        yield "identities", f"identities {whose} change: they say whose work and whose sign-offs are whose"
    if not counting_has_begun(before, snapshot.as_of):
        return
    if _other_role(snapshot, record):
        yield "role", f"role {whose} changes, and with it the exercises of gate 2"
    if before.cohort != after.cohort:
        yield "cohort", f"cohort {whose} changes from {_named(before)} to {_named(after)}"
    for key, days in retold(before, after, snapshot.as_of).items():
        yield key, f"{key} {whose} rewrites {_span(days)}"


def _other_role(snapshot: Snapshot, record: RecordFile) -> bool:
    """Whether the role in effect is one that it was not before."""
    usual = snapshot.policy.values["program"]["people"]["role"]
    people = (copy.developer for copy in snapshot.earlier[record.path].all)
    roles = {one.role or usual for one in people if one}
    return record.developer is not None and (record.developer.role or usual) not in roles


def _named(person: Person) -> str:
    return person.cohort or "none"


def _span(days: tuple[date, ...]) -> str:
    if len(days) == 1:
        return f"a day that is over ({days[0].isoformat()})"
    return f"{len(days)} days that are over ({days[0].isoformat()} to {days[-1].isoformat()})"


def _position(record: RecordFile, key: str) -> tuple[int, int]:
    return record.document.key_position((key,)) if record.document else (1, 1)
