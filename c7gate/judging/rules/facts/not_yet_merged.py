"""What a change writes about somebody's days counts once it is merged.

What it checks:
    In each record of an enrolled person that the change writes: whether `away`, `timezone`, `work_week` or
    `enrolled_at` differ from the trusted record, and in each assessment whether `excused` does.

Why:
    Otherwise whoever is judged could take days out of the sum in the very change that is judged (T25).

Example:
    A change that adds eight days of leave for its own author: gate 3 is as it was.

How to fix:
    Nothing. Merge it; from then on the days count as written.
"""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import RecordFile, Snapshot
from c7gate.model.finding import Location
from c7gate.model.record import Person

CODE = "C7D009"
NAME = "not-yet-merged"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a record and key."""
    if snapshot.change is None:
        return guarded(())
    return guarded(
        tuple(
            Found(
                message=f"{key} of {record.login} differs from the trusted record: gate 3 goes by the trusted one",
                help="nothing to do: it counts once it is merged",
                location=Location.in_file(record.path, *_position(record, key)),
                developer=record.login,
            )
            for record in snapshot.judged_records
            if record.login in snapshot.people
            for key in _differing(record, snapshot.people[record.login])
        )
    )


def _differing(record: RecordFile, person: Person) -> Iterator[str]:
    own, assessment = record.developer, record.assessment
    if own and own.away != person.away:
        yield "away"
    if own and own.zones and own.zones != person.zones:
        yield "timezone"
    if own and own.work_week is not None and own.work_week != person.work_week:
        yield "work_week"
    if own and own.enrolled_at and own.enrolled_at != person.enrolled_at:
        yield "enrolled_at"
    if assessment:
        heard = {(line.first, line.last, line.by) for line in person.excused if not line.beyond}
        if {
            (line.first, line.last, line.by) for line in assessment.excused if line.by != record.login
        } != heard:
            yield "excused"


def _position(record: RecordFile, key: str) -> tuple[int, int]:
    return record.document.key_position((key,)) if record.document else (1, 1)
