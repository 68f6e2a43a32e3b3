"""What is wrong between records, though each is right by itself: identities and names that do not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from c7gate.judging.identity import Identities, ascii_lower
from c7gate.model.document import Pointer
from c7gate.model.evaluation import RecordFile
from c7gate.model.finding import Problem


class Known(NamedTuple):
    """What exists beside the records judged: identities of the trusted side, and names that policy gives a meaning.

    Names are those of cohorts, calendars, roles, exercises, and of each gate's criteria by the gate's number. None means that nobody looked, so names are not held against it.
    """

    identities: Identities
    cohorts: Collection[str] | None = None
    calendars: Collection[str] | None = None
    roles: Collection[str] | None = None
    exercises: Collection[str] | None = None
    criteria: Mapping[int, Collection[str]] | None = None


def cross_checked(records: Iterable[RecordFile], known: Known) -> tuple[RecordFile, ...]:
    """The same records with what is wrong between them added to their problems (T23)."""
    records = tuple(records)
    claims: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for identity in record.developer.identities if record.developer else ():
            claims[ascii_lower(identity)].add(record.login)
    written = {record.cohort.id for record in records if record.cohort}
    cohorts = None if known.cohorts is None else {*known.cohorts, *written}
    return tuple(
        record._replace(
            problems=(
                *record.problems,
                *_shared(record, claims, known.identities),
                *_unknown(record, cohorts, known.calendars),
                *_unknown_to_policy(record, known),
            ),
        )
        for record in records
    )


def _shared(record: RecordFile, claims: dict[str, set[str]], trusted: Identities) -> Iterator[Problem]:
    for index, identity in enumerate(record.developer.identities if record.developer else ()):
        others = {*claims[ascii_lower(identity)], trusted.claimed_by(identity)} - {record.login, ""}
        if others:
            message = f"identity {identity} belongs to {' and '.join(sorted(others))} as well"
            help_ = "an identity is one person's: remove it from the record of whoever it is not"
            yield _problem(record, "record-invalid", ("identities", index), message, help_)


def _unknown(
    record: RecordFile, cohorts: Collection[str] | None, calendars: Collection[str] | None
) -> Iterator[Problem]:
    cohort = record.developer.cohort if record.developer else ""
    if cohort and cohorts is not None and cohort not in cohorts:
        message = f'no cohort is called "{cohort}", so this record has none'
        yield _problem(record, "unknown-name", ("cohort",), message, _one_of(cohorts, "cohort"))
    calendar = record.cohort.calendar if record.cohort else ""
    if calendar and calendars is not None and calendar not in calendars:
        message = f'no calendar is called "{calendar}", so this cohort has no public holidays'
        yield _problem(record, "unknown-name", ("calendar",), message, _one_of(calendars, "calendar"))


def _unknown_to_policy(record: RecordFile, known: Known) -> Iterator[Problem]:
    for kind, name, pointer, names in _named(record, known):
        if name and names is not None and name not in names:
            yield _problem(
                record, "unknown-name", pointer, f'policy knows no {kind} "{name}"', _one_of(names, kind)
            )


def _named(record: RecordFile, known: Known) -> Iterator[tuple[str, str, Pointer, Collection[str] | None]]:
    """Every name in a record that policy gives a meaning: its kind, itself, where it stands, and those there are."""
    if record.developer:
        yield "role", record.developer.role, ("role",), known.roles
        for index, line in enumerate(record.developer.exercises):
            yield "exercise", line.exercise, ("exercises", index, "id"), known.exercises
    if record.assessment:
        criteria = known.criteria
        for index, review in enumerate(record.assessment.reviews):
            yield "exercise", review.exercise, ("reviews", index, "exercise"), known.exercises
        for index, attempt in enumerate(record.assessment.attempts):
            names = criteria.get(attempt.gate, ()) if criteria is not None else None
            for name in attempt.scores:
                yield f"criterion of gate {attempt.gate}", name, ("attempts", index, "scores", name), names
        for index, waiver in enumerate(record.assessment.waivers):
            names = criteria.get(waiver.gate, ()) if criteria is not None and waiver.gate else None
            kind = f"criterion of gate {waiver.gate}"
            yield kind, waiver.criterion, ("waivers", index, "criterion"), names


def _one_of(names: Collection[str], what: str) -> str:
    return (
        f"write one of: {', '.join(sorted(names))}" if names else f"write the {what} first, or leave this out"
    )


def _problem(record: RecordFile, rule: str, pointer: Pointer, message: str, help_: str) -> Problem:
    line, column = record.document.position(pointer) if record.document else (1, 1)
    return Problem(rule, message, help_, line, column)
