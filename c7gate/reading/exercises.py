"""What the evidence of exercises is worth: whether it is there, and which merged work is an exercise (S-059, S-061, T50)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from c7gate.judging.identity import Identities
from c7gate.judging.landing import merge_number
from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.gates import VoidEvidence
from c7gate.model.record import Developer
from c7gate.parsing.exercise_evidence import COMMIT, change_number, commit_id, is_page
from c7gate.reading.evidence_branch import Collected
from c7gate.reading.git import FETCH_ALL, Repository

_MISSING, _FOREIGN = "evidence-missing", "evidence-not-in-history"


class ExerciseEvidence:
    """Looks evidence up. `tips` are full ids: the mainline's, then the head that is judged, if any."""

    def __init__(
        self, repository: Repository, tips: tuple[str, ...], identities: Identities, kept: Collected
    ) -> None:
        self._repository = repository
        self._tips = tips
        self._identities = identities
        self._kept = kept

    def void(self, developer: Developer | None) -> Mapping[str, VoidEvidence]:
        """The pieces of evidence in a record that prove nothing, by what is written there.

        A pull request or a page stands as the reviewers of the exercise found it.

        Raises:
            CannotLookError: the clone is shallow, and a commit may lie in what it lacks.
        """
        refs = {ref for line in developer.exercises for ref in line.evidence} if developer else set()
        login = developer.login if developer else ""
        return {ref: why for ref in sorted(refs) if (why := self._why_void(ref, login))}

    def practice(self, developer: Developer | None) -> frozenset[str]:
        """The full ids of the merged commits that came by a change which the record names as an exercise."""
        lines = developer.exercises if developer else ()
        numbers = {number for line in lines for ref in line.evidence if (number := change_number(ref))}
        return frozenset(self._landed(numbers)) if numbers else frozenset()

    def _why_void(self, ref: str, login: str) -> VoidEvidence | None:
        if ref.startswith(COMMIT):
            return self._why_no_commit(commit_id(ref), login)
        if is_page(ref) or change_number(ref) or any(self._repository.entry(tip, ref) for tip in self._tips):
            return None
        return VoidEvidence(_MISSING, "is no commit:ID, pr:NUMBER, link, or file of the repository")

    def _why_no_commit(self, name: str, login: str) -> VoidEvidence | None:
        if not name:
            return VoidEvidence(_MISSING, "is no commit id of at least seven digits")
        if any(oid.startswith(name) for oid in self._collected(login)):
            return None
        try:
            commit = self._repository.read_commit(self._repository.resolve(name))
        except UsageError:
            return VoidEvidence(_MISSING, "is not in the repository")
        if not any(self._repository.is_ancestor(commit.oid, tip) for tip in self._tips):
            if self._repository.is_shallow:
                raise CannotLookError(
                    f"this shallow clone cannot tell whether commit {name} is merged", help=FETCH_ALL
                )
            why = "is in the history of neither the default branch nor this change"
            return VoidEvidence(_FOREIGN, why)
        author = self._identities.by_email(commit.author.email) if commit.author else ""
        return None if author == login else VoidEvidence(_MISSING, f"is no commit of {login}")

    def _collected(self, login: str) -> Iterable[str]:
        """Commits of the person's that were collected, however they were merged (principle 9)."""
        return (event.ref for event in self._kept.of(login) if event.kind == "commit")

    def _landed(self, numbers: set[int]) -> Iterator[str]:
        for oid in self._mainline:
            commit = self._repository.read_commit(oid)
            if merge_number(commit) in numbers:
                yield oid
                yield from (
                    self._repository.reachable(commit.parents[1:], commit.parents[:1])
                    if commit.is_merge
                    else ()
                )

    @cached_property
    def _mainline(self) -> tuple[str, ...]:
        return tuple(oid for oid, _ in self._repository.first_parents(self._tips[0], 0))
