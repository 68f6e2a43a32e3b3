"""Reverts that are one: what they undo is exactly what the commit they name did."""

from __future__ import annotations

import re

from c7gate.model.commit import Commit
from c7gate.parsing.message import REVERTS
from c7gate.parsing.rare import Rare
from c7gate.reading.git import Repository

_REVERTED = Rare(rf"^{REVERTS}([0-9a-f]{{40}}(?:[0-9a-f]{{24}})?)\b", re.MULTILINE | re.ASCII)


def reverted(message: str) -> str:
    """The id of the commit that a message says it reverts, or empty."""
    named = _REVERTED.search(message) if REVERTS in message else None
    return named[1] if named else ""


def is_clean_revert(repository: Repository, commit: Commit) -> bool:
    """Whether it undoes exactly the commit it names; the message alone would be anybody's excuse.

    What is undone lies in its own history: the undoing of a commit made elsewhere for that very purpose
    would bring new work in.
    """
    named = reverted(commit.message)
    if not named or len(commit.parents) != 1 or not _is_commit(repository, named):
        return False
    undone = repository.read_commit(named)
    if len(undone.parents) != 1:
        return False
    forth = repository.changed_paths(undone.parents[0], undone.oid)
    back = repository.changed_paths(commit.parents[0], commit.oid)
    exact = {(item.path, item.new, item.old) for item in forth} == {
        (item.path, item.old, item.new) for item in back
    }
    return bool(back) and exact and repository.is_ancestor(undone.oid, commit.oid)


def _is_commit(repository: Repository, oid: str) -> bool:
    return repository.exists(oid) and repository.read_object(oid, 0).type == "commit"
