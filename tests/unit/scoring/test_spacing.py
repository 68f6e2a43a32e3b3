"""Commits spaced like a timer's are told from those of people (T56)."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from c7gate.model.record import Person, Zone
from c7gate.model.scoring import Event
from c7gate.reading.program import policy_of
from c7gate.scoring.spacing import timed

POLICY = policy_of({}).gate3
BERLIN = ZoneInfo("Europe/Berlin")
ALICE = Person(
    login="alice",
    identities=(),
    zones=(Zone(None, "Europe/Berlin"),),
    work_week=frozenset(range(5)),
    tracking_start=date(2025, 8, 4),
)
AS_OF = datetime.fromisoformat("2025-09-01T09:00:00+02:00")
WEEK = [f"2025-08-{day}" for day in range(25, 30)]


def commits(*moments: str | datetime, kind: str = "commit") -> list[Event]:
    instants = [datetime.fromisoformat(at) if isinstance(at, str) else at for at in moments]
    return [Event(kind, at, f"c{number}", (("/a/b", ""),)) for number, at in enumerate(instants)]


def told(events: list[Event], person: Person = ALICE) -> str:
    return timed(person, events, POLICY, AS_OF)


def at_ten(*seconds: int) -> list[Event]:
    return commits(*(f"{day}T10:00:{second:02}+02:00" for day, second in zip(WEEK, seconds, strict=False)))


def test_one_time_on_five_days_is_told_with_its_numbers() -> None:
    assert told(at_ten(0, 0, 0, 0, 0)) == "commits on 5 days from 2025-08-25 to 2025-08-29 are dated 10:00:00"
    assert told(at_ten(3, 0, 5, 1, 2)) == (
        "commits on 5 days from 2025-08-25 to 2025-08-29 are dated 10:00:00 to 10:00:05"
    )


def test_four_days_and_six_seconds_are_nothing() -> None:
    assert told(at_ten(0, 0, 0, 0)) == ""
    assert told(at_ten(0, 0, 0, 0, 6)) == ""


def test_other_work_between_them_hides_nothing() -> None:
    rest = commits(*(f"{day}T{hour}:{day[-2:]}:{hour}+02:00" for day in WEEK for hour in (10, 11, 14)))
    assert told(rest) == ""
    assert told(at_ten(0, 1, 0, 1, 0) + rest).startswith("commits on 5 days")


def test_many_commits_of_one_day_share_no_days() -> None:
    assert told(commits(*(f"2025-08-25T10:00:0{second}+02:00" for second in range(6)))) == ""


def test_the_clock_is_the_persons_own() -> None:
    """T53: nine in Berlin before and after the clocks go back."""
    days = [datetime(2025, 10, day, 9, tzinfo=BERLIN) for day in (23, 24, 25, 26, 27)]
    late = datetime(2025, 10, 28, 9, tzinfo=BERLIN)
    assert "09:00:00" in timed(ALICE, commits(*days), POLICY, late)
    utc = [datetime.fromisoformat(f"2025-10-{day}T07:00:00Z") for day in (23, 24, 25, 26, 27)]
    assert "follow each other after 1 day, 0:00:00" in timed(ALICE, commits(*utc), POLICY, late)


@pytest.mark.parametrize(
    ("minutes", "shown"), [(25 * 60, "1 day, 1:00:00"), (60, "1:00:00"), (59, ""), (1, "")]
)
def test_one_span_from_each_to_the_next_is_told_from_an_hour_on(minutes: int, shown: str) -> None:
    begin = datetime(2025, 8, 25, 8, 11, 12, tzinfo=BERLIN)
    found = told(commits(*(begin + timedelta(minutes=minutes * number) for number in range(5))))
    assert found.startswith("5 commits from 2025-08-25 to 2025-08-") is bool(shown)
    assert found.endswith(f"follow each other after {shown}") if shown else not found


def test_what_a_window_cannot_hold_and_what_is_no_commit_is_left_alone() -> None:
    assert told(at_ten(0, 0, 0, 0, 0), ALICE._replace(tracking_start=date(2025, 8, 26))) == ""
    assert timed(ALICE, at_ten(0, 0, 0, 0, 0), POLICY, AS_OF + timedelta(days=30)) == ""
    assert told([event._replace(kind="log") for event in at_ten(0, 0, 0, 0, 0)]) == ""
    assert (
        told(
            [
                event._replace(at=event.at.date())
                for event in at_ten(0, 0, 0, 0, 0)
                if isinstance(event.at, datetime)
            ]
        )
        == ""
    )


@pytest.mark.parametrize(("minutes", "a_day"), [(10, 1), (60, 2), (480, 1), (480, 10)])
def test_people_are_hardly_ever_taken_for_timers(minutes: int, a_day: int) -> None:
    """Four weeks of working days, committing within so many minutes of nine: none in 300 programs."""
    chance = random.Random(f"{minutes} {a_day}")  # noqa: S311  the same times in each run
    days = [date(2025, 8, 4) + timedelta(days=number) for number in range(26) if number % 7 < 5]
    alarms = 0
    for _ in range(300):
        moments = [
            datetime.combine(day, time(9), BERLIN) + timedelta(seconds=chance.randrange(60 * minutes))
            for day in days
            for _ in range(a_day)
        ]
        alarms += bool(told(commits(*moments)))
    assert alarms <= (1 if minutes == 10 else 0)
