"""What a record tells differently about days that are over (T25)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from c7gate.model.record import Away, AwayType, Person, Zone
from c7gate.scoring.retroactive import LOOK_BACK_DAYS, counting_has_begun, retold

MONDAY = date(2025, 8, 25)
AS_OF = datetime(2025, 9, 1, 8, tzinfo=UTC)  # a Monday
ALICE = Person(
    "alice",
    (),
    (Zone(None, "UTC"),),
    frozenset(range(5)),
    enrolled_at=MONDAY,
    tracking_start=MONDAY,
)


def away(first: int, last: int, kind: AwayType = AwayType.LEAVE, month: int = 8) -> tuple[Away, ...]:
    return (Away(date(2025, month, first), date(2025, month, last), kind),)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {}),
        ({"away": away(28, 29)}, {"away": [28, 29]}),
        ({"away": away(28, 28, AwayType.HALF)}, {"away": [28]}),
        ({"away": away(30, 31)}, {}),  # a weekend
        ({"away": away(18, 22)}, {}),  # before the first day that counts
        ({"away": away(1, 5, month=9)}, {}),  # today and later
        ({"work_week": frozenset({0, 1, 2})}, {"work_week": [28, 29]}),
        ({"work_week": frozenset(range(6))}, {"work_week": [30]}),
        ({"zones": (Zone(None, "UTC"), Zone(date(2025, 9, 1), "Asia/Tokyo"))}, {}),
        ({"zones": (Zone(None, "UTC"), Zone(date(2025, 8, 31), "Asia/Tokyo"))}, {"timezone": [31]}),
        ({"enrolled_at": date(2025, 8, 27), "tracking_start": date(2025, 8, 27)}, {"enrolled_at": [25, 26]}),
        ({"enrolled_at": date(2025, 8, 21), "tracking_start": date(2025, 8, 21)}, {"enrolled_at": [21, 22]}),
        ({"enrolled_at": None, "tracking_start": None}, {"enrolled_at": [25, 26, 27, 28, 29]}),
        ({"partial_first_day": True}, {"enrolled_at": [25]}),
    ],
)
def test_days_that_are_over_by_key(changed: dict[str, Any], expected: dict[str, list[int]]) -> None:
    found = retold(ALICE, ALICE._replace(**changed), AS_OF)

    assert {key: [day.day for day in days] for key, days in found.items()} == expected


def test_nothing_counts_after_the_sign_off_of_gate_3() -> None:
    signed = ALICE._replace(gate3_signed=datetime(2025, 8, 28, 12, tzinfo=UTC))

    assert retold(signed, signed._replace(away=away(28, 29)), AS_OF) == {}


def test_a_hostile_date_costs_no_time() -> None:
    ancient = date(1, 1, 1)

    found = retold(ALICE, ALICE._replace(enrolled_at=ancient, tracking_start=ancient), AS_OF)

    assert found["enrolled_at"][0] >= date.fromordinal(AS_OF.date().toordinal() - LOOK_BACK_DAYS)


@pytest.mark.parametrize(
    ("start", "begun"), [(MONDAY, True), (date(2025, 8, 31), True), (date(2025, 9, 1), False), (None, False)]
)
def test_whether_counting_has_begun(start: date | None, *, begun: bool) -> None:
    person = ALICE._replace(tracking_start=start, enrolled_at=start)

    assert counting_has_begun(person, AS_OF) is begun
