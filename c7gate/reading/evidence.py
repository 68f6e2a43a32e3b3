"""Evidence that the history holds: the commits of a person that make a day active."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType

from c7gate.judging.identity import address_of, is_bot_email, is_bot_login
from c7gate.model.errors import CannotLookError
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Person, Usage
from c7gate.model.scoring import Event, Uncounted
from c7gate.reading.claims import Claims
from c7gate.reading.findings import Findings
from c7gate.reading.git import FETCH_ALL, Repository
from c7gate.reading.hits import Hit
from c7gate.reading.reverts import is_clean_revert
from c7gate.reading.traversal import Traversal
from c7gate.reading.trusted import TrustedSide

_EARLIEST = date(1970, 1, 1)  # no commit is older

Earned = Event | Uncounted


class Evidence(NamedTuple):
    """What one person's commits earn, and which of them earn nothing in spite of their reference.

    `entered` says when each look-up of the person's record was written down, as far as history shows.
    """

    events: tuple[Event, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()
    entered: Mapping[Usage, datetime] = MappingProxyType({})


class History(NamedTuple):
    """Where evidence is looked for: every commit that `tips` (full object ids) reach, the mainline's first.

    `side` is the trusted side, which says who is who and what counts. `walk` may be one over them that was started before
    this was known, and serves once.
    """

    repository: Repository
    tips: tuple[str, ...]
    side: TrustedSide
    walk: Traversal | None = None

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
        owner = cache(self.side.identities.by_email)
        placeholders = frozenset(name.lower() for name in self.side.policy.reference.placeholders)
        with Findings(
            self.repository,
            self.tips,
            placeholders,
            lambda email: owner(email) in people,
            _since(people.values()),
            keep=len(people) > 1,
            names=_names(people.values()),
            walk=self.walk,
        ) as findings:
            return self._evidence(findings, people, owner)

    def _evidence(
        self, findings: Findings, people: Mapping[str, Person], owner: Callable[[str], str]
    ) -> Mapping[str, Evidence]:
        is_bot = cache(lambda email: is_bot_email(email) or is_bot_login(owner(email), self.side.policy.bots))
        earned: dict[str, list[Earned]] = {login: [] for login in people}
        for hit in findings.hits:
            item = self._earned(hit, is_bot)
            for login in dict.fromkeys(map(owner, hit.emails)):
                if login in earned:
                    earned[login].append(item)
        claims = Claims(self.repository, self.tips, self.side, people, findings)
        sifted = claims.sifted(
            {login: [item for item in items if isinstance(item, Event)] for login, items in earned.items()}
        )
        findings.keep()
        entered = claims.entered()
        return {
            login: Evidence(
                events=sifted[login][0],
                uncounted=(*(item for item in items if isinstance(item, Uncounted)), *sifted[login][1]),
                entered=entered.get(login, MappingProxyType({})),
            )
            for login, items in earned.items()
        }

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

    def _earned(self, hit: Hit, is_bot: Callable[[str], bool]) -> Earned:
        """What a commit earns whoever claims it."""
        why = self._why_not(hit, is_bot)
        return Uncounted(hit.oid, hit.instant, why) if why else Event("commit", hit.at, hit.oid, hit.topics)

    def _why_not(self, hit: Hit, is_bot: Callable[[str], bool]) -> str:
        """Why a commit earns nothing; empty when it does."""
        if hit.malformed:
            return f"malformed: {hit.malformed}"
        if is_bot(hit.emails[0]):
            return "a bot's"
        if hit.idle:
            return hit.idle
        return self._impossible(hit) or ("a revert" if hit.undoes and self._reverts(hit) else "")

    def _impossible(self, hit: Hit) -> str:
        tolerance = 60 * self.side.policy.clock_tolerance_minutes
        if hit.lead is not None and -hit.lead > tolerance:
            return "dated before its parent"
        if hit.committed is not None and hit.seconds - hit.committed > tolerance:
            return "written after it was committed"
        return ""

    def _reverts(self, hit: Hit) -> bool:
        return is_clean_revert(self.repository, self.repository.read_commit(hit.oid))


def _names(people: Iterable[Person]) -> tuple[bytes, ...]:
    """What stands in every commit by one of them, or that names one, in lower case; none where that is not sure."""
    named = {name for person in people for name in map(address_of, person.identities)} - {""}
    return tuple(sorted(name.encode() for name in named)) if all(map(str.isascii, named)) else ()


def _since(people: Iterable[Person]) -> int | None:
    """Before when (seconds) no commit was made that can count for any of them; None where that is unknown."""
    starts = [person.tracking_start for person in people]
    known = [start for start in starts if start is not None]
    return int(_midnight_before(min(known)).timestamp()) if len(known) == len(starts) else None


def _midnight_before(start: date) -> datetime:
    """An instant before local date `start` began in any zone, clocks that go wrong a little included."""
    return datetime.combine(max(start, _EARLIEST), time(), UTC) - timedelta(days=2)
