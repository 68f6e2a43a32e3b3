"""Evidence that the history holds: the commits of a person that make a day active."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from types import MappingProxyType
from typing import NamedTuple

from c7gate.judging.identity import Identities, is_bot_email, is_bot_login
from c7gate.model.commit import Commit, Stamp
from c7gate.model.errors import CannotLookError
from c7gate.model.policy import Policy
from c7gate.model.record import Person, Usage
from c7gate.model.reference import Channel, TextVerdict
from c7gate.model.scoring import Event, Uncounted
from c7gate.parsing.text import read_text
from c7gate.reading.claims import Claims
from c7gate.reading.git import FETCH_ALL, Repository
from c7gate.reading.parents import parent_gap
from c7gate.reading.reverts import is_clean_revert

_EARLIEST = date(1970, 1, 1)  # no commit is older
_CO_AUTHOR = re.compile(r"^Co-authored-by:[^<>\n]*<([^<>\s]+)>[ \t\r]*$", re.MULTILINE | re.IGNORECASE)
_MOST_CO_AUTHORS = 100

Earned = Event | Uncounted


class Evidence(NamedTuple):
    """What one person's commits earn, and which of them earn nothing in spite of their reference.

    `entered` says when each look-up of the person's record was written down, as far as history shows.
    """

    events: tuple[Event, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()
    entered: Mapping[Usage, datetime] = MappingProxyType({})


class History(NamedTuple):
    """Where evidence is looked for: every commit that `tips` (full object ids) reach, the mainline's first."""

    repository: Repository
    tips: tuple[str, ...]
    identities: Identities
    policy: Policy

    def of(self, people: Mapping[str, Person]) -> Mapping[str, Evidence]:
        """What the commits of each of these people earn, by login.

        Merges, reverts, empty commits, bots, malformed commits and impossible dates earn nothing (T09, T56,
        T58); nor does what a person's record did not exist to see, or the same patch a second time (T51). Who
        is named by `Co-authored-by` earns what the author earns; no day of it is verified.

        Raises:
            CannotLookError: the clone lacks history that could hold evidence (T34).
        """
        if not people:
            return {}
        for person in people.values():
            self._demand_history_of(person)
        found: dict[str, list[Earned]] = {login: [] for login in people}
        for commit in self.repository.matching_commits(self.tips, since=_since(people.values())):
            logins = [login for login in self._claimants(commit) if login in found]
            earned = self._earned(commit) if logins else None
            if earned is not None:
                for login in logins:
                    found[login].append(earned)
        claims = Claims(self.repository, self.tips, self.policy, people)
        sifted = claims.sifted(
            {login: [item for item in items if isinstance(item, Event)] for login, items in found.items()}
        )
        return {
            login: Evidence(
                events=sifted[login][0],
                uncounted=(*(item for item in items if isinstance(item, Uncounted)), *sifted[login][1]),
                entered=claims.entered(login),
            )
            for login, items in found.items()
        }

    def _claimants(self, commit: Commit) -> tuple[str, ...]:
        """The logins a commit speaks of: its author, then its co-authors, each once."""
        emails = [commit.author.email] if commit.author else []
        emails += _CO_AUTHOR.findall(commit.message)[:_MOST_CO_AUTHORS]
        return tuple(dict.fromkeys(login for login in map(self.identities.by_email, emails) if login))

    def _demand_history_of(self, person: Person) -> None:
        start = person.tracking_start
        if start is None:
            return
        needed = _midnight_before(start)
        for oid in sorted(self.repository.shallow_boundary()):
            committer = self.repository.read_commit(oid).committer
            if committer is None or committer.instant >= needed:
                raise CannotLookError(
                    f"this shallow clone ends at {oid[:10]}, inside the days that count for {person.login} "
                    f"(from {start.isoformat()})",
                    help=FETCH_ALL,
                )

    def _earned(self, commit: Commit) -> Earned | None:
        """What a commit earns whoever claims it; None without a reference."""
        if commit.author is None:
            return None
        placeholders = self.policy.reference.placeholders
        reading = read_text(commit.message, Channel.COMMIT, placeholders=placeholders)
        if reading.verdict is not TextVerdict.REFERENCE:
            return None
        why = self._why_not(commit)
        if why:
            return Uncounted(commit.oid, commit.author.instant, why)
        topics = tuple((reference.library, reference.topic) for reference in reading.references)
        return Event("commit", written(commit.author), commit.oid, topics)

    def _why_not(self, commit: Commit) -> str:
        """Why a commit earns nothing; empty when it does."""
        if commit.author is None or commit.defects:
            return f"malformed: {'; '.join(commit.defects)}"
        login = self.identities.by_email(commit.author.email)
        if is_bot_email(commit.author.email) or is_bot_login(login, self.policy.bots):
            return "a bot's"
        if commit.is_merge:
            return "a merge"
        if any(self.repository.read_commit(oid).tree == commit.tree for oid in commit.parents):
            return "it changes no file"
        return self._impossible(commit) or ("a revert" if is_clean_revert(self.repository, commit) else "")

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


def _since(people: Iterable[Person]) -> int | None:
    """Before when (seconds) no commit was made that can count for any of them; None where that is unknown."""
    starts = [person.tracking_start for person in people]
    known = [start for start in starts if start is not None]
    return int(_midnight_before(min(known)).timestamp()) if len(known) == len(starts) else None


def _midnight_before(start: date) -> datetime:
    """An instant before local date `start` began in any zone, clocks that go wrong a little included."""
    return datetime.combine(max(start, _EARLIEST), time(), UTC) - timedelta(days=2)


def written(stamp: Stamp) -> datetime:
    """The instant of a stamp with the offset its author wrote; UTC at the ends of the calendar."""
    try:
        return datetime.fromtimestamp(stamp.seconds, timezone(timedelta(minutes=stamp.offset_minutes)))
    except (OverflowError, ValueError):
        return stamp.instant
