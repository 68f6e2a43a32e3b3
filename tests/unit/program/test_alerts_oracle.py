"""Alerts against a slow, plainly written second opinion.

`C7GATE_EXAMPLES=2000` tries more histories than the suite does.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from c7gate.model.alert import AlertPolicy, PolicyVersion
from c7gate.model.gates import CriterionPolicy, GatePolicy
from c7gate.model.record import (
    Assessment,
    Attempt,
    Away,
    AwayType,
    Blocker,
    Excused,
    Intervention,
    Person,
    Zone,
)
from c7gate.model.scoring import Event
from c7gate.parsing.policy_alerts import alert_policy
from c7gate.program.alerts import Facts, watch
from c7gate.reading.program import policy_of

from alerts_oracle import Row, opinion

EXAMPLES = int(os.environ.get("C7GATE_EXAMPLES", "60"))
LENGTH = 18
FIRST_DAYS = [
    date(2025, 8, 18),
    date(2025, 10, 16),
    date(2025, 3, 20),
    date(2025, 3, 3),
]  # clocks change in three
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Havana")
WEEKS = [frozenset({0, 1, 2, 3, 4}), frozenset({6, 0, 1, 2, 3}), frozenset({0, 2}), frozenset(range(7))]
PRESET = policy_of({})
ACTIONS = ("ack", "check-in", "note", "plan", "resolve", "notify", "notify", "silence")
GATE = GatePolicy(
    number=1,
    id="one",
    title="One",
    risk="high",
    max_attempts=2,
    cooling_off_working_days=0,
    waivers_allowed=False,
    criteria=(CriterionPolicy("written", "Written", "score", "attempt", ">=", Decimal(85)),),
    signers=(),
    proofs=(),
)


@dataclass(frozen=True, repr=False)
class History:
    """Facts that are shown without the preset, which is long and always the same."""

    facts: Facts

    def __repr__(self) -> str:
        facts = self.facts
        changed = [(item.since, item.policy.yellow_missed, item.policy.red_missed) for item in facts.versions]
        lines = {login: (item.attempts, item.interventions) for login, item in facts.assessments.items()}
        return f"History({facts.as_of}, {facts.people}, {facts.days}, {lines}, {facts.blockers}, {facts.end}, {changed})"


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A program of some weeks with one to three people, dana among them or not, who answers."""
    first = draw(st.sampled_from(FIRST_DAYS))
    days = [first + timedelta(days=number) for number in range(LENGTH)]
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    instants = st.integers(0, 48 * LENGTH).map(lambda number: start + timedelta(minutes=30 * number))
    logins = draw(st.sampled_from([["alice"], ["alice", "dana"], ["alice", "bob"], ["alice", "bob", "dana"]]))
    outages = draw(st.frozensets(st.sampled_from(days), max_size=1))
    people = {login: draw(_people(login, days, instants, outages)) for login in logins}
    policy = PRESET._replace(
        zones=(Zone(None, draw(st.sampled_from(ZONES))),),
        work_week=draw(st.sampled_from(WEEKS)),
        outages=outages,
    )
    events = {login: draw(st.lists(instants, max_size=6)) for login in logins}
    as_of = start + timedelta(minutes=30 * draw(st.integers(48 * 4, 48 * LENGTH)))
    facts = Facts(
        as_of=as_of,
        policy=policy,
        versions=draw(_versions(start, instants)),
        gates=(GATE,),
        people=people,
        days={login: _active(people[login], times, as_of) for login, times in events.items()},
        assessments={login: draw(_attempts(login, days)) for login in logins},
        blockers=tuple(
            (people[login], Blocker(f"b-{login}", opened, closed, "x", "dana"))
            for login in logins
            for opened, closed in draw(_blockers(instants))
        ),
        cohorts={},
        end=draw(st.sampled_from([None, None, None, days[-4]])),
        told={},
    )
    return History(facts._replace(assessments=draw(_answered(facts, instants))))


def _people(
    login: str, days: list[date], instants: st.SearchStrategy[datetime], outages: frozenset[date]
) -> st.SearchStrategy[Person]:
    day = st.sampled_from(days)
    spans = st.tuples(day, st.integers(0, 2)).map(lambda span: (span[0], span[0] + timedelta(days=span[1])))
    absences = st.builds(lambda span, kind: Away(span[0], span[1], kind), spans, st.sampled_from(AwayType))
    return st.builds(
        Person,
        login=st.just(login),
        identities=st.just(()),
        zones=st.sampled_from(ZONES).map(lambda name: (Zone(None, name),)),
        work_week=st.sampled_from(WEEKS),
        away=st.lists(absences, max_size=2).map(tuple),
        excused=st.lists(spans.map(lambda span: Excused(span[0], span[1], "dana")), max_size=1).map(tuple),
        holidays=st.frozensets(day, max_size=1).map(lambda found: found | outages),
        enrolled_at=st.sampled_from([days[0] - timedelta(days=30), days[2]]),
        exit_on=st.sampled_from([None] * 9 + [days[-5]]),
        tracking_start=st.sampled_from([None, days[0], days[0], days[1], days[3]]),
        gate3_signed=st.none() | st.none() | st.none() | instants,
        cohort=st.just(""),
        partial_first_day=st.just(value=False),
    )


def _versions(
    start: datetime, instants: st.SearchStrategy[datetime]
) -> st.SearchStrategy[tuple[PolicyVersion, ...]]:
    policy = alert_policy(PRESET._replace(coordinators=("dana",)))
    first = PolicyVersion(start - timedelta(days=999), "one", policy)
    second = st.builds(
        lambda at, yellow, red, ack: PolicyVersion(
            at, "two", _changed(policy, yellow, yellow + red, acknowledgement_hours=ack)
        ),
        instants,
        st.integers(1, 4),
        st.integers(1, 3),
        st.integers(1, 48),
    )
    return st.just((first,)) | second.map(lambda version: (first, version))


def _changed(policy: AlertPolicy, yellow: int, red: int, *, acknowledgement_hours: int) -> AlertPolicy:
    return policy._replace(
        yellow_missed=yellow, red_missed=red, acknowledgement_hours=acknowledgement_hours, silence_max_days=2
    )


def _attempts(login: str, days: list[date]) -> st.SearchStrategy[Assessment]:
    tried = st.lists(
        st.tuples(st.sampled_from(days), st.integers(83, 86)), max_size=3, unique_by=lambda item: item[0]
    )
    return tried.map(
        lambda found: Assessment(
            login,
            attempts=tuple(
                Attempt(f"a-{number}", 1, day, "farid", {"written": Decimal(score)})
                for number, (day, score) in enumerate(sorted(found))
            ),
        )
    )


def _answered(
    facts: Facts, instants: st.SearchStrategy[datetime]
) -> st.SearchStrategy[dict[str, Assessment]]:
    """The assessments with answers to alerts that there are, now and then in another person's file."""
    alerts = [(item.key, item.developer or "alice") for item in watch(facts).alerts]
    if not alerts:
        return st.just(dict(facts.assessments))
    line = st.builds(
        lambda alert, action, by, at, hours: (
            alert[1],
            Intervention(
                alert[0], action, by, at, plan_ref="PLAN-1", until=at + timedelta(hours=hours), reason="known"
            ),
        ),
        st.sampled_from(alerts),
        st.sampled_from(ACTIONS),
        st.sampled_from(["dana", "dana", "farid", "alice"]),
        instants,
        st.integers(1, 90),
    )
    elsewhere = st.tuples(st.sampled_from(sorted(facts.people)), line.map(lambda item: item[1]))
    return st.lists(st.one_of(line, line, line, elsewhere), max_size=6).map(
        lambda lines: {
            login: item._replace(
                interventions=tuple(entry for owner, entry in lines if owner == login),
            )
            for login, item in facts.assessments.items()
        }
    )


def _blockers(
    instants: st.SearchStrategy[datetime],
) -> st.SearchStrategy[list[tuple[datetime, datetime | None]]]:
    one = st.tuples(instants, st.none() | st.integers(1, 200)).map(
        lambda item: (item[0], item[0] + timedelta(minutes=30 * item[1]) if item[1] else None)
    )
    return st.lists(one, max_size=1)


def _active(person: Person, times: list[datetime], as_of: datetime) -> dict[date, tuple[Event, ...]]:
    """The events by the person's own dates, as scoring gives them: none after the sign-off or the instant of asking."""
    until = min(as_of, person.gate3_signed or as_of)
    found: dict[date, tuple[Event, ...]] = {}
    for at in sorted(times):
        if at <= until:
            day = _date(person, at)
            found[day] = (*found.get(day, ()), Event("commit", at, "x"))
    return found


def _date(person: Person, at: datetime) -> date:
    return at.astimezone(ZoneInfo(person.zones[0].name)).date()


def rows(facts: Facts) -> list[Row]:
    """What c7gate holds."""
    return sorted(
        (item.key, item.severity.value, item.state.value, item.raised_at, item.due_at, item.level)
        for item in watch(facts).alerts
    )


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_both_see_the_same_alerts(history: History) -> None:
    found = rows(history.facts)
    for row in found:
        event(f"{row[1]} {row[2]}")

    assert found == opinion(history.facts)
