"""The git hooks, installed by the command line and started by real git."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from c7gate.app.hook import Told
from c7gate.cli.start import tell
from c7gate.writing.journal import Journal

from git_repo import Repo
from program import BOB, DANA, POLICY, TRAILER, record, run_cli

ROOT = Path(__file__).resolve().parents[2]
REMINDER = "c7gate: no Context7 reference in this message or on this branch  [C7R001 missing-reference]"
BLOCK = "reference: {hook: block}\n"
SCISSORS = "------------------------ >8 ------------------------"


@dataclass(frozen=True)
class Answer:
    """What one run of git gave."""

    code: int
    err: str
    out: str = field(default="", compare=False)


@dataclass(frozen=True)
class Team:
    """A repository with a program on `main` and c7gate's hooks, checked out on branch `pr`; alice commits."""

    repo: Repo
    capture: pytest.CaptureFixture[str]

    def git(self, *arguments: str, env: Mapping[str, str] | None = None, where: Path | None = None) -> Answer:
        """Run git with its hooks."""
        done = subprocess.run(
            ["git", *arguments],
            capture_output=True,
            cwd=where or self.repo.path,
            env={
                **self.repo.environment,
                "PYTHONPYCACHEPREFIX": str(self.repo.path.parent / "pyc"),
                **(env or {}),
            },
            check=False,
        )
        return Answer(done.returncode, done.stderr.decode(), done.stdout.decode())

    def stage(self, text: str = "export const a = 1;\n", path: str = "src/app.ts") -> None:
        """Write one file and stage it."""
        self.repo.write({path: text})
        self.repo.git("add", "--all")

    def commit(self, message: str, *arguments: str, env: Mapping[str, str] | None = None) -> Answer:
        """Commit what is staged with this message."""
        return self.git("commit", "-q", "-m", message, *arguments, env=env)

    def edited(self, script: str, *arguments: str) -> Answer:
        """Commit as with an editor that does `script` (POSIX shell) to the message file, its first argument."""
        editor = self.repo.path.parent / "editor"
        editor.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        editor.chmod(0o755)
        return self.git("commit", "-q", *arguments, env={"GIT_EDITOR": str(editor)})

    def hook(self, *arguments: str) -> Answer:
        """Run `c7gate hook …` in this process."""
        answer = run_cli(self.capture, "hook", *arguments)
        return Answer(answer.code, answer.err)


@pytest.fixture
def make_team(make_repo: Callable[..., Repo], capsys: pytest.CaptureFixture[str]) -> Callable[..., Team]:
    def make(files: Mapping[str, str] | None = None, *, policy: str = POLICY) -> Team:
        repo = make_repo()
        start = {
            "policies/program.yaml": policy,
            "training-records/developers/alice.yaml": record("alice"),
            "src/app.ts": "export {};\n",
            **(files or {}),
        }
        repo.commit({name: text for name, text in start.items() if text}, "Start", author=DANA)
        repo.checkout("pr", new=True)
        assert run_cli(capsys, "hook", "install", "-C", str(repo.path)).code == 0
        return Team(repo, capsys)

    return make


@pytest.fixture
def team(make_team: Callable[..., Team]) -> Team:
    return make_team()


@pytest.fixture
def blocking(make_team: Callable[..., Team]) -> Team:
    return make_team({"policies/references.yaml": BLOCK})


def test_a_commit_without_a_reference_is_reminded_and_made(team: Team) -> None:
    team.stage('import WebSocket from "ws";\n')

    answer = team.commit("Open a socket")

    assert answer.code == 0
    assert answer.err == (
        f"{REMINDER}\n  add to the message or the pull request: Context7: /websockets/ws"
        "   (or Context7: none (why no look-up was needed))\n"
    )
    assert team.repo.git("log", "-1", "--format=%B") == "Open a socket\n"


def test_the_second_commit_is_reminded_by_what_is_kept_of_the_first(team: Team) -> None:
    team.stage()
    first = team.commit("One")
    team.stage("export const a = 2;\n")

    assert (team.repo.path / ".git/c7gate/demand.json").is_file()
    assert team.commit("Two") == first
    assert first.err.startswith(REMINDER)


@pytest.mark.parametrize(
    "line", [TRAILER, "Context7: none (renames only)\n", "https://context7.com/websockets/ws\n"]
)
def test_a_reference_or_a_waiver_is_answered_with_silence(team: Team, line: str) -> None:
    team.stage()

    assert team.commit(f"Open a socket\n\n{line}") == Answer(0, "")


def test_one_reference_on_the_branch_silences_the_rest(team: Team) -> None:
    team.stage()
    team.commit(f"One\n\n{TRAILER}")
    team.stage("export const a = 2;\n")

    assert team.commit("Two") == Answer(0, "")


def test_a_near_miss_is_answered_with_the_corrected_line(team: Team) -> None:
    team.stage()

    answer = team.commit("Open a socket\n\nContext-7: /websockets/ws reconnect")

    assert "the key is written `Context7`" in answer.err
    assert "add to the message or the pull request: Context7: /websockets/ws reconnect   (or" in answer.err


def test_policy_can_block_and_the_message_is_kept(blocking: Team) -> None:
    blocking.stage()

    answer = blocking.commit("A message that took long to write")

    assert answer.code == 1
    assert answer.err.startswith(REMINDER)
    assert "your message is kept: git commit --edit --file=.git/COMMIT_EDITMSG" in answer.err
    kept = (blocking.repo.path / ".git/COMMIT_EDITMSG").read_text(encoding="utf-8")
    assert kept == "A message that took long to write\n"
    assert blocking.repo.git("log", "-1", "--format=%s") == "Start"
    assert blocking.commit(f"Now with its reference\n\n{TRAILER}") == Answer(0, "")


def test_policy_blocks_nobody_before_its_rule_is_in_force(make_team: Callable[..., Team]) -> None:
    later = "rules:\n  missing-reference: {severity: error, enforce_from: 2999-01-01}\n"
    team = make_team({"policies/references.yaml": BLOCK}, policy=POLICY + later)
    team.stage()

    answer = team.commit("Open a socket")

    assert answer.code == 0
    assert answer.err.startswith(REMINDER)


def test_policy_can_switch_the_hook_off(make_team: Callable[..., Team]) -> None:
    team = make_team({"policies/references.yaml": "reference: {hook: off}\n"})
    team.stage()

    assert team.commit("Open a socket") == Answer(0, "")


def test_without_policy_everybody_is_reminded_and_nobody_blocked(make_team: Callable[..., Team]) -> None:
    team = make_team(policy="")
    team.stage()

    answer = team.commit("Open a socket", env={"GIT_AUTHOR_EMAIL": "stranger@example.com"})

    assert answer.code == 0
    assert answer.err.startswith(REMINDER)


def test_the_change_itself_cannot_switch_the_hook_off(blocking: Team) -> None:
    blocking.stage("reference: {hook: off}\n", "policies/references.yaml")
    blocking.stage()

    answer = blocking.commit("Open a socket")

    assert answer.code == 1
    assert "missing-reference" in answer.err


@pytest.mark.parametrize(
    "email", [BOB[1], "49699333+dependabot[bot]@users.noreply.github.com"], ids=["not enrolled", "bot"]
)
def test_who_is_not_asked_is_not_reminded(blocking: Team, email: str) -> None:
    blocking.stage()

    assert blocking.commit("Open a socket", env={"GIT_AUTHOR_EMAIL": email}) == Answer(0, "")


def test_documentation_deletions_and_renames_ask_for_nothing(blocking: Team) -> None:
    blocking.stage("# Notes\n", "docs/notes.md")
    assert blocking.commit("Write notes") == Answer(0, "")

    blocking.repo.git("mv", "src/app.ts", "src/main.ts")
    assert blocking.commit("Rename") == Answer(0, "")

    blocking.repo.git("rm", "-q", "src/main.ts")
    assert blocking.commit("Delete") == Answer(0, "")


def test_what_commit_all_and_commit_path_take_is_seen(blocking: Team) -> None:
    """Both name another index to their hooks (T75)."""
    blocking.repo.write({"src/app.ts": "export const a = 1;\n"})

    assert "missing-reference" in blocking.commit("All", "--all").err
    assert "missing-reference" in blocking.git("commit", "-q", "-m", "Path", "src/app.ts").err
    assert blocking.git("commit", "-q", "--allow-empty", "-m", "Nothing staged") == Answer(0, "")


def test_commit_v_shows_a_diff_that_is_no_message(blocking: Team) -> None:
    blocking.stage("Context7: /below/scissors\n", "src/notes.ts")

    answer = blocking.edited('sed -i "1s/^/Work/" "$1"', "-v")

    assert answer.code == 1
    assert "missing-reference" in answer.err


@pytest.mark.parametrize("character", [";", "auto"])
def test_comments_are_known_by_the_configured_character(blocking: Team, character: str) -> None:
    blocking.repo.git("config", "core.commentChar", character)
    template = blocking.repo.path.parent / "template"
    template.write_text(
        "\n# kept\n; Context-7: /org/lib\n" if character == ";" else "\n# kept\n", encoding="utf-8"
    )
    blocking.stage("Context-7: /below/scissors\n", "src/notes.ts")

    answer = blocking.edited('sed -i "1s/^/Work/" "$1"', "-v", f"--template={template}")

    assert answer.code == 1
    assert answer.err.startswith(REMINDER)


def test_a_template_that_only_explains_is_no_answer(blocking: Team) -> None:
    template = blocking.repo.path.parent / "template"
    template.write_text("\n# Context7: /org/lib what you looked up\n", encoding="utf-8")
    blocking.stage()

    assert "missing-reference" in blocking.edited('sed -i "1s/^/Work/" "$1"', f"--template={template}").err
    answer = blocking.edited('sed -i "1s/^/Work/; s/^# Context7:/Context7:/" "$1"', f"--template={template}")
    assert answer == Answer(0, "")


def test_amending_only_the_message_asks_for_nothing(team: Team) -> None:
    team.stage()
    team.commit("Open a socket")

    assert team.git("commit", "-q", "--amend", "-m", "Open one socket") == Answer(0, "")


@pytest.mark.parametrize("prefix", ["fixup! ", "squash! ", "amend! "])
def test_fixups_ask_for_nothing(blocking: Team, prefix: str) -> None:
    blocking.stage()

    assert blocking.commit(f"{prefix}Start") == Answer(0, "")


def test_merges_reverts_and_rebases_ask_for_nothing(blocking: Team) -> None:
    repo = blocking.repo
    repo.commit({"src/app.ts": "export const mine = 1;\n"}, "Mine", author=BOB)
    repo.git("checkout", "-q", "-b", "other", "main")
    repo.commit({"src/other.ts": "export {};\n"}, "Other", author=BOB)
    repo.git("checkout", "-q", "pr")

    assert blocking.git("merge", "-q", "--no-edit", "other") == Answer(0, "")
    assert blocking.git("revert", "--no-edit", "HEAD^1") == Answer(0, "")
    assert blocking.git("rebase", "-q", "--force-rebase", "main").code == 0
    assert repo.git("log", "--format=%s", "main..").splitlines()[0] == 'Revert "Mine"'


def test_a_linked_worktree_has_the_hooks_too(team: Team) -> None:
    linked = team.repo.path.parent / "linked"
    team.repo.git("worktree", "add", "-q", str(linked), "-b", "more", "main")
    (linked / "src/app.ts").write_text("export const a = 1;\n", encoding="utf-8")

    answer = team.git("commit", "-q", "-a", "-m", "Open a socket", where=linked)

    assert answer.code == 0
    assert answer.err.startswith(REMINDER)


def test_the_first_commit_of_a_repository_is_looked_at(
    make_repo: Callable[..., Repo], capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo()
    run_cli(capsys, "hook", "install", "-C", str(repo.path))
    team = Team(repo, capsys)
    team.stage()

    assert team.commit("Begin").err.startswith(REMINDER)


def test_no_escape_of_a_message_reaches_the_terminal(team: Team) -> None:
    team.stage()

    answer = team.commit("Work\n\nContext-7: /org/lib \x1b[2J\u202e\x07 topic")

    assert answer.code == 0
    assert "missing-reference" in answer.err
    assert not {"\x1b", "\u202e", "\x07"} & set(answer.err)


@pytest.mark.parametrize("data", [b"\xff\xfe\n\nContext7\xff: /a/b\n", b"", b"\n\n# only\n", b"x" * 300_000])
def test_any_message_is_left_byte_for_byte(
    team: Team, data: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(team.repo.path)
    team.stage()
    file = tmp_path / "MSG"
    file.write_bytes(data)

    assert team.hook("commit-msg", str(file)).code == 0
    assert file.read_bytes() == data


def test_the_environment_of_another_repository_is_not_followed(
    blocking: Team, make_repo: Callable[..., Repo], monkeypatch: pytest.MonkeyPatch
) -> None:
    """N40: `GIT_DIR` names a repository where nobody is asked; the current folder counts."""
    other = make_repo("other")
    other.commit({}, f"Other\n\n{TRAILER}")
    blocking.stage()
    message = blocking.repo.path.parent / "MSG"
    message.write_text(
        f"work\n\n# Context7: /comment/only\n# {SCISSORS}\nContext7: /below/scissors\n", encoding="utf-8"
    )
    monkeypatch.chdir(blocking.repo.path)
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "alice@example.com")
    before = message.read_bytes()

    answer = blocking.hook("commit-msg", str(message))

    assert answer.code == 1
    assert "missing-reference" in answer.err
    assert message.read_bytes() == before


def test_nothing_of_the_work_tree_is_imported(team: Team) -> None:
    """N10: Python files that would shadow the hook's imports."""
    for name in ("re", "json", "yaml", "click", "sitecustomize", "c7gate/__init__"):
        team.stage("raise SystemExit(9)\n", f"{name}.py")

    answer = team.commit("Add tools", env={"PYTHONPATH": "."})

    assert answer.code == 0
    assert answer.err.startswith(REMINDER)


def test_a_broken_policy_costs_nobody_a_commit(make_team: Callable[..., Team]) -> None:
    team = make_team({"policies/references.yaml": "reference: {hook: sometimes}\n"})
    team.stage()

    answer = team.commit("Open a socket")

    assert answer.code == 0
    assert answer.err.startswith(
        "c7gate: this commit was not looked at: the policy cannot be used: policies/references"
    )
    assert answer.err.count("\n") == 1


def test_where_policy_blocks_what_cannot_be_looked_at_is_refused(
    blocking: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(blocking.repo.path)
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "alice@example.com")
    (tmp_path / "MSG").write_text("Work\n", encoding="utf-8")
    (tmp_path / "index").write_bytes(b"DIRC broken")
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))

    answer = blocking.hook("commit-msg", str(tmp_path / "MSG"))

    assert answer.code == 3
    assert answer.err.startswith("c7gate: this commit was not looked at: the staged change cannot be read")


def test_a_fault_of_ours_costs_nobody_a_commit(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> Told:
        raise KeyError("\x1b[2J")

    assert tell("this commit was not looked at", work) == 0
    said = capsys.readouterr().err
    assert said.startswith("c7gate: this commit was not looked at: KeyError: ")
    assert said.count("\n") == 1
    assert "\x1b" not in said


def test_outside_a_repository_the_hook_says_so_and_passes(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "MSG").write_text("Work\n", encoding="utf-8")

    answer = team.hook("commit-msg", "MSG")

    assert answer.code == 0
    assert answer.err.startswith("c7gate: this commit was not looked at: no repository was found")


@pytest.mark.parametrize("damage", ["", '{"basis": 1, "demand": [[[', "[]", '{"basis": {}, "demand": {}}'])
def test_a_kept_demand_that_is_damaged_is_worked_out_again(team: Team, damage: str) -> None:
    team.stage()
    kept = team.repo.path / ".git/c7gate/demand.json"
    assert kept.is_file()  # since the hooks were installed
    kept.write_text(damage, encoding="utf-8")

    assert team.commit("Open a socket").err.startswith(REMINDER)
    assert '"hook":"remind"' in kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "message", ["Open a socket\n", f"Open a socket\n\n{TRAILER}"], ids=["reminded", "answered"]
)
def test_who_commits_waits_for_no_library(team: Team, message: str) -> None:
    """The commit hook's path: nothing but Python's own modules once the demand is known (S-174)."""
    team.stage()
    file = team.repo.path.parent / "MSG"
    file.write_text(message, encoding="utf-8")
    program = (
        "import sys\nfrom c7gate.cli.start import commit_msg\n"
        "print(commit_msg(sys.argv[1]), *({'click', 'yaml', 'jsonschema', 'markdown_it', 'git',"
        " 'filelock', 'packaging', 'referencing', 'ruamel', 'dataclasses', 'shutil'} & set(sys.modules)))\n"
    )

    def look() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, str(file)],
            capture_output=True, text=True, cwd=team.repo.path, check=False,
            env={**team.repo.environment, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    look()
    done = look()

    assert done.stdout == "0\n"
    assert done.stderr.startswith(REMINDER) == (TRAILER not in message)


# Captured look-ups


def look_up(repo: Repo, *libraries: str) -> Journal:
    journal = Journal.of(repo.path / ".git")
    for library in libraries:
        journal.append(library, datetime.now(UTC), "claude-code")
    return journal


def test_captured_look_ups_are_named_in_the_message_and_then_done_with(team: Team) -> None:
    journal = look_up(team.repo, "/websockets/ws", "/microsoft/playwright", "/websockets/ws")
    team.stage()

    assert team.commit(
        "Open a socket\n\nContext7: /websockets/ws reconnect\nSigned-off-by: a <a@example.com>"
    ) == Answer(0, "")
    assert team.repo.git("log", "-1", "--format=%B").splitlines() == [
        "Open a socket",
        "",
        "Context7: /websockets/ws reconnect",
        "Signed-off-by: a <a@example.com>",
        "Context7: /microsoft/playwright",
    ]
    assert journal.unconsumed() == ()


@pytest.mark.parametrize(
    ("answer", "named"),
    [("ws: reconnect with a backoff …", True), ("Rate limited or quota exceeded.", False)],
)
def test_what_an_assistant_looked_up_is_named_without_a_keystroke(
    team: Team,
    answer: str,
    named: bool,  # noqa: FBT001  a column of the table
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event = {
        "hook_event_name": "PostToolUse",
        "cwd": str(team.repo.path),
        "tool_name": "mcp__context7__query-docs",
        "tool_input": {"libraryId": "/websockets/ws", "query": "private"},
        "tool_response": [{"type": "text", "text": answer}],
    }
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(event).encode())))
    assert run_cli(team.capture, "hook", "capture").code == 0
    team.stage()
    team.edited("sed -i.bak '1s/^/Reconnect/' \"$1\"")

    message = team.repo.git("log", "-1", "--format=%B")

    assert ("Context7: /websockets/ws" in message) is named
    assert "private" not in message


def test_an_assistant_is_told_to_tell(team: Team) -> None:
    assert team.hook("install", "--assistant", "claude-code", "-C", str(team.repo.path)).code == 0

    settings = team.repo.path / ".claude" / "settings.json"
    assert "c7gate hook capture --assistant claude-code" in settings.read_text(encoding="utf-8")
    assert team.hook("install", "--assistant", "codex", "--hook", "pre-push").code == 2


def test_they_stand_above_comments_and_diff_in_the_editor(team: Team) -> None:
    look_up(team.repo, "/websockets/ws")
    team.stage()

    answer = team.edited('cp "$1" ../seen; sed -i "1s/^/Work/" "$1"', "-v")

    assert answer == Answer(0, "")
    seen = (team.repo.path.parent / "seen").read_text(encoding="utf-8")
    assert seen.index("Context7: /websockets/ws") < seen.index("# Please enter") < seen.index(SCISSORS)
    assert team.repo.git("log", "-1", "--format=%B") == "Work\n\nContext7: /websockets/ws\n"


def test_a_message_nobody_wrote_is_no_message(team: Team) -> None:
    look_up(team.repo, "/websockets/ws")
    team.stage()

    answer = team.edited("true")

    assert answer.code == 1
    assert "holds nothing but captured look-ups" in answer.err
    assert team.repo.git("log", "-1", "--format=%s") == "Start"


@pytest.mark.parametrize("arguments", [["--amend", "--no-edit"], ["--fixup=HEAD"]], ids=["amend", "fixup"])
def test_they_are_not_added_to_a_message_that_is_there(team: Team, arguments: list[str]) -> None:
    team.stage()
    team.commit("Open a socket")
    journal = look_up(team.repo, "/websockets/ws")
    team.stage("export const a = 2;\n")

    assert team.git("commit", "-q", *arguments).code == 0
    assert "Context7" not in team.repo.git("log", "-1", "--format=%B")
    assert len(journal.unconsumed()) == 1


# Pushing


@pytest.fixture
def pushing(make_team: Callable[..., Team], make_repo: Callable[..., Repo]) -> Callable[..., Team]:
    def make(hook: str) -> Team:
        team = make_team({"policies/references.yaml": f"reference: {{hook: {hook}}}\n"})
        make_repo("origin.git", "--bare")
        team.repo.git("remote", "add", "origin", str(team.repo.path.parent / "origin.git"))
        team.repo.git("push", "-q", "--no-verify", "origin", "main")
        team.repo.git("commit", "-q", "--allow-empty", "--no-verify", "-m", "Open a socket")
        return team

    return make


def test_a_pushed_branch_without_a_reference_is_reminded(pushing: Callable[..., Team]) -> None:
    team = pushing("remind")

    answer = team.git("push", "-q", "origin", "pr")

    assert answer.code == 0
    assert answer.err.startswith(
        "c7gate: pr: no reference in 1 commit  [C7R001 missing-reference]\n  add one line"
    )


def test_policy_can_block_a_push_until_one_commit_answers(pushing: Callable[..., Team]) -> None:
    team = pushing("block")

    answer = team.git("push", "-q", "origin", "pr")
    assert answer.code == 1
    assert "nothing was pushed" in answer.err

    team.repo.git("commit", "-q", "--allow-empty", "--no-verify", "-m", f"More\n\n{TRAILER}")
    assert team.git("push", "-q", "origin", "pr") == Answer(0, "")
    assert team.git("push", "-q", "origin", "--delete", "pr") == Answer(0, "")


def test_a_push_to_the_default_branch_is_judged_by_the_policy_it_finds(pushing: Callable[..., Team]) -> None:
    team = pushing("block")
    team.repo.git("checkout", "-q", "main")
    team.repo.git("merge", "-q", "--ff-only", "--no-verify", "pr")

    answer = team.git("push", "-q", "origin", "main")

    assert answer.code == 1
    assert "c7gate: main: no reference in 1 commit" in answer.err


# The framework pre-commit

IN_CI = os.environ.get("CI") == "true"  # there a missing tool is a failure, not a skip
PRE_COMMIT = shutil.which(
    "pre-commit", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
)
CONFIGURATION = """\
default_install_hook_types: [commit-msg, prepare-commit-msg, pre-push]
repos:
  - repo: local
    hooks:
      - {{id: remind, name: remind, language: system, entry: {run} commit-msg, stages: [commit-msg], always_run: true, verbose: true}}
      - {{id: name, name: name, language: system, entry: {run} prepare-commit-msg, stages: [prepare-commit-msg], always_run: true}}
      - {{id: push, name: push, language: system, entry: {run} pre-push, stages: [pre-push], always_run: true, pass_filenames: false, verbose: true}}
"""


@pytest.mark.skipif(PRE_COMMIT is None and not IN_CI, reason="pre-commit is not installed")
def test_the_manifest_is_one_for_pre_commit(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(PRE_COMMIT), "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")],
        env={"PATH": os.environ["PATH"], "PRE_COMMIT_HOME": str(tmp_path)}, capture_output=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(PRE_COMMIT is None and not IN_CI, reason="pre-commit is not installed")
def test_under_pre_commit(pushing: Callable[..., Team], tmp_path: Path) -> None:
    team = pushing("block")
    team.hook("uninstall", "-C", str(team.repo.path))
    start = tmp_path / "c7gate-hook"
    start.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m c7gate hook "$@"\n', encoding="utf-8"
    )
    start.chmod(0o755)
    team.repo.write({".pre-commit-config.yaml": CONFIGURATION.format(run=start)})
    env = {"PRE_COMMIT_HOME": str(tmp_path / "cache")}
    done = subprocess.run(
        [str(PRE_COMMIT), "install"],
        cwd=team.repo.path,
        env={**team.repo.environment, **env},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    team.stage()

    kept = team.git("commit", "-q", "--amend", "-m", "Reworded", env=env)
    assert kept.code == 1
    assert "missing-reference" in kept.err
    pushed = team.git("push", "-q", "origin", "pr", env=env)
    assert pushed.code == 1
    assert "missing-reference" in pushed.out

    journal = look_up(team.repo, "/websockets/ws")
    assert team.commit("Open a socket", env=env).code == 0
    assert "Context7: /websockets/ws" in team.repo.git("log", "-1", "--format=%B")
    assert len(journal.unconsumed()) == 1
