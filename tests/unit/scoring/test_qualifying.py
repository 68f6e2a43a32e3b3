"""What qualifies, and the interval between a claimed day and when it was first seen (gate3.md 3.2; T09, T55)."""

from datetime import date, datetime

import pytest

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Away, AwayType, Person, Zone
from c7gate.model.scoring import Event, ForgeMerge
from c7gate.reading.program import policy_of
from c7gate.scoring.qualifying import sifted

POLICY = policy_of({}).gate3
TOPICS = (("/websockets/ws", "reconnect"),)
ALICE = Person(
    login="alice",
    identities=(),
    zones=(Zone(None, "Europe/Berlin"),),
    work_week=frozenset(range(5)),
    tracking_start=date(2025, 8, 1),
)
AS_OF = datetime.fromisoformat("2025-09-15T09:00:00+02:00")


def commit(at: str, *, seen: str = "", ref: str = "c1", kind: str = "commit", arrival: str = "") -> Event:
    first_seen = datetime.fromisoformat(seen) if seen else None
    return Event(kind, datetime.fromisoformat(at), ref, TOPICS, first_seen=first_seen, arrival=arrival)


def kept(*events: Event, policy: Gate3Policy = POLICY, person: Person = ALICE) -> list[str]:
    return [event.ref for event in sifted(person, events, policy, AS_OF)[0]]


def reasons(*events: Event, policy: Gate3Policy = POLICY, person: Person = ALICE) -> list[tuple[str, str]]:
    return [(item.rule, item.because) for item in sifted(person, events, policy, AS_OF)[1]]


@pytest.mark.parametrize(
    ("library", "counts"),
    [
        ("/websockets/ws", True),
        ("/facebook/react/v19.0", True),
        ("/org.x/a_b-c", True),
        ("hathora", False),
        ("/websockets", False),
        ("/websockets/", False),
        ("x/websockets/ws", False),
        ("/wébsockets/ws", False),
    ],
)
@pytest.mark.parametrize("kind", ["commit", "pr", "review", "log", "api-day"])
def test_all_kinds_but_shares_name_a_library(kind: str, library: str, *, counts: bool) -> None:
    event = Event(kind, date(2025, 8, 25), "x", ((library, ""),))
    good, refused = sifted(ALICE, [event, Event("share", date(2025, 8, 25), "note")], POLICY, AS_OF)
    assert [item.ref for item in good] == ["x", "note"][0 if counts else 1 :]
    assert [item.because for item in refused] == ([] if counts else ["it names no library"])


@pytest.mark.parametrize(
    ("at", "seen", "because"),
    [
        ("2025-08-25T10:00:00+02:00", "2025-08-25T10:00:00+02:00", ""),
        ("2025-08-25T10:05:00+02:00", "2025-08-25T10:00:00+02:00", ""),  # clocks differ by five minutes
        (
            "2025-08-25T10:05:01+02:00",
            "2025-08-25T10:00:00+02:00",
            "dated 2025-08-25T08:05Z, after it was first seen at 2025-08-25T08:00Z",
        ),
        ("2025-08-25T10:00:00+02:00", "2025-09-01T23:59:00+02:00", ""),  # Mon to Mon: five working days
        (
            "2025-08-25T10:00:00+02:00",
            "2025-09-02T00:00:00+02:00",
            "first seen on 2025-09-02, more than 5 working days after 2025-08-25",
        ),
        ("2025-08-29T23:30:00+02:00", "2025-09-05T23:59:00+02:00", ""),
        (
            "2024-01-01T10:00:00+02:00",
            "2025-09-02T00:00:00+02:00",
            "first seen on 2025-09-02, more than 5 working days after 2024-01-01",
        ),
    ],
)
def test_the_interval(at: str, seen: str, because: str) -> None:
    event = commit(at, seen=seen)
    assert reasons(event) == ([("late-evidence", because)] if because else [])


def test_leave_stretches_the_grace() -> None:
    away = (Away(date(2025, 8, 26), date(2025, 9, 8), AwayType.LEAVE),)
    late = commit("2025-08-25T10:00:00+02:00", seen="2025-09-12T10:00:00+02:00")
    assert kept(late) == []
    assert kept(late, person=ALICE._replace(away=away)) == ["c1"]


def test_a_log_has_its_own_grace() -> None:
    in_time = commit("2025-08-25T10:00:00+02:00", seen="2025-08-27T10:00:00+02:00", kind="log", ref="a")
    late = commit("2025-08-25T10:00:00+02:00", seen="2025-08-28T10:00:00+02:00", kind="log", ref="b")
    assert kept(in_time, late) == ["a"]
    assert kept(in_time, late, policy=POLICY._replace(late_log_working_days=3)) == ["a", "b"]


def test_the_earliest_first_seen_record_speaks_for_the_same_commit_wherever_it_stands() -> None:
    from_git = commit("2025-08-25T10:00:00+02:00")
    collected = commit("2025-08-25T10:00:00+02:00", seen="2025-09-12T10:00:00+02:00")
    earlier = commit("2025-08-25T10:00:00+02:00", seen="2025-08-26T10:00:00+02:00")
    assert kept(from_git, collected) == []
    assert kept(from_git, collected, earlier) == ["c1", "c1", "c1"]
    assert kept(earlier, collected, from_git) == ["c1", "c1", "c1"]


def test_a_record_made_after_the_instant_is_not_there_yet() -> None:
    assert kept(commit("2025-08-25T10:00:00+02:00", seen="2025-09-15T09:00:01+02:00")) == ["c1"]


def test_the_strict_mode_counts_only_what_was_seen() -> None:
    strict = POLICY._replace(require_first_seen=True)
    unseen, seen = (
        commit("2025-08-25T10:00:00+02:00", ref="unseen"),
        commit("2025-08-25T10:00:00+02:00", seen="2025-08-25T11:00:00+02:00", ref="seen"),
    )
    assert kept(unseen, seen, policy=strict) == ["seen"]
    assert reasons(unseen, policy=strict) == [("", "no first-seen record proves it, and policy asks for one")]


@pytest.mark.parametrize(
    ("at", "merged", "shown"),
    [
        ("2025-08-25T10:00:00+02:00", "2025-08-25T21:59:00Z", ""),  # the same day in Berlin
        ("2025-08-25T10:00:00+02:00", "2025-08-25T22:04:59Z", ""),  # clocks differ by five minutes
        ("2025-08-25T10:00:00+02:00", "2025-08-25T22:05:00Z", "2025-08-26"),
        ("2025-08-26T00:30:00+02:00", "2025-08-26T20:00:00Z", ""),
        ("2025-08-25T10:00:00+02:00", "2025-08-20T20:00:00Z", ""),
        ("2025-08-29T10:00:00+02:00", "2025-09-01T08:00:00Z", "2025-09-01"),
    ],
)
@pytest.mark.parametrize("seen", ["", "2025-09-01T12:00:00+02:00"])
def test_no_day_lies_before_what_it_builds_on(at: str, merged: str, shown: str, seen: str) -> None:
    """T09, T58: the interval's lower bound, with a first-seen record and without one."""
    event = commit(at, seen=seen)._replace(built_on=ForgeMerge("f" * 40, datetime.fromisoformat(merged)))
    because = f"dated {at[:10]}, but builds on merge ffffffffff, which the forge made on {shown}"
    assert reasons(event) == ([("before-merge", because)] if shown else [])
    assert kept(event) == ([] if shown else ["c1"])


def test_the_offset_that_the_author_wrote_holds_for_both_dates() -> None:
    """With `commit_offset`, ten in the evening of the 25th at -10:00 is not before a merge of an hour earlier."""
    offset = POLICY._replace(day_attribution="commit_offset")
    late = commit("2025-08-25T22:00:00-10:00")
    merged = [
        ForgeMerge("f" * 40, datetime.fromisoformat(f"2025-08-26T{at}Z")) for at in ("07:00:00", "10:06:00")
    ]
    assert [kept(late._replace(built_on=one), policy=offset) for one in merged] == [["c1"], []]


def days(count: int, arrival: str, seen: str = "") -> list[Event]:
    return [
        commit(f"2025-08-{18 + n}T10:00:00+02:00", ref=f"{arrival}{n}", arrival=arrival, seen=seen)
        for n in range(count)
    ]


def test_one_change_claims_five_days_and_not_six() -> None:
    assert len(kept(*days(5, "one"))) == 5
    assert kept(*days(6, "one")) == []
    assert set(reasons(*days(6, "one"))) == {
        ("too-many-days", "6 days first appear in one change, where 5 may")
    }
    assert len(kept(*days(3, "one"), *days(3, "two"))) == 6
    assert len(kept(*days(6, ""))) == 6  # nobody knows that they came together
    assert len(kept(*days(6, "one"), policy=POLICY._replace(max_unverified_days=6))) == 6


def test_days_before_the_start_and_days_that_were_seen_crowd_nobody() -> None:
    late_start = ALICE._replace(tracking_start=date(2025, 8, 19))
    assert len(kept(*days(6, "one"), person=late_start)) == 6
    proven = days(6, "one", seen="2025-08-22T12:00:00+02:00")[:1]
    assert len(kept(*proven, *days(6, "one")[1:])) == 6


def test_what_has_not_happened_yet_is_neither() -> None:
    assert sifted(ALICE, [commit("2025-09-15T09:00:01+02:00")], POLICY, AS_OF) == ((), ())
    assert sifted(ALICE, [Event("share", date(2025, 9, 16), "x")], POLICY, AS_OF) == ((), ())
