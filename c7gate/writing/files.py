"""Files replaced whole or not at all, by one writer at a time (T47, T48, T81)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from c7gate.model.errors import CannotLookError

_PATIENCE = 10  # seconds
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
"""The flag that keeps `os.open` from following a link, where the system has one."""


@contextmanager
def locked(lock: Path) -> Iterator[None]:
    """Hold a lock file, made with its folder; a holder that was killed holds nothing.

    Raises:
        CannotLookError: somebody else has held it for ten seconds, or it cannot be made.
    """
    from filelock import FileLock, Timeout  # what replaces a file without a lock need not wait for it

    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(lock, timeout=_PATIENCE, mode=0o600):
            yield
    except Timeout:
        raise CannotLookError(
            f"another c7gate has held {lock} for {_PATIENCE} seconds", help="try again when it has ended"
        ) from None


def refuse_links(path: Path, root: Path) -> None:
    """Refuse a path that a link below `root`, or at its end, would lead elsewhere.

    Raises:
        CannotLookError: there is such a link, or something that is no regular file.
    """
    for place in (path, *path.parents):
        if place == root:
            break
        if place.is_symlink():
            raise CannotLookError(f"{place} is a link; nothing was written", help="put the file itself there")
    if path.exists() and not path.is_file():
        raise CannotLookError(f"{path} is not a regular file; nothing was written")


def replace_file(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Put `data` in the place of a file, which keeps its mode; after a kill it is the old one or the new one.

    Args:
        path: the file, or where it is to be; its folder exists.
        data: the whole new content.
        mode: permissions of a file that is not there yet; by default what the process may give.

    Raises:
        CannotLookError: it cannot be written; the old file is as it was.
    """
    try:
        _forget_leftovers(path)
        kept = stat.S_IMODE(path.stat().st_mode) if path.exists() else mode
        _replace(path, data, kept)
    except OSError as error:
        raise CannotLookError(
            f"{path} cannot be written and is unchanged: {error.strerror}",
            help="check the disk and who may write",
        ) from None


def _replace(path: Path, data: bytes, mode: int | None) -> None:
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.c7gate-tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o666 if mode is None else mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _forget_leftovers(path: Path) -> None:
    """Remove what a killed writer of this file left; the caller holds the file's lock."""
    for leftover in path.parent.glob(f".{path.name}.*.c7gate-tmp"):
        leftover.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened there
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
