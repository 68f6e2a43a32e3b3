"""What is kept of a look for a path's newest commit changes nothing but the time the next one takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from c7gate.reading.last_touch import seeking_last_touch

from git_repo import Repo

PATH = "policies/alerts.yaml"


def look(repo: Repo, revision: str) -> str | None:
    with repo.reader() as repository, seeking_last_touch(repository, repo.oid(revision), PATH) as found:
        return found()


def store(repo: Repo) -> Path:
    return repo.path / ".git" / "c7gate" / "last-touch"


def walked(repo: Repo, revision: str) -> str | None:
    """The same by a whole walk, with nothing kept."""
    return repo.git("rev-list", "-1", revision, "--", PATH).strip() or None


def test_it_is_found_as_history_grows_bends_and_is_moved(repo: Repo) -> None:
    repo.commit({"a": "1"}, "No policy")
    assert look(repo, "HEAD") is None
    touching = repo.commit({PATH: "deliver: none\n"}, "Policy")
    assert look(repo, "HEAD") == touching
    repo.commit({"a": "2"}, "Work")
    assert look(repo, "HEAD") == touching
    repo.branch("side", touching)
    repo.checkout("side")
    aside = repo.commit({PATH: "deliver: issues\n"}, "Aside")
    assert look(repo, "side") == aside
    repo.checkout("main")
    assert look(repo, "main") == walked(repo, "main") == touching
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
    assert look(repo, "main") == walked(repo, "main") == aside
    repo.git("rm", "-q", PATH)
    gone = repo.commit({}, "Gone")
    assert look(repo, "main") == gone
    repo.git("reset", "-q", "--hard", touching)
    assert look(repo, "HEAD") == touching


def test_a_second_look_walks_over_nothing(repo: Repo) -> None:
    repo.commit({PATH: "deliver: none\n"}, "Policy")
    repo.commit({"a": "1"}, "Work")
    look(repo, "HEAD")
    line = json.loads(store(repo).read_bytes())
    store(repo).write_text(json.dumps([*line[:3], repo.oid("HEAD")]), encoding="ascii")

    assert look(repo, "HEAD") == repo.oid("HEAD")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "[1, 2]",
        '[1, "x", "y", null]',
        '[1, "policies/alerts.yaml", "--all", null]',
        "[" * 9000,
    ],
)
def test_a_spoilt_store_is_not_believed(repo: Repo, content: str) -> None:
    touching = repo.commit({PATH: "deliver: none\n"}, "Policy")
    look(repo, "HEAD")
    store(repo).write_text(content, encoding="ascii")

    assert look(repo, "HEAD") == touching


def test_a_kept_commit_that_is_gone_is_not_believed(repo: Repo) -> None:
    touching = repo.commit({PATH: "deliver: none\n"}, "Policy")
    look(repo, "HEAD")
    line = json.loads(store(repo).read_bytes())
    store(repo).write_text(json.dumps([*line[:2], "1" * 40, None]), encoding="ascii")

    assert look(repo, "HEAD") == touching


def test_nothing_is_kept_of_a_shallow_clone(repo: Repo, tmp_path: Path) -> None:
    repo.commit({PATH: "deliver: none\n"}, "Policy")
    tip = repo.commit({"a": "1"}, "Work")
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.path}", str(tmp_path / "shallow"))
    shallow = Repo(tmp_path / "shallow", repo.environment)

    assert look(shallow, "HEAD") == tip
    assert not store(shallow).exists()
