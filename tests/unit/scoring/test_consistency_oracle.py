"""Gate 3 against a slow, plainly written second opinion, and the properties that make it fair.

`C7GATE_EXAMPLES=5000` tries more programs than the suite does.
"""

import decimal
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Away, AwayType, Excused, Person, Zone
from c7gate.model.scoring import Consistency, DayKind, Event, ForgeMerge
from c7gate.model.verdict import GateResult, Verdict
from c7gate.scoring.calendar import counting_start, day_kind
from c7gate.scoring.clock import local_date
from c7gate.scoring.consistency import consistency_on
from c7gate.scoring.gate3 import gate3

from gate3_oracle import Opinion, opinion

EXAMPLES = int(os.environ.get("C7GATE_EXAMPLES", "300"))
VERDICT_ORDER = {Verdict.FAIL: 0, Verdict.INSUFFICIENT: 1, Verdict.PASS: 2}
LENGTH = 42
FIRST_DAYS = [
    date(2025, 8, 18),
    date(2025, 12, 15),  # the year's end
    date(2024, 2, 12),  # 29 February
    date(2025, 2, 24),  # clocks go forward: Havana, New York
    date(2025, 3, 17),  # Berlin, Beirut, Jerusalem
    date(2025, 4, 14),  # Cairo
    date(2025, 9, 15),  # Auckland, Chatham
    date(2025, 10, 13),  # clocks go back: Berlin, Beirut, Jerusalem, Cairo, Havana
]
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati",
    "Asia/Kathmandu", "America/Havana", "Asia/Beirut", "Africa/Cairo", "Asia/Jerusalem", "Etc/GMT+12",
)  # fmt: skip
KINDS = ("commit", "pr", "review", "log", "share", "api-day")
WEEKS = [
    frozenset(week)
    for week in ({0, 1, 2, 3, 4}, {6, 0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2}, set(range(7)), {2, 5})
]
LIBRARIES = (
    "/websockets/ws",
    "/Websockets/WS",
    "/microsoft/playwright/v1",
    "/nodejs/node",
    "hathora",
    "/half",
)
PRESET = Gate3Policy(
    enforce="own-change",
    threshold_percent=80,
    min_calendar_days=7,
    min_counted_days=5,
    max_calendar_days=28,
    tracking_start_day=4,
    active_kinds=KINDS,
    min_distinct_references=3,
    min_reviews=2,
    min_shares=1,
    late_log_working_days=2,
    excused_max_per_window=2,
    day_attribution="home_zone",
    require_first_seen=False,
    max_unverified_days=5,
    grace_working_days=5,
    first_seen_tolerance_minutes=5,
    decimals=1,
)


@dataclass(frozen=True)
class Program:
    """One person with their events, the parameters, the instant of asking, and reviews and shares on record."""

    person: Person
    events: tuple[Event, ...]
    policy: Gate3Policy
    as_of: datetime
    reviews: int
    shares: int


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """A random program of six weeks, in zones and weeks of all kinds."""
    first = draw(st.sampled_from(FIRST_DAYS))
    days = [first + timedelta(days=n) for n in range(LENGTH)]
    day = st.sampled_from(days)
    person = draw(_people(days, day))
    policy = draw(st.just(PRESET) | _policies())
    size = 2 * LENGTH * 6
    events = tuple(_events(days, draw(st.binary(min_size=size, max_size=size)), draw(st.integers(0, 255))))
    as_of = datetime.combine(draw(st.sampled_from(days[8:])), draw(st.times()), UTC)
    return Program(person, events, policy, as_of, draw(st.integers(0, 3)), draw(st.integers(0, 2)))


def _people(days: list[date], day: st.SearchStrategy[date]) -> st.SearchStrategy[Person]:
    spans = st.tuples(day, st.integers(0, 3)).map(lambda span: (span[0], span[0] + timedelta(days=span[1])))
    absences = st.builds(lambda span, kind: Away(span[0], span[1], kind), spans, st.sampled_from(AwayType))
    excuses = st.builds(lambda span, beyond: Excused(span[0], span[1], "dana", beyond), spans, st.booleans())
    names = st.sampled_from(ZONES)
    zones = names.map(lambda name: (Zone(None, name),)) | st.builds(
        lambda one, since, other: (Zone(None, one), Zone(since, other)), names, day, names
    )
    return st.builds(
        Person,
        login=st.just("alice"),
        identities=st.just(()),
        zones=zones,
        work_week=st.sampled_from(WEEKS),
        away=st.lists(absences, max_size=3).map(tuple),
        excused=st.lists(excuses, max_size=3).map(tuple),
        holidays=st.frozensets(day, max_size=3),
        enrolled_at=st.none() | st.sampled_from(days[:14]),
        exit_on=st.sampled_from([*[None] * 80, *days]),
        tracking_start=st.sampled_from([None, *days[:12] * 3]),
        gate3_signed=st.sampled_from([None] * 9 + [datetime.combine(days[30], time(9), UTC)]),
        partial_first_day=st.booleans(),
    )


def _policies() -> st.SearchStrategy[Gate3Policy]:
    return st.builds(
        PRESET._replace,
        threshold_percent=st.integers(1, 100),
        min_calendar_days=st.integers(1, 10),
        min_counted_days=st.integers(1, 10),
        max_calendar_days=st.integers(10, 30),
        active_kinds=st.just(KINDS) | st.lists(st.sampled_from(KINDS), min_size=1, unique=True).map(tuple),
        excused_max_per_window=st.integers(0, 4),
        day_attribution=st.sampled_from(["home_zone", "commit_offset"]),
        require_first_seen=st.sampled_from([False, False, False, True]),
        max_unverified_days=st.integers(0, 12),
        grace_working_days=st.integers(0, 6),
        late_log_working_days=st.integers(0, 3),
    )


def _events(days: list[date], data: bytes, most: int) -> Iterator[Event]:
    """Up to two events a day, six bytes each; a day has one if its first byte is not above `most`."""
    for at, (present, minute, kind, what, seen, came) in enumerate(batched(data)):
        day = days[at % LENGTH]
        if present <= most:
            yield Event(
                kind=KINDS[kind % 6],
                at=_at(day, minute, kind),
                ref=f"{day}-{present % 2}",
                topics=tuple(
                    (LIBRARIES[part % 6], ("", "x", "Y")[part % 3]) for part in {what // 16, what % 16 + 1}
                ),
                verified=bool(seen % 2),
                first_seen=_seen(day, minute, seen),
                arrival=("", "", "", "one", "two")[came % 5],
                built_on=_merged(day, minute, came // 5),
            )


def batched(data: bytes) -> Iterator[bytes]:
    return (data[at : at + 6] for at in range(0, len(data), 6))


def _at(day: date, minute: int, kind: int) -> datetime | date:
    if kind > 220:
        return day
    offset = timezone(timedelta(minutes=(0, 0, 120, -300, 345, 765, 840, -720)[kind % 8]))
    return (datetime.combine(day, time(), UTC) + timedelta(minutes=minute * 1439 // 255)).astimezone(offset)


def _merged(day: date, minute: int, came: int) -> ForgeMerge | None:
    """None for most; else from an hour before it happened to two days after."""
    after = timedelta(hours=came - 1) if came < 10 else timedelta(hours=came)
    at = datetime.combine(day, time(), UTC) + timedelta(minutes=minute * 1439 // 255) + after
    return ForgeMerge(f"m{came}", at) if came % 4 == 0 else None


def _seen(day: date, minute: int, seen: int) -> datetime | None:
    """None for most; else some minutes before it happened to two weeks after."""
    if seen > 90:
        return None
    after = timedelta(minutes=seen - 10) if seen < 20 else timedelta(hours=(seen - 20) * 5)
    return datetime.combine(day, time(), UTC) + timedelta(minutes=minute * 1439 // 255) + after


def judged(program: Program) -> tuple[GateResult, Consistency]:
    return gate3(
        program.person,
        program.events,
        program.policy,
        program.as_of,
        reviews=program.reviews,
        shares=program.shares,
    )


def outcome(program: Program) -> Opinion:
    """What the product says, in the oracle's words."""
    result, score = judged(program)
    have = {criterion.id: criterion.have for criterion in result.criteria}
    return Opinion(
        verdict=score.verdict.value,
        active=score.active,
        counted=score.counted,
        first=score.first,
        last=score.last,
        references=int(have["references"]),
        reviews=int(have["reviews"]),
        gate=result.verdict.value,
    )


def second(program: Program) -> Opinion:
    return opinion(
        program.person,
        program.events,
        program.policy,
        program.as_of,
        reviews=program.reviews,
        shares=program.shares,
    )


BROAD = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NARROW = settings(BROAD, max_examples=max(100, EXAMPLES // 3))


@BROAD
@given(programs())
def test_the_oracle_agrees(program: Program) -> None:
    expected = second(program)
    event(expected.verdict)
    assert outcome(program) == expected


# Properties of the days themselves: what a person does can only help, what frees a day never harms.


def logged(program: Program) -> Mapping[date, tuple[Event, ...]]:
    days = sorted(
        {
            local_date(program.person, item.at) if isinstance(item.at, datetime) else item.at
            for item in program.events
        }
    )
    return {day: (Event("log", day, day.isoformat()),) for day in days}


def on(
    program: Program, days: Mapping[date, tuple[Event, ...]], today: date, person: Person | None = None
) -> Consistency:
    past = {day: events for day, events in days.items() if day <= today}
    return consistency_on(person or program.person, past, program.policy, today)


@NARROW
@given(programs(), st.integers(0, LENGTH - 1))
def test_one_more_event_inside_the_window_never_lowers_the_score(program: Program, back: int) -> None:
    today, days = program.as_of.date(), logged(program)
    before = on(program, days, today)
    assume(before.verdict is not Verdict.INSUFFICIENT)
    extra = today - timedelta(days=back)
    after = on(program, {**days, extra: (Event("log", extra, "extra"),)}, today)
    assert VERDICT_ORDER[after.verdict] >= VERDICT_ORDER[before.verdict]
    assert Fraction(after.active, after.counted) >= Fraction(before.active, before.counted)


@NARROW
@given(programs())
def test_a_missed_day_turned_into_leave_never_lowers_the_score(program: Program) -> None:
    today, days = program.as_of.date(), logged(program)
    before = on(program, days, today)
    assume(before.verdict is not Verdict.INSUFFICIENT)
    for day in before.days:
        if day.kind is DayKind.EXPECTED and not day.active:
            away = (*program.person.away, Away(day.date, day.date, AwayType.LEAVE))
            after = on(program, days, today, program.person._replace(away=away))
            if after.verdict is not Verdict.INSUFFICIENT:
                assert Fraction(after.active, after.counted) >= Fraction(before.active, before.counted)


@NARROW
@given(programs(), st.integers(1, 10))
def test_a_later_instant_without_events_never_lowers_the_missed_days(program: Program, later: int) -> None:
    """Of all days since the start; and no window gains an active day, or reaches back further, by waiting."""
    person, days = program.person, logged(program)
    now, then = program.as_of.date(), program.as_of.date() + timedelta(days=later)
    known = {day: events for day, events in days.items() if day <= now}
    start = counting_start(person)
    assume(start is not None)
    assert start is not None

    def missed(until: date) -> int:
        span = (start + timedelta(days=n) for n in range((until - start).days))
        return sum(day_kind(person, day) is DayKind.EXPECTED and day not in known for day in span)

    assert missed(then) >= missed(now)
    before, after = on(program, known, now), on(program, known, then)
    if before.first and after.first:
        assert after.first >= before.first
        assert after.active <= before.active


@NARROW
@given(programs(), st.randoms(use_true_random=False))
def test_the_order_of_events_changes_nothing(program: Program, random: object) -> None:
    shuffled = list(program.events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert judged(replace(program, events=tuple(shuffled))) == judged(program)


@NARROW
@given(programs(), st.sampled_from([decimal.ROUND_UP, decimal.ROUND_HALF_EVEN, decimal.ROUND_CEILING]))
def test_rounding_changes_nothing_and_the_display_truncates(program: Program, rounding: str) -> None:
    expected = judged(program)
    with decimal.localcontext() as context:
        context.rounding, context.prec = rounding, 1
        assert judged(program) == expected
    score = expected[1]
    assume(score.verdict is not Verdict.INSUFFICIENT)
    exact = Fraction(100 * score.active, score.counted)
    assert (score.verdict is Verdict.FAIL) == (exact < program.policy.threshold_percent)
    assert Fraction(score.percent) <= exact < Fraction(score.percent) + Fraction(1, 10)


@pytest.mark.parametrize("zone", ZONES)
def test_every_date_of_a_year_is_one_day_however_long_it_is(zone: str) -> None:
    """Both days on which clocks change included, at midnight too: each hour of a date falls on it."""
    person = Person("alice", (), (Zone(None, zone),), frozenset(range(7)))
    at = datetime(2025, 1, 1, tzinfo=UTC)
    dates = [local_date(person, at + timedelta(hours=hour)) for hour in range(24 * 366)]
    assert dates == sorted(dates)
    hours = Counter(dates)
    whole = [hours[day] for day in sorted(hours)[1:-1]]
    assert set(whole) <= {23, 24, 25}
    assert (23 in whole) == (25 in whole) == (zone in CHANGING)


CHANGING = frozenset(ZONES) - {"UTC", "Pacific/Kiritimati", "Asia/Kathmandu", "Etc/GMT+12"}
