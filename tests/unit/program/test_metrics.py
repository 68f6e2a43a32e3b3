"""The watched figures: each with its verdict word, none about too few people, none about one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7gate.model.record import Cohort, Developer, Member, Share, Submission, Usage
from c7gate.program.answer import Answer, Outcome
from c7gate.program.facts import Commits, Facts, KnowledgeDocument
from c7gate.program.metrics import ALL, measure
from c7gate.program.suppression import withheld
from c7gate.program.targets import Target, metrics
from c7gate.rendering.metrics import render_json, render_markdown, render_text

from measured import AS_OF, TEAM, active, baseline, facts, measured, merged, participant, policy, wave

MONDAY = date(2025, 8, 25)


def target(name: str) -> Target:
    return next(item for item in metrics(policy()) if item.id == name)


def answer(given_facts: Facts, name: str) -> Answer:
    return ALL[name](given_facts, target(name))


def test_every_metric_of_the_preset_is_measured() -> None:
    assert {item.metric for item in metrics(policy())} == set(ALL)


def test_a_metric_that_nothing_measures_says_so() -> None:
    given_facts = facts(policy=policy(metrics={"morale": {"title": "Morale", "scope": "team"}}, outcomes={}))

    (found,) = measure(given_facts).answers

    assert found.outcome is Outcome.INSUFFICIENT
    assert "nothing measures morale" in found.lacks[0]


# velocity and bugs


def test_a_quarter_more_is_consistent_with_the_target_and_no_more() -> None:
    """V1 as a metric."""
    given_facts = facts(
        [participant(login) for login in TEAM[:6]],
        policy=policy(baseline=baseline(48, 480)),
        measurements=measured(*merged(30)),
    )

    found = answer(given_facts, "velocity")

    assert (found.outcome, found.value, found.shown_interval) == (
        Outcome.TARGET_CONSISTENT,
        "1.25",
        "[0.79, 1.97]",
    )


def buggy(before: tuple[int, int, int], after: tuple[int, int, int]) -> Facts:
    """Changes, library bugs and other bugs before and after, followed up to the end of the year."""
    changes, library, other = before
    frozen = baseline(0, 480, changes=changes, library_bugs=library, other_bugs=other)
    return facts(
        policy=policy(baseline=frozen),
        measurements=measured(
            *merged(after[0], library=after[1], other=after[2]), through=datetime(2025, 12, 31, tzinfo=UTC)
        ),
        as_of=datetime(2025, 12, 31, 12, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("before", "after", "outcome", "value", "interval"),
    [
        ((200, 20, 200), (200, 12, 200), Outcome.TARGET_CONSISTENT, "0.60", "[0.29, 1.23]"),
        ((400, 40, 400), (400, 24, 400), Outcome.NOT_ATTRIBUTABLE, "0.60", "[0.36, 0.995]"),
        ((400, 40, 100), (400, 20, 100), Outcome.MEASURABLE_IMPROVEMENT, "0.50", "[0.29, 0.86]"),
        ((400, 80, 400), (400, 40, 400), Outcome.MEASURABLE_IMPROVEMENT, "0.50", "[0.34, 0.73]"),
        ((500, 50, 80), (500, 28, 52), Outcome.NOT_ATTRIBUTABLE, "0.56", "[0.35, 0.89]"),
        ((2000, 400, 2000), (2000, 100, 2000), Outcome.TARGET_DEMONSTRATED, "0.25", "[0.20, 0.31]"),
        ((500, 20, 500), (500, 60, 500), Outcome.MEASURABLE_DECLINE, "3.00", "[1.81, 4.98]"),
    ],
)
def test_library_bugs_are_held_against_other_bugs(
    before: tuple[int, int, int], after: tuple[int, int, int], outcome: Outcome, value: str, interval: str
) -> None:
    """What falls no more than bugs that training cannot have caused is not training's doing."""
    found = answer(buggy(before, after), "bugs")

    assert (found.value, found.outcome, found.shown_interval) == (value, outcome, interval)


def test_without_other_bugs_there_is_no_control_and_it_says_so() -> None:
    given_facts = buggy((400, 40, 0), (400, 24, 0))

    found = answer(given_facts, "bugs")

    assert found.outcome is Outcome.MEASURABLE_IMPROVEMENT
    assert "no negative control: other bugs are not counted on both sides" in found.caveats


def test_young_changes_do_not_look_clean() -> None:
    """S-135. Only weeks count that were followed as long as those before."""
    given_facts = buggy((400, 40, 0), (400, 24, 0))._replace(as_of=datetime(2025, 10, 18, tzinfo=UTC))
    short = given_facts._replace(
        measurements=measured(*merged(400, library=24), through=datetime(2025, 10, 18, tzinfo=UTC))
    )

    found = answer(short, "bugs")

    assert found.outcome is Outcome.INSUFFICIENT
    assert "0 of 4 whole weeks after" in found.lacks


def test_a_bug_found_after_its_time_is_not_counted() -> None:
    late = [
        change._replace(
            bugs=tuple(bug._replace(found_at=bug.found_at + timedelta(days=30)) for bug in change.bugs)
        )
        for change in merged(400, library=24)
    ]
    given_facts = buggy((400, 40, 0), (400, 24, 0))
    measurements = measured(*late, through=datetime(2025, 12, 31, tzinfo=UTC))

    assert answer(given_facts._replace(measurements=measurements), "bugs").numerator == 0


# reviews and look-ups


def test_rounds_of_review_are_compared_and_unreviewed_changes_stand_apart() -> None:
    """S-107."""
    frozen = baseline(0, 480, reviewed=120, review_rounds=240)
    changes = (*merged(120, rounds=1), *merged(7, kind="fix", rounds=None), *merged(9, kind="bot", rounds=5))

    found = answer(facts(policy=policy(baseline=frozen), measurements=measured(*changes)), "review_cycles")

    assert (found.outcome, found.value) == (Outcome.MEASURABLE_IMPROVEMENT, "0.50")
    assert found.note == "median 1, 120/120 with at most one round; 7 without review"


def timed(*after: int) -> Facts:
    pairs = zip((12, 9, 15, 8, 20, 10), after, strict=False)
    return facts(measurements=measured(timed=tuple((Decimal(one), Decimal(other)) for one, other in pairs)))


def test_sixty_percent_just_missed_is_not_rounded_into_a_pass() -> None:
    """S-132."""
    found = answer(timed(5, 4, 5, 4, 9, 3), "lookup_time")

    assert (found.outcome, found.value, found.shown_interval) == (
        Outcome.MEASURABLE_IMPROVEMENT,
        "0.4011",
        "[0.33, 0.49]",
    )
    assert found.note == "59.9 % shorter, target 60 % missed by the mean"


def test_a_look_up_time_needs_five_people() -> None:
    found = answer(timed(5, 4, 5, 4), "lookup_time")

    assert (found.outcome, found.value) == (Outcome.INSUFFICIENT, "")


# usage


def looking(login: str, *libraries: str, days: int = 1) -> Any:
    events = [
        event._replace(topics=((library, "x"),), ref=f"{library}{number}")
        for number in range(days)
        for library, event in zip(
            libraries, active(*[MONDAY + timedelta(days=number)] * len(libraries)), strict=True
        )
    ]
    return participant(login, events=tuple(events))


def test_three_look_ups_on_one_day_are_three_and_the_day_is_one() -> None:
    """S-032."""
    found = answer(facts([looking(login, "/a/b", "/a/c", "/a/d") for login in TEAM]), "query_frequency")

    assert (found.value, found.numerator, found.denominator) == ("3.00", 30, 10)


@pytest.mark.parametrize(("outcomes", "value"), [((7, 1, 2), "70.0"), ((0, 0, 0), "")])
def test_only_rated_look_ups_are_judged(outcomes: tuple[int, int, int], value: str) -> None:
    """S-033."""
    at = datetime(2025, 8, 26, 9, tzinfo=UTC)
    words = [
        word
        for word, count in zip(("helpful", "partial", "not"), outcomes, strict=True)
        for _ in range(count)
    ]
    people = [
        participant(
            login,
            developer=Developer(
                login, usage=(Usage(at, "log", "/a/b", "", word), Usage(at, "log", "/a/b", "", ""))
            ),
        )
        for login, word in zip(TEAM, words or [""] * 10, strict=True)
    ]

    found = answer(facts(people), "query_success")

    assert found.value == value
    assert found.outcome is (Outcome.OBSERVED if value else Outcome.INSUFFICIENT)
    assert found.shown_interval == ("[39.7, 89.2]" if value else "")


def test_libraries_of_few_people_are_withheld_with_what_would_tell_of_them() -> None:
    """S-034. Five use a, six b, one c: a total less a and b would tell what that one did, so a goes as well."""
    people = [
        looking("alice", "/x/a", "/x/b", "/x/c"),
        *(looking(login, "/x/a", "/x/b") for login in TEAM[1:5]),
        looking("frank", "/x/b"),
    ]

    rows = measure(facts(people)).libraries

    assert [(row.library, row.look_ups, row.people) for row in rows] == [
        ("/x/b", 6, 6),
        ("/x/a", None, None),
        ("/x/c", None, None),
    ]


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.frozensets(st.sampled_from(TEAM), min_size=1), max_size=8)
)
def test_what_is_withheld_is_never_about_few(groups: dict[str, frozenset[str]]) -> None:
    hidden = withheld(groups, 5)
    about = frozenset[str]().union(*(groups[name] for name in hidden))

    assert all(len(groups[name]) >= 5 for name in groups.keys() - hidden)
    assert not hidden or hidden == groups.keys() or (len(about) >= 5 and len(hidden) > 1)
    assert hidden == withheld(dict(reversed(groups.items())), 5)


def test_adoption_is_weekly_and_leaves_the_away_out() -> None:
    """S-011. Nine expected, eight of them active; one has been away all week."""
    gone = {"holidays": frozenset(date(2025, 9, 1) + timedelta(days=day) for day in range(14))}
    days = active(date(2025, 9, 10))
    people = [
        participant(login, events=days if number < 8 else (), person=gone if number == 9 else {})
        for number, login in enumerate(TEAM)
    ]

    found = answer(facts(people, as_of=datetime(2025, 9, 13, 12, tzinfo=UTC)), "adoption")

    assert (found.value, found.numerator, found.denominator, found.outcome) == ("88.8", 8, 9, Outcome.NOT_MET)


def test_culture_is_a_proxy_and_is_called_one() -> None:
    """S-131."""
    found = answer(facts(commits=Commits(40, 30)), "culture")

    assert (found.outcome, found.value) == (Outcome.PROXY, "75.0")


# knowledge


def test_a_real_task_must_stand_for_fourteen_days() -> None:
    """S-103. Eight did; one was reverted on the tenth day, one is an exercise."""
    (event,) = active(date(2025, 9, 1))
    exercise = Developer(
        "ivan", exercises=(Submission("be-hathora-lobby", (f"commit:{event.ref[:10]}",), None),)
    )
    people = [
        participant(login, events=(event._replace(ref=event.ref if login == "ivan" else login * 10),))
        for login in TEAM
    ]
    people[8] = people[8]._replace(developer=exercise)
    reverted = {
        "judy" * 10: datetime(2025, 9, 11, tzinfo=UTC),
        "alice" * 10: datetime(2025, 9, 16, tzinfo=UTC),
    }

    found = answer(facts(people, commits=Commits(reverted=reverted)), "implementation")

    assert (found.outcome, found.numerator, found.denominator) == (Outcome.NOT_MET, 8, 10)
    assert answer(facts(people, as_of=datetime(2025, 9, 15, tzinfo=UTC)), "implementation").numerator == 0


def test_documents_are_held_against_standard_and_age() -> None:
    """S-108, S-138."""
    documents = (
        KnowledgeDocument(
            "docs/new.md", AS_OF.date() - timedelta(days=90), ("WS", "When to use", "when not to use")
        ),
        KnowledgeDocument("docs/old.md", AS_OF.date() - timedelta(days=91), ("WS", "When to use")),
    )
    given_facts = facts(documents=documents)

    standard, fresh = (
        answer(given_facts, name) for name in ("documentation_standards", "knowledge_management")
    )

    assert (standard.numerator, standard.denominator) == (1, 2)
    assert "without all of them: docs/old.md" in standard.caveats
    assert (fresh.outcome, fresh.numerator) == (Outcome.NOT_MET, 1)
    assert fresh.caveats == ("stale: docs/old.md",)


def test_newcomers_are_timed_to_gate_2_by_cohort() -> None:
    """S-137."""
    people = [
        participant(login, person={"cohort": "2025-08" if number < 5 else "2025-10"})
        for number, login in enumerate(TEAM)
    ]
    cohorts = tuple(
        Cohort(name, date(2025, int(name[-2:]), 22), tuple(Member(login) for login in TEAM))
        for name in ("2025-08", "2025-10")
    )

    found = answer(facts(people, cohorts=cohorts), "onboarding")

    assert (found.value, found.note) == ("5", "to gate 2 (n=10)")
    assert found.caveats == ("2025-08: 5 days to gate 2 (n=5)", "2025-10: 5 days to gate 2 (n=5)")


def test_shares_are_counted_by_developer_week() -> None:
    """S-136."""
    developer = Developer(
        "alice",
        shares=(
            Share(date(2025, 8, 29), "doc", "docs/a.md", "all"),
            Share(date(2025, 8, 1), "talk", "x", "all"),
        ),
    )
    people = [participant(login, developer=developer) for login in TEAM]

    found = answer(facts(people, as_of=datetime(2025, 9, 5, 12, tzinfo=UTC)), "sharing")

    assert (found.value, found.numerator, found.denominator) == ("0.500", 10, 20)


def test_debt_is_a_judgement_and_a_mentor_without_certificate_is_none() -> None:
    """S-139, S-141."""
    lines = [
        {"metric": "technical_debt", "at": f"2025-{month}-01", "by": "dana", "rating": rating}
        for month, rating in (("09", 3), ("11", 4))
    ]
    cohorts = (Cohort("2025-08", date(2025, 8, 22), mentors=("alice", "bob")),)
    people = [participant("alice"), participant("bob", signed=3), *(participant(login) for login in TEAM[2:])]
    given_facts = facts(people, policy=policy(judgements=lines), cohorts=cohorts)

    debt, leaders = answer(given_facts, "technical_debt"), answer(given_facts, "leadership")

    assert (debt.outcome, debt.value) == (Outcome.JUDGEMENT, "4")
    assert leaders.note == "1 of 2 mentors certified, 0 talks"
    assert answer(facts(), "technical_debt").outcome is Outcome.INSUFFICIENT


# the report


@pytest.mark.parametrize(
    ("day", "outcome"), [(20, Outcome.IN_PROGRESS), (30, Outcome.IN_PROGRESS), (31, Outcome.NOT_MET)]
)
def test_what_is_not_due_yet_is_in_progress(day: int, outcome: Outcome) -> None:
    """S-130."""
    people = [participant(login, signed=3) for login in TEAM]
    as_of = datetime(2025, 8, 22, 12, tzinfo=UTC) + timedelta(days=day)

    immediate = measure(facts(people, as_of=as_of)).horizons[0]

    assert dict(immediate.outcomes)["certified_percent"] is outcome


def test_first_attempts_and_the_funnel_are_counts() -> None:
    """S-035."""
    given_facts = facts([participant(login, score="89.99" if login == "bob" else "95.00") for login in TEAM])

    assert answer(given_facts, "first_attempts").note == "gate 4 9/10"
    assert answer(given_facts, "completion").note == "gate 1 10/10, gate 2 10/10, gate 3 10/10, gate 4 10/10"


def test_nobody_is_named_and_small_teams_are_withheld() -> None:
    small = facts([looking(login, "/x/a") for login in TEAM[:4]], surveys=(wave(),), commits=Commits(9, 9))

    for given_facts in (small, facts([looking(login, "/x/a") for login in TEAM], surveys=(wave(),))):
        found = measure(given_facts)
        for report in (
            render_text(given_facts, found, verbose=True),
            render_markdown(given_facts, found),
            render_json(given_facts, found, version="1.0.0"),
        ):
            assert not [login for login in TEAM if login in report]
    figures = json.loads(render_json(small, measure(small), version="1.0.0"))["metrics"]
    team = {
        item["metric"]: item
        for item in figures
        if item["metric"] not in {"satisfaction_mean", "library_usage", "leadership"}
    }
    assert {name: item["value"] for name, item in team.items() if item["value"]} == {}
    assert {name: item["numerator"] for name, item in team.items() if item["numerator"]} == {}


def test_the_same_facts_give_the_same_bytes() -> None:
    def rendered() -> str:
        given_facts = facts(
            [looking(login, "/x/a") for login in reversed(TEAM)],
            policy=policy(baseline=baseline(48, 480)),
            measurements=measured(*merged(30)),
        )
        return render_json(given_facts, measure(given_facts), version="1.0.0")

    assert rendered() == rendered()
