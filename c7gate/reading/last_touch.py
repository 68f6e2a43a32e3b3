"""The newest commit that touches a path, kept in the git directory so that the next look walks only what is new.

What is kept follows from commits alone, is believed as the kept history is (`memory.py`), and may be deleted at any time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from c7gate.reading.git import Repository
from c7gate.reading.own_files import may_keep, own_content, own_file, replace_own
from c7gate.reading.process import is_full_id

_FORMAT = 1


@contextmanager
def seeking_last_touch(repository: Repository, tip: str, path: str) -> Iterator[Callable[[], str | None]]:
    """Look for the newest commit that `tip` (a full id) reaches and that changes `path`, or None; begun at once.

    What is given waits for the answer, which raises CannotLookError where history cannot be read.
    """
    keep = may_keep(repository)
    kept = _recalled(repository, tip, path) if keep else None
    if kept and kept[0] == tip:
        yield lambda: kept[1]
        return
    with repository.seeking_last_touching(tip, path, [kept[0]] if kept else []) as found:

        def answered() -> str | None:
            newest = found() or (kept[1] if kept else None)
            if keep:
                line = json.dumps([_FORMAT, path, tip, newest])
                replace_own(own_file(repository, "last-touch"), line.encode("ascii"))
            return newest

        yield answered


def _recalled(repository: Repository, tip: str, path: str) -> tuple[str, str | None] | None:
    """A commit that `tip` reaches and what was the newest to touch the path then, or None."""
    try:
        format_, kept_path, seen, newest = json.loads(own_content(own_file(repository, "last-touch")))
    except (ValueError, TypeError, RecursionError):
        return None
    if (
        (format_, kept_path) != (_FORMAT, path)
        or not is_full_id(seen)
        or not (newest is None or is_full_id(newest))
    ):
        return None
    held = repository.exists(seen) and (newest is None or repository.exists(newest))
    return (seen, newest) if held and repository.is_ancestor(seen, tip) else None
