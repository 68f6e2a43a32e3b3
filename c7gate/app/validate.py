"""`validate`: judge record and policy files on disk, for the editor and the commit hook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from c7gate.judging.engine import evaluate
from c7gate.model.errors import CannotLookError
from c7gate.model.evaluation import Evaluation, RecordFile, Revision, Snapshot
from c7gate.reading.program import policy_of
from c7gate.reading.snapshot import with_identities_checked
from c7gate.reading.worktree import record_files


def validate(paths: Iterable[Path], root: Path, as_of: datetime) -> Evaluation:
    """Judge files as they are on disk by the preset's severities.

    Args:
        paths: files or folders; none means `training-records/` and `policies/` of `root`.
        root: the folder that default paths are relative to.
        as_of: the instant of the report.

    Raises:
        UsageError: a path does not exist or is no kind of file c7gate knows.
        CannotLookError: there is nothing to validate.
    """
    files = tuple(_unique(record_files(tuple(paths), root)))
    if not files:
        raise CannotLookError(
            "nothing to validate: no training record and no policy file",
            help="name files, or run where training-records/ or policies/ is",
        )
    snapshot = Snapshot(
        as_of=as_of,
        policy=policy_of({}),
        trusted=Revision("", ""),
        people={},
        change=None,
        judged_records=with_identities_checked(files),
    )
    return evaluate(snapshot)


def _unique(files: Iterable[RecordFile]) -> Iterator[RecordFile]:
    seen: set[str] = set()
    for file in files:
        if file.path not in seen:
            seen.add(file.path)
            yield file
