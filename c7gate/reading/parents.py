"""A commit beside its parents."""

from __future__ import annotations

from collections.abc import Callable

from c7gate.model.commit import Commit


def parent_gap(commit: Commit, read: Callable[[str], Commit]) -> int | None:
    """The commit's committer time minus its latest parent's, in seconds; None where either is unreadable."""
    stamps = [parent.committer for parent in map(read, commit.parents)]
    latest = max((stamp.seconds for stamp in stamps if stamp), default=None)
    return None if latest is None or commit.committer is None else commit.committer.seconds - latest
