"""Everything that a program's repositories and this clone hold about one person, looked up at the trusted commit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from pathlib import Path

from c7gate.judging.identity import Identities
from c7gate.model.collected import BRANCH, CHAIN
from c7gate.model.document import Document, Pointer
from c7gate.model.evaluation import RecordFile
from c7gate.model.personal import Authored, FileHistory, Group, PersonalData, PersonalFact
from c7gate.model.record import RecordKind
from c7gate.parsing.personal import login_places, mentions, own_facts
from c7gate.reading import resources
from c7gate.reading.collected import files_at, kept_on
from c7gate.reading.evidence_branch import evidence_ref
from c7gate.reading.git import Repository
from c7gate.reading.program import policy_documents
from c7gate.reading.trusted import TrustedSide

_OWN = {RecordKind.DEVELOPER: Group.RECORD, RecordKind.ASSESSMENT: Group.ASSESSMENT}
_GROUPS = list(Group)
# Escalation takes teams as well as logins, so its schema cannot say that they are logins.
_BESIDE: Mapping[str, tuple[Pointer, ...]] = {"alerts": (("escalation", "levels", "*", "any_of", "*"),)}
_LOCAL = {
    "journal.jsonl": "look-ups made in this clone that wait to be named in a commit, and some that were",
    "history": "commits with references: addresses of their authors, libraries, topics",
    "demand.json": "what a commit made here is asked for, with the address it is made by",
    "clean-files.json": "which records were found right, with the identities they name",
}


def personal_data(side: TrustedSide, repository: Repository, tips: Sequence[str], login: str) -> PersonalData:
    """What is stored about `login`: at the trusted commit, on the evidence branch, in commits, in this clone.

    Args:
        side: policy and records.
        repository: where the code is; its commits are looked through from `tips` (full ids).
        tips: where history begins.
        login: whom it is about; nobody of that login need be enrolled.

    Raises:
        PolicyError, CannotLookError: as for `check`.
    """
    documents = dict(policy_documents(side.repository, side.revision.oid)) if not side.advisory else {}
    facts = facts_in(side.records, documents, login)
    return PersonalData(
        login=login,
        facts=(*facts, *collected_lines(side.repository, login)),
        authored=authored_by(repository, tips, side.identities, login),
        local=_local(repository),
        unread=(*unread_files(side.records), *cut_off(repository)),
    )


def facts_in(
    records: Iterable[RecordFile], policy: Mapping[str, Document], login: str
) -> tuple[PersonalFact, ...]:
    """What these records and policy files (by stem) say of a person, by group, then by place."""
    found = _facts_in(records, policy, login)
    return tuple(sorted(found, key=lambda fact: (_GROUPS.index(fact.group), fact.file, fact.line)))


def _facts_in(
    records: Iterable[RecordFile], policy: Mapping[str, Document], login: str
) -> Iterator[PersonalFact]:
    for record in records:
        document, kind = record.document, record.kind
        if kind is None or document is None or not isinstance(document.value, dict):
            continue
        if record.login == login and kind in _OWN:
            yield from own_facts(document, _OWN[kind])
        else:
            group = Group.COHORTS if kind is RecordKind.COHORT else Group.OTHERS
            yield from mentions(document, group, login_places(resources.schema(kind.value)), login)
    for stem, document in policy.items():
        wanted = (*login_places(resources.schema(stem)), *_BESIDE.get(stem, ()))
        yield from mentions(document, Group.POLICY, wanted, login)


def collected_lines(repository: Repository, login: str) -> Iterator[PersonalFact]:
    """The lines of the evidence branch about a person, after it was shown to be whole."""
    ref = evidence_ref(repository)
    tip = repository.ref(ref) if ref else None
    if ref is None or tip is None:
        return
    kept_on(repository, ref)
    for path, content in files_at(repository, tip).items():
        if path.endswith(f"/{CHAIN}"):
            continue
        for number, raw in enumerate(content.splitlines(), 1):
            found = json.loads(raw)
            if found.pop("developer") == login:
                yield PersonalFact(Group.EVIDENCE, f"{BRANCH}:{path}", number, str(found["kind"]), found)


def authored_by(repository: Repository, tips: Sequence[str], who: Identities, login: str) -> Authored:
    """The commits that `tips` (full ids) reach whose author is that person by `who`."""
    stamps = [
        stamp
        for commit in repository.commits(tips)
        if (stamp := commit.author) and who.by_email(stamp.email) == login
    ]
    if not stamps:
        return Authored()
    days = [stamp.instant.astimezone(UTC).date() for stamp in stamps]
    return Authored(len(stamps), min(days), max(days), tuple(sorted({stamp.email for stamp in stamps})))


def file_history(repository: Repository, tip: str, path: str) -> FileHistory:
    """What history holds of one file; `tip` is a full id."""
    found = repository.touching(tip, path)
    first = repository.read_commit(found[-1]) if found else None
    since = first.committer.instant.astimezone(UTC).date() if first and first.committer else None
    return FileHistory(path, len(found), first.oid if first else "", since)


def _local(repository: Repository) -> Mapping[str, str]:
    folders: dict[Path, None] = dict.fromkeys((repository.common_directory, repository.git_directory))
    places = ((folder / "c7gate" / name, what) for folder in folders for name, what in _LOCAL.items())
    return {str(path): what for path, what in places if path.is_file()}


def unread_files(records: Iterable[RecordFile]) -> Iterator[tuple[str, str]]:
    """Files in which anything may stand, because they are no YAML of ours."""
    for record in records:
        readable = record.document is not None and isinstance(record.document.value, dict)
        if record.problems and not readable:
            problem = record.problems[0]
            yield record.path, f"line {problem.line}: {problem.message}"


def cut_off(repository: Repository) -> Iterator[tuple[str, str]]:
    """What of history is not here, with what brings it."""
    if repository.is_shallow:
        yield (
            "history",
            "this clone is shallow, so older commits were not looked through: git fetch --unshallow",
        )
