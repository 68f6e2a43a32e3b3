"""The states a repository can be in, and what each must give."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.reading.git import Repository

from git_repo import Repo

Open = Callable[[Repo], Repository]
Make = Callable[..., Repo]


def clone(source: Repo, name: str, *options: str) -> Repo:
    target = source.path.parent / name
    source.git("clone", "-q", *options, f"file://{source.path}", str(target))
    return Repo(target, source.environment)


def test_no_repository(tmp_path: Path, repo: Repo) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for path in (outside, tmp_path / "nowhere"):
        with pytest.raises(UsageError, match=r"not in a git repository|not a folder"):
            Repository.open(path, repo.environment)


def test_no_git(repo: Repo, tmp_path: Path) -> None:
    for path in ("", str(tmp_path), "relative:."):
        with pytest.raises(CannotLookError, match="git was not found on PATH"):
            Repository.open(repo.path, {"PATH": path})


@pytest.mark.parametrize("said", ["git version 2.34.9", "git version 1.9", "something else", ""])
def test_git_too_old(repo: Repo, tmp_path: Path, said: str) -> None:
    old = tmp_path / "bin" / "git"
    old.parent.mkdir()
    old.write_text(f"#!/bin/sh\necho '{said}'\n")
    old.chmod(0o755)
    with pytest.raises(CannotLookError, match="git is too old") as caught:
        Repository.open(repo.path, {"PATH": str(old.parent)})
    assert "2.35" in caught.value.help


def test_unborn(repo: Repo, opened: Open) -> None:
    reader = opened(repo)
    with pytest.raises(CannotLookError, match="no commits"):
        reader.resolve("HEAD")
    assert reader.head_branch() == "refs/heads/main"


def test_detached(repo: Repo, opened: Open) -> None:
    oid = repo.commit()
    assert opened(repo).head_branch() == "refs/heads/main"
    repo.checkout(oid)
    reader = opened(repo)
    assert reader.head_branch() is None
    assert reader.resolve("HEAD") == oid


def test_shallow(repo: Repo, opened: Open) -> None:
    """T34."""
    old = repo.commit({"a": "1"})
    middle = repo.commit({"a": "2"})
    new = repo.commit({"a": "3"})
    reader = opened(clone(repo, "shallow", "--depth=2"))
    assert reader.is_shallow
    assert reader.shallow_boundary() == {middle}
    found = list(reader.commits([new]))
    assert [commit.oid for commit in found] == [new, middle]
    assert found[-1].parents == (old,)
    looks: list[Callable[[], object]] = [
        lambda: reader.resolve("other"),
        lambda: reader.resolve(old),
        lambda: reader.resolve("HEAD~2"),
        lambda: reader.read_commit(old),
        lambda: reader.merge_bases(new, old),
        lambda: reader.paths_touched([middle], ["a"]),
    ]
    for look in looks:
        with pytest.raises(CannotLookError) as caught:
            look()
        assert "fetch-depth: 0" in caught.value.help
        assert "git fetch --unshallow" in caught.value.help


def test_a_full_clone_is_not_shallow(repo: Repo, opened: Open) -> None:
    repo.commit()
    reader = opened(clone(repo, "full"))
    assert (reader.is_shallow, reader.is_partial, reader.shallow_boundary()) == (False, False, frozenset())


@pytest.mark.parametrize("kind", ["blob:none", "tree:0"])
def test_partial(repo: Repo, opened: Open, kind: str) -> None:
    """T84: what is missing is said, never fetched; what is there is read."""
    repo.git("config", "uploadpack.allowFilter", "true")
    old = repo.commit({"a": "1"}, "one\n")
    new = repo.commit({"a": "2"}, "two\n")
    blob = repo.oid("HEAD:a")
    partial = clone(repo, "partial", f"--filter={kind}", "--no-checkout")
    before = partial.git("count-objects", "-v")
    reader = opened(partial)
    assert reader.is_partial
    assert [commit.message for commit in reader.commits([new])] == ["two\n", "one\n"]
    assert reader.merge_bases(old, new) == (old,)
    with pytest.raises(CannotLookError, match="not in this partial clone") as caught:
        reader.read_object(blob)
    assert "fetch-depth: 0" in caught.value.help
    if kind == "tree:0":
        with pytest.raises(CannotLookError, match="not in this partial clone"):
            reader.entry(new, "a")
    else:
        entry = reader.entry(new, "a")
        assert entry is not None
        assert entry.oid == blob
    assert not reader.exists(blob)
    assert partial.git("count-objects", "-v") == before


def test_missing_and_corrupt_objects(repo: Repo, opened: Open) -> None:
    """N39: git says `missing` and exits 0 for both."""
    repo.commit({"a": "1", "b": "2"})
    missing, corrupt, tree = repo.oid("HEAD:a"), repo.oid("HEAD:b"), repo.oid("HEAD^{tree}")
    objects = repo.path / ".git" / "objects"
    (objects / missing[:2] / missing[2:]).unlink()
    broken = objects / corrupt[:2] / corrupt[2:]
    broken.chmod(0o644)
    broken.write_bytes(b"rubbish")
    reader = opened(repo)
    for oid in (missing, corrupt):
        with pytest.raises(CannotLookError, match=f"object {oid} is missing or corrupt") as caught:
            reader.read_object(oid)
        assert "git fsck" in caught.value.help
    assert reader.read_object(tree).type == "tree"
    target = objects / tree[:2] / tree[2:]
    target.chmod(0o644)
    target.write_bytes(target.read_bytes()[:-9])
    with pytest.raises(CannotLookError, match="missing or corrupt"):
        opened(repo).entry(repo.oid(), "a")


def test_a_branch_whose_commit_is_gone(repo: Repo, opened: Open) -> None:
    oid = repo.commit()
    (repo.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(CannotLookError, match="cannot be read") as caught:
        opened(repo).resolve("main")
    assert "git fsck" in caught.value.help


def test_long_ids(make_repo: Make, opened: Open) -> None:
    repo = make_repo("sha256", "--object-format=sha256")
    old = repo.commit({"d/a": "1"})
    new = repo.commit({"d/a": "2"}, "Context7: /a/b")
    reader = opened(repo)
    assert len(reader.resolve("HEAD")) == 64
    assert [commit.oid for commit in reader.commits([new])] == [new, old]
    assert [commit.oid for commit in reader.matching_commits([new], [old])] == [new]
    assert [change.path for change in reader.changed_paths(old, new)] == ["d/a"]
    entry = reader.entry(new, "d/a")
    assert entry is not None
    assert reader.read_object(entry.oid).content == b"2"
    with pytest.raises(CannotLookError, match="missing"):
        reader.read_commit("0" * 64)


def test_worktree_submodule_and_separate_directory(make_repo: Make, tmp_path: Path) -> None:
    """T85."""
    main, module = make_repo("main"), make_repo("module")
    oid, module_oid = main.commit({"d/a": "1"}), module.commit()
    main.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "tree"))
    main.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(module.path), "sub")
    (tmp_path / "apart").mkdir()
    main.git("init", "-q", f"--separate-git-dir={tmp_path / 'apart.git'}", str(tmp_path / "apart"))
    apart = Repo(tmp_path / "apart", main.environment)
    apart_oid = apart.commit()
    cases = {
        main.path / "d": oid,
        tmp_path / "tree": oid,
        main.path / "sub": module_oid,
        apart.path: apart_oid,
    }
    for path, expected in cases.items():
        with Repository.open(path, main.environment) as reader:
            assert reader.resolve("HEAD") == expected
            assert reader.git_directory.is_absolute()
    with Repository.open(tmp_path / "tree", main.environment) as reader:
        assert reader.head_branch() == "refs/heads/side"
        assert reader.common_directory == main.path / ".git"


def test_bare(repo: Repo) -> None:
    """T85."""
    oid = repo.commit({"a": "1"})
    bare = clone(repo, "bare.git", "--bare")
    environment = {**repo.environment}
    home = Path(environment["HOME"])
    (home / ".gitconfig").write_text("[safe]\n\tbareRepository = explicit\n")
    for path in (bare.path, bare.path / "refs", repo.path / ".git"):
        with Repository.open(path, environment) as reader:
            assert reader.resolve("HEAD") == oid
            assert reader.entry(oid, "a") is not None


def test_a_bare_repository_inside_a_tree_is_not_taken_for_the_repository(repo: Repo, make_repo: Make) -> None:
    """T82: a change must not carry in a history of its own and be judged by that."""
    other = make_repo("other")
    forged = other.commit({"a": "Context7"}, "Context7: /wrong/repo")
    embedded = repo.path / "sub"
    other.git("clone", "-q", "--bare", str(other.path), str(embedded))
    with Repository.open(embedded, repo.environment) as reader:
        assert reader.resolve("HEAD") == forged, "what the repository does not hold was asked for by its path"
    (embedded / "refs" / "keep").write_text("")
    oid = repo.commit()
    for path in (embedded, embedded / "refs", repo.path):
        with Repository.open(path, repo.environment) as reader:
            assert reader.resolve("HEAD") == oid


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only root may give a folder away")
def test_dubious_ownership(repo: Repo) -> None:
    """T83."""
    repo.commit()
    bare = clone(repo, "bare.git", "--bare")
    for path in (repo.path, bare.path):
        for file in (path, *path.rglob("*")):
            os.chown(file, 54321, 54321)
        with pytest.raises(CannotLookError, match="distrusts the owner") as caught:
            Repository.open(path, repo.environment)
        assert f"git config --global --add safe.directory {path}" in caught.value.help


def test_a_held_lock_and_a_merge_in_progress_do_not_matter(repo: Repo, opened: Open) -> None:
    oid = repo.commit({"a": "1"})
    (repo.path / ".git" / "index.lock").touch()
    (repo.path / ".git" / "MERGE_HEAD").write_text(oid + "\n")
    reader = opened(repo)
    assert [commit.oid for commit in reader.commits([reader.resolve("HEAD")])] == [oid]


def test_replacements_and_grafts_change_nothing_but_are_named(repo: Repo, opened: Open) -> None:
    """N22: the real objects are read."""
    base = repo.commit(message="base")
    oid = repo.commit({"f": "1"}, "nothing")
    assert opened(repo).altered() == ()
    forged = repo.raw_object(
        "commit", repo.git("cat-file", "commit", oid).replace("nothing", "Context7: /a/b").encode()
    )
    repo.git("replace", oid, forged)
    grafts = repo.path / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text("# a comment\n\n")
    assert opened(repo).altered() == (f"refs/replace/{oid}",)
    repo.git("pack-refs", "--all")
    assert not (repo.path / ".git/refs/replace" / oid).exists()
    assert opened(repo).altered() == (f"refs/replace/{oid}",)
    grafts.write_text(f"# a comment\n{oid}\n")
    reader = opened(repo)
    assert reader.altered() == (f"refs/replace/{oid}", "info/grafts")
    assert [(commit.oid, commit.message) for commit in reader.commits([oid])] == [
        (oid, "nothing"),
        (base, "base"),
    ]
    assert reader.is_ancestor(base, oid)
    assert reader.read_commit(oid).message == "nothing"


def test_another_repository_in_the_environment(repo: Repo, make_repo: Make, tmp_path: Path) -> None:
    """N40: what a calling hook set is not seen."""
    oid = repo.commit()
    other = make_repo("other")
    other.commit({"x": "1"}, "Context7: /wrong/repo")
    hook = {
        "GIT_DIR": str(other.path / ".git"),
        "GIT_WORK_TREE": str(other.path),
        "GIT_INDEX_FILE": str(other.path / ".git" / "index"),
        "GIT_OBJECT_DIRECTORY": str(other.path / ".git" / "objects"),
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
    }
    with Repository.open(repo.path, {**repo.environment, **hook}) as reader:
        assert reader.resolve("HEAD") == oid
        assert reader.read_commit(oid).message == "work"


def test_no_setting_runs_a_program(repo: Repo, tmp_path: Path) -> None:
    """T30: every key that names a command is planted, in the repository and in the environment."""
    ran = tmp_path / "ran"
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {ran}\nexit 1\n")
    trap.chmod(trap.stat().st_mode | stat.S_IXUSR)
    old = repo.commit({"a": "1", ".gitattributes": "* diff=evil filter=evil\n"})
    new = repo.commit({"a": "2"})
    keys = (
        *(
            "core.fsmonitor",
            "core.pager",
            "pager.rev-list",
            "core.sshCommand",
            "core.gitProxy",
            "core.askPass",
        ),
        *("diff.evil.textconv", "diff.evil.command", "diff.external", "filter.evil.smudge", "gpg.program"),
        *("core.alternateRefsCommand", "credential.helper", "uploadpack.packObjectsHook", "core.editor"),
    )
    for key in keys:
        repo.git("config", key, str(trap))
    hooks = repo.path / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(trap.read_text())
        (hooks / name).chmod(0o755)
    planted = {
        "GIT_EXTERNAL_DIFF": str(trap),
        "GIT_PAGER": str(trap),
        "GIT_SSH_COMMAND": str(trap),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": str(trap),
        "PAGER": str(trap),
    }
    with Repository.open(repo.path, {**repo.environment, **planted}) as reader:
        head = reader.resolve("HEAD")
        assert len(list(reader.commits([head]))) == 2
        assert [change.path for change in reader.changed_paths(old, new)] == ["a"]
        assert reader.path_ever_existed(head, "a")
        assert reader.merge_bases(old, new) == (old,)
        with pytest.raises(UsageError):
            reader.resolve("nope")
        with pytest.raises(CannotLookError):
            reader.read_object("0" * 40)
    assert not ran.exists()


def test_names_that_are_not_utf8(repo: Repo, opened: Open) -> None:
    repo.write({os.fsdecode(b"caf\xe9"): "1"})
    oid = repo.commit()
    reader = opened(repo)
    assert [path for path, _ in reader.list_tree(oid)] == ["caf\udce9"]
    assert reader.entry(oid, "caf\udce9") is not None
    raw = repo.git("cat-file", "commit", oid).encode().replace(b"\n\nwork", b"\n\ncaf\xe9")
    assert reader.read_commit(repo.raw_commit(raw)).message == "caf\udce9"
