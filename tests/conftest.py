"""Real git repositories for every test, and c7gate as its action installs it.

`repo` is an empty repository on branch `main`, `make_repo` makes more; `runner` is a machine for jobs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from c7gate.reading.git import Repository

from git_repo import Repo, clean_environment
from runner import Runner, hostile_environment, make_hostile

settings.register_profile("c7gate", deadline=None)  # no test depends on how busy the machine is
settings.load_profile("c7gate")

_OURS = ("GITHUB_", "GITLAB_", "GH_", "GIT_", "C7GATE_", "CI", "NO_COLOR", "FORCE_COLOR")


@pytest.fixture(autouse=True)
def _no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's CI, colour or git settings is seen by what is tested."""
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def make_repo(tmp_path: Path) -> Callable[..., Repo]:
    """Make a repository in a new folder of tmp_path: `make_repo("name", "--object-format=sha256")`."""
    home = tmp_path / "home"
    home.mkdir()

    def make(name: str = "repo", *options: str) -> Repo:
        repo = Repo(tmp_path / name, clean_environment(home))
        repo.path.mkdir()
        repo.git("init", "-q", "-b", "main", *options)
        return repo

    return make


@pytest.fixture
def repo(make_repo: Callable[..., Repo]) -> Repo:
    """An empty repository on branch `main`."""
    return make_repo()


@pytest.fixture
def opened() -> Iterator[Callable[[Repo], Repository]]:
    """Open repositories for reading; all are closed at the end of the test."""
    readers: list[Repository] = []

    def open_(repo: Repo) -> Repository:
        readers.append(repo.reader())
        return readers[-1]

    yield open_
    for reader in readers:
        reader.close()


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """The interpreter of c7gate, installed by the action's own step in a hostile checkout, which must not matter (T04)."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "action"
    with FileLock(f"{folder}.lock"):
        known = folder / "python"
        if not known.exists():
            make_hostile(folder / "workspace")
            mark = folder / "pwned"
            runner = Runner(folder / "runner", environment=hostile_environment(mark))
            python = runner.install(folder / "workspace")
            assert not mark.exists()
            known.write_text(python, encoding="utf-8")
        return known.read_text(encoding="utf-8")


@pytest.fixture
def runner(installation: str, tmp_path: Path) -> Runner:
    """A machine of its own for this test's jobs."""
    return Runner(tmp_path / "runner", installation)
