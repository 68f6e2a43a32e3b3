"""`report alerts`: the worked examples of the alert rules, end to end, in Berlin unless said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from git_repo import Repo
from program import BOB, DANA, POLICY, Answer, Program

Capture = pytest.CaptureFixture[str]
DEVELOPERS, ASSESSMENTS = "training-records/developers", "training-records/assessments"
YELLOW, RED = "inactivity/alice/2025-08-26", "inactivity/alice/2025-08-26"


def record(login: str = "alice", *more: str, enrolled: str = "2025-08-25") -> str:
    lines = [f"login: {login}", f"identities: [{login}@example.com]", f"enrolled_at: {enrolled}"]
    return "\n".join([*lines, "timezone: Europe/Berlin", *more, ""])


def assessment(login: str, *lines: str) -> str:
    return "\n".join([f"login: {login}", *lines, ""])


def done(action: str, at: str, alert: str = YELLOW, by: str = "dana", more: str = "") -> str:
    return f'  - {{alert: {alert}, action: {action}, by: {by}, at: "{at}"{more}}}'


def started(repo: Repo, capsys: Capture, files: Mapping[str, str | None] | None = None) -> Program:
    """Alice alone, tracked from Monday 2025-08-25."""
    program = Program.start(repo, capsys, {f"{DEVELOPERS}/alice.yaml": record()})
    changed = {f"{DEVELOPERS}/bob.yaml": None, **(files or {})}
    repo.commit(dict(changed), "Records", author=DANA, date="2025-08-22T10:00:00+02:00")
    return program


def report(program: Program, as_of: str, *arguments: str) -> Answer:
    return program.run("report alerts", "--as-of", as_of, "--format", "json", *arguments)


def found(program: Program, as_of: str, rule: str = "inactivity") -> list[dict[str, Any]]:
    answer = report(program, as_of)
    assert answer.code == 0, answer.err
    return [alert for alert in answer.json["alerts"] if alert["rule"] == rule]


def brief(program: Program, as_of: str, rule: str = "inactivity") -> list[tuple[str, str, str]]:
    """Key, severity and state of each alert of a rule."""
    return [(alert["key"], alert["severity"], alert["state"]) for alert in found(program, as_of, rule)]


# --- the worked examples ------------------------------------------------------------------------------------


def test_a1_yellow_at_the_second_missed_midnight_and_red_under_the_same_key(
    repo: Repo, capsys: Capture
) -> None:
    """S-024, S-092, S-096: red is due at once."""
    program = started(repo, capsys)
    program.active("2025-08-25")

    assert found(program, "2025-08-27T23:59:59+02:00") == []
    (yellow,) = found(program, "2025-08-28T08:17:00+02:00")
    assert yellow == {
        "key": "inactivity/alice/2025-08-26",
        "rule": "inactivity",
        "severity": "yellow",
        "scope": "developer",
        "developer": "alice",
        "since": "2025-08-26",
        "raised_at": "2025-08-27T22:00:00Z",
        "due_at": "2025-08-28T22:00:00Z",
        "state": "open",
        "level": 1,
    }
    assert brief(program, "2025-08-28T23:59:59+02:00") == [(YELLOW, "yellow", "open")]
    (red,) = found(program, "2025-08-29T00:00:00+02:00")
    assert (red["key"], red["severity"], red["raised_at"]) == (YELLOW, "red", "2025-08-28T22:00:00Z")
    assert red["due_at"] == red["raised_at"]


def test_a1_the_check_in_is_due_a_working_day_after_it_was_told(repo: Repo, capsys: Capture) -> None:
    """S-094."""
    program = started(repo, capsys)
    program.active("2025-08-25")
    told = done("notify", "2025-08-28T08:17:00+02:00")
    program.repo.commit({f"{ASSESSMENTS}/alice.yaml": assessment("alice", "interventions:", told)})

    (yellow,) = found(program, "2025-08-28T09:00:00+02:00")

    assert yellow["due_at"] == "2025-08-29T06:17:00Z"


def test_a2_a_weekend_is_no_missed_day(repo: Repo, capsys: Capture) -> None:
    program = started(repo, capsys)
    program.active("2025-08-25", "2025-08-26", "2025-08-27", "2025-08-28")

    assert found(program, "2025-09-01T23:59:59+02:00") == []
    (yellow,) = found(program, "2025-09-02T00:00:00+02:00")
    assert (yellow["since"], yellow["raised_at"]) == ("2025-08-29", "2025-09-01T22:00:00Z")


def test_a3_leave_is_no_missed_day(repo: Repo, capsys: Capture) -> None:
    leave = "away: [{from: 2025-08-27, to: 2025-08-29, type: leave}]"
    program = started(repo, capsys, {f"{DEVELOPERS}/alice.yaml": record("alice", leave)})
    program.active("2025-08-25")

    assert found(program, "2025-09-01T23:59:59+02:00") == []
    (yellow,) = found(program, "2025-09-02T00:00:00+02:00")
    assert (yellow["since"], yellow["raised_at"]) == ("2025-08-26", "2025-09-01T22:00:00Z")


def test_a3_leave_stops_the_clock_of_an_open_alert(repo: Repo, capsys: Capture) -> None:
    """Yellow since Thursday 00:00; away on Thursday and Friday; the 24 hours begin on Monday."""
    leave = "away: [{from: 2025-08-28, to: 2025-08-29, type: leave}]"
    program = started(repo, capsys, {f"{DEVELOPERS}/alice.yaml": record("alice", leave)})
    program.active("2025-08-25")

    assert brief(program, "2025-08-29T12:00:00+02:00") == [(YELLOW, "yellow", "suspended")]
    (yellow,) = found(program, "2025-09-01T12:00:00+02:00")
    assert (yellow["state"], yellow["due_at"], yellow["level"]) == ("open", "2025-09-01T22:00:00Z", 1)


def test_a4_nobody_who_never_began_is_overlooked(repo: Repo, capsys: Capture) -> None:
    program = started(repo, capsys)

    (yellow,) = found(program, "2025-08-27T00:00:00+02:00")
    (red,) = found(program, "2025-08-28T00:00:00+02:00")

    assert (yellow["severity"], yellow["raised_at"]) == ("yellow", "2025-08-26T22:00:00Z")
    assert (red["severity"], red["raised_at"]) == ("red", "2025-08-27T22:00:00Z")


def test_a5_red_recovers_at_once_and_is_resolved_by_a_note(repo: Repo, capsys: Capture) -> None:
    program = started(repo, capsys)
    program.active("2025-08-25", "2025-08-29")

    assert brief(program, "2025-08-29T09:59:59+02:00") == [(RED, "red", "open")]
    assert brief(program, "2025-08-29T10:00:00+02:00") == [(RED, "red", "recovered")]
    (alert,) = found(program, "2025-09-01T17:00:00+02:00")
    assert (alert["state"], alert["level"]) == ("recovered", 1)

    early, note = done("resolve", "2025-08-29T09:00:00+02:00"), done("resolve", "2025-08-29T11:00:00+02:00")
    program.repo.commit({f"{ASSESSMENTS}/alice.yaml": assessment("alice", "interventions:", early)})
    assert brief(program, "2025-09-01T09:00:00+02:00") == [(RED, "red", "recovered")]
    program.repo.commit({f"{ASSESSMENTS}/alice.yaml": assessment("alice", "interventions:", early, note)})
    assert brief(program, "2025-08-29T10:59:59+02:00") == [(RED, "red", "recovered")]
    assert brief(program, "2025-08-29T11:00:00+02:00") == [(RED, "red", "resolved")]


def test_a5_yellow_closes_itself(repo: Repo, capsys: Capture) -> None:
    program = started(repo, capsys)
    program.active("2025-08-25", "2025-08-28")

    assert brief(program, "2025-08-28T10:00:00+02:00") == [(YELLOW, "yellow", "resolved")]


ATTEMPT = "  - {{id: {id}, gate: {gate}, date: {date}, {results}, assessor: dana}}"
FAILED, PASSED = (
    "scores: {written: 84.50}, rubric: {workflow_demo: pass}",
    "scores: {written: 88}, rubric: {workflow_demo: pass}",
)


def attempt(id_: str, gate: int, date: str, results: str) -> str:
    return ATTEMPT.format(id=id_, gate=gate, date=date, results=results)


def test_a6_a_failed_attempt_is_critical_until_a_retest_passes(repo: Repo, capsys: Capture) -> None:
    """S-097."""
    first, second = attempt("g1-1", 1, "2025-08-26", FAILED), attempt("g1-2", 1, "2025-08-28", PASSED)
    files = {f"{ASSESSMENTS}/alice.yaml": assessment("alice", "attempts:", first)}
    program = started(repo, capsys, dict(files))

    (alert,) = found(program, "2025-08-26T12:00:00+02:00", "gate-failed")
    assert (alert["key"], alert["severity"], alert["state"]) == ("gate-failed/alice/1/1", "critical", "open")
    assert (
        "attempt 1 at gate 1 failed, 2 of 3 left"
        in program.run("report alerts", "--as-of", "2025-08-26T12:00:00+02:00").out
    )

    program.repo.commit({f"{ASSESSMENTS}/alice.yaml": assessment("alice", "attempts:", first, second)})
    assert brief(program, "2025-08-28T12:00:00+02:00", "gate-failed") == [
        ("gate-failed/alice/1/1", "critical", "resolved")
    ]


def test_a6_without_attempts_left_a_plan_is_asked_for(repo: Repo, capsys: Capture) -> None:
    """S-098: a reference to a plan, never its text."""
    fail = "rubric: {exercises: fail}"
    signed = 'signoffs: [{id: so-1, gate: 1, by: dana, at: "2025-08-25T16:00:00+02:00"}]'
    lines = [attempt("g2-1", 2, "2025-08-26", fail), attempt("g2-2", 2, "2025-08-28", fail)]
    path = f"{ASSESSMENTS}/alice.yaml"
    program = started(repo, capsys, {path: assessment("alice", signed, "attempts:", *lines)})
    key = "gate-failed/alice/2/2"

    assert brief(program, "2025-08-29T12:00:00+02:00", "gate-failed") == [
        (key, "critical", "open"),
        ("gate-failed/alice/2/1", "critical", "resolved"),
    ]
    (late, _) = found(program, "2025-09-01T00:00:00+02:00", "gate-failed")
    assert late["level"] == 3  # Thursday and Friday went by

    note = done("resolve", "2025-08-29T14:00:00+02:00", key)
    plan = done("plan", "2025-08-29T13:00:00+02:00", key, more=", plan_ref: PLAN-12")
    for entries, state in (([note], "acknowledged"), ([plan], "recovered"), ([plan, note], "resolved")):
        text = assessment("alice", signed, "attempts:", *lines, "interventions:", *entries)
        program.repo.commit({path: text})
        assert brief(program, "2025-08-29T15:00:00+02:00", "gate-failed")[0] in {
            (key, "critical", state),
            ("gate-failed/alice/2/1", "critical", "resolved"),
        }
        assert (key, "critical", state) in brief(program, "2025-08-29T15:00:00+02:00", "gate-failed")


TEAM = [f"dev{number}" for number in range(10)]
COHORT = (
    "id: 2025-08\nstart_date: 2025-08-22\nroster: ["
    + ", ".join(f"{{login: {name}}}" for name in TEAM)
    + "]\n"
)


def team(repo: Repo, capsys: Capture, *, away: int) -> Program:
    """Ten people of a cohort, the last `away` of them on leave for the week of 2025-08-25."""
    leave = "away: [{from: 2025-08-25, to: 2025-09-05, type: leave}]"
    files = {
        f"{DEVELOPERS}/{name}.yaml": record(
            name, "cohort: 2025-08", *([leave] if number >= 10 - away else [])
        )
        for number, name in enumerate(TEAM)
    }
    files["training-records/cohorts/2025-08.yaml"] = COHORT
    return started(repo, capsys, {f"{DEVELOPERS}/alice.yaml": None, **files})


def test_a7_adoption_below_the_line_is_told_to_the_top_and_ends_after_two_good_days(
    repo: Repo, capsys: Capture
) -> None:
    program = team(repo, capsys, away=1)
    for name in TEAM[:7]:
        program.active("2025-08-29", author=(name, f"{name}@example.com"))
    program.active("2025-09-02", author=(TEAM[7], f"{TEAM[7]}@example.com"))

    assert found(program, "2025-09-01T23:59:59+02:00", "adoption") == []
    (alert,) = found(program, "2025-09-02T00:00:00+02:00", "adoption")
    assert (alert["key"], alert["severity"], alert["level"], alert["scope"]) == (
        "adoption/2025-08/2025-09-01", "team", 4, "cohort",
    )  # fmt: skip
    assert alert["developer"] is None
    assert "7/9 = 77.7%" in program.run("report alerts", "--as-of", "2025-09-02T06:00:00+02:00").out
    assert brief(program, "2025-09-03T23:59:59+02:00", "adoption")[0][2] == "open"
    assert brief(program, "2025-09-04T00:00:00+02:00", "adoption")[0][2] == "resolved"


def test_a7_exactly_the_line_is_not_below_it(repo: Repo, capsys: Capture) -> None:
    program = team(repo, capsys, away=0)
    for name in TEAM[:8]:
        program.active("2025-08-29", author=(name, f"{name}@example.com"))

    assert found(program, "2025-09-04T12:00:00+02:00", "adoption") == []


def test_a8_a_blocker_waits_for_business_hours(repo: Repo, capsys: Capture) -> None:
    blocker = 'blockers: [{id: vpn, opened: "2025-08-29T16:00:00+02:00", summary: No access, owner: dana}]'
    program = started(repo, capsys, {f"{DEVELOPERS}/alice.yaml": record("alice", blocker)})

    assert found(program, "2025-09-01T11:59:59+02:00", "blocker") == []
    (alert,) = found(program, "2025-09-01T12:00:00+02:00", "blocker")
    assert (alert["key"], alert["due_at"], alert["level"]) == ("blocker/vpn", "2025-09-01T10:00:00Z", 1)
    (alert,) = found(program, "2025-09-01T16:00:00+02:00", "blocker")
    assert (alert["due_at"], alert["level"]) == ("2025-09-01T10:00:00Z", 2)


def test_a9_a_late_scheduler_puts_nobody_in_breach(repo: Repo, capsys: Capture) -> None:
    program = started(repo, capsys)
    program.active("2025-08-25")
    told = done("notify", "2025-08-28T15:54:00+02:00")
    program.repo.commit({f"{ASSESSMENTS}/alice.yaml": assessment("alice", "interventions:", told)})

    (yellow,) = found(program, "2025-08-28T16:00:00+02:00")

    assert (yellow["raised_at"], yellow["due_at"]) == ("2025-08-27T22:00:00Z", "2025-08-29T13:54:00Z")


def test_a10_an_outage_is_nobodys_missed_day(repo: Repo, capsys: Capture) -> None:
    calendars = "calendars: {all: {outages: [{date: 2025-08-27}]}}\n"
    program = started(repo, capsys, {"policies/calendars.yaml": calendars})
    program.active("2025-08-25")

    assert found(program, "2025-08-28T23:59:59+02:00") == []
    (yellow,) = found(program, "2025-08-29T00:00:00+02:00")
    assert yellow["since"] == "2025-08-26"


# --- states -------------------------------------------------------------------------------------------------


def interventions(program: Program, *entries: str, login: str = "alice") -> None:
    program.repo.commit({f"{ASSESSMENTS}/{login}.yaml": assessment(login, "interventions:", *entries)})


def test_an_acknowledgement_stops_escalation_and_wears_off(repo: Repo, capsys: Capture) -> None:
    """Red on Friday 00:00: level 2 after four business hours, unless somebody takes it on; a day later it is open."""
    program = started(repo, capsys)
    program.active("2025-08-25")
    (alert,) = found(program, "2025-08-29T13:00:00+02:00")
    assert (alert["state"], alert["level"]) == ("open", 2)

    interventions(program, done("ack", "2025-08-29T10:00:00+02:00"))
    (alert,) = found(program, "2025-08-29T16:59:00+02:00")
    assert (alert["state"], alert["level"]) == ("acknowledged", 1)
    (alert,) = found(program, "2025-08-30T10:00:00+02:00")
    assert (alert["state"], alert["level"]) == ("open", 1)
    (alert,) = found(program, "2025-09-01T12:00:00+02:00")  # an hour on Friday, three on Monday
    assert (alert["state"], alert["level"]) == ("open", 2)


def test_nobody_answers_for_themselves(repo: Repo, capsys: Capture) -> None:
    program = started(repo, capsys)
    program.active("2025-08-25")
    interventions(program, done("ack", "2025-08-28T10:00:00+02:00", by="alice"))
    interventions(program, done("ack", "2025-08-28T10:00:00+02:00"), login="bob")

    assert brief(program, "2025-08-28T12:00:00+02:00") == [(YELLOW, "yellow", "open")]


@pytest.mark.parametrize(("until", "state"), [("08-30", "suspended"), ("09-30", "suspended")])
def test_a_silence_ends_and_never_lasts_longer_than_policy_allows(
    repo: Repo, capsys: Capture, until: str, state: str
) -> None:
    program = started(repo, capsys)
    program.active("2025-08-25")
    more = f', until: "2025-{until}T10:00:00+02:00", reason: waiting'
    interventions(program, done("silence", "2025-08-28T10:00:00+02:00", more=more))

    assert brief(program, "2025-08-29T12:00:00+02:00") == [(YELLOW, "red", state)]
    assert brief(program, "2025-09-04T10:00:00+02:00") == [(YELLOW, "red", "open")]


@pytest.mark.parametrize("more", [", reason: known", ', until: "2025-09-30T10:00:00+02:00"', ', until: "2025-08-28T10:00:00+02:00", reason: known'])  # fmt: skip
def test_a_silence_without_end_or_reason_is_told(repo: Repo, capsys: Capture, more: str) -> None:
    program = started(repo, capsys)
    interventions(program, done("silence", "2025-08-28T10:00:00+02:00", more=more))

    answer = program.run("validate", "--format", "json")

    assert (answer.code, answer.names) == (1, ["record-invalid"])


def test_alerts_expire_with_the_sign_off_the_exit_and_the_program(repo: Repo, capsys: Capture) -> None:
    program = started(repo, capsys)
    program.active("2025-08-25")
    signed = 'signoffs: [{id: so-3, gate: 3, by: dana, at: "2025-08-29T09:00:00+02:00"}]'
    program.repo.commit({f"{ASSESSMENTS}/alice.yaml": assessment("alice", signed)})
    assert brief(program, "2025-08-29T08:00:00+02:00") == [(RED, "red", "open")]
    assert brief(program, "2025-09-05T12:00:00+02:00") == [(RED, "red", "expired")]

    cohort = "id: berlin\nstart_date: 2025-08-22\nroster: [{login: alice, to: 2025-08-29, exit: withdrawn}]\n"
    files = {f"{ASSESSMENTS}/alice.yaml": None, "training-records/cohorts/berlin.yaml": cohort}
    program.repo.commit(dict(files))
    assert brief(program, "2025-08-29T12:00:00+02:00") == [(RED, "red", "open")]
    assert brief(program, "2025-09-05T12:00:00+02:00") == [(RED, "red", "expired")]

    policy = f"{POLICY}end: 2025-08-29\n"
    program.repo.commit({"training-records/cohorts/berlin.yaml": None, "policies/program.yaml": policy})
    assert brief(program, "2025-08-29T12:00:00+02:00") == [(RED, "red", "open")]
    assert brief(program, "2025-09-05T12:00:00+02:00") == [(RED, "red", "expired")]


def test_an_alert_keeps_the_policy_it_was_raised_under(repo: Repo, capsys: Capture) -> None:
    """Raised on Thursday; on Friday the team wants to be told only after five days, which later alerts obey."""
    program = started(repo, capsys)
    program.active("2025-08-25", "2025-09-01")
    strict = "inactivity: {yellow: {missed: 4}, red: {missed: 5}}\n"
    program.repo.commit({"policies/alerts.yaml": strict}, author=DANA, date="2025-08-29T12:00:00+02:00")

    assert brief(program, "2025-09-05T00:00:00+02:00") == [(YELLOW, "red", "recovered")]
    assert len(brief(program, "2025-09-06T00:00:00+02:00")) == 2


def test_run_again_nothing_changes(repo: Repo, capsys: Capture) -> None:
    """S-021."""
    program = started(repo, capsys)
    program.active("2025-08-25")

    assert report(program, "2025-09-01").out == report(program, "2025-09-01").out


# --- the report ---------------------------------------------------------------------------------------------


def test_check_fails_on_what_is_red_and_open(repo: Repo, capsys: Capture) -> None:
    program = started(repo, capsys)
    program.active("2025-08-25")

    assert report(program, "2025-08-28T12:00:00+02:00", "--check").code == 0
    assert report(program, "2025-08-29T12:00:00+02:00").code == 0
    assert report(program, "2025-08-29T12:00:00+02:00", "--check").code == 1
    interventions(program, done("ack", "2025-08-29T10:00:00+02:00"))
    assert report(program, "2025-08-29T12:00:00+02:00", "--check").code == 0


@pytest.mark.parametrize("form", ["text", "markdown", "slack", "teams"])
def test_every_message_names_the_support_channels(repo: Repo, capsys: Capture, form: str) -> None:
    """S-129."""
    policy = f"{POLICY}support: {{channels: ['#docs-help']}}\n"
    program = started(repo, capsys, {"policies/program.yaml": policy})

    answer = program.run("report alerts", "--as-of", "2025-08-29", "--format", form)

    assert answer.code == 0
    assert "docs-help" in answer.out
    assert "alice" in answer.out


@pytest.mark.parametrize("form", ["text", "json", "markdown", "slack", "teams"])
def test_the_top_sees_no_login(repo: Repo, capsys: Capture, form: str) -> None:
    """S-100: figures of the group alone, and with fewer than five not even these."""
    alerts = "escalation: {matrix: {red: [4]}}\n"
    program = team(repo, capsys, away=1)
    program.repo.commit({"policies/alerts.yaml": alerts}, author=DANA, date="2025-08-22T11:00:00+02:00")

    at_the_top = program.run("report alerts", "--as-of", "2025-09-03", "--level", "4", "--format", form)

    assert at_the_top.code == 0
    assert "2025-08" in at_the_top.out
    assert not [name for name in TEAM if name in at_the_top.out]
    assert (
        "dev1" in program.run("report alerts", "--as-of", "2025-09-03", "--level", "1", "--format", form).out
    )


def test_a_small_group_has_no_figures(repo: Repo, capsys: Capture) -> None:
    program = started(repo, capsys)
    program.active("2025-08-25", author=BOB)

    answer = program.run("report alerts", "--as-of", "2025-09-03", "--level", "4")

    assert "below target" in answer.out
    assert "%" not in answer.out
