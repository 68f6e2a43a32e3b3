from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from c7gate.app.hooks import hook_states, install_hooks, uninstall_hooks
from c7gate.model.errors import UsageError
from c7gate.writing.hooks import CHAINED, HOOKS, MARKER, State, script

from git_repo import Repo

FOREIGN = '#!/bin/sh\necho foreign "$@" >>log\nexit ${REFUSE:-0}\n'


def install(repo: Repo, *names: str, where: Path | None = None) -> dict[str, State]:
    return {hook.name: state for hook, state in install_hooks(where or repo.path, names, repo.environment)}


def uninstall(repo: Repo, *names: str) -> dict[str, State]:
    return {hook.name: state for hook, state in uninstall_hooks(repo.path, names, repo.environment)}


def states(repo: Repo) -> dict[str, State]:
    return {hook.name: state for hook, state in hook_states(repo.path, repo.environment)}


def foreign(repo: Repo, name: str, text: str = FOREIGN) -> Path:
    path = repo.path / ".git/hooks" / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def test_all_hooks_are_installed_and_taken_away_again(repo: Repo) -> None:
    before = sorted((repo.path / ".git/hooks").iterdir())

    assert install(repo) == dict.fromkeys(HOOKS, State.OURS) == install(repo) == states(repo)
    for name in HOOKS:
        path = repo.path / ".git/hooks" / name
        assert MARKER in path.read_text(encoding="utf-8").splitlines()
        assert os.access(path, os.X_OK)
    assert uninstall(repo) == dict.fromkeys(HOOKS, State.NONE) == uninstall(repo) == states(repo)
    assert sorted((repo.path / ".git/hooks").iterdir()) == before


def test_one_hook_alone(repo: Repo) -> None:
    assert install(repo, "commit-msg") == {"commit-msg": State.OURS}
    assert [name for name, state in states(repo).items() if state is State.OURS] == ["commit-msg"]


def test_a_hook_that_was_there_runs_first_and_comes_back(repo: Repo) -> None:
    path = foreign(repo, "commit-msg")

    assert states(repo)["commit-msg"] is State.FOREIGN
    assert install(repo, "commit-msg") == install(repo, "commit-msg") == {"commit-msg": State.CHAINED}
    assert path.with_name(f"commit-msg{CHAINED}").read_text(encoding="utf-8") == FOREIGN
    repo.git("commit", "-q", "--allow-empty", "-m", "work")
    assert (repo.path / "log").read_text(encoding="utf-8") == "foreign .git/COMMIT_EDITMSG\n"
    assert uninstall(repo, "commit-msg") == {"commit-msg": State.FOREIGN}
    assert path.read_text(encoding="utf-8") == FOREIGN
    assert not path.with_name(f"commit-msg{CHAINED}").exists()


def test_its_refusal_stands(repo: Repo) -> None:
    foreign(repo, "commit-msg", "#!/bin/sh\nexit 7\n")
    install(repo, "commit-msg")

    done = subprocess.run(
        [str(repo.path / ".git/hooks/commit-msg"), "/dev/null"],
        cwd=repo.path, env=repo.environment, capture_output=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (7, b"")


def test_a_chained_pre_push_hook_reads_what_git_says(repo: Repo) -> None:
    foreign(repo, "pre-push", "#!/bin/sh\ncat >refs\n")
    install(repo, "pre-push")
    given = b"(delete) " + b"0" * 40 + b" refs/heads/a " + b"1" * 40 + b"\n"

    done = subprocess.run(
        [str(repo.path / ".git/hooks/pre-push"), "origin", "url"],
        input=given, cwd=repo.path, env=repo.environment, capture_output=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, b"")
    assert (repo.path / "refs").read_bytes() == given


def test_nothing_is_overwritten_where_both_places_are_taken(repo: Repo) -> None:
    foreign(repo, "commit-msg")
    foreign(repo, f"commit-msg{CHAINED}", "#!/bin/sh\n")

    with pytest.raises(UsageError, match="neither is c7gate's"):
        install(repo, "commit-msg")

    assert (repo.path / ".git/hooks/commit-msg").read_text(encoding="utf-8") == FOREIGN


def test_another_hook_is_not_taken_away(repo: Repo) -> None:
    path = foreign(repo, "pre-push")

    assert uninstall(repo)["pre-push"] is State.FOREIGN
    assert path.read_text(encoding="utf-8") == FOREIGN


def test_a_link_is_kept_as_the_link_it_is(repo: Repo) -> None:
    target = repo.path / "shared-hook"
    target.write_text(FOREIGN, encoding="utf-8")
    (repo.path / ".git/hooks/commit-msg").symlink_to(target)

    install(repo, "commit-msg")
    uninstall(repo, "commit-msg")

    assert (repo.path / ".git/hooks/commit-msg").readlink() == target
    assert target.read_text(encoding="utf-8") == FOREIGN


@pytest.mark.parametrize("configured", [".githooks", "deep/hooks"])
def test_the_configured_folder_is_used(repo: Repo, configured: str) -> None:
    repo.git("config", "core.hooksPath", configured)

    install(repo, "commit-msg")

    assert (repo.path / configured / "commit-msg").is_file()
    assert not (repo.path / ".git/hooks/commit-msg").exists()


def test_a_configured_folder_outside_is_refused(repo: Repo, tmp_path: Path) -> None:
    outside = tmp_path / "everybodys-hooks"
    repo.git("config", "core.hooksPath", str(outside))

    with pytest.raises(UsageError, match="outside this repository"):
        install(repo)

    assert not outside.exists()


def test_a_linked_worktree_and_a_submodule_have_their_places(
    repo: Repo, make_repo: Callable[..., Repo]
) -> None:
    repo.commit({"a": "1"})
    repo.git("worktree", "add", "-q", "../linked")
    inner = make_repo("inner")
    inner.commit({"b": "1"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.path), "sub")

    install(repo, "commit-msg", where=repo.path.parent / "linked")
    install(repo, "pre-push", where=repo.path / "sub")

    assert (repo.path / ".git/hooks/commit-msg").is_file()
    assert (repo.path / ".git/modules/sub/hooks/pre-push").is_file()


@pytest.mark.parametrize("name", HOOKS)
def test_without_its_program_a_hook_says_so_and_passes(repo: Repo, name: str) -> None:
    gone = script(name).replace(f"python={sys.executable}", "python=/nowhere/python")
    path = foreign(repo, name, gone)
    (repo.path / ".git/c7gate").mkdir()
    (repo.path / ".git/c7gate/journal.jsonl").touch()

    done = subprocess.run(
        [str(path)], cwd=repo.path, env={**repo.environment, "PATH": "/usr/bin:/bin"},
        input=b"", capture_output=True, check=False,
    )  # fmt: skip

    assert "/nowhere/python" in gone
    assert done.returncode == 0
    assert done.stderr.startswith(b"c7gate is gone; install it, or run: rm ")
    assert done.stderr.count(b"\n") == 1
