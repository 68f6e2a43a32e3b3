"""The commits of a history that name a library, with what git knows of them beyond their own words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from types import TracebackType
from typing import TYPE_CHECKING, Self

from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.commit import glance
from c7gate.reading.git import Repository
from c7gate.reading.history import COMMIT_LIMIT
from c7gate.reading.hits import Hit, beside, emails_of, hit_of, topics_of
from c7gate.reading.own_files import HISTORY, may_keep, own_file
from c7gate.reading.shape import Shape
from c7gate.reading.traversal import Traversal

if TYPE_CHECKING:
    from c7gate.reading.memory import Memory

WORTH_KEEPING = 1000
"""Commits that a walk must have passed for what it found to be kept for the next."""

_AT_ONCE = 100


class _Found(NamedTuple):
    """A hit whose parent was not looked at; `parent` is empty where nothing hangs on one."""

    hit: Hit
    tree: str
    parent: str


class Findings:
    """What is found in all that `tips` (full object ids, the mainline's first) reach.

    `placeholders` are ids that are no library, in lower case. Commits that name only e-mails for which `wanted` is
    false are passed over. With `since` (seconds), what was written and committed before is left out, as nothing
    depends on it. With `keep` everybody's commits are read, for the next walk to begin where this one ended; without,
    only those in which one of `names` (in lower case) stands. `walk` is one over all that the tips reach that was
    started already.
    """

    def __init__(
        self,
        repository: Repository,
        tips: Sequence[str],
        placeholders: frozenset[str],
        wanted: Callable[[str], bool],
        since: int | None,
        *,
        keep: bool,
        names: tuple[bytes, ...] = (),
        walk: Traversal | None = None,
    ) -> None:
        self._repository = repository
        self._tips = tips
        self._placeholders = placeholders
        self._since = since
        self._wanted = wanted
        self._names = names
        self._walk = walk
        self._keep = keep and may_keep(repository)
        self._arrived: dict[str, str] = {}
        self._paths: dict[str, str] = {}
        self._ahead = (
            repository.patches.ahead() if self._keep else None
        )  # of one person there is little to compare
        self._patches: dict[str, str] = {}
        self._memory = self._recalled()
        try:
            self._traversal, hits = self._surveyed()
        except BaseException:
            self._close()
            raise
        self._all = sorted((hit for hit in hits if not _older(hit, since)), key=_newest_first)
        self.hits = [hit for hit in self._all if any(map(wanted, hit.emails))]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._ahead is not None:
            self._ahead.close()

    def arrivals(self, commits: Collection[str]) -> Mapping[str, str]:
        """The change by which each of these commits came into view, as far as it is found."""
        known = self._memory.arrivals if self._memory else {}
        asked = {hit.oid for hit in self._all} if self._keep else set(commits)
        fresh = asked.difference(known, self._arrived)
        if fresh:
            from c7gate.reading.arrivals import arrivals  # few people claim so many days that it matters

            shape = None if self._traversal.is_cut else self._traversal.shape
            self._arrived.update(arrivals(self._repository, self._tips, fresh, shape))
        return {oid: change for oid in commits if (change := known.get(oid) or self._arrived.get(oid))}

    def paths(self, commits: Collection[str]) -> Mapping[str, str]:
        """For each of these commits something that is equal where it changes the same paths; nothing for a merge."""
        known = self._memory.paths if self._memory else {}
        if self._ahead is not None:
            self._paths.update(self._ahead.finish())
        fresh = self._in_order(commits, {**known, **self._paths})
        if fresh:
            self._paths.update({**dict.fromkeys(fresh, ""), **self._repository.patches.paths(fresh)})
        return {oid: found for oid in commits if (found := known.get(oid) or self._paths.get(oid))}

    def patch_ids(self, commits: Collection[str]) -> Mapping[str, str]:
        """The patch id of each of these commits that has one."""
        known = self._memory.patches if self._memory else {}
        fresh = self._in_order(commits, known)
        if fresh:
            self._patches.update({**dict.fromkeys(fresh, ""), **self._repository.patches.ids(fresh)})
        return {oid: found for oid in commits if (found := known.get(oid) or self._patches.get(oid))}

    def _in_order(self, commits: Collection[str], known: Mapping[str, str]) -> Sequence[str]:
        """Those not known, in the order of history: neighbours share their trees, which git then reads but once."""
        asked = set(commits).difference(known)
        return [hit.oid for hit in self._all if hit.oid in asked]

    def keep(self) -> None:
        """Keep what was found below a commit of the mainline, where it is enough to be worth it."""
        base = self._base() if self._keep and self._traversal.examined >= WORTH_KEEPING else None
        if base is None:
            return
        from c7gate.reading.memory import Memory, remember

        above = self._repository.reachable(self._tips, [base[0]])
        hits = [hit for hit in self._all if hit.oid not in above]
        oids = {hit.oid for hit in hits}
        old = self._memory
        memory = Memory(
            *base,
            since=self._since,
            hits=hits,
            arrivals=self.arrivals(oids),
            paths={**(old.paths if old else {}), **self._paths},
            patches={**(old.patches if old else {}), **self._patches},
        )
        remember(self._repository, self._placeholders, memory)

    def _recalled(self) -> Memory | None:
        """What an earlier walk kept, if this one can begin where it ended."""
        if not may_keep(self._repository) or not own_file(self._repository, HISTORY).exists():
            return None
        from c7gate.reading.memory import recalled  # in CI there never is anything

        memory = recalled(self._repository, self._placeholders)
        if memory is None or not self._covers(memory.since) or not self._is_commit(memory.base):
            return None
        return memory if self._repository.is_ancestor(memory.base, self._tips[0]) else None

    def _is_commit(self, oid: str) -> bool:
        return self._repository.exists(oid) and self._repository.read_object(oid, 0).type == "commit"

    def _covers(self, since: int | None) -> bool:
        """Whether a walk that left out what is older than `since` left out nothing that this one must find."""
        return since is None or (self._since is not None and self._since >= since)

    def _surveyed(self) -> tuple[Traversal, Sequence[Hit]]:
        """The walk, and all hits with those that were kept; from the start where it cannot begin where one ended."""
        traversal, found = self._walked()
        if self._memory and not self._continues(traversal, self._memory):
            self._memory = None
            traversal, found = self._walked()
        return traversal, (*found, *(self._memory.hits if self._memory else ()))

    def _walked(self) -> tuple[Traversal, Sequence[Hit]]:
        """Walk over what is not kept already."""
        traversal = self._beginning()
        found: list[_Found] = []
        comparable: list[str] = []
        for commit in traversal:
            emails = emails_of(commit)
            wanted = any(map(self._wanted, emails))
            topics = topics_of(commit.message, self._placeholders) if wanted or self._keep else ()
            hit = hit_of(commit, emails, topics) if topics else None
            if hit is not None:
                # Of a merge, or of what is malformed, nothing hangs on its parents.
                alone = len(commit.parents) == 1 and not commit.defects
                found.append(_Found(hit, commit.tree, commit.parents[0] if alone else ""))
                traversal.watch(found[-1].parent)
                if alone and wanted and self._ahead is not None:
                    comparable.append(hit.oid)
                    if len(comparable) == _AT_ONCE:
                        self._ahead.add(comparable)
                        comparable = []
        return traversal, tuple(_beside_parents(self._repository, traversal, found))

    def _beginning(self) -> Traversal:
        exclude = [self._memory.base] if self._memory else []
        begun = None if exclude else self._walk
        walk = begun or self._repository.traverse(self._tips, exclude)
        walk.since, walk.names = self._since, () if self._keep else self._names
        return walk

    def _continues(self, traversal: Traversal, memory: Memory) -> bool:
        """Whether the mainline stands on the kept commit, and on it began a change of its own.

        Then no commit above it brought what lies below, and nothing below landed together with what lies above.
        """
        if memory.base == self._tips[0]:
            return not traversal.is_cut
        line, end = self._line(traversal.shape)
        return end == memory.base and not _together(traversal.shape.seconds(line[-1]), memory.seconds)

    def _base(self) -> tuple[str, int] | None:
        """The newest commit on the mainline, with its time, that nothing above it can have landed together with."""
        shape = self._traversal.shape
        line, _ = self._line(shape)
        for above, place in pairwise(line):
            if not _together(shape.seconds(above), shape.seconds(place)):
                return shape.oid(place), shape.seconds(place)
        return None

    def _line(self, shape: Shape) -> tuple[Sequence[int], str]:
        """The mainline as far as it was walked over, newest first, and the commit below it."""
        place = shape.places([self._tips[0]]).get(self._tips[0])
        return shape.first_parents(place) if place is not None else ((), "")


def _beside_parents(repository: Repository, traversal: Traversal, found: Sequence[_Found]) -> Iterator[Hit]:
    """The hits compared with their parents: those that the walk passed, and the few that it did not."""
    missed = sorted({parent for _, _, parent in found if parent} - traversal.seen.keys())
    read = zip(missed, repository.read_objects(missed), strict=True)
    parents = {**traversal.seen, **{oid: glance((raw.content or b"")[:COMMIT_LIMIT]) for oid, raw in read}}
    for hit, tree, parent in found:
        yield beside(hit, tree, parents[parent]) if parent else hit


def _together(one: int, other: int) -> bool:
    from c7gate.judging.landing import AT_ONCE_SECONDS  # asked where something is kept

    return abs(one - other) <= AT_ONCE_SECONDS


def _older(hit: Hit, since: int | None) -> bool:
    """Whether a commit was written and committed before anything counts, on top of one that was, too.

    On top of anything newer it lies about its date, which is worth a word.
    """
    if since is None or hit.committed is None:
        return False
    return max(hit.seconds, hit.committed, hit.committed - (hit.lead or 0)) < since


def _newest_first(hit: Hit) -> tuple[int, str]:
    """An order that does not depend on how the hits were come by."""
    return -(sys.maxsize if hit.committed is None else hit.committed), hit.oid
