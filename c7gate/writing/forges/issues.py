"""GitHub: one issue for each alert, found again by a hidden marker, updated, and closed when it is over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.reading.forges.github_api import GitHub, repository_path
from c7gate.reading.forges.payload import mapping, number, optional, text
from c7gate.writing.forges.github import own_login

_LABEL = "c7gate-alert"
_MARKER = re.compile(r"<!-- c7gate:alert (?P<key>[A-Za-z0-9._/-]+) told (?P<told>[0-9TZ:,-]+) -->", re.ASCII)
_CLOSED_FOR = timedelta(days=30)
"""How long a closed issue is looked at, in case its alert comes up again by what history shows only now."""


class WantedIssue(NamedTuple):
    """An issue as it should be. `told` are the instants (aware) at which it was delivered, ascending, never none."""

    key: str
    title: str
    body: str
    told: tuple[datetime, ...]

    @property
    def text(self) -> str:
        """The whole body, its marker first."""
        told = ",".join(f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for at in self.told)
        return f"<!-- c7gate:alert {self.key} told {told} -->\n{self.body}"


class FoundIssue(NamedTuple):
    """An issue of ours as it is."""

    number: int
    key: str
    title: str
    body: str
    is_open: bool
    told: tuple[datetime, ...]


class Kept(NamedTuple):
    """How many issues were opened, updated and closed."""

    opened: int
    updated: int
    closed: int


def demand_private(github: GitHub, repository: str) -> None:
    """Go on only with a repository of `owner/name` that is not public, because alerts name people.

    Raises:
        UsageError: it is public, or does not say that it is not.
        CannotLookError: the forge gives no usable answer.
    """
    answer = github.session.get(repository_path(repository))
    if not isinstance(answer, dict) or answer.get("private") is not True:
        raise UsageError(
            f"{repository} is public, and alerts name people: nothing was delivered",
            help="run this in the program's own private repository, or write deliver: none in policies/alerts.yaml",
        )


def our_issues(github: GitHub, repository: str, now: datetime) -> tuple[FoundIssue, ...]:
    """Our issues about alerts: the open ones, and those closed lately; the oldest first, one for each key.

    Ours are those that this very token's user wrote, with the marker in their first line.
    """
    path, me = f"{repository_path(repository)}/issues", own_login(github)
    since = f"{(now - _CLOSED_FOR).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    listed = [
        *github.session.pages(path, state="open", labels=_LABEL),
        *github.session.pages(path, state="closed", labels=_LABEL, since=since),
    ]
    found = sorted(_ours(listed, me), key=lambda issue: issue.number)
    return tuple({issue.key: issue for issue in reversed(found)}.values())


def keep_issues(
    github: GitHub, repository: str, found: Sequence[FoundIssue], wanted: Iterable[WantedIssue]
) -> Kept:
    """Bring our issues into line: each wanted one open as it should be, every other one closed.

    Raises:
        CannotLookError: the forge gave no usable answer, or the token may not write. What was done stays done.
    """
    path = f"{repository_path(repository)}/issues"
    known = {issue.key: issue for issue in found}
    opened = updated = 0
    keys = set()
    for issue in wanted:
        keys.add(issue.key)
        there = known.get(issue.key)
        said = {"title": issue.title, "body": issue.text}
        if there is None:
            _checked(github.session.send("POST", path, {**said, "labels": [_LABEL]}))
            opened += 1
        elif not there.is_open or (there.title, _plain(there.body)) != (issue.title, _plain(issue.text)):
            _checked(github.session.send("PATCH", f"{path}/{there.number}", {**said, "state": "open"}))
            updated += 1
    over = [there for there in found if there.is_open and there.key not in keys]
    for there in over:
        _checked(github.session.send("PATCH", f"{path}/{there.number}", {"state": "closed"}))
    return Kept(opened, updated, len(over))


def _ours(listed: Iterable[object], me: str) -> Iterator[FoundIssue]:
    for item in listed:
        if not isinstance(item, dict) or "pull_request" in item:
            continue
        answer: Mapping[str, object] = item
        body = text(answer, "body")
        marker = _MARKER.fullmatch(body.partition("\n")[0].rstrip())
        if marker and text(optional(answer, "user"), "login") == me:
            yield FoundIssue(
                number=number(answer, "number"),
                key=marker["key"],
                title=text(answer, "title"),
                body=body,
                is_open=text(answer, "state") == "open",
                told=tuple(sorted(_instants(marker["told"]))),
            )


def _instants(told: str) -> Iterator[datetime]:
    for word in told.split(","):
        try:
            at = datetime.fromisoformat(word)
        except ValueError:
            continue
        if at.tzinfo is not None:
            yield at


def _plain(body: str) -> str:
    """A body as forges give it back."""
    return body.replace("\r\n", "\n").rstrip()


def _checked(answer: object) -> None:
    try:
        number(mapping({"issue": answer}, "issue"), "number")
    except TypeError:
        raise CannotLookError("GitHub's answer is no issue") from None
