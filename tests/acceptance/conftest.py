"""c7gate as its action installs it: once for all tests that play a runner."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from runner import Runner, hostile_environment, make_hostile


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
