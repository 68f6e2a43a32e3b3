"""Local dates and what they ask (gate3.md 3.1; T53)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.record import Away, AwayType, Excused, Person, Zone
from c7gate.model.scoring import DayKind
from c7gate.scoring.calendar import counted_until, counting_start, day_kind
from c7gate.scoring.clock import local_date

MONDAY = date(2025, 8, 25)
TUESDAY, WEDNESDAY, SATURDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 5))
ALICE = Person(
    login="alice",
    identities=("alice@example.com",),
    zones=(Zone(None, "Europe/Berlin"),),
    work_week=frozenset(range(5)),
    enrolled_at=date(2025, 8, 22),
)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        ("Europe/Berlin", "2025-08-24T22:00:00Z", "2025-08-25"),
        ("Pacific/Auckland", "2025-08-24T21:10:00Z", "2025-08-25"),
        ("Pacific/Kiritimati", "2025-08-25T10:00:00Z", "2025-08-26"),
        ("Etc/GMT+12", "2025-08-25T11:59:59Z", "2025-08-24"),
        ("Pacific/Chatham", "2025-08-25T11:14:59Z", "2025-08-25"),  # +12:45
        ("Pacific/Chatham", "2025-08-25T11:15:00Z", "2025-08-26"),
        ("Pacific/Chatham", "2025-12-25T10:15:00Z", "2025-12-26"),  # +13:45
        ("Asia/Kathmandu", "2025-08-25T18:14:59Z", "2025-08-25"),  # +05:45
        ("Asia/Kathmandu", "2025-08-25T18:15:00Z", "2025-08-26"),
        ("America/Asuncion", "2023-10-01T03:59:59Z", "2023-09-30"),  # midnight jumps to 01:00
        ("America/Asuncion", "2023-10-01T04:00:00Z", "2023-10-01"),
        ("America/Asuncion", "2023-03-26T03:30:00Z", "2023-03-25"),  # midnight falls back to 23:00
        ("America/Asuncion", "2023-03-26T04:00:00Z", "2023-03-26"),
        ("Asia/Beirut", "2025-03-29T22:00:00Z", "2025-03-30"),
        ("Asia/Beirut", "2025-10-25T21:30:00Z", "2025-10-25"),  # 23:30 for the second time
        ("Asia/Beirut", "2025-10-25T22:00:00Z", "2025-10-26"),
        ("Asia/Jerusalem", "2025-10-25T22:30:00Z", "2025-10-26"),
        ("Asia/Jerusalem", "2025-10-26T21:30:00Z", "2025-10-26"),
        ("Europe/Berlin", "2024-02-28T23:00:00Z", "2024-02-29"),
        ("Europe/Berlin", "2024-02-29T23:00:00Z", "2024-03-01"),
        ("Europe/Berlin", "2025-12-31T23:00:00Z", "2026-01-01"),
        ("Europe/Berlin", "2025-08-25T01:00:00+14:00", "2025-08-24"),  # the offset written does not decide
    ],
)
def test_local_date_is_that_of_the_persons_wall_calendar(zone: str, at: str, expected: str) -> None:
    person = ALICE._replace(zones=(Zone(None, zone),))
    assert local_date(person, instant(at)) == date.fromisoformat(expected)


def test_the_zone_in_force_on_the_instant_decides() -> None:
    moved = ALICE._replace(zones=(Zone(None, "Pacific/Auckland"), Zone(date(2025, 9, 1), "America/New_York")))
    assert local_date(moved, instant("2025-08-29T21:00:00Z")) == date(2025, 8, 30)
    assert local_date(moved, instant("2025-09-01T03:59:59Z")) == date(2025, 9, 1)  # still Auckland
    assert local_date(moved, instant("2025-09-01T04:00:00Z")) == date(
        2025, 9, 1
    )  # New York from its midnight
    assert local_date(moved, instant("2025-09-02T01:00:00Z")) == date(2025, 9, 1)


def test_before_the_first_zone_that_zone_holds_and_without_any_utc() -> None:
    late = ALICE._replace(zones=(Zone(date(2025, 9, 1), "Pacific/Auckland"),))
    assert local_date(late, instant("2025-08-24T21:00:00Z")) == MONDAY
    assert local_date(ALICE._replace(zones=()), instant("2025-08-25T23:59:59Z")) == MONDAY


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        ("America/New_York", "0001-01-01T00:00:00+14:00", date.min),
        ("Pacific/Auckland", "9999-12-31T23:59:59Z", date.max),
    ],
)
def test_claimed_instants_at_the_ends_of_time_do_not_crash(zone: str, at: str, expected: date) -> None:
    assert local_date(ALICE._replace(zones=(Zone(None, zone),)), instant(at)) == expected


def away(day: date, kind: AwayType) -> Away:
    return Away(day, day, kind)


EXCUSED = (Excused(WEDNESDAY, WEDNESDAY, "dana"),)


@pytest.mark.parametrize(
    ("person", "day", "kind"),
    [
        (ALICE, MONDAY, DayKind.EXPECTED),
        (ALICE, SATURDAY, DayKind.OFF),
        (ALICE._replace(work_week=frozenset({6, 0, 1, 2})), MONDAY - timedelta(days=1), DayKind.EXPECTED),
        (ALICE._replace(work_week=frozenset({0, 1, 2, 3})), date(2025, 8, 29), DayKind.OFF),
        (ALICE._replace(holidays=frozenset({MONDAY})), MONDAY, DayKind.OFF),
        (ALICE._replace(away=(Away(MONDAY, WEDNESDAY, AwayType.LEAVE),)), WEDNESDAY, DayKind.OFF),
        (ALICE._replace(away=(away(MONDAY, AwayType.HALF),)), MONDAY, DayKind.OPTIONAL),
        (ALICE._replace(away=(away(SATURDAY, AwayType.HALF),)), SATURDAY, DayKind.OFF),
        (ALICE._replace(away=(away(MONDAY, AwayType.SWAP_OFF),)), MONDAY, DayKind.OFF),
        (ALICE._replace(away=(away(SATURDAY, AwayType.SWAP_ON),)), SATURDAY, DayKind.EXPECTED),
        (
            ALICE._replace(holidays=frozenset({MONDAY}), away=(away(MONDAY, AwayType.SWAP_ON),)),
            MONDAY,
            DayKind.EXPECTED,
        ),
        (
            ALICE._replace(away=(away(SATURDAY, AwayType.SWAP_ON), away(SATURDAY, AwayType.LEAVE))),
            SATURDAY,
            DayKind.OFF,
        ),
        (
            ALICE._replace(away=(away(SATURDAY, AwayType.SWAP_ON), away(SATURDAY, AwayType.HALF))),
            SATURDAY,
            DayKind.OPTIONAL,
        ),
        (
            ALICE._replace(away=(away(MONDAY, AwayType.HALF), away(MONDAY, AwayType.LEAVE))),
            MONDAY,
            DayKind.OFF,
        ),
        (ALICE._replace(excused=EXCUSED), WEDNESDAY, DayKind.OFF),
        (ALICE._replace(excused=EXCUSED), TUESDAY, DayKind.EXPECTED),
        (ALICE._replace(enrolled_at=TUESDAY), MONDAY, DayKind.OFF),
        (ALICE._replace(enrolled_at=TUESDAY), TUESDAY, DayKind.EXPECTED),
        (ALICE._replace(enrolled_at=TUESDAY, partial_first_day=True), TUESDAY, DayKind.OPTIONAL),
        (ALICE._replace(enrolled_at=SATURDAY, partial_first_day=True), SATURDAY, DayKind.OFF),
        (ALICE._replace(enrolled_at=None, partial_first_day=True), TUESDAY, DayKind.EXPECTED),
        (ALICE._replace(exit_on=TUESDAY), TUESDAY, DayKind.OPTIONAL),
        (ALICE._replace(exit_on=TUESDAY), WEDNESDAY, DayKind.OFF),
        (ALICE._replace(exit_on=SATURDAY), SATURDAY, DayKind.OFF),
    ],
)
def test_day_kind(person: Person, day: date, kind: DayKind) -> None:
    assert day_kind(person, day) is kind


def test_counting_starts_at_tracking_or_a_later_enrolment() -> None:
    """S-179."""
    assert counting_start(ALICE) is None
    assert counting_start(ALICE._replace(tracking_start=MONDAY)) == MONDAY
    assert counting_start(ALICE._replace(tracking_start=MONDAY, enrolled_at=WEDNESDAY)) == WEDNESDAY
    assert counting_start(ALICE._replace(tracking_start=MONDAY, enrolled_at=None)) == MONDAY


def test_counting_ends_with_the_sign_off() -> None:
    signed = instant("2025-09-01T16:00:00+02:00")
    person = ALICE._replace(gate3_signed=signed)
    assert counted_until(person, signed - timedelta(days=1)) == signed - timedelta(days=1)
    assert counted_until(person, signed + timedelta(days=90)) == signed
    assert counted_until(ALICE, signed) == signed


ZONES = ("Pacific/Chatham", "Asia/Kathmandu", "America/Asuncion", "Asia/Beirut", "Africa/Casablanca", "UTC")


@settings(max_examples=200, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    first=st.integers(1_600_000_000, 1_800_000_000),
    seconds=st.integers(0, 400_000),
)
def test_dates_never_run_backwards_within_a_zone(zone: str, first: int, seconds: int) -> None:
    person = ALICE._replace(zones=(Zone(None, zone),))
    before, after = (datetime.fromtimestamp(first + extra, UTC) for extra in (0, seconds))
    assert local_date(person, before) <= local_date(person, after)
