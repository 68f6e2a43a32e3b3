"""All that is stored about one person, with its place."""

from __future__ import annotations

import pytest

from git_repo import Repo
from program import Answer, Program

Capture = pytest.CaptureFixture[str]
RECORD = "training-records/developers/alice.yaml"
ASSESSED = "training-records/assessments/alice.yaml"
COHORTS = "training-records/cohorts/2025-08.yaml"
FILES = {
    RECORD: """\
# my own words about me
login: alice
identities: [alice@example.com, "github:alice-dev"]
role: backend
cohort: 2025-08
away:
  - {from: 2025-08-27, to: 2025-08-27, type: leave}  # at the sea
use_cases:
  - title: Reconnect after failover
    library: /websockets/ws
blockers: []
""",
    ASSESSED: """\
# Gate 1 took place in the small room.
login: alice
attempts:
  - {id: g1-1, gate: 1, date: 2025-08-25, scores: {written: 87.50}, rubric: {workflow_demo: pass}, assessor: dana}
interventions:
  - {alert: inactivity/alice/2025-08-26, action: check-in, by: dana, at: "2025-08-28T09:40:00+02:00"}
""",
    "training-records/assessments/bob.yaml": """\
login: bob
attempts:
  - {id: g1-1, gate: 1, date: 2025-08-25, scores: {written: 61.25}, rubric: {workflow_demo: fail}, assessor: dana}
reviews:
  - {exercise: be-websocket-reconnect, reviewer: alice, verdict: changes, at: "2025-08-29T15:10:00+02:00"}
""",
    COHORTS: """\
id: 2025-08
start_date: 2025-08-22
roster:
  - {login: alice}
  - {login: bob}
mentors: [dana]
ceremony: {date: 2025-09-04, attendees: [bob, alice]}
""",
    "policies/alerts.yaml": "escalation: {levels: {engineering-director: {any_of: [farid, alice]}}}\n",
}


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    return Program.start(repo, capsys, dict(FILES))


def me(program: Program, *arguments: str) -> Answer:
    return program.run("me", "--login", "alice", "--as-of", "2025-09-01", *arguments)


# What is stored about me


def test_every_fact_about_me_with_its_place(program: Program) -> None:
    """S-202: the places are those of the files at the commit that was read."""
    program.active("2025-08-28")
    found = me(program, "--data", "--format", "json").json

    places = [(fact["file"].rpartition("/")[2], fact["line"], fact["key"]) for fact in found["facts"]]
    assert [fact["group"] for fact in found["facts"]].count("own record") == 6
    assert places == [
        ("alice.yaml", 2, "login"), ("alice.yaml", 3, "identities"), ("alice.yaml", 4, "role"), ("alice.yaml", 5, "cohort"),
        ("alice.yaml", 7, "away[0]"), ("alice.yaml", 9, "use_cases[0]"),
        ("alice.yaml", 2, "login"), ("alice.yaml", 4, "attempts[0]"), ("alice.yaml", 6, "interventions[0]"),
        ("2025-08.yaml", 4, "roster[0]"), ("2025-08.yaml", 7, "ceremony.attendees[1]"),
        ("bob.yaml", 5, "reviews[0].reviewer"),
        ("alerts.yaml", 1, "escalation.levels.engineering-director.any_of[1]"),
    ]  # fmt: skip
    assert found["facts"][7]["value"]["scores"] == {"written": "87.50"}
    assert found["commits"] == {
        "addresses": ["alice@example.com"], "count": 1, "first": "2025-08-28", "last": "2025-08-28",
    }  # fmt: skip
    assert found["readable_by"].startswith("everybody who can read the repository")


def test_what_stands_about_others_is_not_told(program: Program) -> None:
    for format_ in ("text", "json", "markdown"):
        out = me(program, "--data", "--format", format_).out
        assert "87.50" in out
        assert "61.25" not in out


def test_a_coordinator_without_a_record_sees_where_they_are_named(program: Program) -> None:
    found = program.run("me", "--data", "--login", "dana", "--format", "json").json

    assert [(fact["group"], fact["key"], fact["value"]) for fact in found["facts"]] == [
        ("cohorts", "mentors[0]", "dana"),
        ("records of others", "attempts[0].assessor", "dana"),
        ("records of others", "interventions[0].by", "dana"),
        ("records of others", "attempts[0].assessor", "dana"),
        ("policy", "coordinators[0]", "dana"),
    ]


def test_a_role_is_nobody_though_it_has_a_login_s_name(program: Program) -> None:
    answer = program.run("me", "--data", "--login", "backend")

    assert (answer.code, answer.out) == (2, "")
    assert "names backend" in answer.err


def test_collected_evidence_is_mine_by_line(program: Program) -> None:
    program.active("2025-08-28")
    program.active("2025-08-28", "2025-08-29", author=("bob", "bob@example.com"))
    assert program.run("collect main..pr").code == 0

    facts = me(program, "--data", "--format", "json").json["facts"]

    lines = [fact for fact in facts if fact["group"] == "collected evidence"]
    assert [fact["value"]["date"] for fact in lines] == ["2025-08-28"]
    branch, _, path = lines[0]["file"].partition(":")
    stored_lines = program.repo.git("show", f"{branch}:{path}").splitlines()
    assert '"developer":"alice"' in stored_lines[lines[0]["line"] - 1]


def test_what_cannot_be_read_is_said(program: Program) -> None:
    program.repo.commit({"training-records/assessments/bob.yaml": "login: [bob\n"})

    found = me(program, "--data", "--format", "json").json

    assert [item["what"] for item in found["not_examined"]] == ["training-records/assessments/bob.yaml"]
    assert "could not be read\n  training-records/assessments/bob.yaml: line " in me(program, "--data").out
