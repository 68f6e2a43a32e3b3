"""Attacks that once got through, or once broke the tool; each has its own test so that it never does again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from git_repo import Repo
from program import ALICE, AS_OF, DANA, POLICY, TRAILER, Answer, Program, record, run_cli

NOW = "2025-09-01T08:00:00+02:00"
MALLORY = ("mallory", "mallory@example.com")
BOT = ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
DEVELOPERS = "training-records/developers"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    return Program.start(repo, capsys)


def event(program: Program, login: str, *, base: str = "main", **changed: object) -> str:
    """A pull request of `login` from `pr`, as an event file."""
    repo = program.repo
    payload: dict[str, object] = {
        "action": "opened",
        "pull_request": {
            "base": {"sha": repo.oid(base), "ref": "main"},
            "head": {"sha": repo.oid("pr")},
            "user": {"login": login, "type": "User"},
            "body": "no reference here",
            "updated_at": AS_OF,
        },
        "repository": {"default_branch": "main"},
        **changed,
    }
    return str(program.write("event.json", json.dumps(payload)))


def by_event(program: Program, login: str, *, base: str = "main", **changed: object) -> Answer:
    return program.run(
        "check", "--event-path", event(program, login, base=base, **changed), "--format", "json"
    )


def evil_merge(program: Program) -> None:
    """A merge of two commits of main that brings in what neither holds, and no other commit."""
    repo = program.repo
    old = repo.oid("main")
    repo.checkout("main")
    new = repo.commit({"x.md": "a"}, "m", author=DANA, date="2025-08-23T09:00:00+02:00")
    repo.checkout("pr")
    repo.git("reset", "-q", "--hard", "main")
    repo.commit({"src/app.ts": "new work"}, "Merge", author=ALICE, date=NOW, parents=[new, old])


# False passes


def test_work_done_inside_a_merge_asks_for_a_reference(program: Program) -> None:
    """T18: nothing but merges, and yet new paths."""
    evil_merge(program)

    assert program.check().errors() == ["missing-reference"]
    assert by_event(program, "alice-dev").errors() == ["missing-reference"]


def test_a_merge_that_adds_nothing_still_asks_for_nothing(program: Program) -> None:
    """The honest neighbour: main is merged into a release branch by a pull request."""
    repo = program.repo
    repo.branch("release", "main")
    repo.checkout("main")
    program.work(f"On main\n\n{TRAILER}", path="src/b.ts", date="2025-08-30T08:00:00+02:00")
    repo.checkout("pr")
    repo.git("merge", "-q", "--no-ff", "-m", "Bring main in", "main", env={"GIT_COMMITTER_DATE": NOW})

    answer = by_event(program, "alice-dev", base="release")

    assert answer.code == 0
    assert "merges ask for nothing" in answer.json["reasons"]


def test_a_bots_email_on_somebodys_own_pull_request_is_no_excuse(program: Program) -> None:
    """T56: anybody can write a bot's e-mail into a commit; the forge says whose pull request it is."""
    program.work("bump", author=BOT)

    assert by_event(program, "alice-dev").errors() == ["missing-reference"]


def test_a_revert_of_a_commit_made_elsewhere_brings_work_in(program: Program) -> None:
    """A side branch writes the work and removes it; 'reverting' the removal is the work."""
    repo = program.repo
    repo.commit({"src/new.ts": "new work"}, "add", author=ALICE, date=NOW)
    removal = repo.commit({"src/new.ts": None}, "remove", author=ALICE, date=NOW)
    repo.branch("side")
    repo.git("reset", "-q", "--hard", "main")
    message = f'Revert "remove"\n\nThis reverts commit {removal}.\n'
    repo.commit({"src/new.ts": "new work"}, message, author=ALICE, date=NOW)

    assert program.check().errors() == ["missing-reference"]


@pytest.mark.parametrize("what", ["HEAD^{tree}", "HEAD:src/app.ts"])
def test_a_revert_of_what_is_no_commit_is_no_revert(program: Program, what: str) -> None:
    program.work(f"Work\n\nThis reverts commit {program.repo.oid(what)}.")

    answer = program.check()

    assert answer.code == 1
    assert answer.errors() == ["missing-reference"]


@pytest.mark.parametrize("login", [None, "mallory"])
def test_nobody_becomes_a_coordinator_by_adding_the_coordinators_record(
    program: Program, login: str | None
) -> None:
    """T07: the new record would say that mallory's forge login is dana's."""
    stolen = record("dana").replace("dana@example.com", "mallory@example.com").replace("dana-dev", "mallory")
    program.repo.commit({f"{DEVELOPERS}/dana.yaml": stolen}, "join", author=MALLORY, date=NOW)

    answer = by_event(program, login) if login else program.check()

    assert answer.errors() == ["not-your-record"]


def test_a_coordinator_adds_the_own_record(program: Program) -> None:
    program.repo.commit({f"{DEVELOPERS}/dana.yaml": record("dana")}, "join", author=DANA, date=NOW)

    assert by_event(program, "dana").errors() == []


@pytest.mark.parametrize(
    "identity",
    [
        "1+bob-dev@users.noreply.github.com",
        "1+BOB-DEV@users.noreply.github.com",
        "github:BOB-dev",
        "github:dana",
        "gitlab:bob",
        "BOB@example.com",
    ],
)
def test_an_identity_that_follows_from_somebody_elses_is_taken(program: Program, identity: str) -> None:
    """T23: through the noreply address, or the forge login itself, work and approvals would change hands."""
    mine = record("alice").replace("[alice@", f'["{identity}", alice@')
    program.repo.commit({f"{DEVELOPERS}/alice.yaml": mine}, "mine", author=ALICE, date=NOW)

    assert program.check().errors() == ["record-invalid"]


def test_ones_own_noreply_address_is_ones_own(program: Program) -> None:
    mine = record("alice").replace(
        "[alice@", '["7+alice-dev@users.noreply.github.com", "gitlab:alice", alice@'
    )
    program.repo.commit({f"{DEVELOPERS}/alice.yaml": mine}, "mine", author=ALICE, date=NOW)

    assert program.check().errors() == []


def rollback(repo: Repo, capsys: Capture) -> tuple[Program, str]:
    """Criss-cross: `pr` and `main` merged each other's first commit; `pr` kept the policy from before.

    The second value is main's commit that raised the threshold.
    """
    program = Program.start(repo, capsys, {"policies/gates.yaml": "gate3: {threshold_percent: 50}\n"})
    stamp = {
        "GIT_AUTHOR_DATE": "2025-08-26T09:00:00+02:00",
        "GIT_COMMITTER_DATE": "2025-08-26T09:00:00+02:00",
    }
    first = program.work(f"B\n\n{TRAILER}", path="src/b.ts", date="2025-08-25T08:00:00+02:00")
    repo.checkout("main")
    raised = repo.commit(
        {"policies/gates.yaml": "gate3: {threshold_percent: 80}\n"},
        "Raise",
        author=DANA,
        date="2025-08-25T09:00:00+02:00",
    )
    repo.git("merge", "-q", "--no-ff", "-m", "Merge B", first, env=stamp)
    repo.checkout("pr")
    repo.git("merge", "-q", "--no-ff", "--no-commit", raised)
    return program, raised


def test_a_criss_cross_merge_cannot_take_a_policy_back(repo: Repo, capsys: Capture) -> None:
    """T16, T18: the older merge base holds the lax policy, and merging the branch would bring it back."""
    program, _ = rollback(repo, capsys)
    repo.commit(
        {"policies/gates.yaml": "gate3: {threshold_percent: 50}\n"},
        "Merge main",
        author=ALICE,
        date="2025-08-26T10:00:00+02:00",
    )
    program.work(f"C\n\n{TRAILER}")
    assert len(repo.git("merge-base", "--all", "main", "pr").split()) == 2

    answer = program.check()

    assert answer.errors() == ["protected-path"]
    assert answer.json["findings"][0]["location"]["file"] == "policies/gates.yaml"


def test_an_honest_criss_cross_is_not_accused_when_main_goes_on(repo: Repo, capsys: Capture) -> None:
    program, _ = rollback(repo, capsys)
    repo.commit({}, "Merge main", author=ALICE, date="2025-08-26T10:00:00+02:00")
    program.work(f"C\n\n{TRAILER}")
    repo.checkout("main")
    repo.commit(
        {"policies/gates.yaml": "gate3: {threshold_percent: 90}\n"},
        "Raise again",
        author=DANA,
        date="2025-08-27T09:00:00+02:00",
    )
    repo.checkout("pr")

    assert program.check().errors() == []


def test_a_base_that_the_event_names_late_cannot_bring_an_old_policy_back(
    repo: Repo, capsys: Capture
) -> None:
    """T52, T16: the event's base still has the lax policy, the branch has merged the new one and undone it."""
    lax, strict = "gate3: {threshold_percent: 50}\n", "gate3: {threshold_percent: 80}\n"
    program = Program.start(repo, capsys, {"policies/gates.yaml": lax})
    program.work(f"B\n\n{TRAILER}", path="src/b.ts", date="2025-08-25T08:00:00+02:00")
    repo.branch("stale", "main")
    repo.checkout("main")
    repo.commit({"policies/gates.yaml": strict}, "Raise", author=DANA, date="2025-08-26T09:00:00+02:00")
    repo.checkout("pr")
    repo.git("merge", "-q", "--no-ff", "--no-commit", "main")
    repo.commit({"policies/gates.yaml": lax}, "Merge main", author=ALICE, date="2025-08-27T09:00:00+02:00")

    answer = by_event(program, "alice-dev", base="stale")

    assert "protected-path" in answer.errors()


# Wrong exit codes and tracebacks (`run_cli` refuses exit 70)


@pytest.mark.parametrize(
    "day",
    ["1970-01-01", "1970-01-01T00:00:00Z", "2999-12-31", "2999-12-31T23:59:59Z"],
)
def test_as_of_at_the_ends_of_time(program: Program, day: str) -> None:
    program.work(f"Work\n\n{TRAILER}")

    assert program.check(as_of=day).code in {0, 1}
    assert program.run("explain", "alice", "--as-of", day).code in {0, 2}
    assert program.run("validate", str(program.repo.path / "policies"), "--as-of", day).code == 0


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("where", ["enrolled", "cohort"])
def test_records_at_the_ends_of_time(repo: Repo, capsys: Capture, day: str, where: str) -> None:
    cohort = f"id: c\nstart_date: {day}\nroster:\n  - {{login: alice}}\n"
    mine = (
        record("alice", day)
        if where == "enrolled"
        else "login: alice\nidentities: [alice@example.com]\ncohort: c\n"
    )
    files = {"training-records/cohorts/c.yaml": cohort, f"{DEVELOPERS}/alice.yaml": mine}
    program = Program.start(repo, capsys, files)
    program.work(f"Work\n\n{TRAILER}")

    assert program.check().code in {0, 1}
    assert program.run("explain", "alice", "--as-of", AS_OF).code in {0, 2}
    assert program.run("explain", "alice", "--as-of", "9999-12-31").code in {0, 2}


@pytest.mark.parametrize("name", ["\0", "\ud800", "a\nb", "-x", "../../x", "x" * 70_000])
def test_a_default_branch_that_no_ref_can_have(program: Program, name: str) -> None:
    program.work(f"Work\n\n{TRAILER}")

    answer = by_event(program, "alice-dev", repository={"default_branch": name})

    assert answer.code == 3


def test_an_event_of_the_far_future_is_judged(program: Program) -> None:
    program.work(f"Work\n\n{TRAILER}")
    path = Path(event(program, "alice-dev"))
    path.write_text(path.read_text().replace(AS_OF, "9999-12-31T23:59:59Z"))

    assert program.run("check", "--event-path", str(path)).code in {0, 1}


@pytest.mark.parametrize("file", ["info/grafts", "shallow", "c7gate/history", "c7gate/clean-files.json"])
def test_a_folder_where_git_keeps_a_file(program: Program, file: str) -> None:
    program.work(f"Work\n\n{TRAILER}")
    (program.repo.path / ".git" / file).mkdir(parents=True)

    assert program.check().code == 0


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("[core\nbad\n", "fatal: bad config line"),
        (
            "[core]\nrepositoryformatversion = 1\n[extensions]\nfoo = 1\n",
            "fatal: unknown repository extension found: foo",
        ),
    ],
)
def test_a_repository_that_git_refuses_is_no_verdict(program: Program, lines: str, said: str) -> None:
    """With git's own words, and none of Python's."""
    config = program.repo.path / ".git" / "config"
    config.write_text(config.read_text() + lines)

    answer = program.check()

    assert answer.code == 3
    assert f": {said}" in answer.json["error"]["message"]
    assert answer.json["error"]["help"]


def test_names_longer_than_the_system_allows(program: Program, capsys: Capture) -> None:
    long = "a" * 5000

    assert run_cli(capsys, "check", "-C", long).code == 2
    assert run_cli(capsys, "validate", long).code == 2
    assert run_cli(capsys, "validate", f"policies/{long}").code == 2
    assert program.check("--body-file", long).code == 2
    assert run_cli(capsys, "hook", "install", "--assistant", "codex", "-C", long).code == 3
    assert program.run("add enrolment", "--login", "a" * 300).code == 2


@pytest.mark.parametrize("place", ["/nonexistent/report", "/", "a" * 5000])
def test_a_report_that_cannot_be_written_is_no_verdict(program: Program, place: str) -> None:
    """Exit 1 would read as a finding."""
    program.work(f"Work\n\n{TRAILER}")

    assert program.run("check", "--base", "main", "--as-of", AS_OF, "--format", f"json={place}").code == 2


def test_texts_that_cannot_be_opened_are_a_wrong_call(capsys: Capture) -> None:
    assert run_cli(capsys, "scan", "--jsonl", "/nonexistent").code == 2


def test_a_channel_that_is_a_list_is_a_wrong_call(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "texts"
    file.write_text('{"id": 1, "channel": ["commit"], "text": "x"}\n')

    assert run_cli(capsys, "scan", "--jsonl", str(file)).code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("check {} >&-", 0),
        ("check {} 2>&-", 0),
        ("check {} >&- 2>&-", 0),
        ("check {} --body-file - <&-", 0),
        ("check {} >/dev/full", 2),
        ("check {} --format json >/dev/full", 2),
        ("scan --stdin <&-", 0),
    ],
)
def test_streams_that_are_closed_or_full(program: Program, how: str, code: int) -> None:
    if "/dev/full" in how and not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    program.work(f"Work\n\n{TRAILER}")
    call = how.format(f"-C '{program.repo.path}' --base main --as-of {AS_OF}")
    package = Path(sys.modules["c7gate"].__file__ or "").parents[1]

    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m c7gate {call}"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(package), "HOME": str(program.repo.path)},
        capture_output=True,
        cwd="/",
        check=False,
    )

    assert done.returncode == code, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed there")
def test_a_working_directory_that_is_gone(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    assert run_cli(capsys, "check").code == 2


# Writes and programs run


def test_the_demo_stays_in_its_own_folder(
    make_repo: Callable[..., Repo], tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T30, T75: neither a hook's environment nor the user's settings lead out of it or run anything."""
    other = make_repo("other")
    other.commit({"x": "1"}, "x")
    before = (
        other.git("for-each-ref"),
        other.git("count-objects", "-v"),
        sorted((other.path / ".git").rglob("*")),
    )
    hooks, ran = tmp_path / "hooks", tmp_path / "ran"
    hooks.mkdir()
    for name in ("post-checkout", "post-commit", "pre-commit"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch '{ran}'\n")
        (hooks / name).chmod(0o755)
    settings = tmp_path / "gitconfig"
    settings.write_text(f"[core]\nhooksPath = {hooks}\nfsmonitor = touch '{ran}'\n[commit]\ngpgsign = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    for name, place in {"GIT_DIR": "", "GIT_WORK_TREE": "..", "GIT_INDEX_FILE": "index"}.items():
        monkeypatch.setenv(name, str(other.path / ".git" / place))

    answer = run_cli(capsys, "demo", str(tmp_path / "demo"))

    assert answer.code == 0
    assert not ran.exists()
    after = (
        other.git("for-each-ref"),
        other.git("count-objects", "-v"),
        sorted((other.path / ".git").rglob("*")),
    )
    assert after == before


def test_a_library_that_is_suggested_is_not_named_a_second_time(program: Program) -> None:
    """A near miss named the library that the change imports: the help said it touched that one, too."""
    message = "Reconnect\n\nContext-7: /websockets/ws reconnect\n"
    program.repo.commit(
        {"src/app.ts": 'import { WebSocket } from "ws";\n'}, message, date="2025-09-01T08:00:00+02:00"
    )

    found = program.check().json["findings"][0]

    assert found["name"] == "missing-reference"
    assert "also touches" not in found["help"]


def test_the_change_that_brings_the_first_policy_accuses_nobody(repo: Repo, capsys: Capture) -> None:
    """What `init` writes is protected, but no coordinator can have been named before it."""
    repo.git("symbolic-ref", "HEAD", "refs/heads/main")
    repo.commit({"src/app.ts": "1"}, "Begin")
    repo.checkout("pr", new=True)
    repo.commit({"policies/program.yaml": POLICY, ".github/CODEOWNERS": "* @dana\n"}, f"Adopt\n\n{TRAILER}")
    first = Program(repo, capsys).check().json
    repo.git("rm", "-q", "policies/program.yaml")
    repo.git("commit", "-q", "--amend", "-m", f"Own\n\n{TRAILER}")
    second = Program(repo, capsys).check().json

    assert [item["name"] for item in first["findings"]] == ["no-trusted-policy"]
    assert "protected-path" in [item["name"] for item in second["findings"]]


@pytest.mark.skipif(os.name == "nt", reason="a pipe there ends otherwise")
def test_a_reader_that_goes_away_is_no_verdict(program: Program) -> None:
    """`c7gate report metrics | head -1` ended with 1 where the pipe broke while the command was writing."""
    reading, writing = os.pipe()
    os.close(reading)
    code = "import sys; from c7gate.cli.main import run; sys.stdout.reconfigure(write_through=True); sys.exit(run(sys.argv[1:]))"

    done = subprocess.run(
        [sys.executable, "-c", code, "policy", "show", "-C", str(program.repo.path)],
        stdout=writing, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writing)

    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("instant", ["9999-12-31", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize("command", ["status", "report alerts", "report metrics", "check"])
def test_an_instant_at_the_end_of_the_calendar_is_a_wrong_call(
    program: Program, command: str, instant: str
) -> None:
    """Counting its days ran for minutes, and then over the last day there is."""
    answer = program.run(command, "--as-of", instant)

    assert answer.code == 2
    assert "out of range; write an instant between 1970 and 2999" in answer.err


@pytest.mark.parametrize("style", ["text", "markdown", "slack", "json"])
def test_a_status_of_nobody_says_so(program: Program, style: str) -> None:
    """The whole answer was where to find support."""
    answer = program.run("status", "--as-of", "2025-08-23", "--format", style)

    assert answer.code == 0
    if style == "json":
        assert answer.json["groups"] == []
    else:
        assert "Nobody is enrolled as of Sun 2025-08-24 01:59 CEST" in answer.out.replace("\\", "")


def test_who_commits_too_seldom_is_not_said_to_have_a_record(program: Program) -> None:
    """`nobody to propose: who commits has a record` stood below a count of those who have none."""
    program.repo.commit({"x": "1"}, "x", author=MALLORY, date=NOW)

    answer = program.run("add enrolment --from-history --since-days 36500")

    assert answer.err == (
        "passed over: 2 with fewer than 3 commits in 36500 days; --min-commits lowers that\n"
    )


def test_who_has_no_address_is_not_shown_an_empty_one(program: Program) -> None:
    """`the address '' that git has for you belongs to nobody enrolled`."""
    program.repo.git("config", "user.email", "")

    answer = program.run("me", "--as-of", AS_OF)

    assert (answer.code, answer.err.splitlines()[0]) == (2, "error    git has no address for you")


@pytest.mark.parametrize("option", ["--base", "--head", "--trusted"])
def test_a_variable_that_a_job_lost_is_a_wrong_call(program: Program, option: str) -> None:
    """`--base "$BASE"` without BASE on the default branch would judge the records, and pass."""
    program.repo.checkout("main")

    answer = program.run("check", "--format", "json", f"{option}=")

    assert (answer.code, answer.json["status"]) == (2, "error")
    assert f"'{option}'" in answer.json["error"]["message"]
    assert "empty" in answer.json["error"]["message"]
