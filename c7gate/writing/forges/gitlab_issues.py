"""GitLab's issues, as a tracker of alerts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.reading.forges.gitlab_api import GitLab
from c7gate.reading.forges.payload import mapping, number, optional, text
from c7gate.writing.forges.gitlab import own_username
from c7gate.writing.forges.issues import LABEL, Issue, Text


class GitLabIssues:
    """The issues of `group/project`; see `Tracker`."""

    def __init__(self, gitlab: GitLab, project: str) -> None:
        self._gitlab = gitlab
        self._project = project
        self._root = f"projects/{quote(project, safe='')}"
        self._path = f"{self._root}/issues"
        self._me = ""

    def me(self) -> str:
        """See `Tracker`; asked once."""
        self._me = self._me or own_username(self._gitlab)
        return self._me

    def demand_private(self) -> None:
        """See `Tracker`. An internal project can be read by everybody who has an account."""
        answer = self._gitlab.session.get(self._root)
        visibility = text(answer, "visibility") if isinstance(answer, dict) else ""
        if visibility != "private":
            said = (
                f"is {visibility}" if visibility in {"public", "internal"} else "does not say who can read it"
            )
            raise UsageError(
                f"{self._project} {said}, and alerts name people: nothing was delivered",
                help="run this in the program's own private project, or write deliver: none in policies/alerts.yaml",
            )

    def issues(self, since: datetime) -> Iterator[Issue]:
        """See `Tracker`."""
        stamp = f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        for answer in (
            *self._gitlab.session.pages(self._path, state="opened", labels=LABEL),
            *self._gitlab.session.pages(self._path, state="closed", labels=LABEL, updated_after=stamp),
        ):
            if isinstance(answer, dict):
                yield Issue(
                    number=number(answer, "iid"),
                    title=text(answer, "title"),
                    text=Text(text(optional(answer, "author"), "username"), text(answer, "description")),
                    is_open=text(answer, "state") == "opened",
                )

    def comments(self, number: int) -> Iterator[Text]:
        """See `Tracker`."""
        answers = self._gitlab.session.pages(f"{self._path}/{number}/notes")
        return (
            Text(text(optional(answer, "author"), "username"), text(answer, "body"))
            for answer in answers
            if isinstance(answer, dict) and answer.get("system") is not True
        )

    def open_issue(self, title: str, body: str) -> None:
        """See `Tracker`."""
        self._send("POST", self._path, {"title": title, "description": body, "labels": LABEL})

    def change(self, issue: Issue, title: str, body: str) -> None:
        """See `Tracker`."""
        again = {} if issue.is_open else {"state_event": "reopen"}
        self._send("PUT", f"{self._path}/{issue.number}", {"title": title, "description": body, **again})

    def close(self, number: int) -> None:
        """See `Tracker`."""
        self._send("PUT", f"{self._path}/{number}", {"state_event": "close"})

    def say(self, number: int, body: str) -> None:
        """See `Tracker`."""
        self._send("POST", f"{self._path}/{number}/notes", {"body": body})

    def _send(self, method: str, path: str, body: Mapping[str, object]) -> None:
        answer = self._gitlab.session.send(method, path, body)
        try:
            mapping({"answer": answer}, "answer")
        except TypeError:
            raise CannotLookError("GitLab's answer is no issue and no note") from None
