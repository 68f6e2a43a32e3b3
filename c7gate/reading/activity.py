"""The days on which people were active, all of them: what a score reads of its window, for the whole time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Person
from c7gate.model.scoring import Event
from c7gate.reading.evidence import Evidence
from c7gate.reading.evidence_branch import Collected
from c7gate.reading.scores import EvidenceSource, person_events
from c7gate.reading.trusted import TrustedSide
from c7gate.scoring.calendar import counted_until
from c7gate.scoring.evidence import active_days
from c7gate.scoring.qualifying import sifted

Activity = Mapping[str, Mapping[date, tuple[Event, ...]]]
"""The events that count of each active local date, by login."""


class Remembered(NamedTuple):
    """Evidence that was read once, for all who ask for it: what these full object ids reach, by login."""

    tips: tuple[str, ...]
    found: Mapping[str, Evidence]

    def covers(self, tips: tuple[str, ...], people: Mapping[str, Person]) -> bool:
        """Whether it says what the history of `tips` holds of all these people."""
        return self.tips == tips and self.found.keys() >= people.keys()

    def of(self, people: Mapping[str, Person]) -> Mapping[str, Evidence]:
        """What each of these people earns, by login."""
        return {login: self.found[login] for login in people}


def activity(side: TrustedSide, people: Mapping[str, Person], history: EvidenceSource) -> Activity:
    """The active days of these people up to the instant of the trusted side, or their gate 3 sign-off.

    Raises:
        CannotLookError: the clone lacks history that could hold evidence.
    """
    kept = Collected(side.repository)
    own = {record.login: record.developer for record in side.records if record.developer}
    policy = side.policy.gate3
    found: dict[str, Mapping[date, tuple[Event, ...]]] = {}
    for login, evidence in history.of(people).items():
        person, until = people[login], counted_until(people[login], side.as_of)
        events, _ = person_events(person, evidence, kept, own.get(login), side)
        counted, _ = sifted(person, events, policy, until)
        found[login] = active_days(person, counted, policy, until)
    return found
