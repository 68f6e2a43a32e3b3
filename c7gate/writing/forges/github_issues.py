"""GitHub's issues, as a tracker of alerts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.reading.forges.github_api import GitHub, repository_path
from c7gate.reading.forges.payload import mapping, number, optional, text
from c7gate.writing.forges.github import own_login
from c7gate.writing.forges.issues import LABEL, Issue, Text


class GitHubIssues:
    """The issues of `owner/name`; see `Tracker`."""

    def __init__(self, github: GitHub, repository: str) -> None:
        self._github = github
        self._repository = repository
        self._path = f"{repository_path(repository)}/issues"
        self._me = ""

    def me(self) -> str:
        """See `Tracker`; asked once."""
        self._me = self._me or own_login(self._github)
        return self._me

    def demand_private(self) -> None:
        """See `Tracker`."""
        answer = self._github.session.get(repository_path(self._repository))
        if not isinstance(answer, dict) or answer.get("private") is not True:
            raise UsageError(
                f"{self._repository} is public, and alerts name people: nothing was delivered",
                help="run this in the program's own private repository, or write deliver: none in policies/alerts.yaml",
            )

    def issues(self, since: datetime) -> Iterator[Issue]:
        """See `Tracker`."""
        stamp = f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        for answer in (
            *self._github.session.pages(self._path, state="open", labels=LABEL),
            *self._github.session.pages(self._path, state="closed", labels=LABEL, since=stamp),
        ):
            if isinstance(answer, dict) and "pull_request" not in answer:
                yield Issue(
                    number=number(answer, "number"),
                    title=text(answer, "title"),
                    text=_text(answer),
                    is_open=text(answer, "state") == "open",
                )

    def comments(self, number: int) -> Iterator[Text]:
        """See `Tracker`."""
        answers = self._github.session.pages(f"{self._path}/{number}/comments")
        return (_text(answer) for answer in answers if isinstance(answer, dict))

    def open_issue(self, title: str, body: str) -> None:
        """See `Tracker`."""
        self._send("POST", self._path, {"title": title, "body": body, "labels": [LABEL]})

    def change(self, issue: Issue, title: str, body: str) -> None:
        """See `Tracker`."""
        self._send("PATCH", f"{self._path}/{issue.number}", {"title": title, "body": body, "state": "open"})

    def close(self, number: int) -> None:
        """See `Tracker`."""
        self._send("PATCH", f"{self._path}/{number}", {"state": "closed"})

    def say(self, number: int, body: str) -> None:
        """See `Tracker`."""
        self._send("POST", f"{self._path}/{number}/comments", {"body": body})

    def _send(self, method: str, path: str, body: Mapping[str, object]) -> None:
        answer = self._github.session.send(method, path, body)
        try:
            mapping({"answer": answer}, "answer")
        except TypeError:
            raise CannotLookError("GitHub's answer is no issue and no comment") from None


def _text(answer: Mapping[str, object]) -> Text:
    return Text(text(optional(answer, "user"), "login"), text(answer, "body"))
