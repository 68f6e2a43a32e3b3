"""`validate --fix`: mend the spelling of records on disk, where only that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from c7gate.model.errors import CannotLookError
from c7gate.parsing.record import record_kind
from c7gate.reading.worktree import Found, content_of, found_files
from c7gate.writing.files import refuse_links, replace_file
from c7gate.writing.record_fixes import Fixed, fixed


def fix(paths: Sequence[Path], root: Path, *, dry_run: bool = False) -> Iterator[Fixed]:
    """Mend records one by one; those that need nothing are not told of.

    Args:
        paths: files or folders; none means `training-records/` of `root`.
        root: the folder that default paths are relative to.
        dry_run: only say what would be written.

    Raises:
        UsageError: a path does not exist.
        CannotLookError: a file cannot be read or written, or was written by somebody else meanwhile.
    """
    for found in found_files(tuple(paths), root):
        if not (found.is_regular and record_kind(found.canonical)):
            continue
        data = content_of(found)
        change = fixed(data, found.canonical, found.shown) if data else None
        if change:
            if not dry_run:
                _write(found, change)
            yield change


def _write(found: Found, change: Fixed) -> None:
    file = Path(found.shown)
    refuse_links(file, file.parent)
    if content_of(found) != change.before:
        raise CannotLookError(f"{found.shown} was changed meanwhile; it is as it was", help="run it again")
    replace_file(file, change.after)
