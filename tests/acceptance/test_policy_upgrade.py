"""`policy upgrade`: a policy that refuses this c7gate admits it, and nothing else is touched."""

from __future__ import annotations

import pytest

from git_repo import Repo
from program import POLICY, Answer, run_cli

OLD = """\
# ours
preset: context7@1   # the practice
version: 7
requires: '>=0.9,<1'   # until the new one is tried
start: 2025-08-22\r
coordinators: [dana]
"""
NEW = OLD.replace("'>=0.9,<1'", '">=1.0,<2"').replace("version: 7", "version: 8")
Capture = pytest.CaptureFixture[str]


def upgraded(repo: Repo, capture: Capture, text: str, *arguments: str) -> Answer:
    repo.write({"policies/program.yaml": text.encode()})
    return run_cli(capture, "policy", "upgrade", "-C", str(repo.path), *arguments)


def on_disk(repo: Repo) -> str:
    return (repo.path / "policies/program.yaml").read_bytes().decode()


def test_an_old_policy_admits_this_c7gate_and_keeps_its_comments(repo: Repo, capsys: Capture) -> None:
    """Only the two values change, byte for byte (T16, T80)."""
    answer = upgraded(repo, capsys, OLD)

    assert answer.code == 0
    assert on_disk(repo) == NEW
    assert answer.out.splitlines()[:2] == [
        "policies/program.yaml: requires >=0.9,<1 -> >=1.0,<2",
        "policies/program.yaml: version 7 -> 8",
    ]
    assert run_cli(capsys, "policy", "lint", "-C", str(repo.path)).code == 0


def test_a_dry_run_shows_the_lines_and_writes_nothing(repo: Repo, capsys: Capture) -> None:
    answer = upgraded(repo, capsys, OLD, "--dry-run")

    assert answer.code == 0
    assert on_disk(repo) == OLD
    assert '+requires: ">=1.0,<2"   # until the new one is tried' in answer.out.splitlines()


@pytest.mark.parametrize("text", [POLICY, POLICY.replace('requires: ">=1.0,<2"\n', "")])
def test_the_newest_stays_as_it_is(repo: Repo, capsys: Capture, text: str) -> None:
    answer = upgraded(repo, capsys, text)

    assert answer.code == 0
    assert on_disk(repo) == text
    assert answer.out.startswith("already newest")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (OLD + "titel: Ours\n", 'unknown key "titel"'),
        (OLD.replace("context7@1", "context7@9"), 'unknown preset "context7@9"'),
        (OLD + "requires: '<1'\n", "twice"),
        ("[]\n", "it holds no policy"),
        ("", "it holds no policy"),
    ],
)
def test_a_policy_that_is_wrong_otherwise_is_left_alone(
    repo: Repo, capsys: Capture, text: str, why: str
) -> None:
    answer = upgraded(repo, capsys, text)

    assert answer.code == 2
    assert why in answer.err
    assert on_disk(repo) == text


def test_a_link_is_not_written_through(repo: Repo, capsys: Capture) -> None:
    """T81."""
    repo.write({"elsewhere.yaml": OLD, "policies/gates.yaml": "gate3: {}\n"})
    (repo.path / "policies/program.yaml").symlink_to("../elsewhere.yaml")

    answer = run_cli(capsys, "policy", "upgrade", "-C", str(repo.path))

    assert answer.code == 3
    assert (repo.path / "elsewhere.yaml").read_text(encoding="utf-8") == OLD.replace("\r", "")


def test_without_a_policy_there_is_nothing_to_upgrade(repo: Repo, capsys: Capture) -> None:
    assert run_cli(capsys, "policy", "upgrade", "-C", str(repo.path)).code == 3
