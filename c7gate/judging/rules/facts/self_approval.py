"""Nobody assesses, reviews, excuses or excepts themselves, nor keeps their own assessment.

What it checks:
    Each attempt, review, excused day, waiver and revocation that the change adds to an assessment names another person than its
    subject.
    And somebody else than the subject stands behind every change of an assessment, also a coordinator's own.

Why:
    What an assessment says is worth something because others say it (T05, T88).

Example:
    dana, a coordinator, adds `{from: 2025-08-27, to: 2025-08-27, by: farid}` to training-records/assessments/dana.yaml,
    and farid has not approved that.

How to fix:
    Let another coordinator or an assessor write the line, sign the commit, or approve its newest head.
"""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.judging.amendments import added_entries
from c7gate.judging.rights import ASSESSMENTS, may_change_protected, subject_of, verified_as
from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import Change, RecordFile, Snapshot
from c7gate.model.finding import Location

CODE = "C7D012"
NAME = "self-approval"
_OTHERS_WORD = {
    "attempts": "assessor",
    "reviews": "reviewer",
    "excused": "by",
    "waivers": "approver",
    "revocations": "by",
}


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a line, and one a file."""
    change = snapshot.change
    if change is None:
        return guarded(())
    lines = (line for record in snapshot.judged_records for line in _own_lines(snapshot, record))
    return guarded((*lines, *_own_files(snapshot, change)))


def _own_lines(snapshot: Snapshot, record: RecordFile) -> Iterator[Found]:
    """Lines in which the subject stands where somebody else belongs."""
    if record.assessment is None or record.document is None:
        return
    for name, key in _OTHERS_WORD.items():
        for index, entry in added_entries(record, snapshot.earlier, name):
            if entry[key] == record.login:
                yield Found(
                    message=f"entry {index + 1} of {name} names {record.login} as {key}, whom the file is about",
                    help="ask somebody else",
                    location=Location.in_file(record.path, *record.document.position((name, index))),
                    developer=record.login,
                )


def _own_files(snapshot: Snapshot, change: Change) -> Iterator[Found]:
    """Assessments that nobody but their subject stands behind."""
    judges = frozenset((*snapshot.policy.coordinators, *snapshot.policy.assessors))
    for item in change.paths:
        subject = subject_of(item.path)
        if (
            item.path.startswith(ASSESSMENTS)
            and may_change_protected(snapshot, change, item.path)
            and not verified_as(change, item.path, judges - {subject})
        ):
            yield Found(
                message=f"{subject} alone stands behind this change of the assessment of {subject}",
                help="have another coordinator or an assessor sign the commit or approve the head",
                location=Location.in_file(item.path),
                developer=subject,
            )
