"""Record and policy files on disk. Only `validate` and what writes them read here; a check never opens the work tree."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from c7gate.model.commit import Entry
from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.evaluation import RecordFile
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.yaml_text import MAX_BYTES
from c7gate.reading import records

_FOLDERS = (records.FOLDER, "policies")
_MORE = 4096

Stamp = tuple[int, int, int, int, int]


class Found(NamedTuple):
    """A file that may be a record or a policy file, before anything of it is read.

    `canonical` is its path as the repository would name it, `shown` the path for people. `stamp` is what the system
    says of it: its mode, size, times of change in nanoseconds (of content, of anything), and its number on the disk.
    `named` says that somebody asked for this very file.
    """

    canonical: str
    shown: str
    stamp: Stamp
    named: bool = False

    @property
    def is_regular(self) -> bool:
        """Whether it is a file proper: no link, no pipe."""
        return stat.S_ISREG(self.stamp[0])


def found_files(paths: tuple[Path, ...], root: Path) -> Iterator[Found]:
    """The files that may be records or policies among these files and folders, in the order given, folders sorted.

    Args:
        paths: files or folders; none means `training-records/` and `policies/` of `root`.
        root: the folder that default paths are relative to.

    Raises:
        UsageError: a path does not exist.
        CannotLookError: a folder cannot be read.
    """
    for folder in _FOLDERS if not paths else ():
        yield from _folder(root / folder) if (root / folder).is_dir() else ()
    for path in paths:
        status = _status(path)
        if status is None:
            raise UsageError(f"{path} does not exist", help="name a file or folder that does")
        if stat.S_ISDIR(status.st_mode):
            yield from _folder(path)
        else:
            yield Found(_canonical(path.parent, path.name), path.as_posix(), _stamp(status), named=True)


def content_of(found: Found) -> bytes | None:
    """The bytes of a file, none of what is no file proper; None for more than the limit.

    Raises:
        CannotLookError: it cannot be read.
    """
    if not found.is_regular:
        return b""
    try:
        with open(found.shown, "rb", buffering=0) as file:  # noqa: PTH123  of thousands of files
            # A buffer for the most there may be would take longer to have than most files take to read.
            data = file.read(min(found.stamp[1], MAX_BYTES) + 1)
            while len(data) <= MAX_BYTES and (more := file.read(_MORE)):
                data += more
    except OSError as error:
        raise CannotLookError(f"{found.shown}: {error.strerror}", help="make it readable") from None
    return data if len(data) <= MAX_BYTES else None


def read_found(found: Found, data: bytes | None) -> RecordFile | None:
    """A file judged from its content, without its values; None where it is neither a record nor a policy.

    Raises:
        UsageError: nor is it, and somebody asked for this very file.
    """
    entry = Entry("100644" if found.is_regular else "120000", "")
    record = (
        records.read_file(found.canonical, entry, data, shown=found.shown, values=False)
        if found.canonical
        else None
    )
    if record is None and found.named:
        raise UsageError(
            f"{found.shown} is neither a training record nor a policy file",
            help=f"records stand in {records.FOLDER}/developers, assessments or cohorts, policies in policies/",
        )
    return record


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:  # also too long a name, or a folder nobody may enter
        return None


def _folder(folder: Path) -> Iterator[Found]:
    """The files below a folder, by name; links to folders are not followed."""
    canonical, shown = _canonical(folder, ""), folder.as_posix()
    prefix = "" if shown == "." else shown if shown.endswith("/") else f"{shown}/"
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _folder(folder / entry.name)
            elif canonical:
                stamp = _stamp(entry.stat(follow_symlinks=False))
                yield Found(f"{canonical}{entry.name}", f"{prefix}{entry.name}", stamp)
    except OSError as error:
        raise CannotLookError(f"{folder}: {error.strerror}", help="make it readable") from None


def _canonical(folder: Path, name: str) -> str:
    """A file's path as the repository would name it: from its last `training-records` or `policies` folder on.

    Empty where it lies in neither. Without a name it is the folder's, with a slash at the end.
    """
    parts = PurePosixPath(folder.absolute().as_posix()).parts
    starts = [index for index, part in enumerate(parts) if part in _FOLDERS]
    return f"{'/'.join(parts[starts[-1] :])}/{name}" if starts else ""


def _stamp(status: os.stat_result) -> Stamp:
    return (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
