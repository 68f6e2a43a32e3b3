from __future__ import annotations

import gc
import subprocess
from collections.abc import Callable

import pytest

from c7gate.model.commit import Entry, PathChange
from c7gate.model.errors import CannotLookError, UsageError
from c7gate.reading.git import Repository

from git_repo import Repo

Open = Callable[[Repo], Repository]

# Names


@pytest.mark.parametrize("suffix", ["", "~1", "^", "^2~1", "^0"])
def test_plain_revisions_resolve(repo: Repo, opened: Open, suffix: str) -> None:
    first = repo.commit({"a": "1"})
    second = repo.commit({"a": "2"})
    third = repo.commit({"a": "3"}, parents=[first])
    repo.commit({}, parents=[second, third])
    reader = opened(repo)
    for name in ("HEAD", "main", "refs/heads/main", repo.oid(), repo.oid()[:10]):
        assert reader.resolve(name + suffix) == repo.oid(name + suffix)


def test_an_annotated_tag_resolves_to_its_commit(repo: Repo, opened: Open) -> None:
    oid = repo.commit()
    repo.git("tag", "-a", "-m", "t", "v1")
    reader = opened(repo)
    assert reader.resolve("v1") == oid
    assert reader.ref("refs/tags/v1") == oid


@pytest.mark.parametrize(
    "revision",
    [
        *("-evil", "--output=x", "--upload-pack=id", "@{-1}", "main@{1}", ":/x", "HEAD^{/x}", "HEAD:a", ""),
        *("^main", "main..main", "a b", "a\nb", "a\0b", "main^{tree}", "*", "\ud800"),
    ],
)
def test_what_is_no_plain_revision_is_refused(repo: Repo, opened: Open, revision: str) -> None:
    """T28: also when a ref of that name exists; nothing is written."""
    oid = repo.commit({"a": "x"}, "x")
    for ref in ("-evil", "--output=x", "--upload-pack=id"):
        repo.git("update-ref", f"refs/heads/{ref}", oid)
    before = sorted(repo.path.iterdir())
    with pytest.raises(UsageError, match="not a plain revision"):
        opened(repo).resolve(revision)
    assert sorted(repo.path.iterdir()) == before


def test_a_hostile_branch_is_read_by_its_full_name(repo: Repo, opened: Open) -> None:
    oid = repo.commit()
    repo.git("update-ref", "refs/heads/--output=x", oid)
    reader = opened(repo)
    assert reader.resolve("refs/heads/--output=x") == oid
    assert reader.ref("refs/heads/--output=x") == oid


def test_an_unknown_revision_lists_near_names(repo: Repo, opened: Open) -> None:
    repo.commit()
    repo.branch("feature/login")
    reader = opened(repo)
    with pytest.raises(UsageError, match="unknown revision 'feature/logn'") as caught:
        reader.resolve("feature/logn")
    assert "feature/login" in caught.value.help
    for unknown in ("0" * 39 + "1", "main~9", "nope"):
        with pytest.raises(UsageError, match="unknown revision"):
            reader.resolve(unknown)


def test_a_tag_named_as_a_branch_is_ambiguous(repo: Repo, opened: Open) -> None:
    oid = repo.commit()
    repo.git("tag", "main")
    repo.git("config", "core.warnAmbiguousRefs", "false")
    reader = opened(repo)
    with pytest.raises(UsageError, match="'main' is ambiguous"):
        reader.resolve("main")
    assert reader.resolve("refs/heads/main") == oid


def test_a_ref_that_leads_to_no_commit_cannot_be_read(repo: Repo, opened: Open) -> None:
    repo.commit({"a": "x"})
    repo.git("update-ref", "refs/tags/blob", repo.oid("HEAD:a"))
    with pytest.raises(CannotLookError, match="'blob' cannot be read"):
        opened(repo).resolve("blob")


def test_refs_by_full_name(repo: Repo, opened: Open) -> None:
    oid = repo.commit()
    repo.git("update-ref", "refs/remotes/origin/main", oid)
    repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    reader = opened(repo)
    assert reader.ref("refs/heads/main") == oid
    assert reader.ref("refs/remotes/origin/HEAD") == oid
    assert reader.symbolic_ref("refs/remotes/origin/HEAD") == "refs/remotes/origin/main"
    assert reader.ref("main") is None
    assert reader.ref("refs/heads/nope") is None
    assert reader.symbolic_ref("refs/heads/main") is None
    assert {"main", "origin/main"} <= set(reader.branch_names())


# History


def test_merge_bases(repo: Repo, opened: Open) -> None:
    root = repo.commit({"r": "1"})
    left = repo.commit({"l": "1"}, "left")
    right = repo.commit({"r": "2"}, "right", parents=[root])
    one = repo.commit({}, "one", parents=[left, right])
    two = repo.commit({}, "two", parents=[right, left])
    stranger = repo.commit({"s": "1"}, "stranger", parents=[])
    reader = opened(repo)
    assert reader.merge_bases(left, right) == (root,)
    assert reader.merge_bases(one, two) == tuple(sorted((left, right)))
    assert reader.merge_bases(one, stranger) == ()
    assert reader.is_ancestor(root, two)
    assert not reader.is_ancestor(two, root)
    assert not reader.is_ancestor(stranger, two)


def test_whether_a_path_ever_existed(repo: Repo, opened: Open) -> None:
    before = repo.commit({"a": "1"})
    repo.commit({"policies/program.yaml": "x"})
    after = repo.commit({"policies/program.yaml": None})
    other = repo.commit({"b": "1"}, parents=[before])
    merge = repo.commit({}, parents=[other, after])
    reader = opened(repo)
    assert reader.path_ever_existed(merge, "policies/program.yaml")
    assert reader.path_ever_existed(merge, "policies")
    assert not reader.path_ever_existed(other, "policies/program.yaml")
    assert not reader.path_ever_existed(merge, "p*")


# Objects and trees


def test_objects_and_their_limit(repo: Repo, opened: Open) -> None:
    repo.commit({"a": b"x" * 1000})
    reader, blob = opened(repo), repo.oid("HEAD:a")
    assert reader.read_object(blob, 1000).content == b"x" * 1000
    assert reader.read_object(blob, 999).content is None
    assert reader.read_object(blob, 999).size == 1000
    assert reader.read_object(repo.oid()).type == "commit"
    assert reader.exists(blob)
    assert not reader.exists("0" * 40)
    with pytest.raises(CannotLookError, match=f"object {'0' * 40} is missing"):
        reader.read_object("0" * 40)
    assert reader.read_object(blob).size == 1000
    with pytest.raises(CannotLookError, match="a blob where a commit belongs"):
        reader.read_commit(blob)


def test_entries(repo: Repo, opened: Open) -> None:
    repo.write({"d/e/f": "1", "x": "2"})
    (repo.path / "link").symlink_to("/etc/passwd")
    (repo.path / "x").chmod(0o755)
    oid = repo.commit()
    reader = opened(repo)
    assert reader.entry(oid, "d/e/f") == Entry("100644", repo.oid("HEAD:d/e/f"))
    assert reader.entry(oid, "d") == Entry("040000", repo.oid("HEAD:d"))
    assert reader.entry(oid, "x") == Entry("100755", repo.oid("HEAD:x"))
    assert reader.entry(oid, "link") == Entry("120000", repo.oid("HEAD:link"))
    for absent in ("y", "x/y", "link/passwd", "d/../x", "/d", "d/"):
        assert reader.entry(oid, absent) is None
    assert [path for path, _ in reader.list_tree(oid)] == ["d/e/f", "link", "x"]
    assert [path for path, _ in reader.list_tree(oid, "d")] == ["d/e/f"]
    assert [path for path, _ in reader.list_tree(oid, "x")] == ["x"]
    assert list(reader.list_tree(oid, "nope")) == []


def test_changed_paths_are_those_of_diff_tree(repo: Repo, opened: Open) -> None:
    old = repo.commit({"same/deep": "1", "edit": "1", "gone/a": "1", "turn": "1", "moved": "m" * 99})
    repo.write({"edit": "2", "gone/a": None, "turn": None, "moved": None})
    new = repo.commit({"turn/into/folder": "1", "d/moved": "m" * 99, "naïve": "1"})
    reader = opened(repo)
    found = reader.changed_paths(old, new)
    lines = repo.git("diff-tree", "-r", "-z", "--no-renames", "--full-index", old, new).split("\0")
    assert [change.path for change in found] == sorted(lines[1::2])
    assert PathChange("edit", reader.entry(old, "edit"), reader.entry(new, "edit")) in found
    assert PathChange("turn", reader.entry(old, "turn"), None) in found
    assert reader.changed_paths(old, old) == ()
    mirrored = tuple(PathChange(change.path, change.new, change.old) for change in found)
    assert reader.changed_paths(new, old) == mirrored


def test_a_folder_for_a_file_of_the_same_name(repo: Repo, opened: Open) -> None:
    old = repo.commit({"a": "1"})
    repo.write({"a": None})
    new = repo.commit({"a/b": "1"})
    changed = opened(repo).changed_paths(old, new)
    assert [(change.path, change.old is None, change.new is None) for change in changed] == [
        ("a", False, True),
        ("a/b", True, False),
    ]


def test_paths_touched(repo: Repo, opened: Open) -> None:
    root = repo.commit({"p": "1", "q": "1", "f/g": "1"})
    left = repo.commit({"p": "2"})
    right = repo.commit({"p": "1", "q": "2", "f/g": "2"}, parents=[root])
    repo.write({"p": "2"})
    clean = repo.commit({}, parents=[left, right])
    evil = repo.commit({"p": "3"}, parents=[left, right])
    gone = repo.commit({"p": None})
    touched = opened(repo).paths_touched([root, left, right, clean, evil, gone], ["p", "q", "f", "none"])
    assert touched == {
        root: {"p", "q", "f"},
        left: {"p"},
        right: {"q", "f"},
        clean: frozenset(),
        evil: {"p"},
        gone: {"p"},
    }


def test_hostile_tree_names(repo: Repo, opened: Open) -> None:
    """N36: names come through as they are; none is found by walking a path to it."""
    base = repo.commit({"a": "1"})
    blob = bytes.fromhex(repo.oid("HEAD:a"))
    names = sorted([b"../evil.yaml", b":(top)x.yaml", b"tab\there\nnl.yaml", b"\xff.yaml"])
    folder = repo.raw_object("tree", b"".join(b"100644 " + name + b"\0" + blob for name in names))
    tree = repo.raw_object("tree", b"40000 training-records\0" + bytes.fromhex(folder))
    oid = repo.git("commit-tree", "-p", base, "-m", "trees", tree)
    reader = opened(repo)
    paths = ["training-records/" + name.decode("utf-8", "surrogateescape") for name in names]
    assert [path for path, _ in reader.list_tree(oid, "training-records")] == paths
    assert {change.path for change in reader.changed_paths(base, oid)} == {"a", *paths}
    assert reader.entry(oid, "training-records/../evil.yaml") is None
    assert reader.entry(oid, "evil.yaml") is None


def test_a_name_that_stands_twice_is_not_read(repo: Repo, opened: Open) -> None:
    base = repo.commit({"a": "1"})
    blob = bytes.fromhex(repo.oid("HEAD:a"))
    tree = repo.raw_object("tree", b"100644 a\0" + bytes(20) + b"100644 a\0" + blob)
    oid = repo.git("commit-tree", "-p", base, "-m", "twice", tree)
    with pytest.raises(CannotLookError, match="two entries named 'a'"):
        opened(repo).changed_paths(base, oid)


def test_a_tree_bomb_ends(repo: Repo, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten folders that each hold ten times the one below stand for ten thousand million paths."""
    base = repo.commit({"a": "1"})
    tree = repo.oid("HEAD^{tree}")
    for _ in range(10):
        entries = b"".join(b"40000 %d\0" % number + bytes.fromhex(tree) for number in range(10))
        tree = repo.raw_object("tree", entries)
    oid = repo.git("commit-tree", "-p", base, "-m", "bomb", tree)
    monkeypatch.setattr("c7gate.reading.trees.PATHS_LIMIT", 5000)
    reader = opened(repo)
    for look in (lambda: list(reader.list_tree(oid)), lambda: list(reader.changed_paths(base, oid))):
        with pytest.raises(CannotLookError, match="more than 5,000 paths"):
            look()


def test_nothing_in_the_repository_changes(repo: Repo, opened: Open) -> None:
    old = repo.commit({"a": "1"})
    new = repo.commit({"a": "2"})
    before = [
        repo.git(*words.split()) for words in ("status --porcelain -z", "for-each-ref", "count-objects -v")
    ]
    reader = opened(repo)
    list(reader.commits([reader.resolve("HEAD")]))
    reader.changed_paths(old, new)
    reader.merge_bases(old, new)
    after = [
        repo.git(*words.split()) for words in ("status --porcelain -z", "for-each-ref", "count-objects -v")
    ]
    assert after == before


def running() -> str:
    """The command lines of all processes."""
    return subprocess.run(
        ["ps", "-A", "-ww", "-o", "args="], capture_output=True, text=True, check=True
    ).stdout


def test_closing_ends_the_processes(repo: Repo) -> None:
    oid = repo.commit()
    with repo.reader() as reader:
        reader.read_commit(oid)
        assert f"--git-dir={repo.path}" in running()
    assert f"--git-dir={repo.path}" not in running()


def test_dropping_a_repository_ends_the_processes(repo: Repo) -> None:
    oid = repo.commit()
    repo.reader().read_commit(oid)
    gc.collect()
    assert f"--git-dir={repo.path}" not in running()
