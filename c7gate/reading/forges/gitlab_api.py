"""GitLab's REST API: a merge request as it is now, its approvals and its notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.event import PullRequest, Review
from c7gate.reading.forges.http import LOOK_SECONDS, Session
from c7gate.reading.forges.payload import instant, is_oid, mapping, number, oid, optional, text


class GitLab:
    """What one token can read of GitLab; every call raises `CannotLookError` where no usable answer comes.

    A job's own token reads merge requests and notes on newer servers, and approvals on none.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    def at(cls, base: str, token: str, *, of_job: bool = False, seconds: int = LOOK_SECONDS) -> GitLab:
        """The API at `base` (`CI_API_V4_URL`) with an access token, or with the job's own."""
        header = "JOB-TOKEN" if of_job else "PRIVATE-TOKEN"
        return cls(Session(base, {header: token}, secret=token, seconds=seconds))

    def merge_request(self, project: str, iid: int) -> PullRequest:
        """A merge request of `group/project`, without reviews."""
        found = _merge_request(self.session.get(merge_request_path(project, iid)))
        if found.number != iid:
            raise CannotLookError(
                f"GitLab answered with merge request !{found.number} where !{iid} was asked"
            )
        return found

    def merge_requests_of(self, project: str, commit: str) -> tuple[PullRequest, ...]:
        """The merge requests that a commit (full id) is in or was merged by, without reviews."""
        if not is_oid(commit):
            raise CannotLookError(f"{commit[:64]!r} is no full commit id")
        path = f"projects/{quote(project, safe='')}/repository/commits/{commit}/merge_requests"
        return tuple(_merge_request(item) for item in self.session.pages(path))

    def approvals(self, project: str, iid: int, head: str) -> tuple[Review, ...]:
        """The approvals that were given on exactly `head` (T19).

        GitLab keeps an approval over a push unless the project resets it, and does not say which commit it was
        given on. So one counts if it is younger than the version of the merge request that has this head;
        without its time, which older servers do not send, none does.
        """
        versions = [
            item
            for item in self.session.pages(f"{merge_request_path(project, iid)}/versions")
            if _is_mapping(item)
        ]
        newest: Mapping[str, Any] = max(versions, key=lambda item: number(item, "id"), default={})
        pushed = instant(newest.get("created_at"))
        if pushed is None or newest.get("head_commit_sha") != head:
            return ()
        answer = self.session.get(f"{merge_request_path(project, iid)}/approvals")
        listed = answer.get("approved_by") if _is_mapping(answer) else None
        found = (_approval(item, head, pushed) for item in listed or () if _is_mapping(item))
        return tuple(review for review in found if review)

    def notes(self, project: str, iid: int) -> tuple[Review, ...]:
        """What people wrote on it, in order, each as a review that comments."""
        path = f"{merge_request_path(project, iid)}/notes"
        items = self.session.pages(path, sort="asc", order_by="created_at")
        found = (_note(item) for item in items if _is_mapping(item) and item.get("system") is not True)
        return tuple(note for note in found if note)


def merge_request_path(project: str, iid: int) -> str:
    """Where a merge request of `group/project` stands in the API."""
    return f"projects/{quote(project, safe='')}/merge_requests/{iid}"


def _is_mapping(answer: object) -> bool:
    return isinstance(answer, dict)


def _merge_request(answer: object) -> PullRequest:
    try:
        return _pull_request(mapping({"object": answer}, "object"))
    except (KeyError, TypeError) as error:
        raise CannotLookError(f"GitLab's answer about a merge request has no usable {error}") from None


def _pull_request(answer: Mapping[str, Any]) -> PullRequest:
    author = optional(answer, "author")
    merged_at = instant(answer.get("merged_at"))
    # A list of merge requests has no `diff_refs`; fast-forwarded ones have no commit of their own.
    base = text(optional(answer, "diff_refs"), "base_sha")
    landed = (text(answer, key) for key in ("merge_commit_sha", "squash_commit_sha", "sha"))
    return PullRequest(
        number=number(answer, "iid"),
        title=text(answer, "title"),
        body=text(answer, "description"),
        author=text(author, "username"),
        author_is_bot=False,  # GitLab does not say; the trusted policy's list of bots does
        target=text(answer, "target_branch"),
        base=base,
        head=oid(answer, "sha"),
        merged_at=merged_at,
        merge_commit=next(filter(None, landed), "") if merged_at else "",
        created_at=instant(answer.get("created_at")),
    )


def _approval(item: Mapping[str, Any], head: str, pushed: datetime) -> Review | None:
    at = instant(item.get("approved_at"))
    login = text(optional(item, "user"), "username")
    if at is None or at <= pushed or not login:
        return None
    return Review(id=0, author=login, state="approved", commit=head, body="", at=at)


def _note(item: Mapping[str, Any]) -> Review | None:
    at = instant(item.get("created_at"))
    if at is None:
        return None
    return Review(
        id=number(item, "id"),
        author=text(optional(item, "author"), "username"),
        state="commented",
        commit=text(optional(item, "position"), "head_sha"),
        body=text(item, "body"),
        at=at,
    )
