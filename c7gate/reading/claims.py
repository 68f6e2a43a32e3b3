"""One person's claims held against what git knows: the record's age, patches done before, changes that brought them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from c7gate.model.errors import CannotLookError
from c7gate.model.policy import Policy
from c7gate.model.record import Person, Usage
from c7gate.model.scoring import Event, Uncounted
from c7gate.reading.arrivals import arrivals
from c7gate.reading.git import Repository
from c7gate.reading.record_history import has_logs, record_history, record_path
from c7gate.scoring.calendar import counting_start, event_date, local_date


@dataclass(frozen=True, slots=True)
class Claims:
    """What the commits of one person claim, in the history that `tips` reach, the mainline's first."""

    repository: Repository
    tips: Sequence[str]
    policy: Policy
    person: Person

    def sifted(self, events: Sequence[Event]) -> tuple[tuple[Event, ...], tuple[Uncounted, ...]]:
        """Part the events that stand, each with the change that brought it where it matters, from the rest.

        Days before counting starts are left as they are: nothing depends on them.

        Raises:
            CannotLookError: an object that is needed is not here, and was not left out on purpose.
        """
        counted = sorted(
            (event for event in events if self._counts(event)),
            key=lambda event: (instant(event), event.ref),
        )
        refused = {item.ref: item for item in self._unless_left_out(self._before_record, counted)}
        counted = [event for event in counted if event.ref not in refused]
        refused |= {item.ref: item for item in self._unless_left_out(self._repeated, counted)}
        kept = [event for event in events if event.ref not in refused]
        return self._with_arrivals(kept), tuple(refused.values())

    def entered(self) -> Mapping[Usage, datetime]:
        """When each look-up of the person's record was written down, as far as history shows."""
        if not has_logs(self.repository, self.tips, self.person.login):
            return {}
        return record_history(self.repository, self.tips, self.person.login).entered

    def _unless_left_out(
        self, check: Callable[[Sequence[Event]], Iterator[Uncounted]], events: Sequence[Event]
    ) -> Sequence[Uncounted]:
        """What a check refuses; nothing where a partial clone left out what it would read."""
        try:
            return tuple(check(events))
        except CannotLookError:
            if self.repository.is_partial:
                return ()
            raise

    def _before_record(self, events: Sequence[Event]) -> Iterator[Uncounted]:
        """Those dated before the day on which the person's record was made (T58); `events` are oldest first."""
        login = self.person.login
        early: list[Event] = []
        for event in events:
            if self.repository.entry(event.ref, record_path(login)):
                break  # it builds on the record, which is older than it and all that follow
            early.append(event)
        if not early:
            return
        created = record_history(self.repository, self.tips, login).created
        made = local_date(self.person, created) if created else date.min
        for event in early:
            if self._day(event) < made:
                because = f"dated before the record of {login} was made on {made}"
                yield Uncounted(event.ref, instant(event), because, "before-record")

    def _repeated(self, events: Sequence[Event]) -> Iterator[Uncounted]:
        """Those whose patch an earlier one of the same person holds already (T51); `events` are oldest first."""
        if len(events) < 2:  # noqa: PLR2004  one commit repeats nothing
            return
        patches = self.repository.patch_ids(event.ref for event in events)
        first: dict[str, Event] = {}
        for event in events:
            earlier = first.setdefault(patches.get(event.ref, event.ref), event)
            if earlier is not event:
                day = self._day(earlier)
                rule = "duplicate-patch" if day != self._day(event) else ""
                yield Uncounted(
                    event.ref, instant(event), f"the same patch as {earlier.ref[:10]} of {day}", rule
                )

    def _with_arrivals(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """The events with the change that brought each, where so many days are claimed that it matters."""
        known = tuple(events)
        claims = [event for event in known if self._counts(event)]
        if len({self._day(event) for event in claims}) <= self.policy.gate3.max_unverified_days:
            return known
        by = arrivals(self.repository, self.tips, {event.ref for event in claims})
        return tuple(replace(event, arrival=by.get(event.ref, "")) for event in known)

    def _counts(self, event: Event) -> bool:
        start = counting_start(self.person)
        return start is not None and self._day(event) >= start

    def _day(self, event: Event) -> date:
        return event_date(self.person, event, self.policy.gate3.day_attribution)


def instant(event: Event) -> datetime:
    """When an event happened, in UTC; a bare date is its start."""
    return (
        event.at.astimezone(UTC)
        if isinstance(event.at, datetime)
        else datetime.combine(event.at, time(), UTC)
    )
