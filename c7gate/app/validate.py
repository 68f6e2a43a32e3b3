"""`validate`: judge record and policy files on disk, for the editor and the commit hook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

from c7gate.judging.crosscheck import Known, cross_checked
from c7gate.judging.engine import evaluate
from c7gate.judging.identity import Identities
from c7gate.model.document import Document
from c7gate.model.errors import CannotLookError
from c7gate.model.evaluation import Evaluation, RecordFile, Revision, Snapshot
from c7gate.reading.program import faults_of, policy_of
from c7gate.reading.worktree import record_files


def validate(paths: Sequence[Path], root: Path, as_of: datetime) -> Evaluation:
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
    # Of single files the rest of the program is not read, so names in them stay unjudged.
    known = Known(Identities(()), None if paths else (), None if paths else _calendars(files))
    snapshot = Snapshot(
        as_of=as_of,
        policy=policy_of({}),
        trusted=Revision("", ""),
        people={},
        change=None,
        judged_records=cross_checked(_with_whole_policy(files), known),
    )
    return evaluate(snapshot)


def _with_whole_policy(files: tuple[RecordFile, ...]) -> tuple[RecordFile, ...]:
    """The same files; where a whole policy is among them, with what is wrong with it as a whole."""
    documents = _policies(files)
    if "program" not in documents:
        return files
    faults = faults_of(documents)
    judged = {document.path for document in documents.values()}
    return tuple(
        file._replace(problems=faults.get(file.path, ())) if file.path in judged else file for file in files
    )


def _policies(files: tuple[RecordFile, ...]) -> dict[str, Document]:
    """The policy documents among the files, by stem."""
    return {
        PurePosixPath(file.path).stem: file.document for file in files if file.kind is None and file.document
    }


def _calendars(files: tuple[RecordFile, ...]) -> frozenset[str]:
    document = _policies(files).get("calendars")
    calendars = document.value.get("calendars") if document and isinstance(document.value, dict) else None
    return frozenset(calendars) if isinstance(calendars, dict) else frozenset()


def _unique(files: Iterable[RecordFile]) -> Iterator[RecordFile]:
    seen: set[str] = set()
    for file in files:
        if file.path not in seen:
            seen.add(file.path)
            yield file
