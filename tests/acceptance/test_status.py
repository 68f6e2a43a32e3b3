"""`status`: who needs somebody, and what a team and its executives see of it."""

from __future__ import annotations

import re

import pytest

from git_repo import Repo
from program import DANA, POLICY, Answer, Program

Capture = pytest.CaptureFixture[str]
LOGINS = ("alice", "bob", "erin", "frank", "gina", "hugo")
RECORD = "login: {0}\nidentities: [{0}@example.com]\nenrolled_at: 2025-08-22\ncohort: 2025-08\n"
FAILED = (
    "attempts:\n  - {id: g1-1, gate: 1, date: 2025-08-28, scores: {written: 84.50}, "
    "rubric: {workflow_demo: pass}, assessor: dana}\n"
)
SIGNED = 'signoffs: [{id: so-1, gate: 1, by: dana, at: "2025-08-25T16:00:00+02:00"}]\n'
AS_OF = "2025-08-30T09:00:00+02:00"


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """Six people and one without a record; bob stopped on Tuesday, hugo is away, erin failed, alice passed gate 1."""
    files = {f"training-records/developers/{name}.yaml": RECORD.format(name) for name in LOGINS}
    files["training-records/developers/gina.yaml"] += (
        'blockers: [{id: vpn, opened: "2025-08-29T16:00:00+02:00", summary: No access, owner: dana}]\n'
    )
    files["training-records/developers/hugo.yaml"] += (
        "away: [{from: 2025-08-25, to: 2025-09-05, type: leave}]\n"
    )
    roster = ", ".join(f"{{login: {name}}}" for name in (*LOGINS, "zoe"))
    files["training-records/cohorts/2025-08.yaml"] = (
        f"id: 2025-08\nstart_date: 2025-08-22\nroster: [{roster}]\n"
    )
    files["training-records/assessments/erin.yaml"] = f"login: erin\n{FAILED}"
    files["training-records/assessments/alice.yaml"] = f"login: alice\n{SIGNED}"
    files["policies/program.yaml"] = f"{POLICY}support: {{channels: ['#docs-help']}}\n"
    program = Program.start(repo, capsys, files)
    for day in range(25, 30):
        for name in ("alice", "erin", "frank", "gina", *(["bob"] if day < 27 else [])):
            program.active(f"2025-08-{day}", author=(name, f"{name}@example.com"))
    return program


def status(program: Program, *arguments: str) -> Answer:
    return program.run("status", "--as-of", AS_OF, *arguments)


def test_who_needs_somebody_comes_first(program: Program) -> None:
    answer = status(program)

    assert answer.code == 0
    assert answer.out == (
        "2025-08 · day 9/14 · data through Fri 2025-08-29 10:00 CEST\n"
        "NEEDS YOU (2)\n"
        "  erin: critical since Thu 2025-08-28 00:00 CEST, attempt 1 at gate 1 failed, 2 of 3 left, "
        "retest, answer due Thu 2025-08-28 13:00 CEST (overdue)\n"
        "  bob: red since Sat 2025-08-30 00:00 CEST, 3 expected days without evidence, "
        "intervention, due Sat 2025-08-30 00:00 CEST (overdue); gate 1 was planned by day 3\n"
        "BEHIND PLAN (3)\n"
        "  alice: gate 2 was planned by day 7\n"
        "  frank: gate 1 was planned by day 3\n"
        "  gina: gate 1 was planned by day 3\n"
        "NO RECORD (1)\n"
        "  zoe\n"
        "ON TRACK 0   AWAY 1   CERTIFIED 0\n"
        "funnel    G1 1/7  G2 0/7  G3 0/7  G4 0/7\n"
        "blockers  1 open: vpn (due Mon 2025-09-01 12:00 CEST)\n"
        "adoption  5/5 = 100.0%  (eligible 5, not expected 1; to Fri 2025-08-29)\n"
        "\n"
        "Support: #docs-help\n"
    )


@pytest.mark.parametrize("audience", ["team", "executive"])
@pytest.mark.parametrize("form", ["text", "json", "markdown", "slack"])
def test_others_see_figures_and_nobody(program: Program, audience: str, form: str) -> None:
    """S-100, and at least five people behind every figure."""
    answer = status(program, "--audience", audience, "--format", form)

    assert answer.code == 0
    assert not [name for name in (*LOGINS, "zoe", "vpn") if name in answer.out]
    if form == "json":
        (group,) = answer.json["groups"]
        assert group["funnel"][0] == {"gate": 1, "passed": 1, "of": 7}
        assert group["adoption"] == {"adopters": 5, "eligible": 5, "last": "2025-08-29"}
    else:
        assert "G1 1/7" in answer.out
        assert "docs-help" in answer.out


def test_executives_see_the_criteria_of_success(program: Program) -> None:
    answer = status(program, "--audience", "executive")
    found = status(program, "--audience", "executive", "--format", "json").json["success"]

    first, *rest = answer.out.splitlines()
    assert first == "success   NOT DECLARED: 5 of 5 open."
    assert rest[0] == "  certification = 100%: not met  0/7"
    assert (found["declared"], found["open"]) == (False, 5)
    assert [item["id"] for item in found["criteria"]] == [
        "certification",
        "competency",
        "daily_use",
        "velocity",
        "satisfaction",
    ]
    for form in ("markdown", "slack"):
        assert "NOT DECLARED: 5 of 5 open" in status(program, "--audience", "executive", "--format", form).out
    assert "success" not in status(program, "--audience", "team", "--format", "json").json


def test_a_small_group_is_no_figure(program: Program) -> None:
    roster = "id: 2025-08\nstart_date: 2025-08-22\nroster: [{login: alice}]\n"
    gone = {f"training-records/developers/{name}.yaml": None for name in ("bob", "erin", "frank")}
    program.repo.commit({**gone, "training-records/cohorts/2025-08.yaml": roster}, author=DANA)

    (group,) = status(program, "--audience", "team", "--format", "json").json["groups"]

    assert (group["funnel"], group["adoption"], group["people"]) == (None, None, None)
    assert "no figures" in status(program, "--audience", "team").out
    assert "NOT DECLARED" not in status(program, "--audience", "executive").out
    assert status(program, "--audience", "executive", "--format", "json").json["success"] is None


def test_one_person_with_the_line_that_answers(program: Program) -> None:
    answer = status(program, "bob")

    assert answer.code == 0
    line = '{alert: inactivity/bob/2025-08-27, action: intervention, by: LOGIN, at: "INSTANT"}'
    assert line in answer.out
    assert "told: level 1 Training Coordinator (Development Manager) (dana)" in answer.out
    assert "erin" not in answer.out
    assert status(program, "bob", "--format", "json").json["alerts"] == [
        {"key": "inactivity/bob/2025-08-27", "severity": "red", "state": "open"}
    ]


@pytest.mark.parametrize("arguments", [("nobody",), ("bob", "--audience", "team")])
def test_nobody_there_or_nobody_to_be_seen(program: Program, arguments: tuple[str, ...]) -> None:
    answer = status(program, *arguments)

    assert (answer.code, answer.out) == (2, "")


def test_a_message_for_slack_fits_and_mentions_nobody(program: Program) -> None:
    """S-129: what Slack takes in a block, cut between lines; signs of its markup are text."""
    lines = "".join(
        f'  - {{id: b-{at}, opened: "2025-08-29T16:00:00+02:00", summary: No access, owner: dana}}\n'
        for at in range(120)
    )
    broken = RECORD.format("bob") + f"blockers:\n{lines}"
    program.repo.git("checkout", "-q", "main")
    program.repo.commit({"training-records/developers/bob.yaml": broken}, author=("bob", "bob@example.com"))
    program.repo.write(
        {"policies/program.yaml": f"{POLICY}support: {{channels: ['<!here> & *all* @dana']}}\n"}
    )
    program.repo.commit(author=DANA)

    answer = status(program, "--format", "slack").json

    assert answer["text"] == "Status of 2025-08"
    texts = [block["text"]["text"] for block in answer["blocks"]]
    assert all(len(text) <= 3000 for text in texts)
    assert re.search(r"and \d+ more lines: c7gate status$", texts[0])
    assert texts[0].startswith("*2025-08 · day ")
    assert texts[-1] == "Support: &lt;!here&gt; &amp; \u2217all\u2217 @\u2060dana"
