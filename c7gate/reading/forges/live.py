"""The event and what its forge says now: a run that is repeated replays its old event (T26)."""

from __future__ import annotations

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.event import Event, PullRequest
from c7gate.reading.forges.github_api import GitHub
from c7gate.reading.forges.gitlab_api import GitLab
from c7gate.reading.forges.http import RefusedError

_LIVE = "live description and approvals"


def unseen_live(event: Event, why: str) -> Event:
    """The event alone, which says that the forge was not asked and why."""
    return event._replace(unseen=(*event.unseen, (_LIVE, why))) if event.number else event


def live_on_github(event: Event, github: GitHub) -> Event:
    """A pull request's event with title, body, author and approvals as they are now.

    The approvals of the event are dropped: a review that was dismissed since stands in it, too.

    Raises:
        CannotLookError: no usable answer, or the event is stale.
    """
    if event.merge_queue or not event.number:
        return event
    pull = github.pull_request(event.repository, event.number)
    return _with(event, pull, pull.approvals)


def live_on_gitlab(event: Event, gitlab: GitLab) -> Event:
    """A merge request's event with title, description, author and approvals as they are now.

    Raises:
        RefusedError: the token may not read the merge request.
        CannotLookError: no usable answer, or the event is stale.
    """
    if not event.number:
        return event
    found = gitlab.merge_request(event.repository, event.number)
    try:
        approvals = gitlab.approvals(event.repository, event.number, found.head)
    except RefusedError as error:
        event = event._replace(unseen=(*event.unseen, ("approvals", error.message)))
        approvals = ()
    return _with(event, found, frozenset(approval.author for approval in approvals))


def queued_on_github(event: Event, github: GitHub | None) -> Event:
    """A merge queue's event with the pull requests on which references were judged (T27).

    The branch of the queue names the last of them; where it names none, the forge may know its head.

    Raises:
        CannotLookError: nobody says which pull requests are tried.
    """
    queued = event.queued
    if not queued and github:
        queued = tuple(pull.number for pull in github.pull_requests_of(event.repository, event.head))
    if not queued:
        raise CannotLookError(
            "this merge group names no pull request, so nothing says that references were judged",
            help="let the queue's check run on merge_group events as GitHub sends them",
        )
    numbers = ", ".join(f"#{number}" for number in sorted(set(queued)))
    unseen = ("references", f"judged on pull request {numbers}")
    return event._replace(queued=queued, unseen=(*event.unseen, unseen))


def _with(event: Event, pull: PullRequest, approvals: frozenset[str]) -> Event:
    for what, then, now in (("head", event.head, pull.head), ("target branch", event.target, pull.target)):
        if then != now:
            raise CannotLookError(
                f"stale-event: the {what} was {_short(then)} when this run began and is {_short(now)} now",
                help="look at the run of the newest event; a re-run of this one repeats the old one",
            )
    return event._replace(
        title=pull.title,
        body=pull.body,
        author=pull.author,
        author_is_bot=pull.author_is_bot,
        approvals=approvals,
        stale_approvals=pull.stale_approvals,
        squash=pull.squash,
    )


def _short(name: str) -> str:
    return name[:10] if len(name) >= 40 else name or "unknown"  # noqa: PLR2004  a full id
