"""A commit in the making, as a hook of it sees the repository: a handful of short git processes, no more.

A person waits for these, so this is `git.py` and `discovery.py` over again with less asked; nothing else in
c7gate reads a repository this way.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.reading.process import Git, full_ids
from c7gate.reading.staged import EMPTY_TREE, changed_entries, staged_paths

if TYPE_CHECKING:  # on the commit hook's path
    from pathlib import Path

    from c7gate.model.entry import PathChange

_DEFAULTS = ("refs/remotes/origin/HEAD", "refs/heads/main", "refs/heads/master")
_FOLDERS = ("policies", "training-records/cohorts", "training-records/developers")
_FILES_LIMIT = 200  # changed records that are worth a look; working the demand out anew takes no longer

_REPLAYS = ("MERGE_HEAD", "REVERT_HEAD", "CHERRY_PICK_HEAD", "rebase-merge", "rebase-apply")


class Trusted(NamedTuple):
    """The tip of the default branch as fetched, empty where there is none (rules of judging 3).

    With it the ids of what stands in it at `policies`, `training-records/cohorts` and `training-records/developers`;
    empty where nothing does, or where it cannot be read.
    """

    commit: str = ""
    policies: str = ""
    cohorts: str = ""
    developers: str = ""


class Committing(NamedTuple):
    """The repository of a hook that git has started. Paths are absolute.

    `head` is the id of HEAD's commit, empty before the first one.
    """

    git: Git
    git_directory: str
    common_directory: str
    oid_bytes: int
    head: str
    trusted: Trusted

    @classmethod
    def here(cls, environment: Mapping[str, str], where: str | None = None) -> Committing:
        """The repository of the current folder, where git starts its hooks (T75: never that of `GIT_DIR`).

        `where` is another folder.

        Raises:
            UsageError: the folder is in no repository.
            CannotLookError: git is missing.
        """
        git = Git.on_path(environment)
        asked = ("--absolute-git-dir", "--git-common-dir", "--show-object-format")
        answer = git.run(
            "-c", "safe.bareRepository=explicit", "rev-parse", "--path-format=absolute", *asked, where=where
        )
        words = answer.output.decode("utf-8", "surrogateescape").splitlines()
        if answer.code or len(words) != len(asked):
            said = (answer.errors.splitlines() or ["no answer of git"])[0]
            raise UsageError(f"no repository was found from the current folder: {said}")
        directory, common, object_format = words
        bound = git.inside(directory)
        head, trusted = _tips(bound)
        return cls(bound, directory, common, 32 if object_format == "sha256" else 20, head, trusted)

    @property
    def is_replay(self) -> bool:
        """Whether git is merging, rebasing, picking or reverting: what is committed was said before, or nobody's."""
        return any(map(os.path.exists, (f"{self.git_directory}/{name}" for name in _REPLAYS)))

    def staged(self, index_file: Path | str | None) -> tuple[PathChange, ...]:
        """The paths about to be committed, against HEAD."""
        return staged_paths(self.git, self.head or EMPTY_TREE[self.oid_bytes], index_file)

    def branch_messages(self) -> tuple[str, ...]:
        """The messages of HEAD's commits that the default branch lacks, newest first; of merges none.

        Messages here are those that git shows: what counts is read from the objects, by `check`.
        """
        default = self.trusted.commit
        if not self.head or self.head == default:
            return ()
        done = self.git.run(
            "log", "-z", "--no-merges", "--format=%B", "--encoding=UTF-8", "--no-show-signature",
            self.head, *(["--not", default] if default else []), "--",
        )  # fmt: skip
        if done.code:
            raise CannotLookError("the branch's commits cannot be read", help="run `git fsck`")
        return tuple(done.output.decode("utf-8", "replace").split("\0"))

    def changed_files(self, old: str, new: str) -> tuple[bytes, ...] | None:
        """What stands in the files that differ between two trees, before and after; None if some cannot be had."""
        changes = changed_entries(self.git, old, new)
        oids = {side.oid for change in changes or () for side in (change.old, change.new) if side}
        if changes is None or len(oids) > _FILES_LIMIT:
            return None
        found = self.blobs(sorted(oids))
        return tuple(found.values()) if len(found) == len(oids) else None

    def blobs(self, oids: Iterable[str]) -> dict[str, bytes]:
        """The content of blobs by id, all at once; what is not there, or is no blob, is left out."""
        asked = "".join(f"{oid}\n" for oid in full_ids(tuple(dict.fromkeys(oids))))
        data = self.git.run("cat-file", "--batch", given=asked.encode("ascii")).output if asked else b""
        found: dict[str, bytes] = {}
        at = 0
        while (end := data.find(b"\n", at)) >= 0:
            oid, kind, *size = data[at:end].decode("ascii", "replace").split()
            at = end + 1
            if kind == "blob":
                found[oid] = data[at : at + int(size[0])]
            at += int(size[0]) + 1 if size else 0
        return found

    def author_email(self) -> str:
        """Who git would say makes a commit here; empty where it does not know."""
        ident = self.git.run("var", "GIT_AUTHOR_IDENT").output.decode("utf-8", "replace")
        return ident.partition("<")[2].partition(">")[0]

    def comment(self) -> str:
        """`core.commentString` or `core.commentChar` as configured, whichever git read last; else empty."""
        done = self.git.run("config", "-z", "--get-regexp", r"^core\.comment(string|char)$")
        pairs = [line.partition("\n") for line in done.output.decode("utf-8", "replace").split("\0") if line]
        return pairs[-1][2] if pairs else ""


def _tips(git: Git) -> tuple[str, Trusted]:
    """HEAD's commit, and what may be trusted, from one question."""
    asked = ["HEAD", *(name for ref in _DEFAULTS for name in (ref, *(f"{ref}:{path}" for path in _FOLDERS)))]
    done = git.run(
        "cat-file", "--batch-check=%(objectname) =", given="".join(f"{one}\n" for one in asked).encode()
    )
    oids = [line.removesuffix(" =") if line.endswith(" =") else "" for line in done.lines]
    head, *found = (*oids, *[""] * (len(asked) - len(oids)))
    size = len(Trusted._fields)
    sides = (Trusted(*found[at : at + size]) for at in range(0, len(found), size))
    return head, next((side for side in sides if side.commit), Trusted())
