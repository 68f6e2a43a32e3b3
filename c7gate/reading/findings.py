"""The commits of a history that name a library, with what git knows of them beyond their own words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from c7gate.reading.arrivals import arrivals
from c7gate.reading.git import Repository
from c7gate.reading.hits import Hit, Topics, beside, emails_of, hit_of, topics_of
from c7gate.reading.survey import Survey


class Findings:
    """What is found in all that `tips` (full object ids, the mainline's first) reach.

    `placeholders` are ids that are no library, in lower case. Commits that name only e-mails for which `wanted` is false are passed over.
    With `since` (seconds), what was written and committed before is left out, as nothing depends on it.
    """

    def __init__(
        self,
        repository: Repository,
        tips: Sequence[str],
        placeholders: frozenset[str],
        wanted: Callable[[str], bool],
        since: int | None,
    ) -> None:
        self._repository = repository
        self._tips = tips
        self._placeholders = placeholders
        self._survey = repository.survey(tips, since=since)
        found = list(self._found(wanted))
        self.hits = [
            hit for hit in _beside_parents(repository, self._survey, found) if not _older(hit, since)
        ]

    def arrivals(self, commits: Collection[str]) -> Mapping[str, str]:
        """The change by which each of these commits came into view, as far as it is found."""
        shape = None if self._survey.is_cut else self._survey.shape
        return arrivals(self._repository, self._tips, commits, shape) if commits else {}

    def paths(self, commits: Collection[str]) -> Mapping[str, str]:
        """For each of these commits something that is equal where it changes the same paths."""
        return self._repository.patches.paths(commits)

    def patch_ids(self, commits: Collection[str]) -> Mapping[str, str]:
        """The patch id of each of these commits that has one."""
        return self._repository.patches.ids(commits) if commits else {}

    def _found(self, wanted: Callable[[str], bool]) -> Iterator[Hit]:
        for commit in self._survey:
            emails = emails_of(commit)
            topics: Topics = ()
            if any(map(wanted, emails)):
                topics = topics_of(commit.message, self._placeholders)
            hit = hit_of(commit, emails, topics) if topics else None
            if hit is not None:
                if hit.parent:
                    self._survey.watch(hit.parent)
                yield hit


def _beside_parents(repository: Repository, survey: Survey, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The same hits, compared with their parents: those that the walk passed, and the few that it did not."""
    asked = sorted({hit.parent for hit in hits if hit.parent and not hit.malformed} - survey.seen.keys())
    parents = {**survey.seen, **{parent.oid: parent for parent in repository.read_commits(asked)}}
    for hit in hits:
        parent = parents.get(hit.parent)
        yield beside(hit, parent) if parent else hit


def _older(hit: Hit, since: int | None) -> bool:
    """Whether a commit was written and committed before anything counts."""
    return since is not None and hit.seconds < since and hit.committed is not None and hit.committed < since
