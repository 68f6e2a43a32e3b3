"""Gate 3 consistency: the worked examples E1 to E17 of its definition, and what surrounds them."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Away, AwayType, Excused, Person, Zone
from c7gate.model.scoring import Consistency, Event
from c7gate.model.verdict import Verdict
from c7gate.scoring.consistency import consistency, consistency_on, exceeds, pooled, reaches
from c7gate.scoring.evidence import active_days, distinct_topics

KINDS = ("commit", "pr", "review", "log", "share", "api-day")
POLICY = Gate3Policy(
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
ALICE = Person(
    login="alice",
    identities=("alice@example.com",),
    zones=(Zone(None, "Europe/Berlin"),),
    work_week=frozenset(range(5)),
    enrolled_at=date(2025, 8, 22),
    tracking_start=date(2025, 8, 25),
)
PASS, FAIL, INSUFFICIENT = Verdict.PASS, Verdict.FAIL, Verdict.INSUFFICIENT


def on(text: str, year: int = 2025) -> tuple[Event, ...]:
    """Events on bare local dates, written as `08-25 08-26`."""
    return tuple(Event("log", date.fromisoformat(f"{year}-{day}"), f"ref-{day}") for day in text.split())


def at(*instants: str, kind: str = "commit") -> tuple[Event, ...]:
    return tuple(Event(kind, datetime.fromisoformat(text), text) for text in instants)


def away(kind: AwayType, first: str, last: str = "") -> Away:
    return Away(date.fromisoformat(first), date.fromisoformat(last or first), kind)


def score(person: Person, events: Iterable[Event], as_of: str, kinds: tuple[str, ...] = KINDS) -> Consistency:
    instant = datetime.fromisoformat(as_of)
    policy = POLICY._replace(active_kinds=kinds)
    return consistency(person, active_days(person, events, policy, instant), policy, instant)


@dataclass(frozen=True)
class Example:
    """One row of the table: who, what happened, when asked, and what must come out."""

    id: str
    events: tuple[Event, ...]
    as_of: str
    verdict: Verdict
    tally: tuple[int, int]
    window: str = ""
    percent: str = ""
    because: str = ""
    person: Person = ALICE
    kinds: tuple[str, ...] = field(default=KINDS)


BERLIN_MON = "2025-09-01T09:00:00+02:00"
WEEK = "2025-08-25..2025-08-31"
NEW_YORK = ALICE._replace(zones=(Zone(None, "America/New_York"),), holidays=frozenset({date(2025, 9, 1)}))
LATE_NEW_YORK = NEW_YORK._replace(tracking_start=date(2025, 8, 26))
LEAVE = ALICE._replace(away=(away(AwayType.LEAVE, "2025-08-27", "2025-08-28"),))
PART_TIME = ALICE._replace(work_week=frozenset({0, 1, 2}))
AUCKLAND = ALICE._replace(zones=(Zone(None, "Pacific/Auckland"),))
AUCKLAND_EVENTS = at(
    "2025-08-24T21:10:00Z", "2025-08-25T22:00:00Z", "2025-08-26T20:30:00Z", "2025-08-28T21:45:00Z"
)
JERUSALEM = ALICE._replace(zones=(Zone(None, "Asia/Jerusalem"),), work_week=frozenset({6, 0, 1, 2, 3}))
JERUSALEM_EVENTS = at(
    "2025-10-25T22:30:00Z",
    "2025-10-26T21:30:00Z",
    "2025-10-27T09:00:00Z",
    "2025-10-28T09:00:00Z",
    "2025-10-30T09:00:00Z",
)
MIXED = (
    *at("2025-08-25T10:00:00+02:00", kind="commit"),
    *at("2025-08-26T10:00:00+02:00", kind="pr"),
    *at("2025-08-27T10:00:00+02:00", kind="review"),
    Event("share", date(2025, 8, 29), "docs/note.md"),
)
EXCUSED = ALICE._replace(excused=(Excused(date(2025, 8, 27), date(2025, 8, 27), "dana"),))
JOINER = ALICE._replace(
    enrolled_at=date(2025, 8, 27), tracking_start=date(2025, 8, 27), partial_first_day=True
)
SWAP = ALICE._replace(away=(away(AwayType.SWAP_ON, "2025-08-30"), away(AwayType.SWAP_OFF, "2025-08-29")))
HALF = ALICE._replace(away=(away(AwayType.HALF, "2025-08-29"),))
RECOVERY = on("08-25 08-26 09-01 09-02 09-03 09-04 09-05")
RECOVERY_MORNINGS = at(
    *(f"2025-{day}T10:00:00+02:00" for day in ("08-25", "08-29", "09-01", "09-02", "09-03", "09-04"))
)

EXAMPLES = [
    Example(
        "E1", on("08-25 08-26 08-27 08-29"), BERLIN_MON, PASS, (4, 5), WEEK, "80.0",
        "4 of 5 counted days from 2025-08-25 to 2025-08-31; 100×4 ≥ 80×5",
    ),
    Example(
        "E2", on("08-25 08-26 08-29"), BERLIN_MON, FAIL, (3, 5), WEEK, "60.0",
        "3 of 5 counted days from 2025-08-25 to 2025-08-31; 100×3 < 80×5",
    ),
    Example("E2b", on("08-25 08-26 08-27 08-30 08-31"), BERLIN_MON, FAIL, (3, 5), WEEK, "60.0"),
    Example(
        "E3", on("08-25 08-26 08-28 08-29"), "2025-09-02T09:00:00-04:00", PASS, (4, 5), "2025-08-25..2025-09-01", "80.0",
        person=NEW_YORK,
    ),
    Example(
        "E3b", on("08-26 08-28 08-29"), "2025-09-02T09:00:00-04:00", INSUFFICIENT, (3, 4),
        because="1 more working day needed", person=LATE_NEW_YORK,
    ),
    Example(
        "E3c", on("08-26 08-28 08-29 09-02"), "2025-09-03T09:00:00-04:00", PASS, (4, 5), "2025-08-26..2025-09-02",
        person=LATE_NEW_YORK,
    ),
    Example(
        "E4a", on("08-25 08-26 08-29"), BERLIN_MON, INSUFFICIENT, (3, 3), because="2 more working days needed", person=LEAVE,
    ),
    Example(
        "E4b", on("08-25 08-26 08-29 09-01"), "2025-09-03T09:00:00+02:00", PASS, (4, 5), "2025-08-25..2025-09-02", "80.0",
        person=LEAVE,
    ),
    Example(
        "E5", on("08-26 08-27 09-01 09-03"), "2025-09-04T09:00:00+02:00", PASS, (4, 5), "2025-08-26..2025-09-03",
        person=PART_TIME,
    ),
    Example("E6", AUCKLAND_EVENTS, "2025-09-01T09:00:00+12:00", PASS, (4, 5), WEEK, person=AUCKLAND),
    Example(
        "E6-utc", AUCKLAND_EVENTS, "2025-09-01T09:00:00Z", FAIL, (3, 5), WEEK,
        person=ALICE._replace(zones=(Zone(None, "UTC"),)),
    ),
    Example(
        "E7", JERUSALEM_EVENTS, "2025-10-31T09:00:00+02:00", PASS, (4, 5), "2025-10-24..2025-10-30", person=JERUSALEM,
    ),
    Example("E8", MIXED, BERLIN_MON, PASS, (4, 5), WEEK),
    Example("E8-commit", MIXED, BERLIN_MON, FAIL, (1, 5), WEEK, "20.0", kinds=("commit",)),
    Example("E9", on("08-25 08-26 08-29"), BERLIN_MON, INSUFFICIENT, (3, 4), because="1 more working day needed", person=EXCUSED),
    Example(
        "E9-tue", on("08-25 08-26 08-29 09-01"), "2025-09-02T09:00:00+02:00", PASS, (4, 5), "2025-08-25..2025-09-01",
        person=EXCUSED,
    ),
    Example("E9n", on("08-25 08-26 08-29"), BERLIN_MON, FAIL, (3, 5), WEEK, "60.0"),
    Example(
        "E11a", on("08-27 08-28 09-01 09-02"), "2025-09-03T09:00:00+02:00", PASS, (4, 5), "2025-08-27..2025-09-02",
        person=JOINER,
    ),
    Example(
        "E11b", on("08-28 09-01 09-02"), "2025-09-03T09:00:00+02:00", INSUFFICIENT, (3, 4),
        because="1 more working day needed", person=JOINER,
    ),
    Example(
        "E11c", on("08-28 09-01 09-02 09-03"), "2025-09-04T09:00:00+02:00", PASS, (4, 5), "2025-08-28..2025-09-03",
        person=JOINER,
    ),
    Example("E12", on(" ".join(["08-25"] * 40)), BERLIN_MON, FAIL, (1, 5), WEEK, "20.0"),
    Example("E14", on("08-25 08-26 08-28 08-30"), BERLIN_MON, PASS, (4, 5), WEEK, person=SWAP),
    Example("E15", on("08-25 08-26 08-27 08-29 09-01"), BERLIN_MON, PASS, (4, 5), "2025-08-26..2025-09-01"),
    Example("E16-09-02", RECOVERY, "2025-09-02T18:00:00+02:00", FAIL, (2, 5), "2025-08-27..2025-09-02"),
    Example("E16-09-03", RECOVERY, "2025-09-03T18:00:00+02:00", FAIL, (3, 5), "2025-08-28..2025-09-03"),
    Example("E16-09-04", RECOVERY, "2025-09-04T18:00:00+02:00", PASS, (4, 5), "2025-08-29..2025-09-04"),
    Example("E16-am-02", RECOVERY_MORNINGS, "2025-09-02T09:00:00+02:00", FAIL, (2, 5), "2025-08-26..2025-09-01"),
    Example("E16-am-03", RECOVERY_MORNINGS, "2025-09-03T09:00:00+02:00", FAIL, (3, 5), "2025-08-27..2025-09-02"),
    Example("E16-am-04", RECOVERY_MORNINGS, "2025-09-04T09:00:00+02:00", PASS, (4, 5), "2025-08-28..2025-09-03"),
    Example(
        "E17", on("08-25 08-26 08-27 08-28"), BERLIN_MON, INSUFFICIENT, (4, 4), "", "100.0",
        "1 more working day needed", person=HALF,
    ),
    Example(
        "E17-mon", on("08-25 08-26 08-27 08-28 09-01"), BERLIN_MON, PASS, (5, 5), "2025-08-25..2025-09-01", person=HALF,
    ),
]  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_worked_example(example: Example) -> None:
    result = score(example.person, example.events, example.as_of, example.kinds)
    window = f"{result.first}..{result.last}" if result.first else ""
    assert (result.verdict, (result.active, result.counted), window) == (
        example.verdict,
        example.tally,
        example.window,
    )
    assert result.percent == (example.percent or result.percent)
    assert result.because == (example.because or result.because)


def test_the_worked_fixed_offset_would_have_failed_jerusalem() -> None:
    """E7: at a fixed +03 the second event would fall on Monday, so Sunday's 25 hours would split in two."""
    days = active_days(JERUSALEM, JERUSALEM_EVENTS, POLICY, datetime(2025, 10, 31, tzinfo=UTC))
    assert [(day.isoformat(), len(events)) for day, events in days.items()] == [
        ("2025-10-26", 2),
        ("2025-10-27", 1),
        ("2025-10-28", 1),
        ("2025-10-30", 1),
    ]


@pytest.mark.parametrize(
    ("active", "counted", "reached", "percent"),
    [
        (799, 999, False, "79.9"),  # E10: rounding would print 80.0
        (7998, 10000, False, "79.9"),  # 79.98
        (79, 99, False, "79.7"),
        (80, 100, True, "80.0"),
        (4, 5, True, "80.0"),
        (2, 3, False, "66.6"),
        (5, 5, True, "100.0"),
        (0, 5, False, "0.0"),
        (0, 0, False, ""),
    ],
)
def test_comparison_is_exact_and_display_truncates(
    active: int, counted: int, reached: object, percent: str
) -> None:
    """S-069, T78."""
    assert reaches(active, counted, 80) is reached
    assert Consistency(FAIL, active, counted, None, None, (), "").percent == percent


@pytest.mark.parametrize(
    ("person", "as_of", "because"),
    [
        (
            ALICE._replace(tracking_start=None),
            BERLIN_MON,
            "no tracking start is known: write enrolled_at or a cohort",
        ),
        (ALICE, "2025-08-24T23:59:59+02:00", "tracking starts on 2025-08-25"),
        (ALICE, "2025-08-25T09:00:00+02:00", "tracking started on 2025-08-25; no day is completed yet"),
        (
            ALICE,
            "2025-08-27T09:00:00+02:00",
            "3 more working days needed, 2 of 7 calendar days so far",
        ),
        (ALICE, "2025-08-30T09:00:00+02:00", "5 of 7 calendar days so far"),
        (
            ALICE._replace(away=(away(AwayType.LEAVE, "2025-08-27", "2025-12-31"),)),
            "2025-10-27T09:00:00+01:00",
            "only 0 of 5 counted days in the last 28 calendar days",
        ),
        (
            ALICE._replace(exit_on=date(2025, 8, 28)),
            "2025-10-27T09:00:00+01:00",
            "counting ended on 2025-08-28 with 3 of 5 counted days in 4 calendar days",
        ),
        (
            ALICE._replace(exit_on=date(2025, 8, 24)),
            "2025-10-27T09:00:00+01:00",
            "left on 2025-08-24, before tracking started on 2025-08-25",
        ),
    ],
)
def test_insufficient_says_what_is_missing(person: Person, as_of: str, because: str) -> None:
    result = score(person, (), as_of)
    assert (result.verdict, result.because, result.first) == (INSUFFICIENT, because, None)


def test_a_policy_that_asks_for_no_day_still_never_judges_nothing() -> None:
    lax = POLICY._replace(min_calendar_days=0, min_counted_days=0, threshold_percent=0)
    result = consistency_on(ALICE._replace(work_week=frozenset()), {}, lax, date(2025, 9, 30))
    assert (result.verdict, result.counted, result.percent) == (INSUFFICIENT, 0, "")


def test_off_days_are_listed_with_their_evidence_and_count_for_nothing() -> None:
    events = (*on("08-25 08-30"), Event("commit", date(2025, 8, 25), "c0ffee", verified=True))
    result = score(ALICE, events, BERLIN_MON)
    assert [
        (day.date.day, day.kind.value, day.active, day.verified, day.evidence) for day in result.days
    ] == [
        (25, "expected", True, True, ("c0ffee", "ref-08-25")),
        (26, "expected", False, False, ()),
        (27, "expected", False, False, ()),
        (28, "expected", False, False, ()),
        (29, "expected", False, False, ()),
        (30, "off", True, False, ("ref-08-30",)),
        (31, "off", False, False, ()),
    ]
    assert (result.active, result.counted) == (1, 5)


def test_events_after_the_instant_are_no_evidence_even_when_handed_in() -> None:
    noon = datetime.fromisoformat("2025-08-29T12:00:00+02:00")
    events = at("2025-08-29T12:00:00+02:00", "2025-08-29T12:00:01+02:00")
    assert active_days(ALICE, events, POLICY, noon) == {date(2025, 8, 29): events[:1]}
    assert active_days(ALICE, on("08-30"), POLICY, noon) == {}
    later = {date(2025, 8, 29): events[1:], date(2025, 8, 30): on("08-30")}
    assert consistency(ALICE, later, POLICY, noon) == consistency(ALICE, {}, POLICY, noon)


def test_a_sign_off_latches_the_score() -> None:
    signed = ALICE._replace(gate3_signed=datetime.fromisoformat(BERLIN_MON))
    events = on("08-25 08-26 08-27 08-29")
    now = score(signed, events, BERLIN_MON)
    assert now.verdict is PASS
    assert score(signed, (*events, *at("2025-09-01T09:00:01+02:00")), "2025-12-31T09:00:00+01:00") == now
    assert score(ALICE, events, "2025-12-31T09:00:00+01:00").verdict is FAIL


def test_counting_ends_with_the_exit() -> None:
    left = ALICE._replace(exit_on=date(2025, 9, 1))
    events = on("08-25 08-26 08-27 08-29")
    result = score(left, events, "2025-12-01T09:00:00+01:00")
    assert (result.verdict, result.last, result.counted) == (PASS, date(2025, 9, 1), 5)
    assert score(left, (*events, *on("09-02")), "2025-12-01T09:00:00+01:00") == result
    worked_last_day = score(left, (*events, *on("09-01")), "2025-09-01T18:00:00+02:00")
    assert (worked_last_day.verdict, worked_last_day.last) == (PASS, date(2025, 9, 1))


@pytest.mark.parametrize(
    ("zone", "week", "start", "events", "as_of", "verdict", "tally", "window"),
    [
        # 29 February is a day like any other.
        (
            "Europe/Berlin", {0, 1, 2, 3, 4}, "2024-02-26", ("2024-02-26T08:00Z", "2024-02-28T23:30Z", "2024-02-29T23:30Z", "2024-02-27T08:00Z"),
            "2024-03-04T08:00+01:00", PASS, (4, 5), "2024-02-26..2024-03-03",
        ),
        # The year's end falls inside the window; 23:30Z on New Year's Eve is already 2026 in Berlin.
        (
            "Europe/Berlin", {0, 1, 2, 3, 4}, "2025-12-29", ("2025-12-29T08:00Z", "2025-12-30T08:00Z", "2025-12-31T23:30Z", "2026-01-02T08:00Z"),
            "2026-01-05T08:00+01:00", PASS, (4, 5), "2025-12-29..2026-01-04",
        ),
        # A week of four days needs a second week and may miss one day of five too.
        (
            "Europe/Berlin", {0, 1, 2, 3}, "2025-08-25", ("2025-08-25T08:00Z", "2025-08-26T08:00Z", "2025-08-28T08:00Z", "2025-09-01T08:00Z"),
            "2025-09-02T08:00+02:00", PASS, (4, 5), "2025-08-25..2025-09-01",
        ),
        # 11:15Z is the next day on the Chatham Islands (+12:45).
        (
            "Pacific/Chatham", {0, 1, 2, 3, 4}, "2025-08-25", ("2025-08-24T11:15Z", "2025-08-25T11:15Z", "2025-08-26T11:15Z", "2025-08-28T11:15Z"),
            "2025-09-01T09:00+12:45", PASS, (4, 5), "2025-08-25..2025-08-31",
        ),
        # One minute earlier each would be a Sunday and three days: 3/5.
        (
            "Pacific/Chatham", {0, 1, 2, 3, 4}, "2025-08-25", ("2025-08-24T11:14Z", "2025-08-25T11:14Z", "2025-08-26T11:14Z", "2025-08-28T11:14Z"),
            "2025-09-01T09:00+12:45", FAIL, (3, 5), "2025-08-25..2025-08-31",
        ),
        # Kathmandu, work week Sunday to Friday: six counted days in seven dates, 5/6.
        (
            "Asia/Kathmandu", {6, 0, 1, 2, 3, 4}, "2025-08-24", ("2025-08-23T18:15Z", "2025-08-25T05:00Z", "2025-08-26T05:00Z", "2025-08-27T05:00Z", "2025-08-28T18:15Z"),
            "2025-08-31T09:00+05:45", PASS, (5, 6), "2025-08-24..2025-08-30",
        ),
        # Beirut's clocks leap over midnight on Sunday 30 March: 22:00Z is Sunday, not Saturday.
        (
            "Asia/Beirut", {6, 0, 1, 2, 3}, "2025-03-30", ("2025-03-29T22:00Z", "2025-03-31T08:00Z", "2025-04-01T08:00Z", "2025-04-02T20:59Z"),
            "2025-04-06T09:00+03:00", PASS, (4, 5), "2025-03-30..2025-04-05",
        ),
        # Asuncion fell back at midnight: Saturday 25 March 2023 had 25 hours, 03:30Z is still Saturday.
        (
            "America/Asuncion", {1, 2, 3, 4, 5}, "2023-03-21", ("2023-03-21T15:00Z", "2023-03-22T15:00Z", "2023-03-23T15:00Z", "2023-03-26T03:30Z"),
            "2023-03-28T09:00-04:00", PASS, (4, 5), "2023-03-21..2023-03-27",
        ),
    ],
)  # fmt: skip
def test_zones_leap_days_and_uneven_weeks(  # noqa: PLR0917  table columns
    zone: str,
    week: set[int],
    start: str,
    events: tuple[str, ...],
    as_of: str,
    verdict: Verdict,
    tally: tuple[int, int],
    window: str,
) -> None:
    person = ALICE._replace(
        zones=(Zone(None, zone),),
        work_week=frozenset(week),
        enrolled_at=None,
        tracking_start=date.fromisoformat(start),
    )
    result = score(person, at(*events), as_of)
    assert (result.verdict, (result.active, result.counted), f"{result.first}..{result.last}") == (
        verdict,
        tally,
        window,
    )


def test_distinct_topics_fold_case_width_and_spacing() -> None:
    def naming(day: str, *topics: tuple[str, str]) -> Event:
        return Event("commit", date.fromisoformat(day), "c0ffee", topics)

    events = (
        naming("2025-08-24", ("/before/tracking", "x")),
        naming(
            "2025-08-25", ("/Websockets/WS", "Reconnect  Backoff"), ("/websockets/ws", "reconnect backoff")
        ),
        naming("2025-08-26", ("/websockets/ws", "ｒeconnect	backoff"), ("/websockets/ws", "STRASSE")),
        naming("2025-08-27", ("/websockets/ws", "straße"), ("/org/İ", ""), ("/org/i̇", "")),
        naming("2025-09-02", ("/after/the-instant", "x")),
    )
    instant = datetime.fromisoformat(BERLIN_MON)
    assert distinct_topics(ALICE, events, POLICY, instant) == {
        ("/websockets/ws", "reconnect backoff"),
        ("/websockets/ws", "strasse"),
        ("/org/İ", ""),
        ("/org/i̇", ""),
    }
    left = ALICE._replace(exit_on=date(2025, 8, 25))
    assert distinct_topics(left, events, POLICY, instant) == {("/websockets/ws", "reconnect backoff")}
    assert distinct_topics(ALICE._replace(tracking_start=None), events, POLICY, instant) == frozenset()


def test_the_order_of_events_changes_nothing() -> None:
    events = (
        *at("2025-08-25T10:00:00+02:00", "2025-08-25T08:00:00Z", "2025-08-25T09:00:00Z"),
        Event("commit", date(2025, 8, 25), "bare"),
        Event("pr", date(2025, 8, 25), "bare", verified=True),
    )
    outcomes = {repr(score(ALICE, order, BERLIN_MON)) for order in itertools.permutations(events)}
    days = {
        repr(active_days(ALICE, order, POLICY, datetime.fromisoformat(BERLIN_MON)))
        for order in itertools.permutations(events)
    }
    assert len(outcomes) == len(days) == 1


def test_only_the_first_excuses_of_a_window_are_heard_without_a_second_approver() -> None:
    """excused_max_per_window: with three excused days the third is expected all the same, and that is said."""
    days = [date(2025, 8, day) for day in (26, 27, 28)]
    three = ALICE._replace(excused=tuple(Excused(day, day, "dana") for day in days))
    result = score(three, on("08-25 08-29 09-01"), "2025-09-02T09:00:00+02:00")
    assert (result.verdict, result.active, result.counted) == (INSUFFICIENT, 3, 4)
    result = score(three, on("08-25 08-29 09-01 09-02"), "2025-09-03T09:00:00+02:00")
    assert (result.verdict, result.active, result.counted, result.first) == (PASS, 4, 5, date(2025, 8, 25))
    assert [day.date.day for day in result.days if day.kind.value == "off"] == [26, 27, 30, 31]
    assert result.because.endswith(
        "; 2025-08-28 excused beyond the 2 days a window allows: a second approver is needed"
    )
    shared = three._replace(excused=(*three.excused, Excused(days[2], days[2], "dana", beyond=True)))
    assert score(shared, on("08-25 08-29 09-01 09-02"), "2025-09-03T09:00:00+02:00").counted == 4


def test_the_offset_a_commit_was_written_with_decides_where_policy_says_so() -> None:
    """E6 in reverse: written at 23:30 of Sunday in New York, it is Monday at home in Berlin."""
    events = at("2025-08-24T23:30:00-04:00")
    by_offset = POLICY._replace(day_attribution="commit_offset")
    instant = datetime.fromisoformat(BERLIN_MON)
    assert list(active_days(ALICE, events, POLICY, instant)) == [date(2025, 8, 25)]
    assert list(active_days(ALICE, events, by_offset, instant)) == [date(2025, 8, 24)]
    reviews = at("2025-08-24T23:30:00-04:00", kind="review")
    assert list(active_days(ALICE, reviews, by_offset, instant)) == [date(2025, 8, 25)]


def test_a_policy_that_changes_inside_a_window_judges_all_of_it() -> None:
    """The policy at the trusted commit is the only one there is, also for days lived under another."""
    events = on("08-25 08-26 08-28 08-29")
    assert score(ALICE, events, BERLIN_MON).verdict is PASS
    instant = datetime.fromisoformat(BERLIN_MON)
    stricter = POLICY._replace(threshold_percent=81)
    longer = POLICY._replace(min_counted_days=10)
    days = active_days(ALICE, events, POLICY, instant)
    assert consistency(ALICE, days, stricter, instant).verdict is FAIL
    assert consistency(ALICE, days, longer, instant).verdict is INSUFFICIENT


def team(*tallies: tuple[Verdict, int, int]) -> list[Consistency]:
    return [Consistency(verdict, active, counted, None, None, (), "") for verdict, active, counted in tallies]


def test_a_team_is_pooled_by_days_and_cut_not_rounded() -> None:
    """E10: 799 of 999 is 79.9 and fails; who has no window yet is missing, not zero."""
    figure = pooled(team((PASS, 400, 500), (FAIL, 399, 499), (INSUFFICIENT, 3, 4)))
    assert (figure.active, figure.counted, figure.people, figure.without) == (799, 999, 2, 1)
    assert (figure.percent, reaches(799, 999, 80)) == ("79.9", False)
    assert (pooled([]).percent, pooled([]).people) == ("", 0)


@pytest.mark.parametrize(
    ("active", "counted", "more"),
    [(80, 100, False), (801, 1000, True), (4, 5, False), (0, 0, False), (5, 5, True)],
)
def test_success_asks_for_more_than_the_gate(active: int, counted: int, *, more: bool) -> None:
    """Gate 3 is met at 80.00, the success criterion is not (S-195)."""
    assert exceeds(active, counted, 80) is more


@pytest.mark.parametrize(("decimals", "shown"), [(0, "79"), (1, "79.9"), (2, "79.97"), (4, "79.9799")])
def test_the_decimals_of_policy_are_shown(decimals: int, shown: str) -> None:
    assert Consistency(FAIL, 799, 999, None, None, (), "", decimals=decimals).percent == shown
    policy = POLICY._replace(decimals=decimals)
    assert consistency_on(ALICE, {}, policy, date(2025, 9, 1)).decimals == decimals
