from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from c7gate.model.errors import CannotLookError
from c7gate.reading.git import Repository

from git_repo import Repo

Open = Callable[[Repo], Repository]


def seen(repository: Repository, index: Path | None = None) -> list[tuple[str, bool, bool]]:
    return [
        (change.path, change.old is not None, change.new is not None)
        for change in repository.staged_paths(index)
    ]


def test_the_index_is_compared_with_head(repo: Repo, opened: Open) -> None:
    repo.commit({"a": "1", "b": "1", "c": "1", "same": "1"})
    repo.write({"a": "2", "b": None, "d/new\tname": "1", "c": "not staged"})
    repo.git("add", "a", "b", "d")

    assert seen(opened(repo)) == [("a", True, True), ("b", True, False), ("d/new\tname", False, True)]


def test_a_rename_is_a_removal_and_an_addition_of_one_blob(repo: Repo, opened: Open) -> None:
    repo.commit({"a": "1"})
    repo.git("config", "diff.renames", "copies")
    repo.git("mv", "a", "b")

    gone, new = opened(repo).staged_paths()

    assert (gone.path, new.path) == ("a", "b")
    assert gone.old == new.new
    assert gone.new is None
    assert new.old is None


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_before_the_first_commit_everything_is_new(
    make_repo: Callable[..., Repo], opened: Open, object_format: str
) -> None:
    repo = make_repo("fresh", f"--object-format={object_format}")
    repo.write({"a": "1"})
    repo.git("add", "a")

    assert seen(opened(repo)) == [("a", False, True)]


def test_another_index_can_be_read(repo: Repo, opened: Open) -> None:
    repo.commit({"a": "1"})
    other = repo.path / ".git" / "other-index"
    repo.write({"b": "1"})
    repo.git("add", "b", env={"GIT_INDEX_FILE": str(other)})

    assert seen(opened(repo)) == []
    assert seen(opened(repo), other) == [("a", True, False), ("b", False, True)]


def test_a_broken_index_is_said(repo: Repo, opened: Open) -> None:
    repo.commit({"a": "1"})
    (repo.path / ".git/index").write_bytes(b"DIRC broken")

    with pytest.raises(CannotLookError, match="the staged change cannot be read"):
        opened(repo).staged_paths()
