"""The score against a slow, plainly written second opinion, and the properties that make it fair."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Away, AwayType, Excused, Person, Zone
from c7gate.model.scoring import DayKind, Event
from c7gate.model.verdict import Verdict
from c7gate.scoring.calendar import day_kind
from c7gate.scoring.consistency import consistency_on

DAYS = [date(2025, 8, 18) + timedelta(days=n) for n in range(42)]
VERDICT_ORDER = {Verdict.FAIL: 0, Verdict.INSUFFICIENT: 1, Verdict.PASS: 2}


@dataclass(frozen=True)
class Program:
    """One person, the dates they were active on, the parameters, and the date of asking."""

    person: Person
    active: frozenset[date]
    policy: Gate3Policy
    today: date


def alice(**facts: object) -> Person:
    base: dict[str, object] = {"login": "alice", "identities": (), "zones": (Zone(None, "UTC"),)}
    return Person(**(base | facts))  # type: ignore[arg-type]


def parameters(threshold: int = 80, dates: int = 7, counted: int = 5, most: int = 28) -> Gate3Policy:
    return Gate3Policy("signoff", threshold, dates, counted, most, 4, ("log",), 3, 2, 1)


dates = st.sampled_from(DAYS)
spans = st.tuples(dates, st.integers(0, 4)).map(lambda span: (span[0], span[0] + timedelta(days=span[1])))
absences = st.builds(lambda span, kind: Away(span[0], span[1], kind), spans, st.sampled_from(AwayType))
weeks = st.frozensets(st.integers(0, 6), min_size=1)
people = st.builds(
    alice,
    work_week=st.just(frozenset(range(5))) | weeks,
    away=st.lists(absences, max_size=4).map(tuple),
    excused=st.lists(spans.map(lambda span: Excused(span[0], span[1], "dana")), max_size=1).map(tuple),
    holidays=st.frozensets(dates, max_size=3),
    enrolled_at=st.none() | st.sampled_from(DAYS[:14]),
    partial_first_day=st.booleans(),
    exit_on=st.sampled_from([*[None] * 80, *DAYS]),
    tracking_start=st.sampled_from([None, *DAYS[:14]]),
)
policies = st.just(parameters()) | st.builds(
    parameters, st.integers(1, 100), st.integers(1, 10), st.integers(1, 10), st.integers(5, 30)
)
diligent = st.frozensets(dates, max_size=12).map(lambda missed: frozenset(DAYS) - missed)
actives = diligent | st.frozensets(dates)
programs = st.builds(Program, people, actives, policies, st.sampled_from(DAYS[:6:-1]))


def logged(days: Iterable[date]) -> Mapping[date, tuple[Event, ...]]:
    return {day: (Event("log", day, day.isoformat()),) for day in days}


Outcome = tuple[Verdict, date | None, date | None, int, int]


def scored(program: Program) -> Outcome:
    result = consistency_on(program.person, logged(program.active), program.policy, program.today)
    return result.verdict, result.first, result.last, result.active, result.counted


def spread(spans: Iterable[Away | Excused]) -> set[date]:
    return {day for span in spans for day in DAYS if span.first <= day <= span.last}


def oracle_kinds(person: Person) -> tuple[set[date], set[date]]:
    """The expected and the optional dates, by set algebra over all dates there are."""
    by_type = {kind: spread(away for away in person.away if away.type is kind) for kind in AwayType}
    days = {day for day in DAYS if day.weekday() in person.work_week} - person.holidays
    days |= by_type[AwayType.SWAP_ON]
    days -= by_type[AwayType.SWAP_OFF] | by_type[AwayType.LEAVE] | spread(person.excused)
    if person.enrolled_at is not None:
        days -= {day for day in DAYS if day < person.enrolled_at}
    if person.exit_on is not None:
        days -= {day for day in DAYS if day > person.exit_on}
    optional = by_type[AwayType.HALF] | {day for day in [person.exit_on] if day}
    if person.partial_first_day and person.enrolled_at is not None:
        optional |= {person.enrolled_at}
    return days - optional, days & optional


def oracle(program: Program) -> Outcome:
    """Every run of dates there is, sieved by the definition one clause at a time; the shortest that is left."""
    person, active, policy, today = program.person, program.active, program.policy, program.today
    expected, optional = oracle_kinds(person)
    counted = expected | (optional & active)
    completed = [day for day in DAYS if day < today and (person.exit_on is None or day <= person.exit_on)]
    end = today if today in counted & active else completed[-1] if completed else None
    begins = [day for day in (person.tracking_start, person.enrolled_at) if day is not None]
    runs = [DAYS[first : last + 1] for first in range(len(DAYS)) for last in range(first, len(DAYS))]
    runs = [run for run in runs if run[-1] == end and person.tracking_start is not None]
    runs = [run for run in runs if all(run[0] >= begin for begin in begins)]
    runs = [run for run in runs if len(run) <= policy.max_calendar_days]
    enough = [
        run
        for run in runs
        if len(run) >= policy.min_calendar_days and len(counted & set(run)) >= policy.min_counted_days
    ]
    if not enough:
        so_far: set[date] = set().union(*runs)
        return Verdict.INSUFFICIENT, None, None, len(counted & active & so_far), len(counted & so_far)
    run = min(enough, key=len)
    a, n = len(counted & active & set(run)), len(counted & set(run))
    verdict = Verdict.PASS if Fraction(a, n) >= Fraction(policy.threshold_percent, 100) else Verdict.FAIL
    return verdict, run[0], run[-1], a, n


@settings(max_examples=1000, deadline=None)
@given(programs)
def test_the_oracle_agrees(program: Program) -> None:
    outcome = oracle(program)
    event(outcome[0].value)
    assert scored(program) == outcome


@settings(max_examples=300, deadline=None)
@given(programs, dates)
def test_one_more_event_never_lowers_a_judged_score(program: Program, extra: date) -> None:
    before, _, _, active, counted = scored(program)
    assume(before is not Verdict.INSUFFICIENT)
    after, _, _, more, of = scored(replace(program, active=program.active | {extra}))
    assert VERDICT_ORDER[after] >= VERDICT_ORDER[before]
    assert Fraction(more, of) >= Fraction(active, counted)


@settings(max_examples=200, deadline=None)
@given(programs)
def test_leave_on_a_missed_day_never_turns_a_pass_into_a_fail(program: Program) -> None:
    person, before = program.person, scored(program)[0]
    for day in DAYS:
        if day not in program.active and day_kind(person, day) is DayKind.EXPECTED:
            on_leave = replace(person, away=(*person.away, Away(day, day, AwayType.LEAVE)))
            after = scored(replace(program, person=on_leave))[0]
            assert (before, after) != (Verdict.PASS, Verdict.FAIL)


@settings(max_examples=300, deadline=None)
@given(programs)
def test_the_verdict_is_the_exact_fraction_and_the_display_truncates(program: Program) -> None:
    result = consistency_on(program.person, logged(program.active), program.policy, program.today)
    assume(result.verdict is not Verdict.INSUFFICIENT)
    exact = Fraction(100 * result.active, result.counted)
    assert (result.verdict is Verdict.FAIL) == (exact < program.policy.threshold_percent)
    assert Fraction(result.percent) <= exact < Fraction(result.percent) + Fraction(1, 10)
