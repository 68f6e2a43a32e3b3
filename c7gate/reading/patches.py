"""What commits change, as git compares them: the paths, and the patch itself. Many are asked about at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import IO, NamedTuple

from c7gate.model.errors import CannotLookError
from c7gate.reading.process import Git, full_ids

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


def _questions(commits: Iterable[str]) -> IO[bytes]:
    import tempfile

    questions = tempfile.TemporaryFile()  # noqa: SIM115  closed by the caller's `with`
    questions.write("".join(f"{oid}\n" for oid in full_ids(tuple(commits))).encode("ascii"))
    questions.seek(0)
    return questions


def _digests(answers: bytes) -> Iterator[tuple[str, str]]:
    """Each commit with the digest of its paths, from ids, each followed by pairs of what changed and its path.

    What changed begins with a colon and an id does not, so that no path is taken for a commit.
    """
    oid, paths = b"", sha256()
    words = iter(answers.split(b"\0"))
    for word in words:
        if word.startswith(b":"):
            paths.update(next(words) + b"\0")
            continue
        if oid:
            yield oid.decode("ascii"), paths.hexdigest()[:_DIGITS]
        oid, paths = word, sha256()
