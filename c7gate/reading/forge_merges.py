"""The merges that the forge itself made, told by its signature: what is built on one was not written before it (T09, T58).

The forge's clock dates them, not the person who is judged. The committer's name alone proves nothing, for anybody may
write it. Where a key listed by policy has expired or is revoked at the instant of judging, it proves nothing either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from c7gate.model.errors import CannotLookError
from c7gate.model.policy import SigningKey
from c7gate.model.scoring import ForgeMerge
from c7gate.parsing.commit import parse_commit
from c7gate.reading.git import Repository
from c7gate.reading.history import COMMIT_LIMIT
from c7gate.reading.signatures import Verifier

_COMMITTER = "GitHub", "noreply@github.com"
_DEPTHS = (256, 4096, 0)
"""How much of the mainline is looked at, until it lies before all claims; 0 is all of it."""
_MERGED = 2

_Lines = Sequence[Sequence[str]]
"""Commits as [id, parents…], each before any of its parents."""


def built_on(
    repository: Repository, tips: Sequence[str], claims: Mapping[str, int], keys: Sequence[str], at: datetime
) -> Mapping[str, ForgeMerge]:
    """The last merge by the forge that each commit builds on, of those commits that claim to be older than it.

    Args:
        repository: where the commits are.
        tips: full ids that reach them, the mainline's first.
        claims: when each commit says it was written, in seconds, by full id; all reachable from `tips`.
        keys: the forge's public keys, armored.
        at: the instant of judging (aware), at which a key must be valid.

    Raises:
        CannotLookError: a signature could not be looked at, for want of gpg or of a key it can use.
    """
    if not claims:
        return {}
    verifier = Verifier([SigningKey("the forge", key) for key in keys], at, repository.search_path)
    lines = _since(repository, tips, min(claims.values()))
    made = dict(_named(repository, [line[0] for line in lines if len(line) > _MERGED]))
    proven: set[str] = set()
    while True:
        newest = _newest(lines, made)
        last = {oid: newest[oid] for oid, claim in claims.items() if made.get(newest.get(oid, ""), 0) > claim}
        forged = {oid for oid in {*last.values()} - proven if not _is_signed(repository, verifier, oid)}
        if not forged:
            return {
                oid: ForgeMerge(merge, datetime.fromtimestamp(made[merge], UTC))
                for oid, merge in last.items()
            }
        proven.update({*last.values()} - forged)
        for oid in forged:
            del made[oid]


def _since(repository: Repository, tips: Sequence[str], since: int) -> _Lines:
    """The part of history in which a merge made after `since` (seconds) can stand, and all that builds on it.

    It ends at the mainline's commit below the last that is newer: whatever builds on a commit above that is above it,
    too, whichever dates it bears. So nothing hides behind one old date (T31).
    """
    end: list[str] = []
    for depth in _DEPTHS:
        mainline = repository.first_parents(tips[0], depth)
        newer = [place for place, (_, seconds) in enumerate(mainline) if seconds >= since]
        end = [oid for oid, _ in mainline[(newer[-1] + 1 if newer else 0) :][:1]]
        if end or len(mainline) < depth:
            break
    return list(repository.with_parents(tips, end))


def _named(repository: Repository, merges: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Those merges whose committer bears the forge's name, with the committer's time in seconds."""
    for oid, raw in zip(merges, repository.read_objects(merges, COMMIT_LIMIT), strict=True):
        committer = parse_commit(oid, raw.content or b"").committer
        if committer and (committer.name, committer.email) == _COMMITTER:
            yield oid, committer.seconds


def _newest(lines: _Lines, made: Mapping[str, int]) -> Mapping[str, str]:
    """For each commit the newest of the merges in `made` that it builds on, where there is one."""
    newest: dict[str, str] = {}
    for oid, *parents in reversed(lines):
        below = {parent for parent in parents if parent in made}
        below |= {newest[parent] for parent in parents if parent in newest}
        if below:
            newest[oid] = max(below, key=lambda merge: (made[merge], merge))
    return newest


def _is_signed(repository: Repository, verifier: Verifier, oid: str) -> bool:
    signed = bool(verifier.signers(repository.read_object(oid, COMMIT_LIMIT).content or b""))
    if not signed and verifier.unproven:
        raise CannotLookError(
            f"merges by the forge cannot be told by their signatures: {verifier.unproven[0][1]}",
            help="install GnuPG; or correct forge_keys in policies/program.yaml",
        )
    return signed
