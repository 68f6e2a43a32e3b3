"""What commits change, as git compares them: the paths, and the patch itself. Many are asked about at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import IO

from c7gate.model.errors import CannotLookError
from c7gate.model.named_tuple import NamedTuple
from c7gate.reading.history import widen
from c7gate.reading.process import Git, Running, full_ids, scratch

_PATCH = (
    *("--stdin", "--root", "-p", "--unified=3", "--full-index"),
    *("--no-ext-diff", "--no-textconv", "--no-renames", "--no-color"),
)
_NAMES = ("--stdin", "--root", "-r", "--raw", "-z", "--no-renames", "--no-ext-diff", "--no-textconv")
_DIGITS = 32


class Patches(NamedTuple):
    """Compares commits of one repository with their parents; `explain` makes the error where git cannot."""

    git: Git
    explain: Callable[[str, str], CannotLookError]

    def paths(self, commits: Iterable[str]) -> dict[str, str]:
        """A digest of the paths that each commit changes, equal where the paths are; none for a merge.

        No setting of the repository has a part in it.

        Raises:
            CannotLookError: a tree it needs is not here.
        """
        with _questions(commits) as questions:
            diffing = self.git.start("diff-tree", *_NAMES, questions=questions)
            try:
                answers = diffing.output.read()
                ended = diffing.finish()
            finally:
                diffing.close()
        if ended.code:
            raise self.explain("", ended.errors)
        return dict(_digests(answers))

    def ahead(self) -> PathsAhead:
        """A way to have paths compared before they are asked for."""
        return PathsAhead(self.git)

    def ids(self, commits: Iterable[str]) -> dict[str, str]:
        """The stable patch id of each commit, equal over rebase and cherry-pick; none for one without a patch.

        No filter, driver or attribute of the work tree has a part in it (T30, T51).

        Raises:
            CannotLookError: a blob it needs is not here.
        """
        with _questions(commits) as questions:
            diffing = self.git.start("diff-tree", *_PATCH, questions=questions)
            naming = self.git.start("patch-id", "--stable", questions=diffing.output)
            try:
                diffing.output.close()
                answers = naming.output.read().decode("ascii", "replace").splitlines()
                for running in (diffing, naming):
                    ended = running.finish()
                    if ended.code:
                        raise self.explain("", ended.errors)
            finally:
                diffing.close()
                naming.close()
        return {oid: patch for patch, oid in (answer.split() for answer in answers)}


class PathsAhead:
    """The digests of paths as `Patches.paths` gives them, worked out while commits are still being found.

    Close it, whether it was finished or not.
    """

    def __init__(self, git: Git) -> None:
        self._git = git
        self._started: tuple[Running, IO[bytes]] | None = None
        self._failed = False

    def add(self, commits: Sequence[str]) -> None:
        """Compare each of these commits (full ids) with its parent some time soon."""
        if self._failed or not commits:
            return
        if self._started is None:
            answers = scratch()
            self._started = self._git.start("diff-tree", *_NAMES, answers=answers), answers
            widen(self._started[0].input.fileno())
        try:
            self._started[0].input.write("".join(f"{oid}\n" for oid in full_ids(commits)).encode("ascii"))
        except BrokenPipeError:
            self._failed = True
            self.close()  # it could not go on; whoever asks for paths asks again, and hears why

    def finish(self) -> dict[str, str]:
        """Wait for the rest; what could not be compared is not there."""
        if self._started is None:
            return {}
        diffing, answers = self._started
        with suppress(BrokenPipeError):  # then its code tells that it failed
            diffing.input.close()
        failed = diffing.finish().code
        answers.seek(0)
        found = {} if failed else dict(_digests(answers.read()))
        self.close()
        return found

    def close(self) -> None:
        """End the process behind it."""
        if self._started is not None:
            diffing, answers = self._started
            self._started = None
            diffing.close()
            answers.close()


def _questions(commits: Iterable[str]) -> IO[bytes]:
    questions = scratch()
    questions.write("".join(f"{oid}\n" for oid in full_ids(tuple(commits))).encode("ascii"))
    questions.seek(0)
    return questions


def _digests(answers: bytes) -> Iterator[tuple[str, str]]:
    """Each commit with the digest of its paths, from ids, each followed by pairs of what changed and its path.

    What changed begins with a colon and an id does not, so that no path is taken for a commit.
    """
    from hashlib import sha256  # it loads a library for cryptography, which few need

    oid, paths = b"", sha256()
    words = iter(answers.split(b"\0"))
    for word in words:
        if word.startswith(b":"):
            paths.update(next(words) + b"\0")
            continue
        if oid:
            yield oid.decode("ascii"), paths.hexdigest()[:_DIGITS]
        oid, paths = word, sha256()
