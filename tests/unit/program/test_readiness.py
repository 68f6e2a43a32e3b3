"""Readiness: each checkmark recomputed or called a claim, and every way to be not ready."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from c7gate.model.policy import Policy
from c7gate.model.record import Cohort, Developer
from c7gate.program.facts import Facts, Surroundings
from c7gate.program.readiness import Mark, next_review, readiness
from c7gate.program.risks import Trigger, risks
from c7gate.reading.program import policy_of
from c7gate.rendering.readiness import render_text

from measured import AS_OF, TEAM, active, facts, participant, wave

COMMANDS = frozenset(f"report {name}" for name in ("plan", "alerts", "dashboard", "success")) | {
    "add enrolment"
}
AROUND = Surroundings((".github/workflows/c7gate.yml",), AS_OF - timedelta(hours=26), 3, (), (), COMMANDS)
APPROVALS = [
    {"kind": kind, "by": "dana", "role": "development_manager", "at": "2025-08-21", "decision": "approved"}
    for kind in ("review", "authorization")
]
Values = dict[str, Any]


def policy(change: Callable[[Values], object] = lambda _: None) -> Policy:
    """A policy that is ready: dana coordinates, every level is somebody, everything is approved; then changed."""
    values: Values = copy.deepcopy(dict(policy_of({}).values))
    values["program"] |= {"approvals": copy.deepcopy(APPROVALS), "support": {"channels": ["#context7-help"]}}
    for level in values["alerts"]["escalation"]["levels"].values():
        level["any_of"] = ["dana"]
    change(values)
    return policy_of({})._replace(values=values, coordinators=("dana",))


def looked(
    change: Callable[[Values], object] = lambda _: None, around: Surroundings = AROUND, **more: Any
) -> list[str]:
    """The checks that fail."""
    return list(readiness(facts(policy=policy(change), **more), around).failed)


def because(
    check: str,
    change: Callable[[Values], object] = lambda _: None,
    around: Surroundings = AROUND,
    **more: Any,
) -> tuple[str, ...]:
    found = readiness(facts(policy=policy(change), **more), around)
    return next(item.because for item in found.items if item.check == check)


def test_a_ready_program_is_ready_and_its_claims_stay_claims() -> None:
    found = readiness(facts(policy=policy()), AROUND)

    assert found.failed == ()
    assert found.verdict == "READY"
    claimed = {item.id for item in found.items if item.mark is Mark.CLAIMED}
    assert claimed == {
        "architecture-approved", "program-sound", "architecture-scalable", "no-security-concerns", "minimal-impact", "roi-high", "scalable",
    }  # fmt: skip
    assert all(item.said.endswith("not evidenced") for item in found.items if item.mark is Mark.CLAIMED)


def test_every_claim_of_the_text_stands_in_the_report() -> None:
    """S-150 to S-179: nothing of the lists is left out."""
    statements = policy().values["program"]["claims"]["statements"]

    assert set(statements) <= {item.id for item in readiness(facts(policy=policy()), AROUND).items}


def gates(values: Values) -> Values:
    return dict(values["gates"]["gates"])


@pytest.mark.parametrize(
    ("check", "change", "lacking"),
    [
        ("plan", lambda values: values["program"].update(completion_target="2025-09-01"), "the last phase ends on 2025-09-04, after the completion target 2025-09-01"),
        ("gates", lambda values: values["gates"]["gates"].pop("certification-validation"), "3 gates, and the program has 4"),
        ("gates", lambda values: gates(values)["practical-application"].update(risk=""), "gate 2 lacks a risk, criteria or signers"),
        ("escalation", lambda values: values["alerts"]["escalation"]["levels"]["cto-vp-engineering"].update(any_of=[]), "level 3 (CTO/VP Engineering) names nobody: any_of in policies/alerts.yaml"),
        ("assignments", lambda values: values["exercises"]["roles"]["qa"].update(required=[]), "role qa has no exercise"),
        ("assignments", lambda values: values["exercises"]["exercises"]["fe-typescript"].update(rubric=[]), "exercise fe-typescript has no rubric"),
        ("risks", lambda values: values["program"]["risks"]["non-adoption"].update(level=9), "risk non-adoption has no owner: owner below risks in policies/program.yaml"),
        ("risks", lambda values: values["program"]["risks"]["non-adoption"].update(mitigations=[]), "risk non-adoption has no mitigation"),
        ("risks", lambda values: values["program"]["risks"]["non-adoption"].update(accepted_until="2025-11-30"), "the acceptance of risk non-adoption ran out on 2025-11-30"),
        ("success", lambda values: values["success"].update(criteria={}), "no criterion of success"),
        ("authorization", lambda values: values["program"].update(approvals=[]), "no authorization is recorded (approvals in policies/program.yaml)"),
        ("authorization", lambda values: values["program"]["approvals"][1].update(by="bob"), "the authorization by bob is not by the development manager (escalation level 1)"),
        ("authorization", lambda values: values["program"]["approvals"][1].update(role="engineer"), "the authorization by dana is not by the development manager (escalation level 1)"),
        ("authorization", lambda values: values["program"]["approvals"][1].update(decision="rejected"), "the authorization by dana on 2025-08-21 rejected it"),
        ("authorization", lambda values: values["program"]["approvals"][1].update(at="2025-08-23"), "authorized on 2025-08-23, after the start on 2025-08-22"),
        ("authorization", lambda values: values["program"]["approvals"][1].update(until="2025-09-30"), "no authorization is recorded (approvals in policies/program.yaml)"),
        ("privacy", lambda values: values["privacy"].update(purposes=[]), "the privacy notice does not say purposes (policies/privacy.yaml)"),
        ("privacy", lambda values: values["privacy"].pop("retention_months"), "the privacy notice does not say retention_months (policies/privacy.yaml)"),
        ("support", lambda values: values["program"].update(support={"channels": []}), "no support channel is named (support in policies/program.yaml)"),
        ("support", lambda values: values["references"]["libraries"]["hathora"].update(fallback=[]), "library hathora has no fallback"),
    ],
)  # fmt: skip
def test_each_lack_of_policy_fails_its_own_check(
    check: str, change: Callable[[Values], object], lacking: str
) -> None:
    assert looked(change) == [check]
    assert lacking in because(check, change)


def test_a_notice_that_names_nobody_to_ask_is_none() -> None:
    """S-202: a contact, or a coordinator."""
    nobody = policy()._replace(coordinators=())
    contact = policy(lambda values: values["privacy"].update(contact="privacy@example.com"))._replace(
        coordinators=()
    )

    assert "privacy" in readiness(facts(policy=nobody), AROUND).failed
    assert "privacy" not in readiness(facts(policy=contact), AROUND).failed


@pytest.mark.parametrize(
    ("check", "change", "lacking"),
    [
        ("monitoring", {"pipelines": ()}, "no CI file speaks of c7gate: run c7gate init"),
        (
            "monitoring",
            {"last_run": None},
            "nothing was collected yet, so nobody knows when monitoring last ran",
        ),
        (
            "monitoring",
            {"last_run": AS_OF - timedelta(hours=27)},
            "monitoring: stale, last run 27 hours ago (at most 26)",
        ),
        (
            "dashboard",
            {"commands": COMMANDS - {"report dashboard"}},
            "this c7gate has no command report dashboard",
        ),
        ("records", {"faults": ("a:1: x",) * 5}, "and 2 more faults of records"),
        ("documentation", {"pages": 0}, "no README.md and nothing under docs/"),
        ("documentation", {"broken_links": ("README.md: docs/gone.md",)}, "README.md: docs/gone.md"),
    ],
)
def test_each_lack_around_fails_its_own_check(check: str, change: dict[str, Any], lacking: str) -> None:
    around = AROUND._replace(**change)

    assert looked(around=around) == [check]
    assert lacking in because(check, around=around)


def test_somebody_on_the_roster_needs_a_record_and_a_known_role() -> None:
    people = [
        participant(login, developer=Developer(login, role="clown" if login == "bob" else ""))
        for login in TEAM
    ]

    assert because("assignments", people=people, roster=(*TEAM, "kim")) == (
        "kim is on the roster and has no record", "bob has no role that policy knows",
    )  # fmt: skip


@pytest.mark.parametrize(("day", "failed"), [(4, []), (8, ["plan"])])
def test_the_literal_plan_leaves_gate_3_too_few_days(day: int, failed: list[str]) -> None:
    """Days 8 to 12 from Friday 22 August hold three working days, two with Labor Day; from day 4 there are enough (S-168)."""
    given = policy()
    given = given._replace(
        gate3=given.gate3._replace(tracking_start_day=day), calendars={"us": frozenset((date(2025, 9, 1),))}
    )
    cohorts = (Cohort("2025-08", date(2025, 8, 22), calendar="us"),)

    found = readiness(facts(policy=given, cohorts=cohorts), AROUND)

    assert list(found.failed) == failed
    if failed:
        (lacking,) = next(item.because for item in found.items if item.check == "plan")
        assert lacking.startswith("2 of the 5 working days")


def test_a_failed_check_is_counted_once() -> None:
    found = readiness(facts(policy=policy()), AROUND._replace(pipelines=(), pages=0))

    assert found.verdict == "NOT READY (2)"
    assert sum(item.mark is Mark.FAILED for item in found.items) == 5


def test_a_signature_stands_behind_a_claim_and_makes_it_no_fact() -> None:
    def sign(values: Values) -> None:
        values["program"]["approvals"] += [
            {"kind": "architecture", "by": "dana", "at": "2025-08-20"},
            {
                "kind": "checklist",
                "item": "program-sound",
                "by": "dana",
                "at": "2025-08-20",
                "decision": "rejected",
            },
        ]

    found = {item.id: item for item in readiness(facts(policy=policy(sign)), AROUND).items}

    assert found["architecture-approved"].mark is Mark.CLAIMED
    assert found["architecture-approved"].said == "signed by dana on 2025-08-20"
    assert found["program-sound"].said == "claimed by development_manager on 2025-08-22, not evidenced"


@pytest.mark.parametrize(
    ("assumptions", "words"),
    [
        ([("cost", 10, 20)], "no assumptions about cost and benefit are stated, so nothing is computed"),
        ([("cost", 10, 20), ("benefit", 15, 50)], "-5 to 40 EUR by 2 stated assumptions"),
    ],
)
def test_a_return_is_a_range_of_stated_assumptions_or_nothing(
    assumptions: list[tuple[str, int, int]], words: str
) -> None:
    lines = [
        {"id": kind, "statement": kind, "kind": kind, "low": Decimal(low), "high": Decimal(high)}
        for kind, low, high in assumptions
    ]

    found = readiness(
        facts(policy=policy(lambda values: values["success"]["roi"].update(assumptions=lines))), AROUND
    )

    assert [item.because for item in found.items if item.id == "roi-high"] == [(words,)]


# risks


def at_risk(adopters: int) -> Facts:
    days = active(date(2025, 9, 10))
    people = [
        participant(login, events=days if number < adopters else ()) for number, login in enumerate(TEAM)
    ]
    return facts(people, policy=policy(), as_of=datetime(2025, 9, 13, 12, tzinfo=UTC))


@pytest.mark.parametrize(("adopters", "state"), [(8, Trigger.QUIET), (7, Trigger.MATERIALISED)])
def test_non_adoption_comes_true_below_eighty_percent(adopters: int, state: Trigger) -> None:
    """S-123."""
    found = {risk.id: risk for risk in risks(at_risk(adopters))}

    assert found["non-adoption"].state is state
    assert found["non-adoption"].score == 15
    assert found["non-adoption"].owners == ("dana",)


def test_resistance_shows_in_satisfaction_and_an_outage_in_the_calendar() -> None:
    given = facts(
        policy=policy()._replace(outages=frozenset((AS_OF.date(),))), surveys=(wave(histogram={3: 12}),)
    )

    found = {risk.id: risk.state for risk in risks(given)}

    assert found["training-resistance"] is Trigger.MATERIALISED
    assert found["service-availability"] is Trigger.MATERIALISED
    assert {risk.id: risk.state for risk in risks(facts(policy=policy()))}[
        "training-resistance"
    ] is Trigger.UNKNOWN


# the report


def test_an_open_action_past_its_day_is_overdue() -> None:
    lines = [
        {"id": name, "title": name, "owner": "dana", "due": due, "status": status}
        for name, due, status in (
            ("late", "2025-11-30", "open"),
            ("done", "2025-11-30", "done"),
            ("today", "2025-12-01", "open"),
        )
    ]

    found = readiness(
        facts(policy=policy(lambda values: values["success"].update(improvement=lines))), AROUND
    )

    assert [(action.id, action.overdue) for action in found.actions] == [
        ("late", True),
        ("done", False),
        ("today", False),
    ]


@pytest.mark.parametrize(
    ("today", "review"),
    [
        ("2025-08-01", "2025-08-22"),
        ("2025-08-30", "2025-08-31"),
        ("2025-09-04", "2025-09-11"),
        ("2025-12-01", "2025-12-04"),
    ],
)
def test_reviews_are_daily_and_then_weekly(today: str, review: str) -> None:
    as_of = datetime.fromisoformat(f"{today}T12:00:00+00:00")

    assert str(next_review(facts(policy=policy(), as_of=as_of))) == review


def test_what_a_check_found_is_told_once() -> None:
    given = facts(policy=policy())
    printed = render_text(given, readiness(given, AROUND._replace(pipelines=())), color=False)

    assert printed.count("no CI file speaks of c7gate") == 1
    assert printed.count("as for monitoring-ready") == 2
    assert printed.endswith("\nNOT READY (1): monitoring\n")
