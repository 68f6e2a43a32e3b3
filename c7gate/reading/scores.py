"""Gate 3 of people: their evidence from history, from their records and as collected, scored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Developer, PeerReview, Person
from c7gate.model.scoring import Consistency, Event, Uncounted
from c7gate.model.verdict import GateResult
from c7gate.reading.declared import recorded_events
from c7gate.reading.evidence import Evidence
from c7gate.reading.evidence_branch import Collected
from c7gate.reading.git import Repository
from c7gate.reading.trusted import TrustedSide
from c7gate.scoring.calendar import counted_until
from c7gate.scoring.clock import local_date
from c7gate.scoring.gate3 import gate3_of
from c7gate.scoring.qualifying import sifted


class EvidenceSource(Protocol):
    """Where evidence comes from."""

    def of(self, people: Mapping[str, Person]) -> Mapping[str, Evidence]:
        """What each of these people earns, by login."""


class Scores(NamedTuple):
    """Gate 3 by login: the gate with its criteria, the score with its days, what earns nothing, and what counts."""

    gates: Mapping[str, GateResult]
    consistency: Mapping[str, Consistency]
    uncounted: Mapping[str, tuple[Uncounted, ...]]
    events: Mapping[str, tuple[Event, ...]]


def scored(
    side: TrustedSide,
    people: Mapping[str, Person],
    history: EvidenceSource,
    written: Mapping[str, Developer],
) -> Scores:
    """Gate 3 of these people.

    `written` are records as the head has them; the trusted copy stands in for the others.
    """
    kept = _collected(side.repository)
    own = {record.login: record.developer for record in side.records if record.developer}
    gates: dict[str, GateResult] = {}
    consistency: dict[str, Consistency] = {}
    uncounted: dict[str, tuple[Uncounted, ...]] = {}
    counted: dict[str, tuple[Event, ...]] = {}
    policy, given = side.policy.gate3, _given(side)
    for login, evidence in history.of(people).items():
        record = written.get(login) or own.get(login)
        events, late = person_events(people[login], evidence, kept, record, side)
        counted[login], refused = sifted(
            people[login], events, policy, counted_until(people[login], side.as_of)
        )
        uncounted[login] = (*evidence.uncounted, *late, *refused)
        gates[login], consistency[login] = gate3_of(
            people[login],
            counted[login],
            policy,
            side.as_of,
            reviews=_reviews(given[login], people[login], side.as_of),
            shares=_shares(people[login], record, side.as_of),
        )
    return Scores(gates, consistency, uncounted, counted)


def person_events(
    person: Person, evidence: Evidence, kept: Collected, record: Developer | None, side: TrustedSide
) -> tuple[tuple[Event, ...], tuple[Uncounted, ...]]:
    """What may count of one person: by history, as collected, and as the record declares; and what came too late."""
    declared, late = recorded_events(
        record, evidence.entered, person, side.policy.gate3.late_log_working_days
    )
    gathered, found = kept.of(person.login), evidence.events
    if gathered:
        from c7gate.reading.collected import with_collected

        found = with_collected(found, gathered, side.as_of)
    # What git shows to be no work is none by being collected; only its age can be proven that way.
    void = {item.ref for item in evidence.uncounted if item.rule != "before-record"}
    return (*(event for event in found if event.ref not in void), *declared), tuple(late)


def _given(side: TrustedSide) -> Mapping[str, Sequence[PeerReview]]:
    """The reviews of others' work by who gave them."""
    given: dict[str, list[PeerReview]] = defaultdict(list)
    for assessment in side.assessments:
        for review in assessment.reviews:
            if review.reviewer != assessment.login:
                given[review.reviewer].append(review)
    return given


def _reviews(given: Sequence[PeerReview], one: Person, as_of: datetime) -> int:
    """Reviews this person gave on others' work, from tracking start to as-of."""
    until = counted_until(one, as_of)
    return sum(review.at <= until and _tracked(one, local_date(one, review.at)) for review in given)


def _shares(one: Person, record: Developer | None, as_of: datetime) -> int:
    shares = record.shares if record else ()
    today = local_date(one, counted_until(one, as_of))
    return sum(_tracked(one, share.date) and share.date <= today for share in shares)


def _tracked(one: Person, day: date) -> bool:
    return one.tracking_start is not None and day >= one.tracking_start


@lru_cache(maxsize=2)
def _collected(repository: Repository) -> Collected:
    """What was collected, read once however many changes are judged."""
    return Collected(repository)
