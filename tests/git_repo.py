"""Real git repositories for every test, driven by real git in a clean environment.

Everything is fixed (names, dates, configuration), so that the same steps give the same object ids.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from c7gate.reading.git import Repository

ALICE = ("alice", "alice@example.com")
DATE = "2025-08-25T09:00:00+00:00"


def clean_environment(home: Path) -> dict[str, str]:
    """An environment in which git sees nothing of the machine's configuration or of a calling hook; alice commits."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_NAME": ALICE[0],
        "GIT_AUTHOR_EMAIL": ALICE[1],
        "GIT_AUTHOR_DATE": DATE,
        "GIT_COMMITTER_NAME": ALICE[0],
        "GIT_COMMITTER_EMAIL": ALICE[1],
        "GIT_COMMITTER_DATE": DATE,
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


@dataclass(frozen=True)
class Repo:
    """A repository with a work tree at `path`, driven by real git in a clean environment."""

    path: Path
    environment: Mapping[str, str] = field(repr=False)

    def git(self, *arguments: str, given: bytes = b"", env: Mapping[str, str] | None = None) -> str:
        """Run git here and give its output without the final line break; `given` is its stdin."""
        done = subprocess.run(
            ["git", *arguments],
            input=given,
            capture_output=True,
            cwd=self.path,
            env={**self.environment, **(env or {})},
            check=False,
        )
        assert done.returncode == 0, f"git {arguments}: {done.stderr.decode(errors='replace')}"
        return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write files of the work tree; None removes one."""
        for name, content in files.items():
            target = self.path / name
            if content is None:
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(
        self,
        files: Mapping[str, str | bytes | None] | None = None,
        message: str = "work",
        *,
        author: tuple[str, str] = ALICE,
        date: str = DATE,
        committed: str = "",
        parents: Sequence[str] | None = None,
    ) -> str:
        """Commit `files` on top of HEAD and give the commit's id; without files the commit is empty.

        `author` is (name, e-mail), also of the committer; `date` is the author's, `committed` (default: the same)
        the committer's. With `parents` (full ids) the commit has exactly those, and HEAD moves to it.
        """
        self.write(files or {})
        self.git("add", "--all")
        name, email = author
        env = {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": email,
            "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": email,
            "GIT_COMMITTER_DATE": committed or date,
        }
        if parents is None:
            self.git(
                "commit", "-q", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "-F", "-",
                given=message.encode("utf-8", "surrogateescape"), env=env,
            )  # fmt: skip
            return self.oid()
        tree = self.git("write-tree")
        links = [word for parent in parents for word in ("-p", parent)]
        oid = self.git("commit-tree", *links, tree, given=message.encode("utf-8", "surrogateescape"), env=env)
        self.git("reset", "-q", "--hard", oid)
        return oid

    def raw_commit(self, content: bytes) -> str:
        """Store the bytes as a commit object, whatever they are, and move the current branch to it."""
        oid = self.raw_object("commit", content)
        self.git("update-ref", "HEAD", oid)
        return oid

    def raw_object(self, kind: str, content: bytes) -> str:
        """Store the bytes as an object of that type, whatever they are."""
        return self.git("hash-object", "-t", kind, "-w", "--literally", "--stdin", given=content)

    def branch(self, name: str, at: str = "HEAD") -> None:
        """Make a branch without moving to it."""
        self.git("branch", "--", name, at)

    def checkout(self, revision: str, *, new: bool = False) -> None:
        """Move to a branch, made here if it is `new`, or to a commit, detached."""
        self.git("checkout", "-q", *(["-b"] if new else []), revision, "--")

    def oid(self, revision: str = "HEAD") -> str:
        """The full object id of any revision."""
        return self.git("rev-parse", "--verify", revision)

    def reader(self) -> Repository:
        """This repository as c7gate reads it; to be closed."""
        return Repository.open(self.path, self.environment)
