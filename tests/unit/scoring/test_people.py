"""A person put together: enrolment at an hour, outages for all, excuses that two people share (gate3.md 3.1, 3.3)."""

from datetime import date, datetime

import pytest

from c7gate.model.record import Assessment, Cohort, Developer, Excused, Member, Zone
from c7gate.model.scoring import DayKind
from c7gate.reading.program import policy_of
from c7gate.scoring.calendar import day_kind, unexcused_kind
from c7gate.scoring.people import person

PRESET = policy_of({})
ALICE = Developer("alice", ("alice@example.com",), zones=(Zone(None, "Europe/Berlin"),))
WEDNESDAY = date(2025, 8, 27)


@pytest.mark.parametrize(
    ("at", "day", "kind"),
    [
        ("2025-08-27T15:00:00+02:00", WEDNESDAY, DayKind.OPTIONAL),  # E11a
        ("2025-08-27T12:00:00+02:00", WEDNESDAY, DayKind.EXPECTED),
        ("2025-08-27T10:00:01Z", WEDNESDAY, DayKind.OPTIONAL),  # a second past noon in Berlin
        ("2025-08-27T22:30:00Z", date(2025, 8, 28), DayKind.EXPECTED),  # 00:30 of Thursday in Berlin
    ],
)
def test_an_enrolment_after_noon_makes_the_day_optional(at: str, day: date, kind: DayKind) -> None:
    one = person(ALICE._replace(enrolled_instant=datetime.fromisoformat(at)), None, {}, PRESET)
    assert (one.enrolled_at, one.tracking_start) == (day, day)
    assert day_kind(one, day) is kind


def test_an_enrolment_by_date_is_a_whole_day() -> None:
    one = person(ALICE._replace(enrolled_at=WEDNESDAY), None, {}, PRESET)
    assert day_kind(one, WEDNESDAY) is DayKind.EXPECTED


def test_an_outage_frees_everybody_and_a_holiday_who_follows_the_calendar() -> None:
    policy = PRESET._replace(
        calendars={"de": frozenset({date(2025, 10, 3), WEDNESDAY})},
        outages=frozenset({WEDNESDAY}),
    )
    free = person(ALICE._replace(enrolled_at=date(2025, 8, 1)), None, {}, policy)
    assert day_kind(free, WEDNESDAY) is DayKind.OFF
    assert day_kind(free, date(2025, 10, 3)) is DayKind.EXPECTED
    cohort = Cohort("2025-08", date(2025, 8, 1), (Member("alice"),), calendar="de")
    follows = person(ALICE, None, {"2025-08": cohort}, policy)
    assert day_kind(follows, date(2025, 10, 3)) is DayKind.OFF


@pytest.mark.parametrize(
    ("lines", "excused", "beyond"),
    [
        ((Excused(WEDNESDAY, WEDNESDAY, "dana"),), True, False),
        ((Excused(WEDNESDAY, WEDNESDAY, "alice"),), False, False),  # nobody excuses themselves
        ((Excused(WEDNESDAY, WEDNESDAY, "farid"),), True, False),  # one person is not two
        ((Excused(WEDNESDAY, WEDNESDAY, "dana"), Excused(date(2025, 8, 25), WEDNESDAY, "farid")), True, True),
        ((Excused(WEDNESDAY, WEDNESDAY, "dana"), Excused(WEDNESDAY, WEDNESDAY, "bob")), True, False),
        ((Excused(WEDNESDAY, WEDNESDAY, "alice"), Excused(WEDNESDAY, WEDNESDAY, "farid")), True, False),
    ],
)
def test_an_excuse_stands_beyond_the_limit_when_a_second_approver_shares_it(
    lines: tuple[Excused, ...], *, excused: bool, beyond: bool
) -> None:
    levels = {"director": {"n": 2, "any_of": ["farid"]}}
    policy = PRESET._replace(values={**PRESET.values, "alerts": {"escalation": {"levels": levels}}})
    developer = ALICE._replace(enrolled_at=date(2025, 8, 1))
    one = person(developer, Assessment("alice", excused=lines), {}, policy)
    assert (day_kind(one, WEDNESDAY) is DayKind.OFF) is excused
    assert (unexcused_kind(one, WEDNESDAY) is DayKind.OFF) is beyond
