"""A second opinion on alerts, written from their definition: slow, plain, with no code of c7gate.

Only the values of the model are shared. Time goes by in half hours, and at each of them everything is asked anew.
People have one zone each, so that a date has one beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from c7gate.model.alert import AlertPolicy, PolicyVersion
from c7gate.model.record import Intervention, Person
from c7gate.program.alerts import Facts

TICK = timedelta(minutes=30)
DAY = timedelta(days=1)
LONGEST = timedelta(days=90)
Row = tuple[str, str, str, datetime, datetime | None, int]
"""Key, severity, state, raised at, due at, level."""
Moment = Callable[[datetime], bool]


@dataclass
class Cause:
    """What raised an alert: its severities with their instants, when it went away, and what that takes."""

    key: str
    subject: Person | None
    policy: AlertPolicy
    rises: list[tuple[datetime, str]]
    ended: datetime | None = None
    by_itself: bool = False
    by_plan: bool = False
    outages: frozenset[date] = field(default_factory=frozenset)


def opinion(facts: Facts) -> list[Row]:
    """Every alert of a program, sorted by key."""
    causes = [
        cause
        for person in facts.people.values()
        for cause in (*inactive(facts, person), *failed(facts, person))
    ]
    causes += [*blocked(facts), *below(facts)]
    return sorted(row(facts, cause) for cause in causes)


def local(person: Person, at: datetime) -> datetime:
    """The clock on the wall where somebody lives."""
    return at.astimezone(ZoneInfo(person.zones[0].name))


def begins(person: Person, day: date) -> datetime:
    """The first half hour of a date where somebody lives."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - DAY
    while local(person, at).date() < day:
        at += TICK
    return at


def kind(person: Person, day: date, *, anybody: bool = False) -> str:
    """`E`, `O` or `X`; of `anybody` whether they work, whenever they enrolled."""
    types = {away.type.value for away in person.away if away.first <= day <= away.last}
    outside = (person.enrolled_at and day < person.enrolled_at) or (person.exit_on and day > person.exit_on)
    if (outside and not anybody) or types & {"leave", "swap-off"}:
        return "X"
    if any(item.first <= day <= item.last for item in person.excused):
        return "X"
    if "swap-on" not in types and (day in person.holidays or day.weekday() not in person.work_week):
        return "X"
    return "O" if "half" in types or (day == person.exit_on and not anybody) else "E"


def stops(facts: Facts, person: Person | None) -> datetime | None:
    """When alerts stop."""
    found = [begins(plain(facts), facts.end + DAY)] if facts.end else []
    if person and person.gate3_signed:
        found.append(person.gate3_signed)
    if person and person.exit_on:
        found.append(begins(person, person.exit_on + DAY))
    return min(found, default=None)


def plain(facts: Facts) -> Person:
    """Somebody who works as policy says people do."""
    return Person("", (), facts.policy.zones, facts.policy.work_week)


def in_force(facts: Facts, at: datetime) -> PolicyVersion:
    """The policy at an instant."""
    return [version for version in facts.versions if version.since <= at][-1]


def ticks(start: datetime, end: datetime) -> Iterator[datetime]:
    """The half hours from one instant to another, both included."""
    while start <= end:
        yield start
        start += TICK


# Causes


def inactive(facts: Facts, person: Person) -> Iterator[Cause]:
    """Ask at every half hour how many expected days went by since the last event."""
    first = max(person.tracking_start or date.max, person.enrolled_at or date.min)
    if person.tracking_start is None or first > facts.as_of.date() + DAY:
        return
    cut = stops(facts, person)
    days = facts.days[person.login]
    expected = [day for day in dates(first, facts.as_of.date() + DAY) if kind(person, day) == "E"]
    current: Cause | None = None
    for now in ticks(begins(person, first), facts.as_of):
        today = local(person, now).date()
        seen = [day for day, events in days.items() if any(event.at <= now for event in events)]
        last = max(seen, default=date.min)
        missed = [day for day in expected if last < day < today]
        if current and not missed:
            current.ended = now
            yield current
            current = None
        if cut and now >= cut:
            continue
        version = in_force(facts, now)
        if missed and not current and len(missed) >= version.policy.yellow_missed:
            key = f"inactivity/{person.login}/{missed[0]}"
            current = Cause(key, person, version.policy, [(now, "yellow")], outages=facts.policy.outages)
        if current and len(current.rises) == 1 and len(missed) >= current.policy.red_missed:
            current.rises.append((now, "red"))
    if current:
        yield current


def failed(facts: Facts, person: Person) -> Iterator[Cause]:
    """Attempts at the one gate there is: a score of 85 passes, and two may be made."""
    (gate,) = facts.gates
    known = facts.assessments.get(person.login)
    today = local(person, facts.as_of).date()
    tried = known.attempts if known else ()
    lines = [line for line in tried if (person.enrolled_at or date.min) <= line.date <= today]
    made: list[date] = []
    for line in lines:
        if made and (len(made) == gate.max_attempts):
            break
        made.append(line.date)
        later = [
            other.date for other in lines if other.date > line.date and len(made) < (gate.max_attempts or 9)
        ]
        if line.scores["written"] >= 85:
            return
        at = begins(person, line.date)
        cut = stops(facts, person)
        if not cut or at < cut:
            yield Cause(
                f"gate-failed/{person.login}/1/{len(made)}",
                person,
                in_force(facts, at).policy,
                [(at, "critical")],
                ended=begins(person, later[0]) if later else None,
                by_itself=bool(later),
                by_plan=len(made) == gate.max_attempts,
            )


def blocked(facts: Facts) -> Iterator[Cause]:
    """Blockers; each has an id of its own here."""
    for person, blocker in facts.blockers:
        assert isinstance(blocker.opened, datetime)
        if blocker.opened > facts.as_of:
            continue
        policy = in_force(facts, blocker.opened).policy
        answers = responder(facts, "blocker", facts.versions[-1].policy)
        at = runs_out(blocker.opened, policy.blocker.hours, policy.blocker.clock.value, answers, policy, [])
        closed = blocker.closed
        assert closed is None or isinstance(closed, datetime)
        if closed and closed > facts.as_of:
            closed = None
        cut = stops(facts, person)
        if at <= facts.as_of and (closed is None or closed > at) and (cut is None or at < cut):
            yield Cause(f"blocker/{blocker.id}", person, policy, [(at, "blocker")], ended=closed)


def below(facts: Facts) -> Iterator[Cause]:
    """The team alert of the one group there is, judged at the end of each of its working days."""
    starts = [person.tracking_start for person in facts.people.values() if person.tracking_start]
    if not starts:
        return
    clock, current, good = plain(facts), None, 0
    until = min(filter(None, (facts.as_of, stops(facts, None))))
    for day in dates(min(starts), facts.as_of.date()):
        at = begins(clock, day + DAY)
        if at > until or day.weekday() not in clock.work_week or day in facts.policy.outages:
            continue
        policy = current.policy if current else in_force(facts, at).policy
        if day + DAY < min(starts) + DAY * policy.adoption.grace_days:
            continue
        window = [day - DAY * back for back in range(policy.adoption.window_days)]
        eligible = [person for person in facts.people.values() if counts(facts, person, window, policy)]
        adopters = [person for person in eligible if set(window) & set(facts.days[person.login])]
        line = Fraction(policy.adoption.below_percent, 100)
        if eligible and Fraction(len(adopters), len(eligible)) < line:
            good = 0
            current = current or Cause(
                f"adoption/{facts.policy.values['program']['id']}/{day}",
                None,
                policy,
                [(at, "team")],
                by_itself=True,
            )
        elif current:
            good += 1
            if good == policy.adoption.resolve_after_days:
                current.ended = at
                yield current
                current, good = None, 0
    if current:
        yield current


def counts(facts: Facts, person: Person, window: list[date], policy: AlertPolicy) -> bool:
    """Whether somebody is expected often enough, and still counted."""
    signed = person.gate3_signed
    if signed and signed <= facts.as_of and local(person, signed).date() <= window[0]:
        return False
    first = max(person.tracking_start or date.max, person.enrolled_at or date.min)
    days = [day for day in window if first <= day < local(person, facts.as_of).date()]
    return sum(kind(person, day) == "E" for day in days) >= policy.adoption.min_expected_days


def dates(first: date, last: date) -> list[date]:
    """Every date from one to another, both included."""
    return [first + DAY * number for number in range((last - first).days + 1)]


# Lives


def row(facts: Facts, cause: Cause) -> Row:
    """An alert as it stands."""
    login = cause.subject.login if cause.subject else ""
    known = [
        item
        for owner, assessment in facts.assessments.items()
        for item in assessment.interventions
        if item.alert == cause.key and item.at <= facts.as_of
        if not login or (owner == login and item.by != login)
    ]
    if cause.by_plan:
        cause.ended = min(
            (item.at for item in known if item.action == "plan" and item.plan_ref), default=None
        )
    pauses = [*silent(known, cause.policy), *away(cause)]
    answers = responder(facts, cause.rises[-1][1], cause.policy)
    level = 0
    cut = stops(facts, cause.subject)
    due: datetime | None = None
    taken: list[tuple[datetime, datetime]] = []
    for number, (risen, severity) in enumerate(cause.rises):
        told = sorted(item.at for item in known if item.action == "notify" and item.at >= risen)
        begun = told[0] if told else risen
        taken = [
            (
                item.at,
                runs_out(
                    item.at, cause.policy.acknowledgement_hours, "elapsed", answers, cause.policy, pauses
                ),
            )
            for item in known
            if item.action not in {"notify", "silence"} and item.at >= risen
        ]
        level = max(level, matrix(cause.policy, severity)[0])
        ends = [end for end in (cause.ended, cut, *(at for at, _ in cause.rises[number + 1 :])) if end]
        for step in next(steps for key, steps in cause.policy.unanswered.items() if key.value == severity):
            at = runs_out(
                begun, step.timer.hours, step.timer.clock.value, answers, cause.policy, [*pauses, *taken]
            )
            if at <= facts.as_of and all(at < end for end in ends):
                level = max(level, step.level)
        timer = next((timer for key, timer in cause.policy.due.items() if key.value == severity), None)
        due = risen if severity == "blocker" else None
        if timer:
            due = runs_out(begun, timer.hours, timer.clock.value, answers, cause.policy, pauses)
    risen, severity = cause.rises[-1]
    state = stands(facts, cause, known, pauses, taken, cut)
    return cause.key, severity, state, risen, due, level


def stands(  # noqa: PLR0917  everything that decides
    facts: Facts,
    cause: Cause,
    known: list[Intervention],
    pauses: list[tuple[datetime, datetime]],
    taken: list[tuple[datetime, datetime]],
    cut: datetime | None,
) -> str:
    """The state, by asking the questions in their order."""
    now = facts.as_of
    if cause.ended and cause.ended <= now and not (cut and cut < cause.ended):
        noted = any(item.action == "resolve" and item.at >= cause.ended for item in known)
        if cause.by_itself or noted or cause.rises[-1][1] not in {"red", "critical"}:
            return "resolved"
        return "expired" if cut and cut <= now else "recovered"
    if cut and cut <= now:
        return "expired"
    if any(first <= now < last for first, last in pauses):
        return "suspended"
    return "acknowledged" if any(first <= now < last for first, last in taken) else "open"


def silent(known: Iterable[Intervention], policy: AlertPolicy) -> Iterator[tuple[datetime, datetime]]:
    """When nothing is said."""
    for item in known:
        if item.action == "silence" and item.until:
            yield item.at, min(item.until, item.at + DAY * policy.silence_max_days)


def away(cause: Cause) -> Iterator[tuple[datetime, datetime]]:
    """When nobody is there to be asked, day by day."""
    person = cause.subject
    if person is None:
        return
    freed = [(item.first, item.last) for item in person.away if item.type.value in {"leave", "swap-off"}]
    freed += [(item.first, item.last) for item in person.excused]
    for first, last in freed:
        for day in dates(first, last):
            yield begins(person, day), begins(person, day + DAY)
    for day in cause.outages:
        yield begins(person, day), begins(person, day + DAY)


def matrix(policy: AlertPolicy, severity: str) -> tuple[int, ...]:
    """The levels that are told at once."""
    return next(levels for key, levels in policy.matrix.items() if key.value == severity)


def responder(facts: Facts, severity: str, policy: AlertPolicy) -> Person:
    """Who answers."""
    first = matrix(policy, severity)[0]
    for level in policy.levels:
        if level.number == first:
            for name in level.any_of:
                if name in facts.people:
                    return facts.people[name]
    return plain(facts)


def runs_out(  # noqa: PLR0917  everything that decides
    start: datetime,
    hours: int,
    clock: str,
    person: Person,
    policy: AlertPolicy,
    pauses: list[tuple[datetime, datetime]],
) -> datetime:
    """Let half hours go by, and count those in which the clock runs."""
    left = timedelta(hours=hours)
    now = start.astimezone(UTC)
    while left > timedelta() and now < start + LONGEST:
        there = local(person, now)
        works = kind(person, there.date(), anybody=True) != "X"
        in_hours = policy.business_first <= there.time() < policy.business_last
        runs = clock == "elapsed" or (works and (clock == "working_days" or in_hours))
        if runs and not any(first <= now < last for first, last in pauses):
            left -= TICK
        now += TICK
    return now
