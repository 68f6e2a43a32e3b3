"""`report alerts`: what a running program raises, as far as the repository shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from c7gate.app.explain import Sight, Where
from c7gate.model.alert import Alert, AlertSeverity, AlertState
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Blocker, Cohort, Developer, Person
from c7gate.parsing.policy_gates import gate_policies
from c7gate.program.alerts import Facts, Watch, watch
from c7gate.reading.activity import Remembered, activity
from c7gate.reading.evidence import History
from c7gate.reading.policy_versions import policy_versions
from c7gate.reading.trusted import TrustedSide
from c7gate.rendering.alerts import MessageFacts
from c7gate.scoring.people import person

Told = Mapping[str, tuple[datetime, ...]]
"""When people were told of an alert, by its key."""


class Seen(NamedTuple):
    """What was looked at, what was found there, and what messages about it are made of."""

    sight: Sight
    facts: Facts
    evidence: Remembered
    watch: Watch
    told: MessageFacts


def is_urgent(alert: Alert) -> bool:
    """Whether an alert of severity red or worse is open, so that nobody has taken it on."""
    return alert.state is AlertState.OPEN and alert.severity.rank >= AlertSeverity.RED.rank


def alerts(where: Where) -> Seen:
    """Find every alert there is or was.

    Raises:
        UsageError: the call is wrong.
        PolicyError, CannotLookError: as for `check`.
    """
    return found_in(Sight.of(where))


def told_of(seen: Seen, told: Told) -> Seen:
    """The same, with the deliveries that the forge recorded."""
    facts = seen.facts._replace(told=told)
    return seen._replace(facts=facts, watch=watch(facts))


def found_in(sight: Sight) -> Seen:
    """The same of what was looked at already."""
    side = sight.side
    people = {**_gone(side), **side.people}
    history = History(sight.repository, sight.tips, side)
    with policy_versions(side) as sought:
        evidence = Remembered(sight.tips, history.of(people))
        days = activity(side, people, evidence)
        versions = sought()
    own = {record.login: record.developer for record in side.records if record.developer}
    end = side.policy.values["program"].get("end")
    facts = Facts(
        as_of=side.as_of,
        policy=side.policy,
        versions=versions,
        gates=gate_policies(side.policy),
        people=people,
        days=days,
        assessments={item.login: item for item in side.assessments},
        blockers=tuple(_blockers(people, own)),
        cohorts=_cohorts(side),
        end=date.fromisoformat(end) if end else None,
        told={},
    )
    found = watch(facts)
    told_by = MessageFacts(
        policy=versions[-1].policy,
        support=tuple(side.policy.values["program"]["support"]["channels"]),
        adoption={now.group: now for now in found.adoption},
        minimum=side.policy.values["privacy"]["minimum_group"],
        zones=side.policy.zones,
    )
    return Seen(sight, facts, evidence, found, told_by)


def _gone(side: TrustedSide) -> Mapping[str, Person]:
    """Who has left: their alerts have expired, which is to be seen."""
    cohorts, assessments = _cohorts(side), {item.login: item for item in side.assessments}
    found = (
        person(record.developer, assessments.get(record.login), cohorts, side.policy)
        for record in side.records
        if record.developer and record.login not in side.people
    )
    return {one.login: one for one in found if one.exit_on is not None and one.exit_on < side.as_of.date()}


def _cohorts(side: TrustedSide) -> Mapping[str, Cohort]:
    return {record.cohort.id: record.cohort for record in side.records if record.cohort}


def _blockers(people: Mapping[str, Person], own: Mapping[str, Developer]) -> Iterator[tuple[Person, Blocker]]:
    for login in sorted(people.keys() & own.keys()):
        yield from ((people[login], blocker) for blocker in own[login].blockers)
