"""What a forge says about a change, whichever forge it is: the event that started a run, and the live change."""

from __future__ import annotations

from datetime import datetime

from c7gate.model.named_tuple import NamedTuple


class Event(NamedTuple):
    """What an event says about the change.

    `base` and `head` are full object ids, `base` empty when the forge knows none (a new branch).
    `default_branch` is a short branch name. `body` is None where the event carries no description.
    `at` is the event's own time, or None. `approvals` are forge logins whose approving review stands on `head`.
    `pushed_branch` is the short branch name of a push. `forge` is `github` or `gitlab`. `number` is the pull or
    merge request's, 0 where there is none; `repository` its full name (`owner/name`), `title` its title.
    `stale_approvals` are those whose approving review stands on another commit. `squash` is as in a `PullRequest`. `queued` are the numbers of the pull requests a merge queue tries. `target` is the short name of the branch
    that a pull or merge request goes to. `unseen` pairs what the forge was not asked or did not tell with why.
    """

    name: str
    base: str
    head: str
    default_branch: str
    body: str | None = None
    author: str = ""
    author_is_bot: bool = False
    at: datetime | None = None
    approvals: frozenset[str] = frozenset()
    stale_approvals: frozenset[str] = frozenset()
    pushed_branch: str = ""
    merge_queue: bool = False
    forge: str = "github"
    repository: str = ""
    number: int = 0
    title: str = ""
    queued: tuple[int, ...] = ()
    squash: tuple[str, str] | None = None
    target: str = ""
    unseen: tuple[tuple[str, str], ...] = ()


class Review(NamedTuple):
    """A review of a pull or merge request.

    `state` is `approved`, `changes_requested`, `commented` or `dismissed`; `commit` the full id it was given on,
    or empty; `at` is aware.
    """

    id: int
    author: str
    state: str
    commit: str
    body: str
    at: datetime


class PullRequest(NamedTuple):
    """A pull or merge request as the forge has it now.

    `base` and `head` are full object ids, `target` is the branch it goes to. `merge_commit` is what it became on
    that branch (empty while open). Instants are aware. `reviews` are in order of submission.
    `squash` are the repository's settings of what a squashed change's message is made of (title, body).
    """

    number: int
    title: str
    body: str
    author: str
    author_is_bot: bool
    target: str
    base: str
    head: str
    merged_at: datetime | None = None
    merge_commit: str = ""
    created_at: datetime | None = None
    reviews: tuple[Review, ...] = ()
    squash: tuple[str, str] | None = None

    @property
    def approvals(self) -> frozenset[str]:
        """Who approves exactly the present head: each reviewer's last word that is not a mere comment (T19)."""
        return frozenset(review.author for review in self._approving() if review.commit == self.head)

    @property
    def stale_approvals(self) -> frozenset[str]:
        """Who approved another head, and has said nothing since."""
        return frozenset(review.author for review in self._approving() if review.commit != self.head)

    def _approving(self) -> tuple[Review, ...]:
        last = {
            review.author: review for review in self.reviews if review.state != "commented" and review.author
        }
        return tuple(review for review in last.values() if review.state == "approved")
