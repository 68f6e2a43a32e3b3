"""One commit of the records that a command wrote, and of nothing else: what is staged beside them stays staged.

It is the caller's own commit, so git's configuration and hooks hold as for any other: whoever signs commits has this
one signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from git.cmd import Git

from c7gate.model.errors import CannotLookError, UsageError

TRAILER = "Context7: none (records only)"


class Commits:
    """Commits in the work tree `root` whose git directory is `directory`."""

    def __init__(self, root: Path, directory: Path) -> None:
        self._root = root
        # A caller's own variables must not lead to another repository or index (T75).
        self._env = {
            "GIT_DIR": str(directory),
            "GIT_WORK_TREE": str(root),
            "GIT_INDEX_FILE": str(directory / "index"),
            "GIT_LITERAL_PATHSPECS": "1",
            "LC_ALL": "C",
        }

    def refuse_mixing(self, paths: Sequence[str]) -> None:
        """Refuse files with changes of their own, which would be committed along.

        Raises:
            UsageError: there is one.
        """
        code, output, _ = self._run("status", "--porcelain", "--", *paths)
        if code or output:
            changed = ", ".join(line[3:] for line in output.splitlines()) or "the work tree"
            raise UsageError(
                f"{changed} holds changes that are not committed; nothing was written",
                help="commit them first, or leave --commit out",
            )

    def commit(self, paths: Sequence[str], subject: str) -> str:
        """Commit these files alone, and give the commit's id.

        Raises:
            CannotLookError: git or a hook of the repository refuses; the files stay as written.
        """
        self._must("add", "--intent-to-add", "--", *paths)
        self._must("commit", "--quiet", "--only", "-m", subject, "-m", TRAILER, "--", *paths)
        return self._must("rev-parse", "HEAD")

    def _must(self, *arguments: str) -> str:
        code, output, errors = self._run(*arguments)
        if code:
            said = " ".join(errors.split()) or "it gave no reason"
            raise CannotLookError(
                f"the records are written but not committed: git {arguments[0]} says: {said}",
                help="commit them yourself",
            )
        return output

    def _run(self, *arguments: str) -> tuple[int, str, str]:
        command = ["git", "--no-pager", *arguments]
        code, output, errors = Git(str(self._root)).execute(
            command, with_extended_output=True, with_exceptions=False, env=self._env
        )
        return int(code), str(output), str(errors)
