"""Files replaced whole or not at all, by one writer at a time (T47, T48, T81)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from itertools import takewhile
from pathlib import Path

from c7gate.model.errors import CannotLookError

_PATIENCE = 10  # seconds
_POLL = 0.005  # seconds
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
"""The flag that keeps `os.open` from following a link, where the system has one."""


@contextmanager
def locked(lock: Path) -> Iterator[None]:
    """Hold a lock file, made with its folder; a holder that was killed holds nothing.

    Who waits stands in a queue of one, a second lock, so that a writer that writes again and again lets others in.

    Raises:
        CannotLookError: somebody else has held it for ten seconds, or it cannot be made.
    """
    from filelock import FileLock, Timeout  # what replaces a file without a lock need not wait for it

    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with ExitStack() as held:
            with FileLock(f"{lock}.queue", timeout=_PATIENCE, mode=0o600, poll_interval=_POLL):
                held.enter_context(FileLock(lock, timeout=_PATIENCE, mode=0o600, poll_interval=_POLL))
            yield
    except Timeout:
        raise CannotLookError(
            f"another c7gate has held {lock} for {_PATIENCE} seconds", help="try again when it has ended"
        ) from None


def refuse_links(path: Path, root: Path) -> None:
    """Refuse a path that a link below `root`, or at its end, would lead elsewhere.

    Raises:
        CannotLookError: there is such a link, or something that is no regular file, or no file can be there.
    """
    try:
        below = takewhile(lambda place: place != root, (path, *path.parents))
        linked = next((place for place in below if place.is_symlink()), None)
        is_other = not linked and path.exists() and not path.is_file()
    except OSError as error:  # too long a name
        raise CannotLookError(f"{path}: {error.strerror}; nothing was written") from None
    if linked:
        raise CannotLookError(f"{linked} is a link; nothing was written", help="put the file itself there")
    if is_other:
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
    replace_files({path: data}, mode=mode)


def replace_files(contents: Mapping[Path, bytes], *, mode: int | None = None) -> None:
    """Put new contents in the place of files, of all or of none; see `replace_file`.

    After a kill in the last instant each file is whole, though some may be old ones. A folder that is not there
    is made.

    Raises:
        CannotLookError: one cannot be written; all are as they were.
    """
    with ExitStack() as undone:
        staged = {path: _staged(path, data, mode, undone) for path, data in contents.items()}
        for path, temporary in staged.items():
            before = path.read_bytes() if len(staged) > 1 and path.exists() else None
            with _saying(path):
                temporary.replace(path)
            if len(staged) > 1:
                undone.callback(_restore, path, before)
            with suppress(OSError):  # the file is in its place; some systems cannot sync a folder
                _sync_folder(path.parent)
        undone.pop_all()


def _staged(path: Path, data: bytes, mode: int | None, undone: ExitStack) -> Path:
    """The content, safe on disk beside the file; `undone` takes it away again."""
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.c7gate-tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW | getattr(os, "O_BINARY", 0)
    with _saying(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _forget_leftovers(path)
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else mode
        undone.callback(temporary.unlink, missing_ok=True)
        with os.fdopen(os.open(temporary, flags, 0o666 if mode is None else mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)
    return temporary


@contextmanager
def _saying(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotLookError(
            f"{path} cannot be written and is unchanged: {error.strerror}",
            help="check the disk and who may write",
        ) from None


def _restore(path: Path, before: bytes | None) -> None:
    """Undo what was replaced before another file could not be."""
    if before is None:
        path.unlink(missing_ok=True)
    else:
        replace_files({path: before})


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
