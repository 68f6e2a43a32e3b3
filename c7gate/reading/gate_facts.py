"""What git and the records show of a person for gates 1, 2 and 4. Loaded when such a gate is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from c7gate.model.gates import GateFacts, VoidEvidence
from c7gate.model.record import Assessment, Cohort, Developer, Person
from c7gate.model.scoring import Event
from c7gate.parsing.policy_gates import role_policy
from c7gate.reading.collected import with_collected
from c7gate.reading.evidence import History
from c7gate.reading.evidence_branch import Collected
from c7gate.reading.exercises import ExerciseEvidence
from c7gate.reading.git import Repository
from c7gate.reading.trusted import TrustedSide
from c7gate.scoring.signed import signed_off
from c7gate.scoring.tasks import DOCUMENT

BY_HISTORY = 2
"""The gate that also rests on merged work."""
CERTIFIED = 4
"""The gate whose sign-off makes somebody certified."""
_MOST_VERSIONS = 200
_MERGED = frozenset(("commit", "pr"))


class GateReader:
    """Facts about people, looked up where they are asked for.

    `mainline` is the merged tip's full object id; evidence of exercises may also stand in the history of `head`.
    """

    def __init__(self, side: TrustedSide, repository: Repository, mainline: str, head: str = "") -> None:
        self._side = side
        self._repository = repository
        self._mainline = mainline
        self._kept = Collected(side.repository)
        tips = tuple(dict.fromkeys(filter(None, (mainline, head))))
        self._exercises = ExerciseEvidence(repository, tips, side.identities, self._kept)

    def facts(
        self,
        person: Person,
        *,
        written: Developer | None = None,
        assessment: Assessment | None = None,
        history: bool = True,
    ) -> GateFacts:
        """All that is known of one person; `written` and `assessment` are the head's copies where it has its own.

        Without `history` nothing is looked up in git, which is enough for gates 1 and 4.

        Raises:
            CannotLookError: the clone lacks history that could hold evidence.
        """
        developer = written or self._developers.get(person.login)
        cohort = self._cohorts.get(person.cohort)
        known = GateFacts(
            person=person,
            role=role_policy(self._side.policy, developer.role if developer else ""),
            developer=developer,
            assessment=assessment or self._assessments.get(person.login),
            ceremony=cohort.ceremony if cohort else None,
            peers=self._peers - {person.login},
        )
        if not history:
            return known
        return known._replace(
            work=self._work(person),
            documents=frozenset(self._documents(developer)),
            void={ref: why.because for ref, why in self.void(developer).items()},
            practice=self._exercises.practice(developer),
        )

    def void(self, developer: Developer | None) -> Mapping[str, VoidEvidence]:
        """The evidence of exercises in a record that proves nothing, by what is written there."""
        return self._exercises.void(developer)

    def _work(self, person: Person) -> tuple[Event, ...]:
        """Merged work that names a library, by history and as collected."""
        since = person._replace(tracking_start=person.enrolled_at)
        history = History(self._repository, (self._mainline,), self._side)
        found = history.of({person.login: since})[person.login]
        events = with_collected(found.events, self._kept.of(person.login), self._side.as_of)
        void = {item.ref for item in found.uncounted if item.rule != "before-record"}
        return tuple(event for event in events if event.kind in _MERGED and event.ref not in void)

    def _documents(self, developer: Developer | None) -> Iterator[str]:
        """The shared documents that stand in the merged tree with a commit of the person's (S-062)."""
        for ref in {share.ref for share in developer.shares if share.kind == DOCUMENT} if developer else ():
            entry = self._repository.entry(self._mainline, ref)
            if developer and entry and entry.mode.startswith("100") and self._wrote(developer.login, ref):
                yield ref

    def _wrote(self, login: str, path: str) -> bool:
        starts: Iterable[str] = [self._mainline]
        for _ in range(_MOST_VERSIONS):
            oid = self._repository.last_touching(list(starts), path) if starts else None
            if oid is None:
                return False
            commit = self._repository.read_commit(oid)
            if commit.author and self._side.identities.by_email(commit.author.email) == login:
                return True
            starts = commit.parents
        return False

    @cached_property
    def _developers(self) -> Mapping[str, Developer]:
        return {record.login: record.developer for record in self._side.records if record.developer}

    @cached_property
    def _assessments(self) -> Mapping[str, Assessment]:
        return {item.login: item for item in self._side.assessments}

    @cached_property
    def _cohorts(self) -> Mapping[str, Cohort]:
        return {record.cohort.id: record.cohort for record in self._side.records if record.cohort}

    @cached_property
    def _peers(self) -> frozenset[str]:
        """Who may review exercises: the enrolled, and who was certified before (S-060)."""
        return self.certified.union(self._side.people)

    @cached_property
    def certified(self) -> frozenset[str]:
        """Whose last gate is signed off, and was not revoked."""
        return frozenset(item.login for item in self._side.assessments if signed_off(item, CERTIFIED))
