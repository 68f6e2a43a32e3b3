"""GitHub's REST API: a pull request as it is now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.event import PullRequest, Review
from c7gate.reading.forges.github import pull_request_of
from c7gate.reading.forges.http import LOOK_SECONDS, Session
from c7gate.reading.forges.payload import instant, is_oid, mapping, number, optional, text

API = "https://api.github.com"
"""Where github.com answers; an Enterprise server is at `https://HOST/api/v3`, which `GITHUB_API_URL` says."""
_VERSION = "2022-11-28"
_NAME = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", re.ASCII)


class GitHub:
    """What one token can read of GitHub; every call raises `CannotLookError` where no usable answer comes."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    def at(cls, base: str, token: str, *, seconds: int = LOOK_SECONDS) -> GitHub:
        """The API at `base` with a token; all calls together take at most `seconds`."""
        headers = {
            "Accept": "application/vnd.github+json, application/json",
            "Authorization": f"Bearer {token}",
            "X-GitHub-Api-Version": _VERSION,
        }
        return cls(Session(base or API, headers, secret=token, seconds=seconds))

    def pull_request(self, repository: str, number: int) -> PullRequest:
        """A pull request of `owner/name` with all its reviews, in order of submission."""
        path = f"{repository_path(repository)}/pulls/{number}"
        pull = _pull(self.session.get(path))
        if pull.number != number:
            raise CannotLookError(
                f"GitHub answered with pull request #{pull.number} where #{number} was asked"
            )
        return self._reviewed(path, pull)

    def pull_requests_of(self, repository: str, commit: str) -> tuple[PullRequest, ...]:
        """The pull requests that a commit (full id) is in or was merged by, with their reviews.

        Of a commit on the default branch GitHub tells the merged one, of any other the open ones. A commit it has
        never seen is in none.
        """
        if not is_oid(commit):
            raise CannotLookError(f"{commit[:64]!r} is no full commit id")
        listed = [
            _pull(item)
            for item in self.session.pages(f"{repository_path(repository)}/commits/{commit}/pulls")
        ]
        return tuple(
            self._reviewed(f"{repository_path(repository)}/pulls/{pull.number}", pull) for pull in listed
        )

    def _reviewed(self, path: str, pull: PullRequest) -> PullRequest:
        found = (_review(item) for item in self.session.pages(f"{path}/reviews"))
        reviews = (review for review in found if review)
        return pull._replace(reviews=tuple(sorted(reviews, key=lambda review: (review.at, review.id))))


def repository_path(repository: str) -> str:
    """The path of a repository, whose name comes out of an event and may hold anything."""
    if not _NAME.fullmatch(repository) or {".", ".."} & set(repository.split("/")):
        raise CannotLookError(f"{repository[:200]!r} is no repository of GitHub", help="it is OWNER/NAME")
    return f"repos/{repository}"


def _pull(answer: object) -> PullRequest:
    try:
        return pull_request_of(mapping({"object": answer}, "object"))
    except (KeyError, TypeError) as error:
        raise CannotLookError(f"GitHub's answer about a pull request has no usable {error}") from None


def _review(item: object) -> Review | None:
    """A review, None for one that its author has not sent yet."""
    if not isinstance(item, dict):
        return None
    answer: Mapping[str, Any] = item
    at = instant(answer.get("submitted_at"))
    if at is None:
        return None
    return Review(
        id=number(answer, "id"),
        author=text(optional(answer, "user"), "login"),
        state=text(answer, "state").lower(),
        commit=text(answer, "commit_id"),
        body=text(answer, "body"),
        at=at,
    )
