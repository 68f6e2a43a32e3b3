"""Which record files were found right, kept in the git directory so that `validate` need not read them all again.

A file is known by the digest of its content; as in git's index, what the system says of it spares reading it, unless
it was touched about when this was written. Only files with nothing wrong are kept, with what they say of others, so
that what is wrong between files is still looked for. Where all files together were found right, and the system says
the same of each, not even that is asked again. Deleting the files costs one slow run; no check ever reads them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from c7gate.model.errors import CannotLookError
from c7gate.model.evaluation import Mentions
from c7gate.reading.own_files import own_content
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
        self._run = file.with_name("clean-run.json")
        self._basis = basis
        self._now: dict[str, _Kept] = {}

    def all_right(self, found: Sequence[Found], *, names: bool) -> int | None:
        """How many records are right if these very files were found right together; None where they must be looked at.

        `names` says whether the names in them are asked for.
        """
        settled, kept = _recalled(self._run, self._basis)
        if not kept or max(max(file.stamp[2:4]) for file in found) >= settled:
            return None
        right = kept.get("right")
        same = kept == {"files": _stamps(found), "names": names, "right": right}
        return right if same and isinstance(right, int) else None

    def remember_all(self, found: Sequence[Found], right: int, *, names: bool) -> None:
        """Note that these files were found right together, `right` of them as records."""
        _keep(self._run, self._basis, {"files": _stamps(found), "names": names, "right": right})

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
        if self._now != self._before:
            _keep(self._file, self._basis, self._now)

    def _again(self, found: Found, kept: _Kept) -> Mentions:
        self._now[found.canonical] = [[*found.stamp], *kept[1:]]
        return Mentions(*kept[2:])

    @property
    def _settled(self) -> int:
        return self._recalled[0]

    @property
    def _before(self) -> dict[str, _Kept]:
        return self._recalled[1]

    @cached_property
    def _recalled(self) -> tuple[int, dict[str, _Kept]]:
        return _recalled(self._file, self._basis)


def _stamps(found: Sequence[Found]) -> str:
    """One text that is another as soon as a file came, went, or was touched."""
    return _digest(repr([(file.shown, file.stamp) for file in found]).encode("utf-8", "surrogateescape"))


def _keep(file: Path, basis: str, kept: dict[str, Any]) -> None:
    content = f"{json.dumps(basis)}\n{json.dumps(kept, ensure_ascii=False, separators=(',', ':'))}"
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        refuse_links(file, file.parent.parent)
        replace_file(file, _sealed(content.encode()), mode=0o600)
    except (OSError, ValueError, CannotLookError):
        return


def _recalled(file: Path, basis: str) -> tuple[int, dict[str, Any]]:
    """Until when files must have been touched last, and what was kept; nothing of it if anything is amiss."""
    try:
        settled = file.stat().st_mtime_ns - _JUST_NOW
        head, _, files = _unsealed(own_content(file)).partition(b"\n")
        kept = json.loads(files) if json.loads(head) == basis else {}
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
