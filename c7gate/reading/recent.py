"""The commits of the last days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from c7gate.model.commit import Commit
from c7gate.reading.git import Repository

_PATIENCE = 5000
"""Older commits in a row after which the walk ends: clocks differ, but not for so many commits."""


def recent_commits(repository: Repository, head: str, since: datetime) -> Iterator[Commit]:
    """The commits reachable from `head` (a full id) that were made after `since` by their committer's clock."""
    earliest = since.timestamp()
    older = 0
    walk = repository.commits([head])
    try:
        for commit in walk:
            if commit.committer is not None and commit.committer.seconds >= earliest:
                older = 0
                yield commit
            else:
                older += 1
                if older > _PATIENCE:
                    return
    finally:
        walk.close()
