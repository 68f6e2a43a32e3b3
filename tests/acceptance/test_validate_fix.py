"""`validate --fix` and `--diff`, as a developer calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from git_repo import Repo
from program import record, run_cli

PATH = Path("training-records/developers/alice.yaml")
WRONG = record("alice").replace("role: backend", "rolle: backend # mine").replace("2025-09-01", "1.9.2025")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def alice(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Her record, with two things misspelt, in a repository that is the current folder."""
    monkeypatch.chdir(repo.path)
    PATH.parent.mkdir(parents=True)
    PATH.write_text(WRONG, encoding="utf-8")
    PATH.chmod(0o640)
    return PATH


def test_fixes_are_told_with_their_place_and_written(alice: Path, capsys: Capture) -> None:
    answer = run_cli(capsys, "validate", "--fix", "--format", "json")

    assert answer.code == 0
    assert answer.json["findings"] == []
    assert answer.err.splitlines() == [
        f"fixed    {PATH}:3:1  rolle → role",
        f"fixed    {PATH}:4:14  1.9.2025 → 2025-09-01",
    ]
    assert alice.read_text() == record("alice").replace("role: backend", "role: backend # mine")
    assert alice.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in alice.parent.iterdir()] == ["alice.yaml"]


def test_a_second_run_has_nothing_to_do(alice: Path, capsys: Capture) -> None:
    run_cli(capsys, "validate", "--fix")
    written = alice.stat()

    assert run_cli(capsys, "validate", "--fix").err == ""
    assert alice.stat().st_mtime_ns == written.st_mtime_ns


def test_a_diff_writes_nothing(alice: Path, capsys: Capture) -> None:
    answer = run_cli(capsys, "validate", "--diff")

    assert answer.code == 1
    changed = [line for line in answer.out.splitlines() if line[0] in "+-"]
    assert changed[2:] == [
        *("-rolle: backend # mine", "-enrolled_at: 1.9.2025"),
        *("+role: backend # mine", "+enrolled_at: 2025-09-01"),
    ]
    assert alice.read_text() == WRONG


def test_what_is_left_is_reported(alice: Path, capsys: Capture) -> None:
    alice.write_text(f"{WRONG}work_week: [monday]\n", encoding="utf-8")

    answer = run_cli(capsys, "validate", "--fix", "--format", "json")

    assert answer.code == 1
    assert [(item["name"], item["location"]["line"]) for item in answer.json["findings"]] == [
        ("record-invalid", 6)
    ]


def test_a_link_is_not_written_through(alice: Path, tmp_path: Path, capsys: Capture) -> None:
    target = tmp_path / "target.yaml"
    alice.rename(target)
    alice.symlink_to(target)

    answer = run_cli(capsys, "validate", "--fix", "--format", "json")

    assert answer.names == ["not-a-regular-file"]
    assert target.read_text() == WRONG


def test_policy_is_for_coordinators_to_mend(alice: Path, capsys: Capture) -> None:
    policy = Path("policies/program.yaml")
    policy.parent.mkdir()
    policy.write_text("preset: context7@1\nstrat: 2025-08-22\n")

    answer = run_cli(capsys, "validate", "--fix", "--format", "json")

    assert "policy-invalid" in answer.names
    assert "strat" in policy.read_text()
    assert alice.read_text() != WRONG
