"""What the files of a change say about libraries, read from git objects; only where a rule needs to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from c7gate.judging.rules.missing_reference import asking_paths, asks_by_library, is_unanswered
from c7gate.model.commit import Entry, PathChange
from c7gate.model.errors import CannotLookError
from c7gate.model.evaluation import Snapshot
from c7gate.parsing.imports import syntax_of
from c7gate.parsing.library import Registry, touched
from c7gate.reading.git import Repository

FILES_LIMIT = 200
BYTES_LIMIT = 2 * 1024 * 1024
"""What is read of one change, old and new together."""

_WHAT = "which libraries the change touches"


def with_libraries(repository: Repository, snapshot: Snapshot) -> Snapshot:
    """The snapshot with `libraries`, where no text answers for the change and somebody is asked.

    Without the objects of the changed files a suggestion is left out, and the snapshot says so.

    Raises:
        CannotLookError: objects are missing, and policy asks by the libraries a change touches.
    """
    if snapshot.change is None or not is_unanswered(snapshot):
        return snapshot
    paths = asking_paths(snapshot.change, snapshot.policy.reference)
    files = _Files(repository, paths)
    try:
        found = touched(Registry(snapshot.policy.libraries), files)
    except CannotLookError as error:
        if asks_by_library(snapshot):
            raise
        return _unseen(snapshot, error.message)
    if not files.whole:
        snapshot = _unseen(snapshot, "the change is too large to read every file of it")
    return replace(snapshot, libraries=found if found or files.whole else None)


def _unseen(snapshot: Snapshot, why: str) -> Snapshot:
    return replace(snapshot, not_examined=(*snapshot.not_examined, (_WHAT, why)))


@dataclass(slots=True)
class _Files(Iterable[tuple[str, str, str]]):
    """The changed files that can name a library: (path, text before, text after).

    After the last one, `whole` says whether the limits let all be read.
    """

    repository: Repository
    paths: tuple[PathChange, ...]
    whole: bool = True
    left: int = BYTES_LIMIT

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        named = [path for path in self.paths if syntax_of(path.path) and _is_file(path.new)]
        self.whole = len(named) <= FILES_LIMIT
        for path in named[:FILES_LIMIT]:
            after = self._text(path.new)
            yield path.path, self._text(path.old) if after else "", after

    def _text(self, entry: Entry | None) -> str:
        """A file's text; empty for what is no file, and for what the limit leaves no room for."""
        if entry is None or not _is_file(entry):
            return ""
        content = self.repository.read_object(entry.oid, self.left).content
        if content is None:
            self.whole = False
            return ""
        self.left -= len(content)
        utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        return content.decode("utf-16" if utf16 else "utf-8", "replace")


def _is_file(entry: Entry | None) -> bool:
    return entry is not None and entry.mode.startswith("100")
