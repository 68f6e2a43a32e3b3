from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from git_repo import Repo
from program import DANA, POLICY, TRAILER, record, run_cli

SHA = "0123456789abcdef0123456789abcdef01234567"
AS_OF = "2025-09-05"


@pytest.fixture
def sound(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Repo:
    """A repository in which everything is in order."""
    files = {
        "policies/program.yaml": POLICY,
        "training-records/developers/alice.yaml": record("alice"),
        "training-records/developers/dana.yaml": record("dana"),
    }
    repo.write(dict(files))
    arguments = ("--yes", "--coordinator", "dana", "--action-ref", SHA)
    assert run_cli(capsys, "init", "-C", str(repo.path), *arguments).code == 0
    repo.commit({}, f"Set up\n\n{TRAILER}", author=DANA, date="2025-08-22T09:00:00+02:00")
    assert run_cli(capsys, "hook", "install", "-C", str(repo.path)).code == 0
    return repo


def states(repo: Repo, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The name of each check with its state; the exit code is the verdict."""
    answer = run_cli(capsys, "doctor", "-C", str(repo.path), "--as-of", AS_OF, "--format", "json")
    document = json.loads(answer.out)
    found = {check["name"]: check["state"] for check in document["checks"]}
    assert answer.code == document["exit_code"] == int("problem" in found.values())
    assert document["status"] == ("fail" if answer.code else "pass")
    return found


def problems(repo: Repo, capsys: pytest.CaptureFixture[str]) -> set[str]:
    return {name for name, state in states(repo, capsys).items() if state == "problem"}


def test_a_sound_set_up_passes_and_says_what_it_cannot_see(
    sound: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert states(sound, capsys) == {
        "history": "ok", "policy": "ok", "enrolment": "ok", "workflow": "ok", "after-merge": "ok", "owners": "ok",
        "in-force": "ok", "required-check": "unknown", "hooks": "ok",
    }  # fmt: skip


def test_a_repository_without_anything_is_told_what_to_do(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({"a": "b"})
    answer = run_cli(capsys, "doctor", "-C", str(repo.path), "--as-of", AS_OF)

    assert answer.code == 1
    for name in (
        "policy-missing", "enrolment-gap", "workflow-missing", "after-merge-missing", "owners-missing", "hooks-missing",
    ):  # fmt: skip
        assert f"[{name}]" in answer.out
    assert "c7gate init" in answer.out
    assert answer.out.splitlines()[-1].startswith("FAIL  6 problems")


def test_what_is_not_merged_yet_is_not_in_force(sound: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    with (sound.path / ".github/CODEOWNERS").open("a") as file:
        file.write("# more\n")

    assert problems(sound, capsys) == {"not-in-force"}


def test_a_hole_in_the_workflow_is_found(sound: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    path = ".github/workflows/c7gate.yml"
    text = (sound.path / path).read_text("utf-8").replace("    runs-on:", "    if: false\n    runs-on:")
    sound.commit({path: text}, "Skip", author=DANA)

    assert problems(sound, capsys) == {"job-condition"}


def test_a_broken_policy_is_found_where_it_is(sound: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    sound.checkout("pr", new=True)
    sound.commit({"policies/program.yaml": POLICY + "typo: 1\n"}, "Break", author=DANA)
    answer = run_cli(capsys, "doctor", "-C", str(sound.path), "--as-of", AS_OF)

    assert answer.code == 1
    assert "policies/program.yaml:6:1  the policy at HEAD: " in answer.out


def test_a_policy_that_nobody_may_change_is_found(sound: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    sound.commit({"policies/program.yaml": POLICY.replace("[dana]", "[]")}, "Resign", author=DANA)

    assert problems(sound, capsys) == {"coordinators"}


def test_work_of_strangers_is_counted(sound: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        sound.commit({}, author=("mallory", "mallory@example.com"), date="2025-09-01T09:00:00+02:00")
    here = run_cli(capsys, "doctor", "-C", str(sound.path), "--as-of", AS_OF)

    assert "belong to nobody enrolled: 2 of 3, by mallory@example.com (2)  [enrolment-gap]" in here.out
    assert problems(sound, capsys) == {"enrolment-gap"}


def test_in_ci_hooks_are_not_missed_and_addresses_not_shown(
    sound: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_cli(capsys, "hook", "uninstall", "-C", str(sound.path))
    sound.commit({}, author=("mallory", "mallory@example.com"), date="2025-09-01T09:00:00+02:00")
    monkeypatch.setenv("CI", "true")
    answer = run_cli(capsys, "doctor", "-C", str(sound.path), "--as-of", AS_OF)

    assert "[enrolment-gap]" in answer.out
    assert "mallory@" not in answer.out
    assert states(sound, capsys)["hooks"] == "unknown"


def test_hooks_of_the_framework_count(sound: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    run_cli(capsys, "hook", "uninstall", "-C", str(sound.path))
    assert problems(sound, capsys) == {"hooks-missing"}

    hook = sound.path / ".git/hooks/commit-msg"
    hook.write_text("#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n", encoding="utf-8")
    assert problems(sound, capsys) == set()


def test_hooks_elsewhere_are_found(sound: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sound.git("config", "core.hooksPath", str(tmp_path / "elsewhere"))

    assert problems(sound, capsys) == {"hooks-path"}


def test_a_shallow_clone_is_found(sound: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sound.commit({}, author=DANA)
    clone = Repo(tmp_path / "clone", sound.environment)
    sound.git("clone", "-q", "--depth", "1", sound.path.as_uri(), str(clone.path))

    assert problems(clone, capsys) == {"shallow-history", "hooks-missing"}


def test_without_a_commit_or_a_work_tree_nothing_can_be_looked_at(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run_cli(capsys, "doctor", "-C", str(repo.path)).code == 3
    repo.commit({"a": "b"})
    repo.git("clone", "-q", "--bare", str(repo.path), str(tmp_path / "bare.git"))
    assert run_cli(capsys, "doctor", "-C", str(tmp_path / "bare.git")).code == 2
    shutil.rmtree(repo.path / ".git")
    assert run_cli(capsys, "doctor", "-C", str(repo.path)).code == 2


def test_gitlab_is_judged_by_its_own_places(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.git("remote", "add", "origin", "https://gitlab.example.com/team/app.git")
    repo.commit({".gitlab-ci.yml": "stages: []\n", ".gitlab/CODEOWNERS": "* @dana\n"})
    found = states(repo, capsys)

    assert (found["pipeline-missing"], found["owners"]) == ("problem", "ok")
