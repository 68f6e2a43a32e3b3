"""The gate never depends on the running program: without the room program/ it judges as before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from git_repo import Repo
from program import AS_OF, TRACKED, Program

REPOSITORY = Path(__file__).parent.parent


def test_check_works_with_the_room_deleted(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    for name in ("c7gate", "schemas", "policies", "training-records"):
        shutil.copytree(REPOSITORY / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    program = Program.start(repo, capsys, dict(TRACKED))
    program.work("Reconnect")

    before = check(copy, repo)
    shutil.rmtree(copy / "c7gate" / "program")
    after = check(copy, repo)

    assert before.returncode == 1
    assert b"missing-reference" in before.stdout
    assert (after.returncode, after.stdout, after.stderr) == (1, before.stdout, before.stderr)
    assert b"No module named" in run(copy, "status", "-C", str(repo.path)).stderr


def check(copy: Path, repo: Repo) -> subprocess.CompletedProcess[bytes]:
    """`check` of the repository by the copy."""
    arguments = ("--base", "main", "--as-of", AS_OF, "--format", "json")
    return run(copy, "check", "-C", str(repo.path), *arguments)


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The copy's own command line."""
    command = [sys.executable, "-m", "c7gate", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONWARNINGS": "ignore"}
    return subprocess.run(command, capture_output=True, cwd=copy, env=environment, check=False)
