"""New files in a checkout. What is there already stays as it is, whoever put it there and whenever."""

from __future__ import annotations

import os
from pathlib import Path

from c7gate.model.errors import CannotLookError
from c7gate.writing.files import NO_FOLLOW, refuse_links


def write_new(root: Path, path: str, data: bytes) -> bool:
    """Write a file that is not there yet, with its folders; False where something has come to stand there.

    Args:
        root: the top folder of the work tree.
        path: relative to it.
        data: the whole content.

    Raises:
        CannotLookError: a folder on the way is a link, or it cannot be written; nothing of it is left behind.
    """
    file = root / path
    refuse_links(file, root)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW | getattr(os, "O_BINARY", 0)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, flags, 0o666)
    except FileExistsError:
        return False
    except OSError as error:
        raise CannotLookError(f"{path} cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
    except OSError as error:
        file.unlink(missing_ok=True)
        raise CannotLookError(f"{path} cannot be written: {error.strerror}", help="check the disk") from None
    return True
