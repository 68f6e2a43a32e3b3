from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from c7gate.reading import absence
from c7gate.reading.absence import ever_stood
from c7gate.reading.git import Repository

from git_repo import Repo

Open = Callable[[Repo], Repository]
PATH = "policies/program.yaml"


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(absence, "WORTH_KEEPING_BYTES", 0)


@pytest.fixture
def kept(repo: Repo) -> Path:
    return repo.path / ".git" / "c7gate" / "absent"


def test_what_came_after_the_last_look_is_looked_at(repo: Repo, opened: Open, kept: Path) -> None:
    first = repo.commit({"a": "1"})
    assert not ever_stood(opened(repo), first, PATH)
    assert kept.read_text() == f"{first} {PATH}\n"
    repo.commit({PATH: "preset: context7@1\n"})
    gone = repo.commit({PATH: None})
    assert ever_stood(opened(repo), gone, PATH)
    assert not ever_stood(opened(repo), first, PATH)
    assert ever_stood(opened(repo), gone, PATH)


def test_another_branch_is_not_covered_by_what_is_known_of_one(repo: Repo, opened: Open, kept: Path) -> None:
    root = repo.commit({"a": "1"})
    repo.commit({PATH: "preset: context7@1\n"})
    gone = repo.commit({PATH: None})
    repo.git("checkout", "-q", "-b", "other", root)
    other = repo.commit({"b": "1"})
    assert not ever_stood(opened(repo), other, PATH)
    assert kept.exists()
    assert ever_stood(opened(repo), gone, PATH)


@pytest.mark.parametrize(
    "text", ["", "x", f"{'0' * 40} {PATH}\n", "HEAD policies/program.yaml\n", "{gone} src\n"]
)
def test_an_odd_file_is_as_good_as_deleted(repo: Repo, opened: Open, kept: Path, text: str) -> None:
    repo.commit({PATH: "preset: context7@1\n"})
    gone = repo.commit({PATH: None})
    kept.parent.mkdir()
    kept.write_text(text.replace("{gone}", gone))
    assert ever_stood(opened(repo), gone, PATH)


def test_a_file_that_others_may_write_is_not_believed(repo: Repo, opened: Open, kept: Path) -> None:
    repo.commit({PATH: "preset: context7@1\n"})
    gone = repo.commit({PATH: None})
    kept.parent.mkdir()
    kept.write_text(f"{gone} {PATH}\n")
    kept.chmod(0o666)
    assert ever_stood(opened(repo), gone, PATH)


def test_a_cut_history_is_looked_at_each_time(repo: Repo, opened: Open, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    repo.commit({"a": "2"})
    repo.git("clone", "-q", "--depth=1", f"file://{repo.path}", str(tmp_path / "cut"))
    cut = Repo(tmp_path / "cut", repo.environment)
    assert not ever_stood(opened(cut), cut.oid("HEAD"), PATH)
    assert not (cut.path / ".git" / "c7gate").exists()


def test_a_small_repository_is_left_as_it_is(
    repo: Repo, opened: Open, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(absence, "WORTH_KEEPING_BYTES", 1 << 20)
    assert not ever_stood(opened(repo), repo.commit({"a": "1"}), PATH)
    assert not kept.exists()
