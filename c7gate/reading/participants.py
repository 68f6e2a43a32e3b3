"""What reports on a program rest on: people with their evidence, surveys, documents, reverts, and what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from c7gate.judging.identity import is_bot_email
from c7gate.model.commit import Commit
from c7gate.model.errors import UsageError
from c7gate.model.impact import Measurements
from c7gate.model.record import Assessment, Cohort, Developer, Member, Person
from c7gate.model.reference import Channel, TextVerdict
from c7gate.parsing.impact import MOST_BYTES, parse_measurements
from c7gate.parsing.text import read_text
from c7gate.program.facts import Commits, Facts, KnowledgeDocument, Participant
from c7gate.reading import resources
from c7gate.reading.activity import Remembered
from c7gate.reading.evidence import History
from c7gate.reading.evidence_branch import Collected
from c7gate.reading.git import Repository
from c7gate.reading.recent import recent_commits
from c7gate.reading.reverts import is_clean_revert, reverted
from c7gate.reading.scores import person_events
from c7gate.reading.trusted import TrustedSide
from c7gate.scoring.people import person
from c7gate.scoring.roster import denominator
from c7gate.scoring.tasks import DOCUMENT
from c7gate.scoring.tracked import qualified

_DOCUMENT_LIMIT = 1 << 20


def program_facts(
    side: TrustedSide,
    repository: Repository,
    tip: str,
    measurements: Measurements | None = None,
    evidence: Remembered | None = None,
) -> Facts:
    """Load a program as the trusted side knows it, with the evidence that `tip` (a full id) of `repository` reaches.

    `evidence` is not read again where it covers that.

    Raises:
        CannotLookError: the clone lacks history that could hold evidence.
    """
    participants = _participants(side, repository, tip, evidence)
    cohorts = tuple(record.cohort for record in side.records if record.cohort)
    roster, exits = _roster(cohorts, side)
    committer = repository.read_commit(tip).committer
    return Facts(
        as_of=side.as_of,
        policy=side.policy,
        trusted=side.revision,
        data_through=min(committer.instant, side.as_of).astimezone(UTC).date() if committer else None,
        roster=roster,
        participants=participants,
        exits=exits,
        cohorts=cohorts,
        surveys=tuple(record.survey for record in side.records if record.survey),
        measurements=measurements,
    )


def with_work(facts: Facts, side: TrustedSide, repository: Repository, tip: str) -> Facts:
    """The same facts with what the merged tree and its history hold beside evidence: documents, commits, decisions."""
    return facts._replace(
        documents=tuple(_documents(repository, tip, side, facts.participants.values())),
        commits=_commits(repository, tip, side),
        decisions=_decisions(repository, tip, side),
    )


def read_measurements(path: Path) -> Measurements:
    """An export from disk.

    Raises:
        UsageError: it cannot be read, or is not of the form of `schemas/measurements.schema.json`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        help_ = "name a file that schemas/measurements.schema.json describes"
        raise UsageError(f"{path} cannot be read: {error.strerror}", help=help_) from None
    return parse_measurements(data, str(path), resources.schema("measurements"))


def _participants(
    side: TrustedSide, repository: Repository, tip: str, evidence: Remembered | None
) -> Mapping[str, Participant]:
    """Everybody who has a record, also who left: their days until then are still in the team's figures."""
    cohorts: dict[str, Cohort] = {record.cohort.id: record.cohort for record in side.records if record.cohort}
    assessments: dict[str, Assessment] = {item.login: item for item in side.assessments}
    own: dict[str, Developer] = {
        record.login: record.developer for record in side.records if record.developer
    }
    everybody = {
        login: person(record, assessments.get(login), cohorts, side.policy) for login, record in own.items()
    }
    people: dict[str, Person] = {**everybody, **side.people}
    history = History(repository, (tip,), side)
    found = (evidence if evidence and evidence.covers((tip,), people) else history).of(people)
    kept = Collected(side.repository)
    participants = {}
    for login, one in sorted(people.items()):
        events, _ = person_events(one, found[login], kept, own.get(login), side)
        participants[login] = Participant(
            one,
            own.get(login),
            assessments.get(login),
            qualified(one, events, side.policy.gate3, side.as_of),
        )
    return participants


def _roster(cohorts: Iterable[Cohort], side: TrustedSide) -> tuple[tuple[str, ...], tuple[Member, ...]]:
    """The frozen rosters together; without any cohort everybody who is enrolled (S-104)."""
    today = side.as_of.date()
    found = [denominator(cohort, today) for cohort in cohorts if cohort.start <= today]
    if not any(item.members or item.exits for item in found):
        return tuple(sorted(side.people)), ()
    exits = tuple(line for item in found for line in item.exits)
    return tuple(sorted({login for item in found for login in item.members})), exits


def _documents(
    repository: Repository, tip: str, side: TrustedSide, participants: Iterable[Participant]
) -> Iterator[KnowledgeDocument]:
    """The shared documents that stand in the merged tree, by path."""
    shares = {
        share.ref
        for one in participants
        for share in (one.developer.shares if one.developer else ())
        if share.kind == DOCUMENT and share.date <= side.as_of.date()
    }
    for path in sorted(shares):
        entry = repository.entry(tip, path)
        touched = repository.last_touching([tip], path) if entry and entry.mode.startswith("100") else None
        committer = repository.read_commit(touched).committer if touched else None
        if entry and committer:
            yield KnowledgeDocument(
                path, committer.instant.astimezone(UTC).date(), tuple(_headings(repository, entry.oid))
            )


def _headings(repository: Repository, oid: str) -> Iterator[str]:
    data = repository.read_object(oid, _DOCUMENT_LIMIT).content or b""
    for line in data.decode("utf-8", "replace").splitlines():
        if line.startswith("#"):
            yield line.lstrip("#").strip()


def _commits(repository: Repository, tip: str, side: TrustedSide) -> Commits:
    """What participants committed since the start, and what was undone."""
    start = side.policy.start
    since = datetime.combine(start or date(1970, 1, 1), time(), UTC)
    total = naming = 0
    undoings: dict[str, datetime] = {}
    for commit in recent_commits(repository, tip, since):
        undone = reverted(commit.message)
        if undone and is_clean_revert(repository, commit) and commit.committer:
            undoings[undone] = min(commit.committer.instant, undoings.get(undone, commit.committer.instant))
        elif _is_own(commit, side):
            total += 1
            naming += _names_library(commit, side)
    return Commits(total, naming, undoings)


def _is_own(commit: Commit, side: TrustedSide) -> bool:
    if commit.author is None or commit.is_merge or is_bot_email(commit.author.email):
        return False
    return (
        side.identities.by_email(commit.author.email) in side.people and commit.author.instant <= side.as_of
    )


def _names_library(commit: Commit, side: TrustedSide) -> bool:
    placeholders = side.policy.reference.placeholders
    return (
        read_text(commit.message, Channel.COMMIT, placeholders=placeholders).verdict is TextVerdict.REFERENCE
    )


def _decisions(repository: Repository, tip: str, side: TrustedSide) -> tuple[int, int]:
    """How many architecture decisions there are, and how many of them name documentation (S-140)."""
    folder = side.policy.values["success"]["knowledge_documents"]["decisions"]
    texts = [
        (repository.read_object(entry.oid, _DOCUMENT_LIMIT).content or b"").decode("utf-8", "replace")
        for path, entry in repository.list_tree(tip, folder)
        if path.endswith(".md") and entry.mode.startswith("100")
    ]
    placeholders = side.policy.reference.placeholders
    naming = [read_text(text, Channel.FILE, placeholders=placeholders).verdict for text in texts]
    return len(texts), naming.count(TextVerdict.REFERENCE)
