"""What each state of a repository gives: a verdict, or one line saying why there is none (rules of judging 1 to 4)."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from git_repo import Repo
from program import ALICE, TRACKED, TRAILER, Answer, Program, run_cli

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """The program on `main`, with one commit that passes on `pr`."""
    program = Program.start(repo, capsys)
    program.work(f"Reconnect\n\n{TRAILER}")
    return program


def clone(program: Program, *options: str) -> Repo:
    """A clone of it over the file protocol, on `pr`."""
    source = program.repo
    source.git("config", "uploadpack.allowFilter", "true")
    target = source.path.parent / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--no-single-branch", *options, f"file://{source.path}", str(target)],
        env=dict(source.environment),
        check=True,
    )
    return Repo(target, source.environment)


def check(capture: Capture, repo: Repo, *arguments: str) -> Answer:
    """`check` of `pr` against `main` in another repository."""
    fixed = ("--as-of", "2025-09-01T09:00:00+02:00", "--format", "json")
    return run_cli(capture, "check", "-C", str(repo.path), *fixed, *arguments)


def test_outside_a_repository(tmp_path: Path, capsys: Capture) -> None:
    answer = run_cli(capsys, "check", "-C", str(tmp_path), "--format", "json")

    assert (answer.code, answer.json["status"]) == (2, "error")
    assert "repository" in answer.json["error"]["message"]


def test_without_git(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    answer = program.check()

    assert answer.code == 3
    assert "git" in answer.json["error"]["message"]


def test_before_the_first_commit(repo: Repo, capsys: Capture) -> None:
    answer = check(capsys, repo)

    assert (answer.code, answer.json["error"]["message"]) == (3, "no commits")


def test_an_unknown_revision(program: Program) -> None:
    answer = program.check("--head", "prr")

    assert answer.code == 2
    assert "prr" in answer.json["error"]["message"]


@pytest.mark.parametrize(
    "name", ["-evil", "--output=x", "@{-1}", ":/x", "HEAD^{/x}", "main..pr", "", "\x1b[31m", "a b"]
)
def test_a_revision_is_a_plain_name(program: Program, name: str) -> None:
    before = sorted(program.repo.path.iterdir())

    answer = program.check(f"--head={name}") if name else program.check(base="\t")

    assert answer.code == 2
    assert sorted(program.repo.path.iterdir()) == before


def test_no_default_branch(make_repo: Callable[..., Repo], capsys: Capture) -> None:
    repo = make_repo()
    repo.commit({"a": "1"}, "Start")
    repo.git("branch", "-m", "trunk")

    answer = check(capsys, repo)

    assert answer.code == 2
    assert "--base" in answer.json["error"]["help"]


def test_detached(program: Program) -> None:
    program.repo.git("checkout", "-q", "--detach", "pr")

    assert program.check().code == 0
    assert program.run("check", "--as-of", "2025-09-01T09:00:00+02:00").code == 0


def test_a_shallow_clone_that_lacks_the_base_says_the_line_that_fixes_it(
    program: Program, capsys: Capture
) -> None:
    for _ in range(3):
        program.active("2025-09-01")
    cloned = clone(program, "--depth", "1", "--branch", "pr")

    answer = check(capsys, cloned, "--base", "origin/main", "--head", "origin/pr")

    assert answer.code == 3
    assert "fetch-depth: 0" in answer.json["error"]["help"]


def test_a_shallow_clone_that_holds_all_that_is_needed_is_judged(repo: Repo, capsys: Capture) -> None:
    repo.commit({"old": "1"}, "Old", date="2025-01-01T09:00:00+00:00")
    repo.commit({"old": "2"}, "Old", date="2025-01-02T09:00:00+00:00")
    program = Program.start(repo, capsys)
    program.work(f"Reconnect\n\n{TRAILER}")
    cloned = clone(program, "--shallow-since=2025-08-01", "--branch", "pr")
    assert cloned.git("rev-parse", "--is-shallow-repository") == "true"

    answer = check(capsys, cloned, "--base", "origin/main", "--head", "origin/pr")

    assert (answer.code, answer.json["status"]) == (0, "pass")


def test_a_shallow_clone_cut_inside_the_days_that_count_gives_no_verdict(repo: Repo, capsys: Capture) -> None:
    program = Program.start(repo, capsys, dict(TRACKED))
    program.repo.checkout("main")
    program.active("2025-08-25", "2025-08-26", "2025-08-27", "2025-08-28")
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")
    program.work(f"More\n\n{TRAILER}")
    cloned = clone(program, "--depth", "2", "--branch", "pr")

    answer = check(capsys, cloned, "--base", "origin/main", "--head", "origin/pr")

    assert answer.code == 3
    assert "inside the days that count for alice" in answer.json["error"]["message"]


def test_a_partial_clone_that_lacks_a_blob_gives_no_verdict(program: Program, capsys: Capture) -> None:
    cloned = clone(program, "--filter=blob:none", "--no-checkout", "--branch", "pr")

    answer = check(capsys, cloned, "--base", "origin/main", "--head", "origin/pr")

    assert answer.code == 3
    assert "partial clone" in answer.json["error"]["message"]


def test_what_is_missing_from_a_partial_clone_is_said_without_what_git_says_beside_it(
    program: Program, capsys: Capture
) -> None:
    cloned = clone(program, "--filter=blob:none", "--no-checkout", "--branch", "pr")

    message = check(capsys, cloned, "--base", "origin/main", "--head", "origin/pr").json["error"]["message"]

    assert message.startswith("object ")
    assert "hint" not in message
    assert "warning" not in message


def test_a_partial_clone_cannot_pass_what_repeats_itself(repo: Repo, capsys: Capture) -> None:
    """T51, T84: the same patch on five days is one day; where patches cannot be read that is no reason to pass."""
    program = Program.start(repo, capsys, dict(TRACKED))
    repo.checkout("main")
    for day in range(25, 30):
        for content, message in (("same\n", f"Work\n\n{TRAILER}"), (None, "Undo\n")):
            repo.commit({"src/ws.ts": content}, message, date=f"2025-08-{day}T10:00:00+02:00")
    repo.checkout("pr")
    repo.git("reset", "-q", "--hard", "main")
    program.work(f"More\n\n{TRAILER}")
    repo.checkout("main")
    cloned = clone(program, "--filter=blob:none")

    whole, partial = (
        program.check("--head", "pr"),
        check(capsys, cloned, "--base", "origin/main", "--head", "origin/pr"),
    )

    assert (whole.code, whole.errors()) == (1, ["gate3-consistency"])
    assert partial.code == 3
    assert "partial clone" in partial.json["error"]["message"]
    assert "--no-filter" in partial.json["error"]["help"]


def test_messages_are_scanned_in_a_clone_without_trees(program: Program, capsys: Capture) -> None:
    cloned = clone(program, "--filter=tree:0", "--no-checkout", "--branch", "pr")

    answer = run_cli(capsys, "scan", "-C", str(cloned.path), "origin/main..origin/pr", "--format", "json")

    assert answer.code == 0
    assert answer.json["libraries"] == ["/websockets/ws"]


def test_unrelated_histories(program: Program) -> None:
    """T50."""
    program.repo.git("checkout", "-q", "--orphan", "other")
    program.repo.commit(
        {"src/app.ts": "// other\n"}, f"Other\n\n{TRAILER}", author=ALICE, date="2025-09-01T08:00:00+02:00"
    )

    assert "unrelated-history" in program.check().errors()


def test_two_merge_bases(program: Program) -> None:
    repo = program.repo
    ours = repo.oid("pr")
    repo.checkout("main")
    theirs = repo.commit({"b": "1"}, "B", date="2025-09-01T08:00:00+02:00")
    repo.commit({"b": "1"}, "Merge", parents=[theirs, ours], date="2025-09-01T08:10:00+02:00")
    repo.checkout("pr")
    repo.commit({"b": "1"}, "Merge", parents=[ours, theirs], date="2025-09-01T08:10:00+02:00")
    program.work(f"More\n\n{TRAILER}", date="2025-09-01T08:20:00+02:00")

    answer = program.check()

    assert (answer.code, answer.errors()) == (0, [])


def test_an_octopus_merge_is_walked_once(program: Program) -> None:
    repo = program.repo
    heads = []
    for name in ("x", "y"):
        repo.git("checkout", "-q", "-b", name, "main")
        heads.append(
            repo.commit({f"src/{name}.ts": "// x\n"}, name, author=ALICE, date="2025-09-01T08:00:00+02:00")
        )
    repo.checkout("pr")
    repo.commit(
        {f"src/{name}.ts": "// x\n" for name in ("x", "y")},
        "Octopus",
        parents=[repo.oid(), *heads],
        date="2025-09-01T08:30:00+02:00",
    )

    assert program.check().json["examined"]["commits"] == 4


def test_replace_refs_and_grafts_change_no_verdict_and_stop_ci(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = program.repo
    honest = program.work("Nothing", date="2025-09-01T08:10:00+02:00")
    repo.git("reset", "-q", "--hard", "main")
    plain = program.work("Nothing")
    fake = repo.git(
        "hash-object",
        "-t",
        "commit",
        "-w",
        "--stdin",
        given=repo.git("cat-file", "commit", plain).replace("Nothing", f"Work\n\n{TRAILER}").encode(),
    )
    repo.git("replace", plain, fake)
    grafts = repo.path / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{plain}\n", encoding="utf-8")

    local = program.check()
    monkeypatch.setenv("CI", "true")
    in_ci = program.check()

    assert honest != plain
    assert local.errors() == ["missing-reference"]
    assert local.names.count("history-altered") == 2
    assert (in_ci.code, in_ci.json["status"]) == (3, "error")
    assert in_ci.errors() == ["missing-reference"]


def test_a_worktree_and_a_bare_repository(program: Program, capsys: Capture) -> None:
    repo = program.repo
    repo.git("worktree", "add", "-q", "../tree", "main")
    repo.git("clone", "-q", "--bare", ".", "../bare.git")

    for path in ("tree", "bare.git"):
        assert (
            check(
                capsys, Repo(repo.path.parent / path, repo.environment), "--base", "main", "--head", "pr"
            ).code
            == 0
        )


def test_sha256(make_repo: Callable[..., Repo], capsys: Capture) -> None:
    program = Program.start(make_repo("sha256", "--object-format=sha256"), capsys)
    oid = program.work(f"Reconnect\n\n{TRAILER}")

    answer = program.check()

    assert (answer.code, answer.json["head"]) == (0, oid)
    assert len(oid) == 64


def test_the_hooks_environment_points_elsewhere(
    program: Program, make_repo: Callable[..., Repo], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_repo("other")
    other.commit({}, "Context7: /wrong/repo")
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.path))

    answer = program.check()

    assert answer.code == 0
    assert "/wrong/repo" not in answer.out


def test_nothing_is_written(program: Program) -> None:
    def state() -> tuple[str, ...]:
        return tuple(
            program.repo.git(*command)
            for command in (["status", "--porcelain", "-z"], ["for-each-ref"], ["count-objects", "-v"])
        )

    before = state()
    program.check()

    assert state() == before


def test_the_program_can_live_in_another_repository(make_repo: Callable[..., Repo], capsys: Capture) -> None:
    Program.start(make_repo("program"), capsys)
    code = make_repo("code")
    code.commit({"src/app.ts": "1\n"}, "Start", date="2025-08-22T09:00:00+02:00")
    code.checkout("topic", new=True)
    code.commit({"src/app.ts": "2\n"}, "Work", author=ALICE, date="2025-09-01T08:00:00+02:00")

    answer = check(capsys, code, "--base", "main", "--program", str(code.path.parent / "program"))

    assert answer.errors() == ["missing-reference"]
    assert answer.json["advisory"] is False
    assert answer.json["trusted"]["ref"] == "main"


def test_a_missing_object_is_no_verdict(program: Program) -> None:
    repo = program.repo
    tree = repo.oid("pr^{tree}")
    (repo.path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()

    answer = program.check()

    assert answer.code == 3
    assert "git fsck" in answer.json["error"]["help"]
