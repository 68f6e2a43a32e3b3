"""People's claims held against what git knows: the record's age, patches done before, changes that brought them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from itertools import takewhile

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Person, Usage
from c7gate.model.scoring import Event, ForgeMerge, Uncounted
from c7gate.reading.findings import Findings
from c7gate.reading.git import Repository
from c7gate.reading.record_history import record_history, record_path, with_logs
from c7gate.reading.trusted import TrustedSide
from c7gate.scoring.calendar import counting_start, event_date
from c7gate.scoring.clock import local_date
from c7gate.scoring.qualifying import before_merge

_Events = Mapping[str, Sequence[Event]]
Sifted = tuple[tuple[Event, ...], tuple[Uncounted, ...]]
"""The events that stand, and what does not."""


class Claims(NamedTuple):
    """What people's commits claim, in the history that `tips` reach, the mainline's first.

    Everybody is looked at together: git is asked once for all. Where the trusted side's records stand in another
    repository, there alone a record tells its own age.
    """

    repository: Repository
    tips: Sequence[str]
    side: TrustedSide
    people: Mapping[str, Person]
    findings: Findings

    def sifted(self, events: Mapping[str, Sequence[Event]]) -> Mapping[str, Sifted]:
        """Part, by login, the events that stand, each with what it came with and builds on where it matters, from the rest.

        Days before counting starts are left as they are: nothing depends on them.

        Raises:
            CannotLookError: an object that is needed is not here; a partial clone may have left it out (T84).
        """
        refused: dict[str, dict[str, Uncounted]] = {}
        counted: dict[str, Sequence[Event]] = {}
        claimed = {login: sorted(self._counting(login, found), key=_age) for login, found in events.items()}
        if not self.repository.is_partial:  # of most people the oldest commit alone is asked for the record
            self.repository.read_ahead(sorted({mine[0].ref for mine in claimed.values() if mine}))
        for login, mine in claimed.items():
            refused[login] = {item.ref: item for item in self._before_record(login, mine)}
            counted[login] = [event for event in mine if event.ref not in refused[login]]
        bounds = self._bounds(counted) if self.side.policy.forge_keys else {}
        events = _bounded(events, bounds)
        for login, item in self._repeated(_bounded(counted, bounds)):
            refused[login][item.ref] = item
        kept = {
            login: [event for event in found if event.ref not in refused[login]]
            for login, found in events.items()
        }
        arrived = self._with_arrivals(kept)
        return {login: (arrived[login], tuple(refused[login].values())) for login in events}

    def entered(self) -> Mapping[str, Mapping[Usage, datetime]]:
        """When each look-up of people's records was written down, as far as history shows, by login."""
        found: dict[str, dict[Usage, datetime]] = defaultdict(dict)
        places = dict.fromkeys(((self.repository, tuple(self.tips)), self._home()))
        for repository, tips in places:  # the program's word is the last
            for login in with_logs(repository, tips, self.people):
                found[login].update(record_history(repository, tips, login).entered)
        return found

    def _bounds(self, counted: _Events) -> Mapping[str, ForgeMerge]:
        """The merges by the forge before which the commits cannot have been written, where they claim to have been."""
        from c7gate.reading.forge_merges import built_on  # few policies list a key of the forge

        claims = {event.ref: int(instant(event).timestamp()) for found in counted.values() for event in found}
        return built_on(self.repository, self.tips, claims, self.side.policy.forge_keys, self.side.as_of)

    def _home(self) -> tuple[Repository, tuple[str, ...]]:
        """Where people's records stand, and the commits that reach them."""
        program = self.side.program_of(self.repository)
        return (program[0], (program[1],)) if program else (self.repository, tuple(self.tips))

    def _before_record(self, login: str, events: Sequence[Event]) -> Iterator[Uncounted]:
        """Those dated before the day on which the person's record was made (T58); `events` are oldest first."""
        early = list(takewhile(partial(self._lacks_record, login), events))
        if not early:
            return
        created = record_history(*self._home(), login).created
        made = local_date(self.people[login], created) if created else date.min
        for event in early:
            if self._day(login, event) < made:
                because = f"dated before the record of {login} was made on {made}"
                yield Uncounted(event.ref, instant(event), because, "before-record")

    def _lacks_record(self, login: str, event: Event) -> bool:
        """Whether it does not build on the record, which else is older than it and all that follow.

        Nothing builds on a record in another repository, so there the time tells whether it stood already.
        """
        repository, commit = self.repository, event.ref
        if program := self.side.program_of(self.repository):
            repository, commit = program[0], _last_before(*program, instant(event))
        return not commit or repository.entry(commit, record_path(login)) is None

    def _repeated(self, events: Mapping[str, Sequence[Event]]) -> Iterator[tuple[str, Uncounted]]:
        """Those whose patch an earlier one of the same person holds already (T51).

        Of copies with one date, the one that was committed first is the earlier; one whose date cannot hold is the
        last. A patch can only be the same where the paths are: of all others git need not make one.
        """
        paths = self.findings.paths(
            {event.ref for found in events.values() if len(found) > 1 for event in found}
        )
        alike: dict[tuple[str, str], list[Event]] = defaultdict(list)
        for login, found in events.items():
            for event in found:
                alike[login, paths.get(event.ref, event.ref)].append(event)
        groups = {key: group for key, group in alike.items() if len(group) > 1}
        patches = self.findings.patch_ids({event.ref for group in groups.values() for event in group})
        committed = {hit.oid: hit.committed or 0 for hit in self.findings.hits} if groups else {}
        for (login, _), group in groups.items():
            first: dict[str, Event] = {}
            for event in sorted(group, key=partial(self._precedence, login, committed)):
                earlier = first.setdefault(patches.get(event.ref, event.ref), event)
                if earlier is not event:
                    yield login, self._repeats(login, event, earlier)

    def _precedence(
        self, login: str, committed: Mapping[str, int], event: Event
    ) -> tuple[bool, datetime, int, str]:
        is_refuted = bool(before_merge(self.people[login], event, self.side.policy.gate3))
        return is_refuted, instant(event), committed[event.ref], event.ref

    def _repeats(self, login: str, event: Event, earlier: Event) -> Uncounted:
        day = self._day(login, earlier)
        rule = "duplicate-patch" if day != self._day(login, event) else ""
        return Uncounted(event.ref, instant(event), f"the same patch as {earlier.ref[:10]} of {day}", rule)

    def _with_arrivals(self, events: Mapping[str, Sequence[Event]]) -> Mapping[str, tuple[Event, ...]]:
        """The events with the change that brought each, for whom so many days are claimed that it matters."""
        claims = {login: self._counting(login, found) for login, found in events.items()}
        most = self.side.policy.gate3.max_unverified_days
        many = {
            login
            for login, found in claims.items()
            if len({self._day(login, event) for event in found}) > most
        }
        wanted = {event.ref for login in many for event in claims[login]}
        by = self.findings.arrivals(wanted)
        return {
            login: tuple(event._replace(arrival=by.get(event.ref, "")) for event in found)
            if login in many
            else tuple(found)
            for login, found in events.items()
        }

    def _counting(self, login: str, events: Iterable[Event]) -> list[Event]:
        """The events from the day on which counting starts for the person."""
        start = counting_start(self.people[login])
        return [event for event in events if start is not None and self._day(login, event) >= start]

    def _day(self, login: str, event: Event) -> date:
        return event_date(self.people[login], event, self.side.policy.gate3.day_attribution)


def _bounded(events: _Events, bounds: Mapping[str, ForgeMerge]) -> _Events:
    if not bounds:
        return events
    return {
        login: [event._replace(built_on=bounds.get(event.ref)) for event in found]
        for login, found in events.items()
    }


def _last_before(repository: Repository, tip: str, at: datetime) -> str:
    """The newest commit of the first-parent line from `tip` that was made by then, empty where none was."""
    seconds = at.timestamp()
    return next((oid for oid, made in _line(repository, tip) if made <= seconds), "")


@lru_cache(maxsize=2)
def _line(repository: Repository, tip: str) -> Sequence[tuple[str, int]]:
    return repository.first_parents(tip, 0)


def _age(event: Event) -> tuple[datetime, str]:
    return instant(event), event.ref


def instant(event: Event) -> datetime:
    """When an event happened, in UTC; a bare date is its start."""
    return (
        event.at.astimezone(UTC)
        if isinstance(event.at, datetime)
        else datetime.combine(event.at, time(), UTC)
    )
