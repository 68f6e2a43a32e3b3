"""The texts of changed files, old and new, as far as they can name a library and the limits allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from c7gate.model.entry import Entry, PathChange
from c7gate.parsing.imports import syntax_of

FILES_LIMIT = 200
BYTES_LIMIT = 2 * 1024 * 1024
"""What is read of one change, old and new together."""


class Contents(Iterable[tuple[str, str, str]]):
    """The changed files that can name a library: (path, text before, text after).

    `read` gives a blob by its id, None if it is over so many bytes. After the last file, `whole` says whether the
    limits let all be read.
    """

    def __init__(self, read: Callable[[str, int], bytes | None], paths: tuple[PathChange, ...]) -> None:
        self.whole = True
        self._read = read
        self._paths = paths
        self._left = BYTES_LIMIT

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        named = naming(self._paths)
        self.whole = len(named) <= FILES_LIMIT
        for path in named[:FILES_LIMIT]:
            after = self._text(path.new)
            yield path.path, self._text(path.old) if after else "", after

    def _text(self, entry: Entry | None) -> str:
        """A file's text; empty for what is no file, and for what the limit leaves no room for."""
        if entry is None or not _is_file(entry):
            return ""
        content = self._read(entry.oid, self._left)
        if content is None:
            self.whole = False
            return ""
        self._left -= len(content)
        utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        return content.decode("utf-16" if utf16 else "utf-8", "replace")


def naming(paths: Iterable[PathChange]) -> list[PathChange]:
    """Those of the paths that are files which can name a library."""
    return [path for path in paths if syntax_of(path.path) and _is_file(path.new)]


def _is_file(entry: Entry | None) -> bool:
    return entry is not None and entry.mode.startswith("100")
