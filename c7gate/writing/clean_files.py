"""Which record files were found right, kept in the git directory so that `validate` need not read them all again.

A file is known by the digest of its content; as in git's index, what the system says of it spares reading it, unless
it was touched about when this was written. Only files with nothing wrong are kept, with what they say of others, so
that what is wrong between files is still looked for. Deleting the file costs one slow run; no check ever reads it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from c7gate.model.errors import CannotLookError
from c7gate.model.evaluation import Mentions
from c7gate.reading.memory import own_content
from c7gate.reading.worktree import Found
from c7gate.writing.files import refuse_links, replace_file

_JUST_NOW = 2_000_000_000  # nanoseconds; no file system's clock is coarser
_DIGEST_LENGTH = 64

_Kept = list[Any]  # what the system says of the file, its content's digest, and the fields of its `Mentions`


class CleanFiles:
    """The files that one c7gate found right.

    Args:
        file: where they are kept.
        basis: all that a verdict on one file depends on, as one text, beside its content and its name.
    """

    def __init__(self, file: Path, basis: str) -> None:
        self._file = file
        self._basis = basis
        self._settled, self._before = self._recalled()
        self._now: dict[str, _Kept] = {}

    def unread(self, found: Found) -> Mentions | None:
        """What a file says of others if it is as it was when it was found right; None where it must be read."""
        kept = self._before.get(found.canonical)
        if kept is None or max(found.stamp[2:4]) >= self._settled or kept[0] != [*found.stamp]:
            return None
        return self._again(found, kept)

    def same(self, found: Found, data: bytes) -> Mentions | None:
        """What a file says of others if its content is the one that was found right."""
        kept = self._before.get(found.canonical)
        return self._again(found, kept) if kept is not None and kept[1] == _digest(data) else None

    def keep(self, found: Found, data: bytes, mentions: Mentions) -> None:
        """Note that a file was found right."""
        self._now[found.canonical] = [[*found.stamp], _digest(data), *mentions]

    def remember(self) -> None:
        """Keep what was found in the place of what was kept before; where that fails, the next run reads all."""
        if self._now == self._before:
            return
        files = json.dumps(self._now, ensure_ascii=False, separators=(",", ":"))
        head = json.dumps(self._basis)
        try:
            self._file.parent.mkdir(mode=0o700, exist_ok=True)
            refuse_links(self._file, self._file.parent.parent)
            replace_file(self._file, _sealed(f"{head}\n{files}".encode()), mode=0o600)
        except (OSError, ValueError, CannotLookError):
            return

    def _again(self, found: Found, kept: _Kept) -> Mentions:
        self._now[found.canonical] = [[*found.stamp], *kept[1:]]
        return Mentions(*kept[2:])

    def _recalled(self) -> tuple[int, dict[str, _Kept]]:
        """Until when files must have been touched last, and what was kept; nothing of it if anything is amiss."""
        try:
            settled = self._file.stat().st_mtime_ns - _JUST_NOW
            content = _unsealed(own_content(self._file))
            head, _, files = content.partition(b"\n")
            kept = json.loads(files) if json.loads(head) == self._basis else {}
        except (OSError, ValueError, RecursionError):
            return 0, {}
        return settled, kept if isinstance(kept, dict) else {}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sealed(content: bytes) -> bytes:
    return _digest(content).encode() + b"\n" + content


def _unsealed(data: bytes) -> bytes:
    """The content behind its checksum; empty where the two do not fit, as after a bad disk."""
    content = data[_DIGEST_LENGTH + 1 :]
    return content if data == _sealed(content) else b""
