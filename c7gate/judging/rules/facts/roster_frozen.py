"""Nobody leaves the roster unseen.

What it checks:
    Once a cohort is frozen (`frozen_at`, else its start), a change leaves its start, its day of freezing, and every
    member with the same first day. Who leaves gets `to:` and `exit:`; who comes gets a line.

Why:
    The frozen roster is what every share is a share of: without the two who did not make it, eight of ten are all
    (S-104, S-193).

Example:
    Three weeks on, a change takes bob out of the roster.

How to fix:
    Put the line back, and write `to:` and `exit: withdrawn` (or `transferred`) into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date

from c7gate.judging.amendments import NEW
from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import RecordFile, Snapshot
from c7gate.model.finding import Location
from c7gate.model.record import Cohort

CODE = "C7D013"
NAME = "roster-frozen"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding for each thing that is no longer as it was frozen."""
    return guarded(tuple(found for record in snapshot.judged_records for found in _found(snapshot, record)))


def _found(snapshot: Snapshot, record: RecordFile) -> Iterator[Found]:
    today = snapshot.as_of.astimezone(UTC).date()
    for copy in snapshot.earlier.get(record.path, NEW).forks:
        if copy.cohort and record.cohort and _frozen_at(copy.cohort) <= today:
            for key, message in _altered(copy.cohort, record.cohort):
                line, column = record.document.key_position((key,)) if record.document else (1, 1)
                yield Found(
                    message=f"cohort {record.cohort.id} is frozen since {_frozen_at(copy.cohort)}: {message}",
                    help="write it as it was; who leaves gets `to:` and `exit:` in the roster",
                    location=Location.in_file(record.path, line, column),
                )


def _frozen_at(cohort: Cohort) -> date:
    return cohort.frozen_at or cohort.start


def _altered(before: Cohort, after: Cohort) -> Iterator[tuple[str, str]]:
    """What differs, with the key it stands under."""
    if after.start != before.start:
        yield "start_date", f"its start moves from {before.start} to {after.start}"
    if after.frozen_at != before.frozen_at:
        yield (
            "frozen_at",
            f"frozen_at turns from {before.frozen_at or 'unset'} into {after.frozen_at or 'unset'}",
        )
    now = {member.login: member for member in after.roster}
    for member in before.roster:
        line = now.get(member.login)
        if line is None:
            yield "roster", f"{member.login} is taken out of the roster"
        elif line.joined != member.joined:
            yield "roster", f"the first day of {member.login} becomes another"
        elif line.exit_on and line.exit_on != member.exit_on and line.exit_on < _frozen_at(before):
            yield "roster", f"{member.login} is made to have left on {line.exit_on}, before that"
