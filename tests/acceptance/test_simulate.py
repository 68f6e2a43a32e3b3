"""`policy simulate`: what a policy would have said about what was merged."""

from __future__ import annotations

import pytest

from git_repo import Repo
from program import DANA, TRACKED, TRAILER, Answer, Program


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program on `main` with two changes merged: one without a reference, one with."""
    started = Program.start(repo, capsys)
    repo.checkout("main")
    started.work("One (#1)", date="2025-09-01T07:00:00+02:00")
    started.work(f"Two (#2)\n\n{TRAILER}", date="2025-09-01T07:30:00+02:00")
    return started


def simulated(program: Program, *arguments: str) -> Answer:
    return program.run(
        "policy simulate", "--as-of", "2025-09-01T12:00:00Z", "--last", "5d", "--format", "json", *arguments
    )


def test_each_merged_change_has_its_verdict(program: Program) -> None:
    answer = simulated(program)

    assert answer.code == 0
    assert [(item["number"], item["status"], item["rules"]) for item in answer.json["changes"]] == [
        (1, "fail", ["missing-reference"]),
        (2, "pass", []),
    ]
    assert answer.json["totals"] == {"pass": 1, "fail": 1, "not_applicable": 0, "error": 0}
    assert answer.json["failed_rules"] == {"missing-reference": 1}


def test_a_policy_of_a_branch_is_tried_before_it_is_merged(program: Program) -> None:
    program.repo.checkout("laxer", new=True)
    program.repo.commit(
        {"policies/references.yaml": "reference: {paths: ['docs/**']}\n"}, "Ask docs only", author=DANA
    )

    assert [item["status"] for item in simulated(program).json["changes"]] == ["not_applicable"] * 2
    assert [item["status"] for item in simulated(program, "--trusted", "main").json["changes"]] == [
        "fail",
        "pass",
    ]


def test_without_a_policy_the_preset_says_what_it_would_ask(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = Program(repo, capsys)
    repo.git("symbolic-ref", "HEAD", "refs/heads/main")
    repo.commit({"a.ts": "1"}, "Begin", date="2025-08-31T12:00:00Z")
    bare.work("One", date="2025-09-01T07:00:00+02:00")

    answer = simulated(bare)

    assert answer.json["advisory"] is True
    assert [item["rules"] for item in answer.json["changes"]] == [["missing-reference"]]


def test_gate_three_counts_what_was_there_at_the_merge(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """She fails her window before the last change of hers was merged, and evidence of later days changes nothing."""
    program = Program.start(
        repo, capsys, {"training-records/developers/alice.yaml": "\n".join(TRACKED.values())}
    )
    repo.checkout("main")
    program.active("2025-08-25", "2025-08-26")
    program.work(f"Late (#3)\n\n{TRAILER}", date="2025-09-03T10:00:00+02:00")

    answer = program.run(
        "policy simulate", "--as-of", "2025-09-03T12:00:00Z", "--last", "1d", "--format", "json"
    )

    assert [item["rules"] for item in answer.json["changes"]] == [["gate3-consistency"]]


def test_the_text_names_changes_and_rules_but_nobody(program: Program) -> None:
    answer = program.run("policy simulate", "--as-of", "2025-09-01T12:00:00Z", "--last", "5")

    lines = answer.out.splitlines()
    assert lines[2].startswith("2025-09-01")
    assert lines[2].endswith("One (#1)  (missing-reference)")
    assert "1 would pass, 1 would fail; failing: missing-reference 1" in lines
    assert "alice" not in answer.out


@pytest.mark.parametrize(
    ("days", "code"), [("0", 2), ("soon", 2), ("-3d", 2), ("1d", 3), ("99999999999d", 2)]
)
def test_what_cannot_be_answered_is_no_answer(program: Program, days: str, code: int) -> None:
    program.repo.checkout("main")

    answer = program.run("policy simulate", "--as-of", "2026-01-01", f"--last={days}")

    assert answer.code == code
    assert answer.out == ""
