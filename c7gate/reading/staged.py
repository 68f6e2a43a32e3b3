"""What is about to be committed: the index against a tree, by git's own plumbing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7gate.model.entry import Entry, PathChange
from c7gate.model.errors import CannotLookError
from c7gate.reading.process import Git, full_ids

if TYPE_CHECKING:  # on the commit hook's path
    from pathlib import Path

EMPTY_TREE = {
    20: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    32: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
"""The id of the tree that holds nothing, by the length of ids in bytes; git knows it without storing it."""
_ABSENT = "000000"


def staged_paths(git: Git, tree: str, index_file: Path | str | None) -> tuple[PathChange, ...]:
    """The paths whose entry in the index differs from the one in `tree`, in path order.

    Args:
        git: bound to a repository.
        tree: what the index is compared with: the full id of a commit or tree, or HEAD.
        index_file: the index, absolute, where it is not the repository's own: `git commit PATH` and
            `git commit --all` name one to their hooks (T75).

    Raises:
        CannotLookError: the index or the tree cannot be read.
    """
    if index_file is not None:
        git = git.told({"GIT_INDEX_FILE": str(index_file)})
    done = git.run(
        "diff-index", "--cached", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", tree, "--"
    )  # fmt: skip
    if done.code:
        said = (done.errors.splitlines() or ["no reason given"])[0]
        raise CannotLookError(f"the staged change cannot be read: {said}", help="run `git status`")
    return _changes(done.output)


def changed_entries(git: Git, old: str, new: str) -> tuple[PathChange, ...] | None:
    """The paths that differ between two trees, by their full ids, in path order; None if they cannot be read."""
    done = git.run(
        "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", *full_ids((old, new)), "--"
    )
    return None if done.code else _changes(done.output)


def _changes(raw: bytes) -> tuple[PathChange, ...]:
    fields = raw.decode("utf-8", "surrogateescape").split("\0")
    return tuple(_change(*pair) for pair in zip(fields[0:-1:2], fields[1::2], strict=True))


def _change(header: str, path: str) -> PathChange:
    """One line of `--raw`: `:old-mode new-mode old-id new-id status` and its path."""
    old_mode, new_mode, old, new, _ = header.removeprefix(":").split(" ")
    return PathChange(path, _entry(old_mode, old), _entry(new_mode, new))


def _entry(mode: str, oid: str) -> Entry | None:
    return None if mode == _ABSENT else Entry(mode, oid)
