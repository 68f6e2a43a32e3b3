"""Exceptions from a rule, granted to one person: what they lift, how long, and what they never do."""

from __future__ import annotations

import pytest

from git_repo import Repo
from program import ALICE, BOB, DANA, TRACKED, TRAILER, Answer, Program, record

PATH = "training-records/assessments/alice.yaml"


def granted(rule: str, expires: str = "2025-09-01", approver: str = "dana") -> str:
    """Alice's assessment with one waiver."""
    waiver = f"{{rule: {rule}, reason: no network on the ship, approver: {approver}, expires: {expires}}}"
    return f"login: alice\nwaivers: [{waiver}]\n"


def started(repo: Repo, capsys: pytest.CaptureFixture[str], assessment: str) -> Program:
    """Two of five days, and a waiver that was merged before the change."""
    bob = {"training-records/developers/bob.yaml": record("bob")}
    program = Program.start(repo, capsys, {**TRACKED, **bob, PATH: assessment})
    repo.checkout("main")
    program.active("2025-08-25", "2025-08-26")
    repo.checkout("pr")
    repo.git("reset", "-q", "--hard", "main")
    return program


def found(answer: Answer, name: str) -> tuple[str, str]:
    """Severity and message of the one finding of a rule."""
    [item] = [item for item in answer.json["findings"] if item["name"] == name]
    return item["severity"], item["message"]


def test_a_reference_is_not_asked_of_who_is_waived(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    program = started(repo, capsys, granted("missing-reference"))
    program.work("No reference")
    assert program.check().errors() == ["gate3-consistency"]
    said = "no reference in 1 commit; waived by dana until 2025-09-01: no network on the ship"
    assert found(program.check(), "missing-reference") == ("note", said)


@pytest.mark.parametrize("expires", ["2025-08-31", "2025-08-25"])
def test_a_waiver_that_is_over_lifts_nothing(
    repo: Repo, capsys: pytest.CaptureFixture[str], expires: str
) -> None:
    program = started(repo, capsys, granted("missing-reference", expires))
    program.work("No reference")
    answer = program.check()
    assert answer.errors() == ["missing-reference", "gate3-consistency"]
    assert found(answer, "missing-reference")[1].endswith(f"; the waiver by dana ended on {expires}")


def test_whoever_else_worked_on_it_is_asked(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    program = started(repo, capsys, granted("missing-reference"))
    program.work("No reference")
    repo.commit({"src/b.ts": "// bob\n"}, "Nor here", author=BOB, date="2025-08-31T09:00:00+02:00")
    assert "missing-reference" in program.check().errors()


def test_a_score_under_a_waiver_is_a_note(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    program = started(repo, capsys, granted("gate3-consistency"))
    program.work(f"Work\n\n{TRAILER}")
    answer = program.check()
    assert answer.code == 0
    severity, message = found(answer, "gate3-consistency")
    assert severity == "note"
    assert "fail, has 2/5" in message
    assert message.endswith("; waived by dana until 2025-09-01: no network on the ship")
    assert answer.json["gates"][0]["verdict"] == "fail"


def test_no_waiver_of_a_rule_signs_a_gate(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    text = granted("gate3-consistency")
    program = started(repo, capsys, text)
    signed = f'{text}signoffs: [{{id: so-1, gate: 3, by: dana, at: "2025-09-01T08:00:00+02:00"}}]\n'
    repo.commit({PATH: signed}, "Sign", author=DANA, date="2025-09-01T08:00:00+02:00")
    assert "gate3-consistency" in program.check().errors()


def test_nobody_grants_oneself_one(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    program = started(repo, capsys, granted("missing-reference", approver="alice"))
    program.work("No reference")
    assert "missing-reference" in program.check().errors()


def test_a_waiver_in_the_change_itself_lifts_nothing(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    program = started(repo, capsys, "login: alice\n")
    text = granted("missing-reference")
    repo.commit(
        {PATH: text, "src/a.ts": "// mine\n"}, "Waive me", author=ALICE, date="2025-08-31T08:00:00+02:00"
    )
    assert {"missing-reference", "protected-path"} <= set(program.check().errors())


@pytest.mark.parametrize("rule", ["protected-path", "missing-refrence"])
def test_what_cannot_be_waived_is_said(repo: Repo, capsys: pytest.CaptureFixture[str], rule: str) -> None:
    program = started(repo, capsys, "login: alice\n")
    repo.commit({PATH: granted(rule)}, "Waive", author=DANA, date="2025-08-31T08:00:00+02:00")
    severity, message = found(program.check(), "unknown-name")
    assert severity == "warning"
    assert message == f'no rule that a waiver can lift is called "{rule}"'
