from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from c7gate.cli.capture import command
from c7gate.model.errors import CannotLookError, UsageError
from c7gate.writing.assistants import install_assistant
from c7gate.writing.journal import Journal

from git_repo import Repo

DOCS = "### Reconnect\n\nSend a ping every thirty seconds.\n"


def event(folder: Path, **changes: Any) -> dict[str, Any]:
    """A look-up as Claude Code tells of it."""
    return {
        "session_id": "abc123",
        "cwd": str(folder),
        "hook_event_name": "PostToolUse",
        "tool_name": "mcp__context7__query-docs",
        "tool_input": {"libraryId": "/websockets/ws", "query": "our secret plan"},
        "tool_response": [{"type": "text", "text": DOCS}],
        "tool_use_id": "toolu_01ABC",
        **changes,
    }


def capture(given: object, *arguments: str) -> Result:
    """Run the hook as an assistant does; anything but bytes is given as JSON."""
    data = given if isinstance(given, bytes) else json.dumps(given).encode()
    return CliRunner().invoke(command, list(arguments), input=data, standalone_mode=False)


def noted(repo: Repo, git_directory: str = ".git") -> list[str]:
    """The libraries in a repository's journal."""
    return [entry.library for entry in Journal.of(repo.path / git_directory).unconsumed()]


def test_a_look_up_is_noted_and_nothing_is_said(repo: Repo) -> None:
    result = capture(event(repo.path))

    assert (result.return_value, result.stdout, result.stderr) == (0, "", "")
    assert noted(repo) == ["/websockets/ws"]
    assert "secret" not in Journal.of(repo.path / ".git").file.read_text(encoding="utf-8")
    assert repo.git("status", "--porcelain") == ""


def test_it_is_noted_from_a_folder_below(repo: Repo) -> None:
    (repo.path / "src").mkdir()

    capture(event(repo.path / "src"))

    assert noted(repo) == ["/websockets/ws"]


def test_the_folder_is_the_current_one_where_the_event_names_none(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.path)

    capture({key: value for key, value in event(repo.path).items() if key != "cwd"})

    assert noted(repo) == ["/websockets/ws"]


def test_the_repository_is_the_events_and_not_a_hooks(
    make_repo: Callable[..., Repo], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An assistant may have been started from a git hook, whose GIT_DIR names another repository (T75)."""
    one, other = make_repo("one"), make_repo("other")
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))

    capture(event(one.path))

    assert (noted(one), noted(other)) == (["/websockets/ws"], [])


def test_a_linked_worktree_has_its_own_journal(repo: Repo) -> None:
    repo.commit({"a": "b"})
    repo.git("worktree", "add", "-q", "../tree")

    capture(event(repo.path.parent / "tree"))

    assert noted(repo) == []
    assert noted(repo, ".git/worktrees/tree") == ["/websockets/ws"]


def test_every_library_of_a_shell_line_is_noted(repo: Repo) -> None:
    shell = event(
        repo.path,
        tool_name="Bash",
        tool_input={"command": "npx ctx7@latest docs /a/b x && ctx7 docs /c/d y"},
        tool_response={"stdout": DOCS, "stderr": "", "interrupted": False},
    )

    capture(shell)

    assert sorted(noted(repo)) == ["/a/b", "/c/d"]


def test_gemini_is_always_answered_in_json(repo: Repo) -> None:
    answered = event(repo.path, hook_event_name="AfterTool", tool_response={"llmContent": DOCS})

    assert capture(answered).stdout == "{}\n"
    assert capture(event(repo.path, hook_event_name="AfterTool", tool_name="read_file")).stdout == "{}\n"
    assert capture(b"not json", "--assistant", "gemini").stdout == "{}\n"
    assert noted(repo) == ["/websockets/ws"]


@pytest.mark.parametrize(
    "changes",
    [
        {"tool_name": "mcp__context7__resolve-library-id"},
        {"tool_name": "Read"},
        {"hook_event_name": "PostToolUseFailure"},
        {
            "tool_response": [
                {"type": "text", "text": "Rate limited or quota exceeded. Create a free API key."}
            ]
        },
    ],
)
def test_what_is_no_look_up_leaves_no_trace(repo: Repo, changes: Mapping[str, Any]) -> None:
    result = capture(event(repo.path, **changes))

    assert (result.return_value, result.stdout, result.stderr) == (0, "", "")
    assert not (repo.path / ".git" / "c7gate").exists()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (b"", "not a JSON object"),
        (b"[]", "not a JSON object"),
        (b"\xff{", "not a JSON object"),
        (b"[" * 100_000, "not a JSON object"),
        (b" " * (4 * 1024 * 1024 + 1), "larger than 4 MiB"),
        (b" " * (5 * 1024 * 1024), "larger than 4 MiB"),
    ],
    ids=["empty", "list", "bytes", "deep", "large", "larger"],
)
def test_an_event_that_cannot_be_read_is_one_line_and_no_failure(given: bytes, problem: str) -> None:
    result = capture(given)

    assert (result.return_value, result.stdout) == (0, "")
    assert problem in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_place_that_cannot_be_written_is_one_line_and_no_failure(repo: Repo, tmp_path: Path) -> None:
    (repo.path / ".git" / "c7gate").symlink_to(tmp_path)

    linked, outside, gone = (capture(event(folder)) for folder in (repo.path, tmp_path, tmp_path / "gone"))

    assert "is a link" in linked.stderr
    assert "not in a git repository" in outside.stderr
    assert "is not a folder" in gone.stderr
    assert [result.return_value for result in (linked, outside, gone)] == [0, 0, 0]


def test_a_bug_does_not_break_the_assistant(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr("c7gate.app.capture.capture", broken)

    result = capture(event(repo.path))

    assert (result.return_value, result.stderr.count("\n")) == (0, 1)
    assert "ZeroDivisionError" in result.stderr


def test_an_assistant_of_another_name_is_recognised_all_the_same(repo: Repo) -> None:
    assert capture(event(repo.path), "--assistant", "newcomer").return_value == 0

    (entry,) = Journal.of(repo.path / ".git").unconsumed()
    assert entry.assistant == "claude-code"


# --- installing the hook --------------------------------------------------------------------------------------

FILES = {
    "claude-code": ".claude/settings.json",
    "codex": ".codex/hooks.json",
    "gemini": ".gemini/settings.json",
    "cursor": ".cursor/hooks.json",
}


@pytest.mark.parametrize(("name", "path"), FILES.items())
def test_an_assistants_configuration_is_written_once(tmp_path: Path, name: str, path: str) -> None:
    file = install_assistant(name, tmp_path)
    first = file.read_bytes()
    again = install_assistant(name, tmp_path)

    assert file == again == tmp_path / path
    assert file.read_bytes() == first
    assert first.endswith(b"}\n")
    assert first.decode().count(f"c7gate hook capture --assistant {name}") == 2


def test_each_format_is_the_documented_one(tmp_path: Path) -> None:
    read = {name: json.loads(install_assistant(name, tmp_path).read_bytes()) for name in FILES}

    claude, gemini, cursor = read["claude-code"]["hooks"], read["gemini"]["hooks"], read["cursor"]
    hook = {"type": "command", "command": "c7gate hook capture --assistant claude-code", "timeout": 10}
    assert claude["PostToolUse"] == [
        {"matcher": "mcp__(plugin_context7_)?context7__.*", "hooks": [hook]},
        {"matcher": "Bash", "hooks": [hook]},
    ]
    assert list(read["codex"]["hooks"]) == ["PostToolUse"]
    assert [entry["matcher"] for entry in gemini["AfterTool"]][1] == "run_shell_command"
    assert gemini["AfterTool"][0]["hooks"][0]["timeout"] == 10_000
    assert (cursor["version"], list(cursor["hooks"])) == (1, ["afterMCPExecution", "afterShellExecution"])


MINE = {
    "model": "größte",
    "permissions": {"allow": ["Bash(ls)"], "deny": []},
    "hooks": {
        "PostToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "mine"}]}],
        "Stop": [{"hooks": []}],
    },
    "last": 1,
}


@pytest.mark.parametrize("indent", ["  ", "    ", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_was_there_stays_as_it_was(tmp_path: Path, indent: str, end: str) -> None:
    file = tmp_path / ".claude" / "settings.json"
    file.parent.mkdir()
    before = json.dumps(MINE, indent=indent, ensure_ascii=False).replace("\n", end)
    file.write_bytes(before.encode())
    file.chmod(0o600)

    install_assistant("claude-code", tmp_path)

    after = file.read_bytes().decode()
    settings = json.loads(after)
    added = settings["hooks"]["PostToolUse"][1:]
    settings["hooks"]["PostToolUse"] = settings["hooks"]["PostToolUse"][:1]
    assert (settings, len(added)) == (MINE, 2)
    assert list(settings) == list(MINE)
    assert after.split(end)[:9] == before.split(end)[:9]
    assert after.count("\n") == after.count(end)
    assert not after.endswith("\n")
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "content",
    [
        b'{"a": 1, "a": 2}',
        b"{} // comment",
        b"{,}",
        b"[]",
        b'{"x": NaN}',
        b'{"hooks": []}',
        b'{"hooks": {"PostToolUse": {}}}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_a_file_that_cannot_be_added_to_is_refused_and_stays(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / ".claude" / "settings.json"
    file.parent.mkdir()
    file.write_bytes(content)

    with pytest.raises((UsageError, CannotLookError), match=r"settings\.json"):
        install_assistant("claude-code", tmp_path)
    assert file.read_bytes() == content


def test_an_empty_file_is_filled(tmp_path: Path) -> None:
    file = tmp_path / ".cursor" / "hooks.json"
    file.parent.mkdir()
    file.write_bytes(b"\n")

    install_assistant("cursor", tmp_path)

    assert json.loads(file.read_bytes())["version"] == 1


def test_an_owners_options_on_our_hook_are_not_added_to(tmp_path: Path) -> None:
    file = install_assistant("codex", tmp_path)
    changed = file.read_text(encoding="utf-8").replace('"timeout": 10', '"timeout": 30')
    file.write_text(changed, encoding="utf-8")

    install_assistant("codex", tmp_path)

    assert file.read_text(encoding="utf-8") == changed


def test_a_link_and_a_stranger_are_refused(tmp_path: Path) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    project.mkdir()
    elsewhere.mkdir()
    (project / ".claude").symlink_to(elsewhere)

    with pytest.raises(CannotLookError, match="is a link; nothing was written"):
        install_assistant("claude-code", project)
    with pytest.raises(UsageError, match="no assistant 'clippy' is known"):
        install_assistant("clippy", project)
    assert list(elsewhere.iterdir()) == []
