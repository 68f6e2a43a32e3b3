"""All alerts of a program as of an instant: what policy raises, and what people did about it (S-024, S-092).

A pure function of what the repository holds: run again, it raises nothing twice (S-021).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from c7gate.model.alert import Adoption, Alert, AlertSeverity, PolicyVersion
from c7gate.model.gates import GatePolicy
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.record import Assessment, AwayType, Blocker, Cohort, Intervention, Person
from c7gate.model.scoring import Event
from c7gate.program.adoption import Group, Track, adoption, adoption_at, adoption_by_week
from c7gate.program.blockers import OpenBlocker, blockers, timed_blockers
from c7gate.program.clocks import Responder, Span, day_end, day_start, merged
from c7gate.program.episode import Episode
from c7gate.program.gate_failures import gate_failures
from c7gate.program.inactivity import inactivity, missed
from c7gate.program.lifecycle import Circumstances, alert_of
from c7gate.scoring.calendar import counting_start, expected_dates
from c7gate.scoring.clock import local_date

_FREED = frozenset({AwayType.LEAVE, AwayType.SWAP_OFF})


class Facts(NamedTuple):
    """What alerts are made of.

    `days` are the events of each active date by login, `versions` the policies of alerts in their order, the last one
    in force now. `end` is the last date of the program (None: it goes on). `told` are deliveries that the forge
    recorded, by key.
    """

    as_of: datetime
    policy: Policy
    versions: tuple[PolicyVersion, ...]
    gates: tuple[GatePolicy, ...]
    people: Mapping[str, Person]
    days: Mapping[str, Mapping[date, tuple[Event, ...]]]
    assessments: Mapping[str, Assessment]
    blockers: tuple[tuple[Person, Blocker], ...]
    cohorts: Mapping[str, Cohort]
    end: date | None
    told: Mapping[str, tuple[datetime, ...]]


class Watch(NamedTuple):
    """What was found: the alerts with the most urgent first, and what else a coordinator sees.

    `missed` is by login. `blockers` are open. `adoption` has a group's figures where a window is completed.
    """

    alerts: tuple[Alert, ...]
    missed: Mapping[str, int]
    blockers: tuple[OpenBlocker, ...]
    adoption: tuple[Adoption, ...]


def watch(facts: Facts) -> Watch:
    """Look at everybody and every group."""
    found = _Watching(facts)
    alerts = sorted(found.alerts(), key=_urgency)
    until = found.stop(facts.as_of)
    current = facts.versions[-1]
    return Watch(
        alerts=tuple(alerts),
        missed={login: missed(dates, facts.days.get(login, {})) for login, dates in found.expected.items()},
        blockers=tuple(
            item
            for item in timed_blockers(
                facts.blockers, found.responder(AlertSeverity.BLOCKER, current), facts.versions, until
            )
            if item.closed is None
        ),
        adoption=tuple(
            now for group in found.groups() if (now := adoption_at(group, current.policy.adoption, until))
        ),
    )


def adoption_weeks(facts: Facts) -> tuple[Adoption, ...]:
    """Each group's adoption week by week, by the policy in force now; it ends where alerts do."""
    found, policy = _Watching(facts), facts.versions[-1].policy.adoption
    until = found.stop(facts.as_of)
    return tuple(now for group in found.groups() for now in adoption_by_week(group, policy, until))


def _urgency(alert: Alert) -> tuple[bool, int, datetime, str]:
    """What needs somebody first: open before over, then severity, then age."""
    return alert.state.is_over, -alert.severity.rank, alert.raised_at, alert.key


class _Watching:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.expected = {login: _expected(person, facts.as_of) for login, person in facts.people.items()}
        self._responders: dict[tuple[str, str], Responder] = {}
        self._first: dict[tuple[AlertSeverity, str], Responder] = {}
        self._entries = _entries(facts)
        self._end = day_end(facts.policy.zones, facts.end) if facts.end else None

    def stop(self, instant: datetime) -> datetime:
        """The instant, or the program's end before it."""
        return min(instant, self._end) if self._end else instant

    def alerts(self) -> Iterator[Alert]:
        """Every alert that has come up."""
        for login in sorted(self.facts.people):
            yield from self._of_person(self.facts.people[login])
        for group in self.groups():
            for episode in adoption(group, self.facts.versions, self.stop(self.facts.as_of)):
                yield alert_of(episode, self._met(episode, (), self._end))
        first = self.responder(AlertSeverity.BLOCKER, self.facts.versions[-1])
        for episode in blockers(self.facts.blockers, first, self.facts.versions, self.facts.as_of):
            person = self.facts.people[episode.developer]
            if (cut := self._cut(person)) is None or episode.rises[0].at < cut:
                yield alert_of(episode, self._met(episode, _away(person), cut))

    def _of_person(self, person: Person) -> Iterator[Alert]:
        facts, cut = self.facts, self._cut(person)
        days = facts.days.get(person.login, {})
        expected = self.expected[person.login]
        away = _away(person)
        free = merged((*away, *_spans(person, facts.policy.outages)))
        for episode in inactivity(person, expected, days, facts.versions, facts.as_of):
            if cut is None or episode.rises[0].at < cut:
                yield alert_of(_until(episode, cut), self._met(episode, free, cut))
        assessment = facts.assessments.get(person.login)
        for episode in gate_failures(person, assessment, facts.gates, facts.versions, facts.as_of):
            if cut is None or episode.rises[0].at < cut:
                yield alert_of(episode, self._met(episode, away, cut))

    def _cut(self, person: Person) -> datetime | None:
        """When alerts stop for a person: gate 3 signed off, the exit, or the program's end."""
        exit_ = day_end(person.zones, person.exit_on) if person.exit_on else None
        return min(filter(None, (person.gate3_signed, exit_, self._end)), default=None)

    def _met(self, episode: Episode, away: tuple[Span, ...], cut: datetime | None) -> Circumstances:
        told = self.facts.told.get(episode.key, ())
        notices = tuple(Intervention(episode.key, "notify", "", at) for at in told)
        return Circumstances(
            as_of=self.facts.as_of,
            responder=self.responder(episode.severity, episode.version),
            entries=(*self._entries[episode.developer, episode.key], *notices),
            away=away,
            cut=cut,
        )

    def responder(self, severity: AlertSeverity, version: PolicyVersion) -> Responder:
        """Who answers first for a severity; whoever has no record works as policy says people do."""
        known = self._first.get((severity, version.version))
        if known is None:
            known = self._first[severity, version.version] = self._responder(severity, version)
        return known

    def _responder(self, severity: AlertSeverity, version: PolicyVersion) -> Responder:
        policy = version.policy
        level = policy.matrix[severity][0]
        names = next((item.any_of for item in policy.levels if item.number == level), ())
        login = next((name for name in names if name in self.facts.people), "")
        key = (version.version, login)
        if key not in self._responders:
            default = Person(
                login="",
                identities=(),
                zones=self.facts.policy.zones,
                work_week=self.facts.policy.work_week,
            )
            person = self.facts.people.get(login, default)
            self._responders[key] = Responder(person, policy.business_first, policy.business_last)
        return self._responders[key]

    def groups(self) -> Iterator[Group]:
        """The cohorts by id, and one group of everybody who is in none, named like the program."""
        facts, policy = self.facts, self.facts.policy
        members: dict[str, list[Person]] = defaultdict(list)
        for login in sorted(facts.people):
            members[facts.people[login].cohort].append(facts.people[login])
        for cohort in sorted(members):
            known = facts.cohorts.get(cohort)
            starts = [one.tracking_start for one in members[cohort] if one.tracking_start]
            if starts:
                yield Group(
                    id=cohort or str(policy.values["program"]["id"]),
                    begins=min(starts),
                    zones=policy.zones,
                    work_week=policy.work_week,
                    off=policy.outages
                    | (policy.calendars.get(known.calendar, frozenset()) if known else frozenset()),
                    members=tuple(map(self._track, members[cohort])),
                )

    def _track(self, person: Person) -> Track:
        signed = person.gate3_signed
        over = signed is not None and signed <= self.facts.as_of
        return Track(
            expected=self.expected[person.login],
            active=sorted(self.facts.days.get(person.login, {})),
            ended=local_date(person, signed) if signed and over else None,
        )


def _entries(facts: Facts) -> Mapping[tuple[str, str], list[Intervention]]:
    """The interventions by subject and key.

    What is about a person counts in that person's file alone, which the person may not write; what is about no person
    counts in any.
    """
    found: dict[tuple[str, str], list[Intervention]] = defaultdict(list)
    for login in sorted(facts.assessments):
        for item in facts.assessments[login].interventions:
            if item.by != login:
                found[login, item.alert].append(item)
            found["", item.alert].append(item)
    return found


def _expected(person: Person, as_of: datetime) -> Sequence[date]:
    """The completed dates that expect something of the person, from the first that counts on."""
    first = counting_start(person)
    if first is None:
        return ()
    today = local_date(person, as_of)
    return expected_dates(person, first, today - timedelta(days=1)) if first < today else ()


def _until(episode: Episode, cut: datetime | None) -> Episode:
    """The episode as it had come to be when alerts stopped."""
    rises = tuple(rise for rise in episode.rises if cut is None or rise.at < cut)
    return episode._replace(rises=rises)


def _away(person: Person) -> tuple[Span, ...]:
    """The time a person is on leave or excused."""
    away = [(item.first, item.last) for item in person.away if item.type in _FREED]
    away += [(item.first, item.last) for item in person.excused]
    return merged((day_start(person.zones, first), day_end(person.zones, last)) for first, last in away)


def _spans(person: Person, days: frozenset[date]) -> Iterator[Span]:
    for day in sorted(days):
        yield day_start(person.zones, day), day_end(person.zones, day)
