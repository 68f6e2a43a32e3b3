"""What a record's own history tells: when it was made, and when each look-up was entered (T58)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from c7gate.model.commit import Commit, Entry
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Usage
from c7gate.parsing.yaml_text import MAX_BYTES
from c7gate.reading.git import Repository
from c7gate.reading.records import FOLDER, read_file

_MOST_VERSIONS = 1000


class RecordHistory(NamedTuple):
    """When the record was made (None: not to be seen here), and when each look-up was first written down."""

    created: datetime | None = None
    entered: Mapping[Usage, datetime] = MappingProxyType({})


def record_path(login: str) -> str:
    """Where a person's own record stands."""
    return f"{FOLDER}/developers/{login}.yaml"


def with_logs(repository: Repository, tips: Sequence[str], logins: Iterable[str]) -> frozenset[str]:
    """Those whose record at any of the tips declares a look-up whose time of entering matters."""
    written = {
        (login, entry)
        for login in logins
        for tip in tips
        if (entry := repository.entry(tip, record_path(login))) and entry.mode.startswith("100")
    }
    oids = sorted({entry.oid for _, entry in written})
    texts = zip(oids, repository.read_objects(oids, MAX_BYTES), strict=True)
    worth = {oid for oid, text in texts if _may_declare(text.content or b"")}
    return frozenset(
        login
        for login, entry in written
        if entry.oid in worth
        and any(use.kind == "log" for use in _usage_of(repository, entry, record_path(login)))
    )


def _may_declare(text: bytes) -> bool:
    """Whether a record may hold the key of look-ups: written out, or as a string with escapes spells it."""
    return b"usage" in text or b"\\" in text


def record_history(repository: Repository, tips: Sequence[str], login: str) -> RecordHistory:
    """Follow one person's record back to the commit that made it.

    A version is dated by its commit's author or committer, whichever is earlier, so that a rebase makes
    nothing late. What a clone cut off hides is not held against anybody.
    """
    path = record_path(login)
    entered: dict[Usage, datetime] = {}
    starts = [oid for oid in tips if repository.entry(oid, path)]
    cut = repository.shallow_boundary()
    for _ in range(_MOST_VERSIONS):
        oid = repository.last_touching(starts, path)
        if oid is None or oid in cut:
            unknown = _usage(repository, oid, path) if oid else ()
            return RecordHistory(None, {use: at for use, at in entered.items() if use not in unknown})
        commit = repository.read_commit(oid)
        at = _dated(commit)
        if at is not None:
            entered.update((use, min(at, entered.get(use, at))) for use in _usage(repository, oid, path))
        starts = [parent for parent in commit.parents if repository.entry(parent, path)]
        if not starts:
            return RecordHistory(at, entered)
    return RecordHistory(None, {})


def _dated(commit: Commit) -> datetime | None:
    return min((stamp.instant for stamp in (commit.author, commit.committer) if stamp), default=None)


def _usage(repository: Repository, oid: str, path: str) -> Iterable[Usage]:
    entry = repository.entry(oid, path)
    return _usage_of(repository, entry, path) if entry else ()


def _usage_of(repository: Repository, entry: Entry, path: str) -> Iterable[Usage]:
    if not entry.mode.startswith("100"):
        return ()
    record = read_file(path, entry, repository.read_object(entry.oid, MAX_BYTES).content)
    return record.developer.usage if record and record.developer else ()
