"""Trees and what differs between them, read object by object.

git's own diff would heed attributes, `.gitmodules` and configuration; comparing entries heeds nothing (T30).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from c7gate.model.commit import Entry, PathChange
from c7gate.model.errors import CannotLookError
from c7gate.parsing.trees import FOLDER, parse_tree
from c7gate.reading.objects import Objects, RawObject

PATHS_LIMIT = 500_000
"""Paths that one listing or comparison gives. A few nested trees can stand for billions."""

Names = Mapping[str, Entry]


class Trees:
    """Reads trees of one repository, remembering the last few hundred."""

    def __init__(
        self, objects: Objects, oid_bytes: int, explain: Callable[[str, str], CannotLookError]
    ) -> None:
        self._objects = objects
        self._oid_bytes = oid_bytes
        self._explain = explain
        self.names = lru_cache(maxsize=512)(self._names)
        self._ahead: dict[str, RawObject] = {}

    def read_ahead(self, trees: Sequence[str]) -> None:
        """Read many trees at once, for they will be asked for."""
        self._ahead = dict(zip(trees, self._objects.read_all(trees), strict=True))

    def _names(self, tree: str) -> Names:
        """The entries of one tree by name."""
        found = self._ahead.pop(tree, None) or self._objects.read(tree)
        if found.type != "tree" or found.content is None:
            raise self._explain(tree, f"it is a {found.type} where a tree belongs")
        try:
            return parse_tree(found.content, self._oid_bytes)
        except ValueError as error:
            raise self._explain(tree, str(error)) from error

    def entry(self, tree: str, path: str) -> Entry | None:
        """What stands at `path`, or None. The empty path is the tree itself."""
        found: Entry | None = Entry(FOLDER, tree)
        for name in path.split("/") if path else ():
            if found is None or found.mode != FOLDER:
                return None
            found = self.names(found.oid).get(name)
        return found

    def listing(self, tree: str, prefix: str) -> Iterator[tuple[str, Entry]]:
        """Everything at or under `prefix` that is not a folder, with full paths, in tree order."""
        start = self.entry(tree, prefix)
        pending = [(prefix, start)] if start else []
        found = 0
        while pending:
            path, entry = pending.pop()
            if entry.mode == FOLDER:
                inside = self.names(entry.oid).items()
                pending += [(_joined(path, name), held) for name, held in reversed(list(inside))]
            else:
                yield path, entry
            found = _counted(found, tree)

    def changes(self, old: str, new: str) -> tuple[PathChange, ...]:
        """The paths that differ between two trees, sorted; folders are unfolded, renames are not guessed."""
        changed: list[PathChange] = []
        pending: list[tuple[str, Entry | None, Entry | None]] = [("", Entry(FOLDER, old), Entry(FOLDER, new))]
        compared = 0
        while pending:
            path, before, after = pending.pop()
            compared = _counted(compared, new)
            for name in self._differing(before, after):
                pair = self._inside(before).get(name), self._inside(after).get(name)
                pending.append((_joined(path, name), *pair))
            leaves = _leaf(before), _leaf(after)
            if path and leaves != (None, None):
                changed.append(PathChange(path, *leaves))
        return tuple(sorted(changed, key=lambda change: change.path))

    def _differing(self, before: Entry | None, after: Entry | None) -> list[str]:
        """The names whose entries differ between two folders; what is no folder holds no names."""
        if before == after:
            return []
        old, new = self._inside(before), self._inside(after)
        return [name for name in {**old, **new} if old.get(name) != new.get(name)]

    def _inside(self, entry: Entry | None) -> Names:
        return self.names(entry.oid) if entry and entry.mode == FOLDER else {}


def _leaf(entry: Entry | None) -> Entry | None:
    """The entry unless it is a folder."""
    return None if entry and entry.mode == FOLDER else entry


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _counted(count: int, tree: str) -> int:
    if count >= PATHS_LIMIT:
        raise CannotLookError(
            f"tree {tree} holds more than {PATHS_LIMIT:,} paths to look at",
            help="look for folders that contain themselves many times over",
        )
    return count + 1
