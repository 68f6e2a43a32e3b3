"""`validate`: judge record and policy files on disk, for the editor and the commit hook."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath

from c7gate.judging.crosscheck import Crosscheck, Known, mentioned
from c7gate.judging.engine import evaluate
from c7gate.judging.identity import Identities
from c7gate.model.document import Document
from c7gate.model.errors import C7gateError, CannotLookError, PolicyError
from c7gate.model.evaluation import Evaluation, Mentions, RecordFile, Revision, Snapshot
from c7gate.model.version import VERSION
from c7gate.parsing.record import record_login
from c7gate.reading import resources
from c7gate.reading.discovery import discover
from c7gate.reading.process import Git
from c7gate.reading.program import faults_of, policy_of
from c7gate.reading.worktree import Found, content_of, found_files, read_found
from c7gate.writing.clean_files import CleanFiles

MANY = 200
"""From so many files on it is worth while to keep which were found right."""


def validate(
    paths: Sequence[Path], root: Path, as_of: datetime, environment: Mapping[str, str] | None = None
) -> Evaluation:
    """Judge files as they are on disk by the preset's severities.

    Args:
        paths: files or folders; none means `training-records/` and `policies/` of `root`.
        root: the folder that default paths are relative to.
        as_of: the instant of the report.
        environment: the process's own; with it, of many files those that were found right are not read again.

    Raises:
        UsageError: a path does not exist or is no kind of file c7gate knows.
        CannotLookError: there is nothing to validate, or it cannot be read.
    """
    with (
        _collecting_no_garbage()
    ):  # thousands of records hold none, and looking for it is a fifth of the time
        return evaluate(_snapshot(paths, root, as_of, environment))


def _snapshot(
    paths: Sequence[Path], root: Path, as_of: datetime, environment: Mapping[str, str] | None
) -> Snapshot:
    found = tuple({file.shown: file for file in found_files(tuple(paths), root)}.values())
    clean = _clean_files(root, environment) if environment is not None and len(found) >= MANY else None
    right = clean.all_right(found, names=not paths) if clean else None
    if right is None:
        judged, right = _judged(found, clean, names=not paths)
    else:
        policies = (file for file in found if file.canonical.startswith("policies/"))
        judged = tuple(said for _, said in _read(policies, None) if isinstance(said, RecordFile))
    return Snapshot(
        as_of=as_of,
        policy=policy_of({}),
        trusted=Revision("", ""),
        people={},
        change=None,
        judged_records=judged,
        right_records=right,
    )


def _judged(
    found: Sequence[Found], clean: CleanFiles | None, *, names: bool
) -> tuple[tuple[RecordFile, ...], int]:
    """The policies and the records with something wrong, and how many records are right.

    Without `names` the rest of the program is not read, as of single files, so names in them stay unjudged.
    """
    read = tuple(_read(found, clean))
    if not read:
        raise CannotLookError(
            "nothing to validate: no training record and no policy file",
            help="name files, or run where training-records/ or policies/ is",
        )
    if clean:
        clean.remember()
    right = [(file, said) for file, said in read if isinstance(said, Mentions)]
    others = _with_whole_policy(tuple(said for _, said in read if isinstance(said, RecordFile)))
    known = _known(others) if names else Known(Identities(()))
    check = Crosscheck(known, ((record_login(file.canonical) or "", said) for file, said in right))
    unfit = [record for file, said in right if not check.fits(said) and (record := _whole(file))]
    if clean and not unfit and not any(record.kind or record.problems for record in others):
        clean.remember_all(found, len(right), names=names)
    return (*others, *map(check.told, unfit)), len(right) - len(unfit)


@contextmanager
def _collecting_no_garbage() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _clean_files(root: Path, environment: Mapping[str, str]) -> CleanFiles | None:
    """What was found right before; None outside a repository, or in one that git will not open."""
    try:
        directory = discover(Git.on_path(environment), root).directory
    except C7gateError:
        return None
    return CleanFiles(
        directory / "c7gate" / "clean-files.json", f"{VERSION} {resources.digest()} {sys.version}"
    )


def _read(found: Iterable[Found], clean: CleanFiles | None) -> Iterator[tuple[Found, RecordFile | Mentions]]:
    """The files: policies and what is wrong as they are, of a record that is right what it says of others."""
    for file in found:
        if clean and (said := clean.unread(file)) is not None:
            yield file, said
            continue
        data = content_of(file)
        if clean and data and (said := clean.same(file, data)) is not None:
            yield file, said
        elif (record := read_found(file, data)) is not None:
            if data is None or record.kind is None or record.problems:
                yield file, record
                continue
            said = mentioned(record)
            if clean:
                clean.keep(file, data, said)
            yield file, said


def _whole(file: Found) -> RecordFile | None:
    """A record with its values and their places, read again because they were not kept."""
    return read_found(file, content_of(file))


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


def _known(files: tuple[RecordFile, ...]) -> Known:
    """The names that the policy among the files, or the preset, gives a meaning; none of a policy that is broken."""
    documents = _policies(files)
    known = Known(Identities(()), cohorts=())
    if documents and "program" not in documents:
        return known
    try:
        return known.by_policy(policy_of(documents))
    except PolicyError:
        return known
