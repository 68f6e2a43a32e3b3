"""Everything a verdict depends on, loaded once: policy and people from the trusted side, data from the head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Protocol

from c7gate.judging.authors import enrolled
from c7gate.judging.crosscheck import Known, cross_checked
from c7gate.judging.identity import Identities
from c7gate.model.evaluation import AddedSignOff, Change, LostEntry, RecordFile, Revision, Snapshot
from c7gate.model.policy import Policy
from c7gate.model.record import Assessment, Cohort, Developer, Person, RecordKind
from c7gate.model.scoring import Consistency, Event, Uncounted
from c7gate.model.verdict import GateResult
from c7gate.parsing.record import lenient_identities
from c7gate.reading.change import ChangeReader
from c7gate.reading.collected import Collected, with_collected
from c7gate.reading.declared import recorded_events
from c7gate.reading.evidence import Evidence, History
from c7gate.reading.git import Repository
from c7gate.reading.program import policy_at, policy_faults, policy_of
from c7gate.reading.records import FOLDER, policy_stem, read_records, records_at
from c7gate.reading.signatures import Verifier
from c7gate.scoring.calendar import counted_until, local_date
from c7gate.scoring.gate3 import gate3
from c7gate.scoring.people import GATE_3, person
from c7gate.scoring.qualifying import sifted


class EvidenceSource(Protocol):
    """Where evidence comes from."""

    def of(self, people: Mapping[str, Person]) -> Mapping[str, Evidence]:
        """What each of these people earns, by login."""


@dataclass(frozen=True, slots=True)
class TrustedSide:
    """What may decide: policy, records and people at one commit of the program's repository (T02, T07)."""

    repository: Repository
    revision: Revision
    policy: Policy
    advisory: str
    records: tuple[RecordFile, ...]
    identities: Identities
    people: Mapping[str, Person]
    as_of: datetime
    collected: Collected

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """Every readable assessment."""
        return tuple(record.assessment for record in self.records if record.assessment)


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
        collected=Collected(repository),
    )


def side_at(side: TrustedSide, revision: Revision, as_of: datetime) -> TrustedSide:
    """The same trusted side at another instant, for a commit that holds the same policy and records."""
    people = _people(_developers(side.records), side.records, side.policy, as_of)
    return replace(side, revision=revision, people=people, as_of=as_of)


def snapshot_of_records(side: TrustedSide, repository: Repository, head: Revision) -> Snapshot:
    """The snapshot that judges every record at `head`, and no change."""
    records = cross_checked(records_at(repository, head.oid), _known(side))
    return _snapshot(side, repository, None, records)


def snapshot_of_change(
    side: TrustedSide,
    repository: Repository,
    reader: ChangeReader,
    change: Change,
    *,
    mainline: str,
    history: EvidenceSource | None = None,
) -> Snapshot:
    """The snapshot that judges one change; evidence is what `mainline` and the head reach, unless it is known."""
    written = [
        (item.path, item.new) for item in change.paths if item.new and item.path.startswith(f"{FOLDER}/")
    ]
    records = cross_checked(read_records(repository, written), _known(side))
    before = [
        (item.path, item.old) for item in change.paths if item.old and item.path.startswith(f"{FOLDER}/")
    ]
    based = {record.path: record for record in read_records(repository, before)}
    earlier = {
        path: frozenset((item.rule, item.message) for item in record.problems)
        for path, record in based.items()
    }
    signoffs = tuple(_added_signoffs(records, based))
    lost_entries = tuple(_lost_entries(records, based))
    records = tuple(replace(record, inherited=earlier.get(record.path, frozenset())) for record in records)
    records += _policy_files(repository, change)
    snapshot = _snapshot(side, repository, change, records)
    scores = _gates(side, reader, snapshot, mainline, history)
    return replace(
        snapshot,
        signoffs=signoffs,
        lost_entries=lost_entries,
        gates=scores.gates,
        consistency=scores.consistency,
        uncounted=scores.uncounted,
    )


def _added_signoffs(records: Iterable[RecordFile], based: Mapping[str, RecordFile]) -> Iterator[AddedSignOff]:
    """The sign-off lines that the base's copies do not hold word for word."""
    for record in records:
        old = based[record.path].assessment if record.path in based else None
        known = set(old.signoffs) if old else set()
        for index, signoff in enumerate(record.assessment.signoffs if record.assessment else ()):
            if signoff not in known and record.document is not None:
                line, _ = record.document.position(("signoffs", index))
                yield AddedSignOff(record.path, record.login, signoff, line)


def _lost_entries(records: Iterable[RecordFile], based: Mapping[str, RecordFile]) -> Iterator[LostEntry]:
    """The entries of assessments' lists that the base's copies hold and the head's do not, word for word."""
    for record in records:
        old = based.get(record.path)
        if record.kind is not RecordKind.ASSESSMENT or old is None or not (record.document and old.document):
            continue
        now = record.document.value if isinstance(record.document.value, dict) else {}
        before = old.document.value if isinstance(old.document.value, dict) else {}
        for name, entries in before.items():
            left = list(now.get(name) or ()) if isinstance(now.get(name), list) else []
            for number, entry in enumerate(entries if isinstance(entries, list) else (), 1):
                if entry in left:
                    left.remove(entry)
                    continue
                line, _ = record.document.key_position((name,))
                id_ = str(entry.get("id", "")) if isinstance(entry, dict) else ""
                yield LostEntry(record.path, record.login, name, number, id_, line)


def change_reader(side: TrustedSide, repository: Repository, ssh_keygen: str | None) -> ChangeReader:
    """A reader of changes that trusts what `side` trusts."""
    verifier = Verifier(side.policy.signing_keys, side.as_of.astimezone(UTC).date(), ssh_keygen)
    return ChangeReader(repository, side.policy, side.identities, verifier)


def _snapshot(
    side: TrustedSide, repository: Repository, change: Change | None, records: tuple[RecordFile, ...]
) -> Snapshot:
    written = {record.path for record in records}
    elsewhere = tuple(record for record in side.records if record.problems and record.path not in written)
    signed = {login for item in side.assessments for login in [item.login] if _asks(item)}
    asked = {record.login for record in records if record.assessment and _asks(record.assessment)}
    return Snapshot(
        as_of=side.as_of,
        policy=side.policy,
        trusted=side.revision,
        people=side.people,
        change=change,
        recorded=frozenset(record.login for record in side.records if record.kind is RecordKind.DEVELOPER),
        judged_records=records,
        elsewhere=elsewhere if change else (),
        signoff_requests=frozenset(asked - signed) if change else frozenset(),
        advisory=side.advisory,
        not_examined=_unseen(side),
        history_altered=repository.altered(),
    )


def _unseen(side: TrustedSide) -> tuple[tuple[str, str], ...]:
    if side.advisory and side.repository.is_shallow:
        return (("whether an earlier commit held a policy", "this clone is shallow"),)
    return ()


def _known(side: TrustedSide) -> Known:
    cohorts = {record.cohort.id for record in side.records if record.cohort}
    return Known(side.identities, cohorts, side.policy.calendars)


def _policy_files(repository: Repository, change: Change) -> tuple[RecordFile, ...]:
    """The policy files that the change writes, with what would be wrong once they are the trusted ones."""
    written = {item.path: item.new for item in change.paths if item.new and policy_stem(item.path)}
    faults = policy_faults(repository, change.head.oid) if written else {}
    return tuple(
        RecordFile(path, None, "", entry, None, faults[path])
        for path, entry in written.items()
        if path in faults
    )


def _asks(assessment: Assessment) -> bool:
    return any(line.gate == GATE_3 for line in assessment.signoffs)


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
    assessments = {record.login: record.assessment for record in records if record.assessment}
    everybody = (person(item, assessments.get(item.login), cohorts, policy) for item in developers)
    return {one.login: one for one in everybody if _enrolled(one, as_of)}


def _enrolled(one: Person, as_of: datetime) -> bool:
    today = local_date(one, as_of)
    begun = one.enrolled_at is None or one.enrolled_at <= today
    return begun and (one.exit_on is None or today <= one.exit_on)


def _gates(
    side: TrustedSide,
    reader: ChangeReader,
    snapshot: Snapshot,
    mainline: str,
    history: EvidenceSource | None,
) -> Scores:
    """Gate 3 of the change's enrolled authors whose gate 3 is open, and of who asks to have it signed."""
    if side.advisory or snapshot.change is None:
        return Scores({}, {}, {})
    logins = {author.login for author in enrolled(snapshot)} | set(snapshot.signoff_requests)
    people = {login: side.people[login] for login in sorted(logins) if login in side.people}
    people = {login: one for login, one in people.items() if one.gate3_signed is None}
    tips = tuple(dict.fromkeys((mainline, snapshot.change.head.oid)))
    source = history or History(reader.repository, tips, side.identities, side.policy)
    written = {record.login: record.developer for record in snapshot.judged_records if record.developer}
    return scored(side, people, source, written)


@dataclass(frozen=True, slots=True)
class Scores:
    """Gate 3 by login: the gate with its criteria, the score with its days, the commits that earn nothing."""

    gates: Mapping[str, GateResult]
    consistency: Mapping[str, Consistency]
    uncounted: Mapping[str, tuple[Uncounted, ...]]


def scored(
    side: TrustedSide,
    people: Mapping[str, Person],
    history: EvidenceSource,
    written: Mapping[str, Developer],
) -> Scores:
    """Gate 3 of these people.

    `written` are records as the head has them; the trusted copy stands in for the others.
    """
    own = {record.login: record.developer for record in side.records if record.developer}
    gates: dict[str, GateResult] = {}
    consistency: dict[str, Consistency] = {}
    uncounted: dict[str, tuple[Uncounted, ...]] = {}
    policy = side.policy.gate3
    for login, evidence in history.of(people).items():
        record = written.get(login) or own.get(login)
        declared, late = recorded_events(
            record, evidence.entered, people[login], policy.late_log_working_days
        )
        found = with_collected(evidence.events, side.collected.of(login), side.as_of)
        # What git shows to be no work is none by being collected; only its age can be proven that way.
        void = {item.ref for item in evidence.uncounted if item.rule != "before-record"}
        events: tuple[Event, ...] = (*(event for event in found if event.ref not in void), *declared)
        _, refused = sifted(people[login], events, policy, counted_until(people[login], side.as_of))
        uncounted[login] = (*evidence.uncounted, *late, *refused)
        gates[login], consistency[login] = gate3(
            people[login],
            events,
            policy,
            side.as_of,
            reviews=_reviews(side, people[login]),
            shares=_shares(people[login], record, side.as_of),
        )
    return Scores(gates, consistency, uncounted)


def _reviews(side: TrustedSide, one: Person) -> int:
    """Reviews this person gave on others' work, from tracking start to as-of."""
    return sum(
        review.reviewer == one.login
        and review.at <= counted_until(one, side.as_of)
        and _tracked(one, local_date(one, review.at))
        for assessment in side.assessments
        if assessment.login != one.login
        for review in assessment.reviews
    )


def _shares(one: Person, record: Developer | None, as_of: datetime) -> int:
    shares = record.shares if record else ()
    today = local_date(one, counted_until(one, as_of))
    return sum(_tracked(one, share.date) and share.date <= today for share in shares)


def _tracked(one: Person, day: date) -> bool:
    return one.tracking_start is not None and day >= one.tracking_start
