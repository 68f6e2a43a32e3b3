"""Which changed paths ask for a reference: the same in CI and in the commit hook (rules of judging 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from c7gate.model.entry import PathChange
from c7gate.parsing.glob import compile_globs


def in_scope(
    paths: Iterable[PathChange], include: Iterable[str], exclude: Iterable[str]
) -> tuple[PathChange, ...]:
    """The paths that were written, not merely renamed, and that `include` names and `exclude` does not."""
    included, excluded = compile_globs(include), compile_globs(exclude)
    return tuple(path for path in without_renames(paths) if included(path.path) and not excluded(path.path))


def without_renames(paths: Iterable[PathChange]) -> tuple[PathChange, ...]:
    """The paths that hold something new: no deletion, and no whole file that went from one path to another."""
    paths = tuple(paths)
    gone = Counter(path.old for path in paths if path.new is None)
    fresh = []
    for path in paths:
        if path.old is None and gone[path.new] > 0:
            gone[path.new] -= 1
        elif path.new is not None:
            fresh.append(path)
    return tuple(fresh)
