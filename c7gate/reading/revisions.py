"""From a revision a user typed to one full object id, once (T28)."""

from __future__ import annotations

import re
from collections.abc import Callable

from c7gate.model.errors import C7gateError, CannotLookError, UsageError
from c7gate.reading.process import Git

# A name as git allows it for refs, with ~ and ^ to climb; no option, range, path, reflog or search.
_PLAIN = re.compile(r"[^-^~\x00-\x20\x7f:?*\[\\][^\x00-\x20\x7f:?*\[\\]*")
_REFUSED = ("@{", "^{", "..")
_FULL = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class UnknownRevisionError(UsageError):
    """Nothing here has that name."""


def resolve(git: Git, revision: str, named: Callable[[str], str | None]) -> str:
    """The full id of the commit that `revision` names; an annotated tag gives its commit.

    `named` gives it at once where nothing is to be said about a name; else, or of a full id, git is asked with care.

    Raises:
        UsageError: it is no plain name, it is ambiguous, or nothing here has that name (`UnknownRevisionError`).
        CannotLookError: there is no commit yet, or git could not read the objects it leads to.
    """
    if (
        not _PLAIN.fullmatch(revision)
        or any(part in revision for part in _REFUSED)
        or not can_be_passed(revision)
    ):
        raise UsageError(
            f"{revision!r} is not a plain revision",
            help="name a branch, a tag or a commit id; for a name that starts with - write refs/heads/NAME",
        )
    found = None if _FULL.fullmatch(revision) else named(revision)
    return found or _resolved(git, revision)


def _resolved(git: Git, revision: str) -> str:
    answer = git.run("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    if "is ambiguous" in answer.errors:
        raise UsageError(
            f"{revision!r} is ambiguous",
            help="write the full name: refs/heads/NAME, refs/tags/NAME or a full id",
        )
    oid = answer.output.decode("ascii", "replace").strip()
    if answer.code or not _FULL.fullmatch(oid):
        raise _unresolved(git, revision, answer.errors)
    return oid


def branch_names(git: Git) -> list[str]:
    """The short names of local and remote-tracking branches and tags."""
    return git.run(
        "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags"
    ).lines


def can_be_passed(text: str) -> bool:
    """Whether the operating system can pass the text on as an argument."""
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _unresolved(git: Git, revision: str, errors: str) -> C7gateError:
    names = branch_names(git)
    if revision in ("HEAD", "@") and (not names or _is_unborn(git)):
        return CannotLookError("no commits", help="make a first commit, then run this again")
    trouble = re.search(r"^error: (.+)$", errors, re.MULTILINE)
    if trouble or _names_something(git, revision):
        why = trouble[1] if trouble else "its object is missing, or is not a commit"
        return CannotLookError(
            f"{revision!r} cannot be read: {why}", help="run `git fsck` to see what is broken"
        )
    import difflib

    near = difflib.get_close_matches(revision, names, n=5, cutoff=0.4) or sorted(names)[:5]
    return UnknownRevisionError(
        f"unknown revision {revision!r}",
        help=f"nearby names: {', '.join(near)}" if near else "there are no branches",
    )


def _is_unborn(git: Git) -> bool:
    """Whether HEAD is on a branch without commits."""
    branch = git.run("symbolic-ref", "--quiet", "HEAD")
    return branch.code == 0 and git.run("show-ref", "--verify", "--quiet", "--", branch.lines[0]).code != 0


def _names_something(git: Git, revision: str) -> bool:
    """Whether a ref has this name although no commit could be read through it."""
    return (
        not _FULL.fullmatch(revision)
        and git.run("rev-parse", "--verify", "--quiet", "--end-of-options", revision).code == 0
    )
