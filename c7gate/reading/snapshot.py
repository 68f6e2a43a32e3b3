"""Everything a verdict depends on, loaded once: policy and people from the trusted side, data from the head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC

from c7gate.judging.authors import enrolled
from c7gate.judging.crosscheck import Known, cross_checked
from c7gate.model.evaluation import AddedSignOff, Change, LostEntry, RecordFile, Revision, Snapshot
from c7gate.model.record import Assessment, RecordKind
from c7gate.reading.change import ChangeReader
from c7gate.reading.evidence import History
from c7gate.reading.git import Repository
from c7gate.reading.program import policy_faults
from c7gate.reading.records import FOLDER, policy_stem, read_records, records_at
from c7gate.reading.scores import EvidenceSource, Scores, scored
from c7gate.reading.signatures import Verifier
from c7gate.reading.trusted import TrustedSide
from c7gate.scoring.people import GATE_3


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
    records = tuple(record._replace(inherited=earlier.get(record.path, frozenset())) for record in records)
    records += _policy_files(repository, change)
    snapshot = _snapshot(side, repository, change, records)
    scores = _gates(side, reader, snapshot, mainline, history)
    return snapshot._replace(
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
