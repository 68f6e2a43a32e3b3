"""The trusted side: policy, records and people at one commit (T02, T07). Light, for the commit hook reads it, too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from c7gate.judging.identity import Identities
from c7gate.model.evaluation import RecordFile, Revision
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.record import Assessment, Cohort, Developer, Person, RecordKind
from c7gate.parsing.record import lenient_identities
from c7gate.reading.git import Repository
from c7gate.reading.program import policy_at, policy_of
from c7gate.reading.records import records_at
from c7gate.scoring.clock import local_date
from c7gate.scoring.people import person
from c7gate.scoring.signed import counting


class TrustedSide(NamedTuple):
    """What may decide: policy, records and people at one commit of the program's repository (T02, T07)."""

    repository: Repository
    revision: Revision
    policy: Policy
    advisory: str
    records: tuple[RecordFile, ...]
    identities: Identities
    people: Mapping[str, Person]
    as_of: datetime

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """Every readable assessment, with the sign-offs that count."""
        return _assessments(self.records, self.policy)

    def program_of(self, repository: Repository) -> tuple[Repository, str] | None:
        """Where the records of who works in `repository` stand, and at which commit; None where that is itself."""
        is_itself = self.repository.common_directory == repository.common_directory
        return None if is_itself else (self.repository, self.revision.oid)

    @property
    def cohorts(self) -> tuple[Cohort, ...]:
        """Every readable cohort."""
        return tuple(record.cohort for record in self.records if record.cohort)


def trusted_side(repository: Repository, revision: Revision, as_of: datetime) -> TrustedSide:
    """Load the trusted side.

    Raises:
        PolicyError: the policy there is broken.
        CannotLookError: an object of it is missing.
    """
    policy = policy_at(repository, revision.oid)
    records = records_at(repository, revision.oid)
    developers = _developers(records)
    known = policy or policy_of({})
    return TrustedSide(
        repository=repository,
        revision=revision,
        policy=known,
        advisory="" if policy else "no policy at the trusted commit",
        records=records,
        identities=Identities(
            [
                *((item.login, item.identities) for item in developers),
                *((login, ()) for login in (*known.coordinators, *known.assessors)),
            ]
        ),
        people=_people(developers, records, known, as_of),
        as_of=as_of,
    )


def side_at(side: TrustedSide, revision: Revision, as_of: datetime) -> TrustedSide:
    """The same trusted side at another instant, for a commit that holds the same policy and records."""
    people = _people(_developers(side.records), side.records, side.policy, as_of)
    return side._replace(revision=revision, people=people, as_of=as_of)


def side_under(side: TrustedSide, policy: Policy) -> TrustedSide:
    """The same people and records under another policy."""
    people = _people(_developers(side.records), side.records, policy, side.as_of)
    return side._replace(policy=policy, people=people)


def _developers(records: Iterable[RecordFile]) -> tuple[Developer, ...]:
    return tuple(_developer(record) for record in records if record.kind is RecordKind.DEVELOPER)


def _developer(record: RecordFile) -> Developer:
    """The record's person; of a broken record at least who it is, so that nobody slips out by a typo."""
    if record.developer:
        return record.developer
    return Developer(record.login, lenient_identities(record.document) if record.document else ())


def _people(
    developers: Iterable[Developer], records: Iterable[RecordFile], policy: Policy, as_of: datetime
) -> Mapping[str, Person]:
    cohorts: dict[str, Cohort] = {record.cohort.id: record.cohort for record in records if record.cohort}
    assessments = {item.login: item for item in _assessments(records, policy)}
    everybody = (person(item, assessments.get(item.login), cohorts, policy) for item in developers)
    return {one.login: one for one in everybody if _enrolled(one, as_of)}


def _assessments(records: Iterable[RecordFile], policy: Policy) -> tuple[Assessment, ...]:
    return tuple(
        counting(record.assessment, policy.signers_needed) for record in records if record.assessment
    )


def _enrolled(one: Person, as_of: datetime) -> bool:
    today = local_date(one, as_of)
    begun = one.enrolled_at is None or one.enrolled_at <= today
    return begun and (one.exit_on is None or today <= one.exit_on)
