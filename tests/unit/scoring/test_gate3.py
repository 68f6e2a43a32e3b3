"""Gate 3's four criteria and the computed way to pass them (S-065 to S-069)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Away, AwayType, Person, Zone
from c7gate.model.scoring import Event
from c7gate.model.verdict import Verdict
from c7gate.scoring.calendar import day_kind
from c7gate.scoring.gate3 import gate3, next_steps

POLICY = Gate3Policy(
    enforce="own-change",
    threshold_percent=80,
    min_calendar_days=7,
    min_counted_days=5,
    max_calendar_days=28,
    tracking_start_day=4,
    active_kinds=("commit", "pr", "review", "log", "share", "api-day"),
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
ALICE = Person(
    login="alice",
    identities=("alice@example.com",),
    zones=(Zone(None, "Europe/Berlin"),),
    work_week=frozenset(range(5)),
    enrolled_at=date(2025, 8, 22),
    tracking_start=date(2025, 8, 25),
)
MONDAY_MORNING = "2025-09-01T09:00:00+02:00"
TOPICS = (
    ("/websockets/ws", "reconnect"),
    ("/microsoft/playwright", "trace viewer"),
    ("/nodejs/node", "perf_hooks"),
)


def commits(days: str, topics: tuple[tuple[str, str], ...] = TOPICS) -> tuple[Event, ...]:
    return tuple(
        Event("commit", date.fromisoformat(f"2025-{day}"), f"c{day}", topics) for day in days.split()
    )


def judged(
    person: Person, events: tuple[Event, ...], as_of: str, *, reviews: int = 2, shares: int = 1
) -> tuple[Verdict, dict[str, tuple[str, str, str, str]], tuple[str, ...]]:
    """The gate's verdict, its criteria by id, and the next steps."""
    instant = datetime.fromisoformat(as_of)
    result, score = gate3(person, iter(events), POLICY, instant, reviews=reviews, shares=shares)
    assert (result.developer, result.gate) == ("alice", 3)
    assert [criterion.id for criterion in result.criteria] == [
        "consistency",
        "references",
        "reviews",
        "shares",
    ]
    criteria = {each.id: (each.verdict.value, each.have, each.need, each.because) for each in result.criteria}
    return result.verdict, criteria, next_steps(person, score, result, POLICY, instant)


def test_all_four_pass_at_their_boundaries() -> None:
    assert judged(ALICE, commits("08-25 08-26 08-27 08-29"), MONDAY_MORNING) == (
        Verdict.PASS,
        {
            "consistency": (
                "pass",
                "4/5",
                ">= 80 %",
                "4 of 5 counted days from 2025-08-25 to 2025-08-31; 100×4 ≥ 80×5",
            ),
            "references": ("pass", "3", ">= 3", "different library topics since 2025-08-25: 3"),
            "reviews": ("pass", "2", ">= 2", "reviews that name a library since 2025-08-25: 2"),
            "shares": ("pass", "1", ">= 1", "knowledge shares since 2025-08-25: 1"),
        },
        (),
    )


def test_volume_in_one_criterion_hides_nothing_in_another() -> None:
    events = commits(" ".join(["08-25", "08-26", "08-27", "08-28", "08-29"] * 20), TOPICS[:1])
    verdict, criteria, steps = judged(ALICE, events, MONDAY_MORNING, reviews=0, shares=0)
    assert verdict is Verdict.FAIL
    assert [criterion[:3] for criterion in criteria.values()] == [
        ("pass", "5/5", ">= 80 %"),
        ("fail", "1", ">= 3"),
        ("fail", "0", ">= 2"),
        ("fail", "0", ">= 1"),
    ]
    assert steps == (
        "Name 2 more library topics.",
        "Name a library in 2 more reviews of other people's work.",
        "Record 1 more knowledge share.",
    )


def test_one_missing_is_said_in_the_singular() -> None:
    events = commits("08-25 08-26 08-27 08-29", TOPICS[:2])
    assert judged(ALICE, events, MONDAY_MORNING, reviews=1)[2] == (
        "Name 1 more library topic.",
        "Name a library in 1 more review of other people's work.",
    )


def test_without_a_tracking_start_all_four_are_insufficient() -> None:
    unknown = ALICE._replace(tracking_start=None)
    verdict, criteria, steps = judged(unknown, commits("08-25"), MONDAY_MORNING, reviews=9, shares=9)
    assert verdict is Verdict.INSUFFICIENT
    reason = "no tracking start is known: write enrolled_at or a cohort"
    assert {(criterion[0], criterion[3]) for criterion in criteria.values()} == {("insufficient", reason)}
    assert steps == ("Write enrolled_at or a cohort: no day counts before tracking has a start.",)


def test_before_tracking_starts_nothing_looks_like_zero() -> None:
    verdict, criteria, steps = judged(ALICE, (), "2025-08-22T12:00:00+02:00", reviews=0, shares=0)
    assert verdict is Verdict.INSUFFICIENT
    assert {(criterion[0], criterion[3]) for criterion in criteria.values()} == {
        ("insufficient", "tracking starts on 2025-08-25")
    }
    # Seven dates must be complete, so five active days from Monday 25 August pass once Sunday is over.
    assert steps[0] == (
        "Consistency can pass on 2025-09-01: be active on 5 working days, 2025-08-25 to 2025-08-29."
    )


def test_only_the_kinds_that_policy_counts_make_a_day() -> None:
    policy = POLICY._replace(active_kinds=("review",))
    instant = datetime.fromisoformat(MONDAY_MORNING)
    events = commits("08-25 08-26 08-27 08-29")
    result, score = gate3(ALICE, events, policy, instant, reviews=2, shares=1)
    assert (result.verdict, score.active, score.counted) == (Verdict.FAIL, 0, 5)
    assert result.criteria[1].have == "3"


def test_a_signed_gate_stays_as_it_was_and_asks_for_nothing_more() -> None:
    signed = ALICE._replace(gate3_signed=datetime.fromisoformat(MONDAY_MORNING))
    events = commits("08-25 08-26 08-27 08-29")
    later = (*events, *commits("09-10", (("/late/topic", ""),)))
    assert judged(signed, later, "2026-03-01T09:00:00+01:00") == judged(ALICE, events, MONDAY_MORNING)
    failed = judged(signed, commits("08-25"), "2026-03-01T09:00:00+01:00", reviews=0)
    assert (failed[0], failed[2]) == (Verdict.FAIL, ())


@pytest.mark.parametrize(
    ("person", "active", "as_of", "step"),
    [
        # Active today, the window is Tuesday to Monday and holds four of five.
        (
            ALICE,
            "08-27 08-28 08-29",
            MONDAY_MORNING,
            "Consistency can pass on 2025-09-01: be active on 2025-09-01.",
        ),
        (
            ALICE,
            "08-25",
            MONDAY_MORNING,
            "Consistency can pass on 2025-09-04: be active on 4 working days, 2025-09-01 to 2025-09-04.",
        ),
        # Active today already, so only the days after it are asked for.
        (
            ALICE,
            "08-29 09-01",
            "2025-09-01T18:00:00+02:00",
            "Consistency can pass on 2025-09-03: be active on 2 working days, 2025-09-02 to 2025-09-03.",
        ),
        # All done by Friday: only the seventh date is missing.
        (
            ALICE,
            "08-25 08-26 08-27 08-28 08-29",
            "2025-08-30T09:00:00+02:00",
            "Consistency can pass on 2025-09-01 with the days there are.",
        ),
        # A week of leave asks for nothing and only moves the date.
        (
            ALICE._replace(away=(Away(date(2025, 9, 1), date(2025, 9, 7), AwayType.LEAVE),)),
            "08-25",
            MONDAY_MORNING,
            "Consistency can pass on 2025-09-11: be active on 4 working days, 2025-09-08 to 2025-09-11.",
        ),
        (
            ALICE._replace(away=(Away(date(2025, 9, 1), date(2025, 12, 31), AwayType.LEAVE),)),
            "08-25",
            MONDAY_MORNING,
            "Consistency cannot pass within 60 days on this calendar.",
        ),
        (
            ALICE._replace(exit_on=date(2026, 9, 1), work_week=frozenset({0, 1})),
            "08-25",
            MONDAY_MORNING,
            "Consistency can pass on 2025-09-08: be active on 3 working days, 2025-09-01 to 2025-09-08.",
        ),
        (
            ALICE._replace(exit_on=date(2027, 9, 1), work_week=frozenset()),
            "08-25",
            MONDAY_MORNING,
            "Consistency cannot pass within 60 days on this calendar.",
        ),
        (
            ALICE._replace(exit_on=date(2025, 9, 2)),
            "08-25",
            MONDAY_MORNING,
            "Consistency cannot pass before the exit on 2025-09-02.",
        ),
        (ALICE._replace(exit_on=date(2025, 8, 29)), "08-25", MONDAY_MORNING, "Counting ended on 2025-08-29."),
    ],
)
def test_next_step_names_the_earliest_date(person: Person, active: str, as_of: str, step: str) -> None:
    assert judged(person, commits(active), as_of)[2] == (step,)


def test_the_end_of_the_calendar_does_not_crash() -> None:
    steps = judged(ALICE, commits("08-25"), "9999-12-31T23:59:59+00:00")[2]
    assert steps == ("Consistency cannot pass within 60 days on this calendar.",)


@settings(max_examples=150, deadline=None)
@given(st.sets(st.integers(0, 20)), st.integers(1, 21), st.frozensets(st.integers(0, 6), min_size=2))
def test_who_follows_the_next_step_passes_on_that_date_and_not_before(
    active: set[int], asked: int, work_week: frozenset[int]
) -> None:
    """Replayed from scratch with real events: active on every expected day up to the date that was named."""
    person = ALICE._replace(work_week=work_week)
    first = date(2025, 8, 25)
    today = first + timedelta(days=asked)
    done = {first + timedelta(days=n) for n in active if n < asked}

    def asked_on(day: date) -> tuple[Verdict, tuple[str, ...]]:
        days = " ".join(f"{each:%m-%d}" for each in sorted(done) if each <= day)
        _, criteria, steps = judged(person, commits(days), f"{day}T21:00:00+02:00")
        return Verdict(criteria["consistency"][0]), tuple(step for step in steps if "can pass on" in step)

    verdict, steps = asked_on(today)
    if verdict is Verdict.PASS:
        return
    promised = date.fromisoformat(steps[0].removeprefix("Consistency can pass on ")[:10])
    for day in (today + timedelta(days=n) for n in range((promised - today).days + 1)):
        if day_kind(person, day).value == "expected" and not (
            day == promised and "days there are" in steps[0]
        ):
            done.add(day)
        assert (asked_on(day)[0] is Verdict.PASS) == (day == promised)
