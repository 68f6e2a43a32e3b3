"""Collected evidence as the program's repository holds it: read whole, shown to be whole, then believed (T24)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from c7gate.model.collected import CHAIN, Kept, Line
from c7gate.model.errors import CannotLookError
from c7gate.model.scoring import Event
from c7gate.parsing.collected import WEEK, BrokenEvidenceError, effective, parse_kept, united, witnessed
from c7gate.reading.evidence_branch import LOCAL, ORIGIN, evidence_ref, tracking
from c7gate.reading.git import Repository

BYTES_LIMIT = 128 << 20
"""Bytes of all files together; a program of a thousand merges a week writes that in some five years."""
_FILE = "100644"


def collected(repository: Repository) -> Mapping[str, tuple[Event, ...]]:
    """The events that a program's repository has collected, of all its repositories, by login.

    Without a branch `c7gate-evidence` there are none.

    Raises:
        CannotLookError: the evidence is broken, or its branch was rewritten.
    """
    found: dict[str, list[Event]] = defaultdict(list)
    ref = evidence_ref(repository)
    for folder, kept in (kept_on(repository, ref) if ref else {}).items():
        for line in effective(kept.lines.values()):
            found[line.developer].append(_event(folder, line))
    return {login: _merged(events) for login, events in found.items()}


def with_collected(
    events: Iterable[Event], collected_events: Iterable[Event], as_of: datetime
) -> tuple[Event, ...]:
    """All the events, one for each thing that was done: what is found in both is listed once, as it was first seen.

    A record made after `as_of` (aware) proves nothing yet.
    """
    seen = (
        event if event.first_seen and event.first_seen <= as_of else event._replace(verified=False)
        for event in collected_events
    )
    return _merged((*events, *seen))


def kept_in(repository: Repository, folder: str, remote: str = ORIGIN) -> Kept:
    """What a remote's branch as fetched and the local one hold of one repository, each shown to be whole.

    Raises:
        CannotLookError: one of them is broken.
    """
    nothing = Kept({}, {})
    kept = (kept_on(repository, ref).get(folder, nothing) for ref in (tracking(remote), LOCAL))
    return united(*kept)


def kept_on(repository: Repository, ref: str) -> Mapping[str, Kept]:
    """What a ref holds, by repository's folder, shown to be whole: nothing edited, put in, or taken out since.

    The chain covers every line; the branch's own commits name the entries they added; and what the ref pointed to
    before, as far as git remembers, is still an ancestor (T24).

    Raises:
        CannotLookError: it is broken; the message names file and line.
    """
    tip = repository.ref(ref)
    if tip is None:
        if ref in repository.refs(ref):
            raise broken("the newest commit of its branch is not here", ref)
        return {}
    _demand_growth(repository, ref, tip)
    try:
        found = {
            name: parse_kept(name, files) for name, files in by_folder(files_at(repository, tip)).items()
        }
        _demand_witnessed(repository, tip, found)
    except BrokenEvidenceError as error:
        raise broken(str(error), ref) from None
    return found


def files_at(repository: Repository, tip: str) -> dict[str, bytes]:
    """The files of collected evidence in a commit, by path; other files on the branch are nobody's evidence.

    Raises:
        CannotLookError: one is no regular file, or together they are larger than `BYTES_LIMIT`.
    """
    left = BYTES_LIMIT
    found: dict[str, bytes] = {}
    for path, entry in repository.list_tree(tip):
        name = path.rpartition("/")[2]
        if name != CHAIN and not WEEK.fullmatch(name):
            continue
        if entry.mode != _FILE:
            raise broken(f"{path} is no regular file", tip)
        read = repository.read_object(entry.oid, left)
        if read.content is None:
            raise broken(f"{path} brings it over {BYTES_LIMIT >> 20} MiB", tip)
        left -= read.size
        found[path] = read.content
    return found


def by_folder(files: Mapping[str, bytes]) -> Mapping[str, Mapping[str, bytes]]:
    """Files by path as files by name, by folder."""
    found: dict[str, dict[str, bytes]] = defaultdict(dict)
    for path, content in files.items():
        folder, _, name = path.rpartition("/")
        found[folder][name] = content
    return found


def broken(what: str, where: str) -> CannotLookError:
    """The error for evidence that is not what collecting left."""
    return CannotLookError(
        f"collected evidence is broken: {what}",
        help=f"see what changed it: git log -p {where}; then put the last commit that c7gate made back",
    )


def is_proven(line: Line) -> bool:
    """Whether the claimed day had begun when the forge first saw it; how long before it may lie is for scoring."""
    seen = line.first_seen
    return seen is not None and line.at.date() <= seen.astimezone(line.at.tzinfo).date()


def _event(folder: str, line: Line) -> Event:
    return Event(
        kind=line.kind,
        at=line.at,
        ref=line.ref if line.kind == "commit" else f"{folder}{line.ref}",
        topics=tuple((line.library, topic) for topic in line.topics),
        verified=is_proven(line),
        first_seen=line.first_seen,
        arrival=f"{folder}{line.change}",
    )


def _merged(events: Iterable[Event]) -> tuple[Event, ...]:
    """One event for each (kind, ref, instant), with all its topics and the earliest time it was seen."""
    found: dict[object, Event] = {}
    for event in events:
        key = event.kind, event.ref, event.at
        found[key] = _both(found[key], event) if key in found else event
    return tuple(found.values())


def _both(one: Event, other: Event) -> Event:
    return one._replace(
        topics=tuple(dict.fromkeys((*one.topics, *other.topics))),
        verified=one.verified or other.verified,
        first_seen=min(filter(None, (one.first_seen, other.first_seen)), default=None),
        arrival=one.arrival or other.arrival,
        built_on=one.built_on or other.built_on,
    )


def _demand_growth(repository: Repository, ref: str, tip: str) -> None:
    """What the ref once pointed to must still be in it; a branch put in its place would hold together by itself."""
    earlier = [oid for oid in repository.reflog(ref) if repository.exists(oid)]
    lost = sorted(repository.reachable(earlier, [tip])) if earlier else []
    if lost:
        raise CannotLookError(
            f"collected evidence is broken: {ref} was rewritten; commit {lost[0][:10]} is no longer in it",
            help=f"push {lost[0][:10]} back; or, if the rewrite was agreed on: git reflog expire --expire=all {ref}",
        )


def _demand_witnessed(repository: Repository, tip: str, found: Mapping[str, Kept]) -> None:
    for commit in repository.commits([tip]):
        for folder, entry in witnessed(commit.message):
            if folder not in found or entry not in found[folder].entries:
                raise BrokenEvidenceError(
                    f"{folder}/{CHAIN}: the entry that commit {commit.oid[:10]} added is gone or was edited "
                    f"(sha256 {entry[:12]})"
                )
