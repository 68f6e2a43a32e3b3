"""Everything a verdict depends on, loaded once: policy and people from the trusted side, data from the head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from c7gate.judging.amendments import added_signoffs, lost_entries
from c7gate.judging.authors import enrolled
from c7gate.model.commit import Entry
from c7gate.model.evaluation import Change, Earlier, RecordFile, Revision, Snapshot
from c7gate.model.record import Assessment, Person, RecordKind
from c7gate.reading.change import ChangeReader
from c7gate.reading.git import Repository
from c7gate.reading.program import policy_change, policy_faults
from c7gate.reading.records import FOLDER, policy_stem, read_records, records_at
from c7gate.reading.signatures import Verifier
from c7gate.reading.trusted import TrustedSide
from c7gate.scoring.people import GATE_3, person

if TYPE_CHECKING:  # loaded where somebody's days are counted, which most changes do not ask for
    from c7gate.reading.scores import EvidenceSource, Scores


def snapshot_of_records(side: TrustedSide, repository: Repository, head: Revision) -> Snapshot:
    """The snapshot that judges every record at `head`, and no change."""
    return _snapshot(side, repository, None, _cross_checked(side, records_at(repository, head.oid)))


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
    records = read_records(repository, written)
    records = _cross_checked(side, records) if records else ()  # most changes write none
    earlier = _earlier(repository, change)
    records = tuple(record._replace(inherited=_inherited(earlier[record.path])) for record in records)
    records += _policy_files(repository, change)
    snapshot = _snapshot(side, repository, change, records)
    scores = _gates(side, reader, snapshot, mainline, history)
    if scores is not None:
        snapshot = snapshot._replace(
            gates=scores.gates,
            consistency=scores.consistency,
            uncounted=scores.uncounted,
            timed=_timed(side, scores),
        )
    found = snapshot._replace(
        earlier=earlier,
        rewritten=_rewritten(side, records),
        policy_change=policy_change(repository, change),
        signoffs=tuple(added_signoffs(records, earlier)),
        lost_entries=tuple(lost_entries(records, earlier)),
        not_examined=(*snapshot.not_examined, *reader.verifier.unproven),
    )
    if side.advisory or not any(map(_asks_of_gates, records)):
        return found
    from c7gate.reading.requests import with_requests

    return with_requests(side, repository, found, mainline)


def _asks_of_gates(record: RecordFile) -> bool:
    """Whether a record holds what gates 1, 2 and 4 are made of; most changes write none, and pay nothing."""
    own, cohort = record.developer, record.cohort
    return (
        record.assessment is not None
        or (own is not None and bool(own.exercises or own.commitment))
        or (cohort is not None and bool(cohort.mentors))
    )


def _timed(side: TrustedSide, scores: Scores) -> Mapping[str, str]:
    """How the commits of these people are spaced, where a timer's are, in words by login."""
    people = {login: side.people[login] for login, events in scores.events.items() if len(events) > 1}
    if not people:
        return {}
    from c7gate.scoring.calendar import counted_until
    from c7gate.scoring.spacing import timed

    policy = side.policy.gate3
    found = {
        login: timed(one, scores.events[login], policy, counted_until(one, side.as_of))
        for login, one in people.items()
    }
    return {login: words for login, words in found.items() if words}


def _earlier(repository: Repository, change: Change) -> Mapping[str, Earlier]:
    """The records that the change writes as they were before it, by path."""
    known: dict[tuple[str, Entry], RecordFile | None] = {}

    def read(path: str, entry: Entry | None) -> RecordFile | None:
        if entry is not None and (path, entry) not in known:
            known[path, entry] = next(iter(read_records(repository, [(path, entry)])), None)
        return known[path, entry] if entry is not None else None

    found: dict[str, Earlier] = {}
    for item in change.paths:
        if item.new and item.path.startswith(f"{FOLDER}/"):
            began = [repository.entry(fork, item.path) for fork in change.forks] or [item.old]
            copies = (read(item.path, entry) for entry in dict.fromkeys(began))
            found[item.path] = Earlier(read(item.path, item.old), tuple(filter(None, copies)))
    return found


def _inherited(earlier: Earlier) -> frozenset[tuple[str, str]]:
    problems = earlier.tip.problems if earlier.tip else ()
    return frozenset((item.rule, item.message) for item in problems)


def _rewritten(side: TrustedSide, records: Iterable[RecordFile]) -> Mapping[str, Person]:
    """The enrolled people whose own records are written, as they would be by what is written."""
    cohorts = {record.cohort.id: record.cohort for record in side.records if record.cohort}
    assessments = {item.login: item for item in side.assessments}
    return {
        record.login: person(record.developer, assessments.get(record.login), cohorts, side.policy)
        for record in records
        if record.developer and record.login in side.people
    }


def change_reader(side: TrustedSide, repository: Repository) -> ChangeReader:
    """A reader of changes that trusts what `side` trusts."""
    verifier = Verifier(side.policy.signing_keys, side.as_of, repository.search_path)
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


def _cross_checked(side: TrustedSide, records: Iterable[RecordFile]) -> tuple[RecordFile, ...]:
    from c7gate.judging.crosscheck import Known, cross_checked

    cohorts = {record.cohort.id for record in side.records if record.cohort}
    return cross_checked(records, Known(side.identities, cohorts).by_policy(side.policy))


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
) -> Scores | None:
    """Gate 3 of the change's enrolled authors whose gate 3 is open, and of who asks to have it signed."""
    if side.advisory or snapshot.change is None:
        return None
    logins = {author.login for author in enrolled(snapshot)} | set(snapshot.signoff_requests)
    people = {login: side.people[login] for login in sorted(logins) if login in side.people}
    people = {login: one for login, one in people.items() if one.gate3_signed is None}
    if not people:
        return None
    tips = tuple(dict.fromkeys((mainline, snapshot.change.head.oid)))
    with closing(reader.repository.traverse(tips)) as walk:
        if history is None:
            walk.start()  # git walks while what reads it is loaded
        from c7gate.reading.evidence import History
        from c7gate.reading.scores import scored

        source = history or History(reader.repository, tips, side, walk)
        written = {record.login: record.developer for record in snapshot.judged_records if record.developer}
        return scored(side, people, source, written)
