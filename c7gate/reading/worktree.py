"""Record and policy files on disk. Only `validate` reads here; a check never opens the work tree."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from c7gate.model.commit import Entry
from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.evaluation import RecordFile
from c7gate.parsing.yaml_text import MAX_BYTES
from c7gate.reading import records

_FOLDERS = (records.FOLDER, "policies")


def record_files(paths: tuple[Path, ...], root: Path) -> Iterator[RecordFile]:
    """The records and policies among these files and folders, in the order given, folders sorted by name.

    Raises:
        UsageError: a path does not exist, or a file named is no kind of file c7gate knows.
        CannotLookError: a file cannot be read.
    """
    if not paths:
        for folder in _FOLDERS:
            yield from _folder(root / folder) if (root / folder).is_dir() else ()
    for path in paths:
        if _exists(path) and path.is_dir() and not path.is_symlink():
            yield from _folder(path)
        elif _exists(path):
            yield _named(path)
        else:
            raise UsageError(f"{path} does not exist", help="name a file or folder that does")


def _exists(path: Path) -> bool:
    try:
        path.lstat()
    except OSError:  # also too long a name, or a folder nobody may enter
        return False
    return True


def _folder(folder: Path) -> Iterator[RecordFile]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            record = _read(path)
            if record is not None:
                yield record


def _named(path: Path) -> RecordFile:
    record = _read(path)
    if record is None:
        raise UsageError(
            f"{path} is neither a training record nor a policy file",
            help=f"records stand in {records.FOLDER}/developers, assessments or cohorts, policies in policies/",
        )
    return record


def _read(path: Path) -> RecordFile | None:
    canonical = _canonical(path)
    if canonical is None:
        return None
    shown = path.as_posix()
    mode = path.lstat().st_mode
    entry = Entry("100644" if stat.S_ISREG(mode) else "120000", "")
    data = _bytes(path) if stat.S_ISREG(mode) else b""
    return records.read_file(canonical, entry, data, shown=shown)


def _canonical(path: Path) -> str | None:
    """The path as the repository would name it: from its last `training-records` or `policies` folder on."""
    parts = PurePosixPath(path.absolute().as_posix()).parts
    starts = [index for index, part in enumerate(parts[:-1]) if part in _FOLDERS]
    return "/".join(parts[starts[-1] :]) if starts else None


def _bytes(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CannotLookError(f"{path}: {error.strerror}", help="make it readable") from None
    return data if len(data) <= MAX_BYTES else None
