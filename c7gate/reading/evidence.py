"""Evidence that the history holds: the commits of a person that make a day active."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from c7gate.judging.identity import Identities, is_bot_email
from c7gate.model.commit import Commit
from c7gate.model.errors import CannotLookError
from c7gate.model.policy import Policy
from c7gate.model.record import Developer, Person
from c7gate.model.reference import Channel, TextVerdict
from c7gate.model.scoring import Event
from c7gate.parsing.text import read_text
from c7gate.reading.git import FETCH_ALL, Repository

_EARLIEST = date(1970, 1, 1)  # no commit is older


@dataclass(frozen=True, slots=True)
class History:
    """Where evidence is looked for: every commit that `tips` (full object ids) reach."""

    repository: Repository
    tips: tuple[str, ...]
    identities: Identities
    policy: Policy

    def events(self, people: Mapping[str, Person]) -> Mapping[str, tuple[Event, ...]]:
        """The commit events of each of these people by login.

        Merges, reverts, empty commits, bots, malformed commits and impossible dates earn nothing (T09, T56,
        T58).

        Raises:
            CannotLookError: the clone lacks history that could hold evidence (T34).
        """
        if not people:
            return {}
        for person in people.values():
            self._demand_history_of(person)
        found: dict[str, list[Event]] = {login: [] for login in people}
        for commit in self.repository.matching_commits(self.tips):
            login = self.identities.by_email(commit.author.email) if commit.author else ""
            if login in found:
                found[login].extend(self._event(commit))
        return {login: tuple(events) for login, events in found.items()}

    def _demand_history_of(self, person: Person) -> None:
        start = person.tracking_start
        if start is None:
            return
        needed = datetime.combine(max(start, _EARLIEST), time(), UTC) - timedelta(days=2)
        for oid in sorted(self.repository.shallow_boundary()):
            committer = self.repository.read_commit(oid).committer
            if committer is None or committer.instant >= needed:
                raise CannotLookError(
                    f"this shallow clone ends at {oid[:10]}, inside the days that count for {person.login} "
                    f"(from {start.isoformat()})",
                    help=FETCH_ALL,
                )

    def _event(self, commit: Commit) -> Iterator[Event]:
        if commit.author is None or commit.defects or commit.is_merge or is_bot_email(commit.author.email):
            return
        placeholders = self.policy.reference.placeholders
        reading = read_text(commit.message, Channel.COMMIT, placeholders=placeholders)
        if reading.verdict is not TextVerdict.REFERENCE or not self._is_work(commit):
            return
        topics = tuple((reference.library, reference.topic) for reference in reading.references)
        yield Event("commit", commit.author.instant, commit.oid, topics)

    def _is_work(self, commit: Commit) -> bool:
        """Whether it changes a file and its dates can be true."""
        parents = [self.repository.read_commit(oid) for oid in commit.parents]
        if any(parent.tree == commit.tree for parent in parents):
            return False
        tolerance = 60 * self.policy.clock_tolerance_minutes
        gap = parent_gap(commit, self.repository.read_commit)
        ahead = (
            (commit.author.seconds - commit.committer.seconds) if commit.author and commit.committer else 0
        )
        return (gap is None or -gap <= tolerance) and ahead <= tolerance


def parent_gap(commit: Commit, read: Callable[[str], Commit]) -> int | None:
    """The commit's committer time minus its latest parent's, in seconds; None where either is unreadable."""
    stamps = [parent.committer for parent in map(read, commit.parents)]
    latest = max((stamp.seconds for stamp in stamps if stamp), default=None)
    return None if latest is None or commit.committer is None else commit.committer.seconds - latest


def recorded_events(developer: Developer | None) -> tuple[Event, ...]:
    """The events a person's own record declares: shares and look-ups that no commit shows."""
    if developer is None:
        return ()
    shares = (Event("share", share.date, share.ref) for share in developer.shares)
    usage = (
        Event(item.kind, item.at, item.library, ((item.library, item.topic),)) for item in developer.usage
    )
    return (*shares, *usage)
