from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from c7gate.parsing.yaml import parse_document

from git_repo import Repo
from program import Program, run_cli

ALICE = "training-records/developers/alice.yaml"
AT = "2025-08-28T14:05:00+02:00"
RECORD = """\
# alice's own record
login: alice
identities: [alice@example.com, "github:alice-dev"]   # two of them
usage:
  - {at: "2025-08-27T09:00:00+02:00", kind: log, library: /a/b}   # the first
  # add below
role: backend
"""


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """A program in which git knows alice."""
    repo.git("config", "user.email", "Alice@Example.com")
    return Program.start(repo, capsys, {ALICE: RECORD})


def text(program: Program, login: str = "alice") -> str:
    """A record as it is on disk."""
    return (program.repo.path / f"training-records/developers/{login}.yaml").read_text(encoding="utf-8")


def test_a_look_up_is_added_to_the_record_of_gits_user(program: Program) -> None:
    answer = program.run(
        "add usage",
        "--library",
        "/microsoft/playwright",
        "--topic",
        "trace viewer",
        "--outcome",
        "helpful",
        "--at",
        AT,
    )

    line = f'  - {{at: "{AT}", kind: log, library: /microsoft/playwright, topic: trace viewer, outcome: helpful}}'
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == f"added to {ALICE}\n+{line}\n"
    assert text(program) == RECORD.replace("  # add below", f"{line}\n  # add below")
    assert program.repo.git("status", "--porcelain") == f" M {ALICE}"
    assert run_cli(program.capture, "validate", str(program.repo.path / ALICE)).code == 0


def test_a_dry_run_prints_the_difference(program: Program) -> None:
    answer = program.run("add usage", "--library", "websockets/ws", "--at", AT, "--dry-run")

    assert answer.code == 0
    assert answer.out.splitlines()[:2] == [f"--- a/{ALICE}", f"+++ b/{ALICE}"]
    assert f'+  - {{at: "{AT}", kind: log, library: /websockets/ws}}' in answer.out.splitlines()
    assert text(program) == RECORD


def test_a_login_names_another_record(program: Program) -> None:
    answer = program.run("add usage", "--library", "/a/b", "--at", "2025-08-28T12:05:00Z", "--login", "bob")

    assert answer.code == 0
    assert text(program, "bob").endswith(
        'usage:\n  - {at: "2025-08-28T12:05:00Z", kind: log, library: /a/b}\n'
    )


def test_the_time_is_now_unless_it_is_given(program: Program) -> None:
    before = datetime.now(UTC).replace(microsecond=0)

    program.run("add usage", "--library", "/a/b")

    written = parse_document(text(program).encode(), ALICE).value["usage"][-1]["at"]
    assert before <= datetime.fromisoformat(written) <= datetime.now(UTC)


def test_it_works_from_a_folder_below_and_in_a_worktree(program: Program) -> None:
    program.repo.git("worktree", "add", "-q", "--detach", "../tree")
    tree = program.repo.path.parent / "tree"

    for folder in (program.repo.path / "src", tree):
        answer = run_cli(program.capture, "add", "usage", "--library", "/c/d", "--at", AT, "-C", str(folder))
        assert answer.code == 0, answer.err

    assert text(program).count("/c/d") == 1
    assert (tree / ALICE).read_text(encoding="utf-8").count("/c/d") == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--library", "react"), "is no library id"),
        (("--library", "/org/project"), "is no library id"),
        (("--library", "/a/b", "--at", "2999-01-01T00:00:00Z"), "lies ahead"),
        (("--library", "/a/b", "--at", "yesterday"), "is no RFC 3339 instant"),
        (("--library", "/a/b", "--at", "2025-08-28T14:05:00"), "is no RFC 3339 instant"),
        (("--library", "/a/b", "--outcome", "great"), "great"),
        (("--library", "/a/b", "--topic", "two\nlines"), "would not be valid, so nothing was written"),
        (("--library", "/a/b", "--login", "nobody"), "does not exist"),
        (("--library", "/a/b", "--login", "../../etc/passwd"), "is no login"),
        ((), "--library"),
    ],
)
def test_a_wrong_call_is_two_and_writes_nothing(
    program: Program, arguments: tuple[str, ...], reason: str
) -> None:
    answer = program.run("add usage", *arguments)

    assert answer.code == 2
    assert reason in answer.err
    assert text(program) == RECORD


def test_a_stranger_is_told_to_name_a_login(program: Program) -> None:
    program.repo.git("config", "user.email", "mallory@example.com")

    answer = program.run("add usage", "--library", "/a/b")

    assert answer.code == 2
    assert "names mallory@example.com" in answer.err
    assert "--login LOGIN" in answer.err


def test_a_record_with_a_problem_is_refused_with_its_place(program: Program) -> None:
    (program.repo.path / ALICE).write_text(f"{RECORD}gate3: pass\n", encoding="utf-8")

    answer = program.run("add usage", "--library", "/a/b")

    assert answer.code == 2
    assert f"{ALICE} is not valid yet, so nothing was written: line 8" in answer.err
    assert text(program) == f"{RECORD}gate3: pass\n"


def test_a_link_is_refused_and_its_target_untouched(program: Program, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    (program.repo.path / ALICE).rename(outside)
    (program.repo.path / ALICE).symlink_to(outside)

    answer = program.run("add usage", "--library", "/a/b", "--login", "alice")

    assert answer.code == 3
    assert "is a link; nothing was written" in answer.err
    assert outside.read_text(encoding="utf-8") == RECORD


def test_outside_a_work_tree_is_two(program: Program, tmp_path: Path) -> None:
    bare = run_cli(
        program.capture, "add", "usage", "--library", "/a/b", "-C", str(program.repo.path / ".git")
    )
    nowhere = run_cli(program.capture, "add", "usage", "--library", "/a/b", "-C", str(tmp_path))

    assert (bare.code, nowhere.code) == (2, 2)
    assert "has no work tree" in bare.err
    assert "not in a git repository" in nowhere.err
