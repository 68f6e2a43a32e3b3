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
from c7gate.model.scoring import Event, Uncounted
from c7gate.parsing.text import read_text
from c7gate.reading.git import FETCH_ALL, Repository

_EARLIEST = date(1970, 1, 1)  # no commit is older


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one person's commits earn, and which of them earn nothing in spite of their reference."""

    events: tuple[Event, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Where evidence is looked for: every commit that `tips` (full object ids) reach."""

    repository: Repository
    tips: tuple[str, ...]
    identities: Identities
    policy: Policy

    def of(self, people: Mapping[str, Person]) -> Mapping[str, Evidence]:
        """What the commits of each of these people earn, by login.

        Merges, reverts, empty commits, bots, malformed commits and impossible dates earn nothing (T09, T56,
        T58).

        Raises:
            CannotLookError: the clone lacks history that could hold evidence (T34).
        """
        if not people:
            return {}
        for person in people.values():
            self._demand_history_of(person)
        found: dict[str, list[Event | Uncounted]] = {login: [] for login in people}
        for commit in self.repository.matching_commits(self.tips):
            login = self.identities.by_email(commit.author.email) if commit.author else ""
            if login in found:
                found[login].extend(self._earned(commit))
        return {
            login: Evidence(
                events=tuple(item for item in items if isinstance(item, Event)),
                uncounted=tuple(item for item in items if isinstance(item, Uncounted)),
            )
            for login, items in found.items()
        }

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

    def _earned(self, commit: Commit) -> Iterator[Event | Uncounted]:
        if commit.author is None:
            return
        placeholders = self.policy.reference.placeholders
        reading = read_text(commit.message, Channel.COMMIT, placeholders=placeholders)
        if reading.verdict is not TextVerdict.REFERENCE:
            return
        why = self._why_not(commit)
        if why:
            yield Uncounted(commit.oid, commit.author.instant, why)
        else:
            topics = tuple((reference.library, reference.topic) for reference in reading.references)
            yield Event("commit", commit.author.instant, commit.oid, topics)

    def _why_not(self, commit: Commit) -> str:
        """Why a commit earns nothing; empty when it does."""
        if commit.author is None or commit.defects:
            return f"malformed: {'; '.join(commit.defects)}"
        if is_bot_email(commit.author.email):
            return "a bot's"
        if commit.is_merge:
            return "a merge"
        if any(self.repository.read_commit(oid).tree == commit.tree for oid in commit.parents):
            return "it changes no file"
        return self._impossible(commit)

    def _impossible(self, commit: Commit) -> str:
        tolerance = 60 * self.policy.clock_tolerance_minutes
        gap = parent_gap(commit, self.repository.read_commit)
        if gap is not None and -gap > tolerance:
            return "dated before its parent"
        if (
            commit.author
            and commit.committer
            and commit.author.seconds - commit.committer.seconds > tolerance
        ):
            return "written after it was committed"
        return ""


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
