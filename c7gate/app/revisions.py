"""Which commits a command speaks of: the default branch, the trusted commit, base and head."""

from __future__ import annotations

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.evaluation import Revision
from c7gate.reading.git import FETCH_ALL, Repository

_REMOTE_HEAD = "refs/remotes/origin/HEAD"
_LOCAL = ("refs/heads/main", "refs/heads/master")


def default_branch(repository: Repository, named: str = "") -> Revision:
    """The tip of the default branch as fetched (rules of judging 3).

    Args:
        repository: where to look.
        named: its short name by the event, or empty.

    Raises:
        CannotLookError: the event names a branch this clone lacks, or a shallow clone has none.
        UsageError: a complete clone has none, so a base must be named.
    """
    if named:
        return _named(repository, named)
    target = repository.symbolic_ref(_REMOTE_HEAD)
    for ref in filter(None, (target, *_LOCAL)):
        oid = repository.ref(ref)
        if oid:
            return Revision(short(ref), oid)
    if repository.is_shallow:
        raise CannotLookError("this shallow clone has no default branch", help=FETCH_ALL)
    raise UsageError(
        "no default branch: neither origin/HEAD nor a local main or master",
        help="name one with --base BRANCH, or run git remote set-head origin --auto",
    )


def _named(repository: Repository, name: str) -> Revision:
    for ref in (f"refs/remotes/origin/{name}", f"refs/heads/{name}"):
        oid = repository.ref(ref)
        if oid:
            return Revision(short(ref), oid)
    raise CannotLookError(
        f"this clone lacks the default branch {name} that the event names",
        help=f"git fetch origin {name}, or in the workflow: fetch-depth: 0",
    )


def on_default_branch(repository: Repository, default: Revision) -> bool:
    """Whether HEAD is the default branch, by name, or by its tip when detached."""
    branch = repository.head_branch()
    if branch is None:
        return repository.resolve("HEAD") == default.oid
    return short(branch) == default.ref.removeprefix("origin/")


def short(ref: str) -> str:
    """A ref as a person writes it: `main`, `origin/main`."""
    return ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")
