"""The evidence branch under many writers, hooks, and remotes that say no (T24, T87)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.reading.collected import kept_on
from c7gate.reading.evidence_branch import LOCAL, tracking
from c7gate.reading.git import Repository
from c7gate.writing.collected import EvidenceBranch, Written

from collected_lines import NOON, change
from git_repo import Repo

Make = Callable[..., Repo]
Open = Callable[[Repo], Repository]
WRITERS = 10


def append(repo: Repo, *names: str, remote: str = "", day: int = 25) -> Written:
    """Collect changes of one day each in one run, as another process would."""
    with repo.reader() as reader:
        gathered = [change(name, day) for name in names]
        return EvidenceBranch(reader, remote).append("acme/shop", gathered, NOON)


def changes_on(repo: Repo, ref: str = LOCAL) -> list[str]:
    """The changes of all lines, once each line; what is read is whole."""
    with repo.reader() as reader:
        return sorted(line.change for line in kept_on(reader, ref)["acme/shop"].lines.values())


@pytest.fixture
def bare(make_repo: Make) -> Repo:
    """A repository as a forge has it."""
    return make_repo("bare.git", "--bare")


@pytest.fixture
def clone(make_repo: Make, bare: Repo) -> Callable[[str], Repo]:
    """Makes clones of it."""

    def make(name: str) -> Repo:
        repo = make_repo(name)
        repo.git("remote", "add", "origin", str(bare.path))
        return repo

    return make


def test_the_same_again_leaves_the_same_tip(repo: Repo) -> None:
    first = append(repo, "#1", "#2")
    second = append(repo, "#2", "#1")

    assert (len(first.entries), second.entries, second.tip) == (2, (), first.tip)
    assert repo.oid(LOCAL) == first.tip


def test_the_same_input_gives_the_same_bytes(make_repo: Make) -> None:
    assert append(make_repo("one"), "#1").tip == append(make_repo("two"), "#1").tip


def test_nothing_else_is_touched(repo: Repo) -> None:
    repo.commit({"a": "1"})
    repo.write({"a": "2", "b": "3"})
    repo.git("add", "b")
    marker = repo.path / "ran"
    hook = repo.path / ".git" / "hooks"
    hook.mkdir(exist_ok=True)
    for name in ("reference-transaction", "post-commit", "pre-commit", "post-index-change", "pre-push"):
        (hook / name).write_text(f"#!/bin/sh\ntouch '{marker}'\n")
        (hook / name).chmod(0o755)
    repo.git("config", "core.hooksPath", str(hook))
    repo.git("config", "commit.gpgSign", "true")
    repo.git("config", "user.name", "alice")

    append(repo, "#1")

    assert not marker.exists()
    assert repo.git("-c", "core.hooksPath=/dev/null", "status", "--short") == "M a\nA  b".replace(
        "M a", " M a"
    )
    assert repo.git("log", "--format=%an %ae %cn %ce %G?", LOCAL) == (
        "c7gate noreply@c7gate.invalid c7gate noreply@c7gate.invalid N"
    )


def test_a_callers_environment_leads_nowhere_else(make_repo: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook's GIT_DIR names another repository (T75)."""
    ours, other = make_repo("ours"), make_repo("other")
    for name, path in {"GIT_DIR": "", "GIT_COMMON_DIR": "", "GIT_OBJECT_DIRECTORY": "objects"}.items():
        monkeypatch.setenv(name, str(other.path / ".git" / path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.path / ".git" / "index"))

    append(ours, "#1")

    assert changes_on(ours) == ["#1"]
    assert other.git("for-each-ref") == ""
    assert other.git("count-objects") == "0 objects, 0 kilobytes"


@pytest.mark.parametrize("options", [("--bare",), ("--object-format=sha256",)])
def test_any_kind_of_repository(make_repo: Make, options: tuple[str, ...]) -> None:
    repo = make_repo("other", *options)
    append(repo, "#1")
    append(repo, "#2")

    assert changes_on(repo) == ["#1", "#2"]


def test_ten_writers_in_one_clone(repo: Repo) -> None:
    names = [f"#{number}" for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda name: append(repo, name), names))

    assert changes_on(repo) == sorted(names)


def test_ten_clones_push_at_once(bare: Repo, clone: Callable[[str], Repo]) -> None:
    """Every entry exactly once, and nobody is forced away (T87)."""
    names = [f"#{number}" for number in range(WRITERS)]
    clones = [clone(f"clone{number}") for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        written = list(
            pool.map(lambda pair: append(pair[0], pair[1], remote="origin"), zip(clones, names, strict=True))
        )

    assert changes_on(bare) == sorted(names)
    with bare.reader() as reader:
        kept = kept_on(reader, LOCAL)["acme/shop"]
        assert sorted(entry.change for entry in kept.entries.values()) == sorted(names)
        assert all(reader.is_ancestor(one.tip, reader.ref(LOCAL) or "") for one in written)


def test_two_branches_that_grew_apart_are_united(bare: Repo, clone: Callable[[str], Repo]) -> None:
    one, other = clone("one"), clone("other")
    append(one, "#1", remote="origin")
    append(other, "#2")  # not pushed, and without knowing of the first

    append(other, "#3", remote="origin")
    assert changes_on(bare) == ["#1", "#2", "#3"]
    assert len(bare.git("show", "-s", "--format=%P", "c7gate-evidence").split()) == 2

    append(one, "#1", remote="origin")  # nothing new, but what was fetched holds together
    assert changes_on(one, tracking("origin")) == ["#1", "#2", "#3"]


def test_what_was_collected_before_is_pushed_later(bare: Repo, clone: Callable[[str], Repo]) -> None:
    one = clone("one")
    append(one, "#1")

    written = append(one, "#1", remote="origin")

    assert (written.entries, written.pushed) == ((), "origin")
    assert changes_on(bare) == ["#1"]


def test_a_remote_that_was_rewritten_gets_nothing(bare: Repo, clone: Callable[[str], Repo]) -> None:
    one = clone("one")
    append(one, "#1", remote="origin")
    append(one, "#2", remote="origin")
    bare.git("update-ref", LOCAL, f"{LOCAL}~1")

    with pytest.raises(CannotLookError, match="collected evidence is broken: origin no longer holds commit"):
        append(one, "#3", remote="origin")


def test_a_remote_that_lost_the_branch_gets_nothing(bare: Repo, clone: Callable[[str], Repo]) -> None:
    one = clone("one")
    append(one, "#1", remote="origin")
    one.git("fetch", "-q", "origin")
    bare.git("update-ref", "-d", LOCAL)

    with pytest.raises(CannotLookError, match="origin no longer has c7gate-evidence, which stood at"):
        append(one, "#2", remote="origin")


def test_a_refusal_is_told_and_what_was_collected_is_kept(bare: Repo, clone: Callable[[str], Repo]) -> None:
    one = clone("one")
    hook = bare.path / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)

    with pytest.raises(CannotLookError) as caught:
        append(one, "#1", remote="origin")

    assert "pre-receive hook declined" in caught.value.message
    assert "kept in the local branch c7gate-evidence" in caught.value.message
    assert changes_on(one) == ["#1"]


def test_a_remote_that_cannot_be_reached_shows_no_password(repo: Repo) -> None:
    repo.git("remote", "add", "origin", "https://c7gate:s3cret@127.0.0.1:1/acme/shop.git")

    with pytest.raises(CannotLookError, match="git ls-remote with origin failed") as caught:
        append(repo, "#1", remote="origin")

    assert "s3cret" not in caught.value.message + caught.value.help


@pytest.mark.parametrize("remote", ["nowhere", "--upload-pack=touch pwned", "https://example.com/x", "."])
def test_only_a_configured_remote_is_one(repo: Repo, remote: str) -> None:
    with pytest.raises(UsageError, match="there is no remote"):
        append(repo, "#1", remote=remote)


def test_broken_evidence_is_not_built_upon(repo: Repo) -> None:
    repo.commit({"a": "1"})
    append(repo, "#1")
    tree = repo.git("rev-parse", "main^{tree}")
    repo.git("update-ref", LOCAL, repo.git("commit-tree", tree, "-p", LOCAL, given=b"gone"))

    with pytest.raises(CannotLookError, match="collected evidence is broken"):
        append(repo, "#2")


def test_a_later_run_dates_its_own_entry(repo: Repo) -> None:
    append(repo, "#1")
    with repo.reader() as reader:
        later = EvidenceBranch(reader).append("acme/shop", [change("#2", 26)], NOON + timedelta(days=3))

    assert [entry.at for entry in later.entries] == [NOON + timedelta(days=3)]
    assert repo.git("log", "-1", "--format=%aI %s", LOCAL) == (
        "2025-09-01T12:00:00+00:00 Collect evidence of acme/shop: #2"
    )
