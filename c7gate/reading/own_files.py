"""Small files of c7gate's own in the git directory: believed where they are the user's own, and never needed."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from c7gate.reading.git import Repository

HISTORY = "history"
"""The name of what a walk over a long history leaves for the next."""

MOST_BYTES = 64 << 20
"""What is larger is not kept."""


def may_keep(repository: Repository) -> bool:
    """Whether commits can be told once for all: where history is cut or objects are left out, they may yet come."""
    return not repository.is_shallow and not repository.is_partial


def own_file(repository: Repository, name: str) -> Path:
    """Where a file of this name stands, or would."""
    return repository.common_directory / "c7gate" / name


def own_content(file: Path) -> bytes:
    """The content of a plain file of at most 64 MiB that only this user can write; empty where there is none."""
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return b""
    about = os.fstat(handle)
    mine = os.name == "nt" or (about.st_uid == os.geteuid() and not about.st_mode & 0o022)
    if not (stat.S_ISREG(about.st_mode) and mine and about.st_size <= MOST_BYTES + (1 << 10)):
        os.close(handle)
        return b""
    with os.fdopen(handle, "rb") as opened:  # of a folder it would refuse to be made
        return opened.read()


def replace_own(file: Path, content: bytes) -> None:
    """Put a file of the git directory in the place of another; where it cannot be written, nothing is."""
    import tempfile

    try:
        file.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
