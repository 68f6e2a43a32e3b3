"""What was merged: the changes that a stretch of the default branch's first-parent history is made of (T01)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from c7gate.model.commit import Commit
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.rare import Rare

_SQUASHED = Rare(r"\(#(\d{1,9})\)\s*\Z", re.ASCII)
_MERGED = Rare(r"Merge pull request #(\d{1,9}) from ", re.ASCII)
_GITLAB = Rare(r"^See merge request \S*!(\d{1,9})\s*$", re.ASCII | re.MULTILINE)
AT_ONCE_SECONDS = 60
"""Between the commits that a forge rebases onto a branch together."""


class Landing(NamedTuple):
    """One merged change: `base` is the commit it landed on, `head` what it became there, as full ids.

    `number` is the pull or merge request's as far as the message tells, else 0. `at` is the committer's time.
    """

    base: str
    head: str
    number: int
    subject: str
    at: datetime | None

    @property
    def name(self) -> str:
        """How a person finds it: short id, and the number where one is known."""
        return f"{self.head[:10]} (#{self.number})" if self.number else self.head[:10]


def landings(
    chain: Iterable[Commit], number_of: Callable[[Commit], int] | None = None
) -> tuple[Landing, ...]:
    """Split first-parent history into the changes that landed, oldest first.

    A merge commit is one change, a squashed one (its subject ends in `(#12)`) too. Commits that a forge rebased
    onto the branch stand there one by one; those with the same committer within a minute are one change, as
    otherwise each of them would be asked for what its pull request said once.

    Args:
        chain: the commits, oldest first, each the first parent of the next.
        number_of: the forge's word for the number of a commit's pull request (0: none), where it can be asked;
            neighbours with the same number are one change. Else the message says it.
    """
    asked = number_of or merge_number
    found: list[Landing] = []
    last: Commit | None = None
    for commit in chain:
        number = asked(commit)
        base = commit.parents[0] if commit.parents else ""
        if found and last and _together(last, commit, found[-1].number, number):
            base = found.pop().base
        at = commit.committer.instant if commit.committer else None
        found.append(Landing(base, commit.oid, number, commit.subject, at))
        last = commit
    return tuple(found)


def merge_number(commit: Commit) -> int:
    """The number of the pull or merge request that a merge or squash message names, or 0."""
    named = (
        _MERGED.match(commit.message) or _SQUASHED.search(commit.subject) or _GITLAB.search(commit.message)
    )
    return int(named[1]) if named else 0


def _together(last: Commit, commit: Commit, last_number: int, number: int) -> bool:
    """Whether two neighbours of the chain landed as one change."""
    if last.is_merge or commit.is_merge or last_number != number:
        return False
    if number:
        return merge_number(last) == merge_number(commit) == 0
    if last.committer is None or commit.committer is None:
        return False
    same = last.committer.email.lower() == commit.committer.email.lower()
    return same and abs(commit.committer.seconds - last.committer.seconds) <= AT_ONCE_SECONDS
