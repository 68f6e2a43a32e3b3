"""The raw bytes of a tree object as names and entries."""

from __future__ import annotations

import re
from collections.abc import Mapping

from c7gate.model.commit import Entry

FOLDER = "040000"
"""The mode of a tree inside a tree, as git prints it."""

_ENTRY_HEAD = re.compile(rb"([0-7]{1,6}) ([^\0]+)\0")


def parse_tree(raw: bytes, oid_bytes: int) -> Mapping[str, Entry]:
    """The entries of one tree by name, in tree order.

    Args:
        raw: the tree object's content.
        oid_bytes: the length of a binary object id, 20 or 32.

    Names are decoded as UTF-8 with surrogate escapes and may hold anything but NUL, even a slash (T66).
    Modes are git's canonical six digits.

    Raises:
        ValueError: the bytes are no tree, or a name stands twice: two readers could see two different trees.
    """
    entries: dict[str, Entry] = {}
    at = 0
    while at < len(raw):
        match = _ENTRY_HEAD.match(raw, at)
        end = match.end() + oid_bytes if match else 0
        if match is None or end > len(raw):
            raise ValueError(f"not a tree from byte {at} on")
        name = match[2].decode("utf-8", "surrogateescape")
        if name in entries:
            raise ValueError(f"the tree has two entries named {name!r}")
        entries[name] = Entry(_canonical(int(match[1], 8)), raw[match.end() : end].hex())
        at = end
    return entries


def _canonical(mode: int) -> str:
    """The mode as git reads it: file, executable, link, folder; anything else is a commit of another repository."""
    kind = mode & 0o170000
    if kind == 0o100000:  # noqa: PLR2004  a regular file
        return "100755" if mode & 0o100 else "100644"
    return {0o120000: "120000", 0o040000: FOLDER}.get(kind, "160000")
