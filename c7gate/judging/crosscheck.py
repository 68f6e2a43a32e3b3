"""What is wrong between records, though each is right by itself: identities and names that do not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from c7gate.judging.identity import Identities, ascii_lower
from c7gate.model.document import Pointer
from c7gate.model.evaluation import RecordFile
from c7gate.model.finding import Problem


class Known(NamedTuple):
    """What exists beside the records judged: identities of the trusted side, ids of cohorts and calendars.

    None means that nobody looked, so names are not held against it.
    """

    identities: Identities
    cohorts: Collection[str] | None = None
    calendars: Collection[str] | None = None


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


def _one_of(names: Collection[str], what: str) -> str:
    return (
        f"write one of: {', '.join(sorted(names))}" if names else f"write the {what} first, or leave this out"
    )


def _problem(record: RecordFile, rule: str, pointer: Pointer, message: str, help_: str) -> Problem:
    line, column = record.document.position(pointer) if record.document else (1, 1)
    return Problem(rule, message, help_, line, column)
