"""What the files of a change say about libraries, read from git objects; only where a rule needs to know."""

from __future__ import annotations

from c7gate.judging.rules.missing_reference import asking_paths, asks_by_library, is_unanswered
from c7gate.model.errors import CannotLookError
from c7gate.model.evaluation import Snapshot
from c7gate.reading.git import Repository

_WHAT = "which libraries the change touches"


def with_libraries(repository: Repository, snapshot: Snapshot) -> Snapshot:
    """The snapshot with `libraries`, where no text answers for the change and somebody is asked.

    Without the objects of the changed files a suggestion is left out, and the snapshot says so.

    Raises:
        CannotLookError: objects are missing, and policy asks by the libraries a change touches.
    """
    if snapshot.change is None or not is_unanswered(snapshot):
        return snapshot
    from c7gate.parsing.library import Registry, touched
    from c7gate.reading.contents import Contents

    paths = asking_paths(snapshot.change, snapshot.policy.reference)
    files = Contents(lambda oid, limit: repository.read_object(oid, limit).content, paths)
    try:
        found = touched(Registry(snapshot.policy.libraries), files)
    except CannotLookError as error:
        if asks_by_library(snapshot):
            raise
        return _unseen(snapshot, error.message)
    if not files.whole:
        snapshot = _unseen(snapshot, "the change is too large to read every file of it")
    return snapshot._replace(libraries=found if found or files.whole else None)


def _unseen(snapshot: Snapshot, why: str) -> Snapshot:
    return snapshot._replace(not_examined=(*snapshot.not_examined, (_WHAT, why)))
