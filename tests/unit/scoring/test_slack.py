"""How many days may still be missed, held against what missing them does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Person
from c7gate.model.scoring import Event
from c7gate.model.verdict import Verdict
from c7gate.reading.program import policy_of
from c7gate.scoring.consistency import consistency_on
from c7gate.scoring.slack import slack

POLICY: Gate3Policy = policy_of({}).gate3
MONDAY = date(2025, 8, 25)


def events(days: set[date]) -> dict[date, tuple[Event, ...]]:
    return {day: (Event("commit", day, "x", (("/a/b", ""),)),) for day in sorted(days)}


@settings(max_examples=120, deadline=None)
@given(
    week=st.sets(st.integers(0, 6), min_size=2, max_size=7),
    worked=st.sets(st.integers(0, 13), max_size=10),
    today=st.integers(0, 14),
)
def test_so_many_days_may_be_missed_and_no_more(week: set[int], worked: set[int], today: int) -> None:
    person = Person("alice", (), (), frozenset(week), enrolled_at=MONDAY, tracking_start=MONDAY)
    now = MONDAY + timedelta(days=today)
    active = {MONDAY + timedelta(days=number) for number in worked if number <= today}
    score = consistency_on(person, events(active), POLICY, now)
    as_of = datetime(now.year, now.month, now.day, 12, tzinfo=UTC)

    found = slack(person, score, POLICY, as_of)

    ahead = [
        day
        for day in (now + timedelta(days=number) for number in range(60))
        if day.weekday() in week and day not in active
    ][: POLICY.min_counted_days]

    def passes(missed: tuple[date, ...]) -> bool:
        """By the whole history, where `slack` looks at the days of the last window only."""
        days = events(active | (set(ahead) - set(missed)))
        return consistency_on(person, days, POLICY, ahead[-1] + timedelta(days=1)).verdict is Verdict.PASS

    granted = [
        count
        for count in range(len(ahead) + 1)
        if all(passes(missed) for fewer in range(count + 1) for missed in combinations(ahead, fewer))
    ]
    if found is None:
        assert granted == []
    else:
        assert (found.may_miss, found.of, found.until) == (granted[-1], len(ahead), ahead[-1])


def test_there_is_no_slack_after_the_sign_off_or_before_a_start() -> None:
    as_of = datetime(2025, 9, 1, 12, tzinfo=UTC)
    signed = Person(
        "alice", (), (), frozenset(range(5)), enrolled_at=MONDAY, tracking_start=MONDAY,
        gate3_signed=datetime(2025, 8, 30, tzinfo=UTC),
    )  # fmt: skip
    unknown = Person("bob", (), (), frozenset(range(5)))

    for person in (signed, unknown):
        score = consistency_on(person, {}, POLICY, date(2025, 9, 1))
        assert slack(person, score, POLICY, as_of) is None
