"""One issue for each alert, whatever the forge: found again by a hidden marker, updated, closed when it is over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from c7gate.model.named_tuple import NamedTuple

LABEL = "c7gate-alert"
"""The label that all of them bear."""
_MARKER = re.compile(r"<!-- c7gate:alert (?P<key>[A-Za-z0-9._/-]+) told (?P<told>[0-9TZ:,-]+) -->", re.ASCII)
_CLOSED_FOR = timedelta(days=30)
"""How long a closed issue is looked at, in case its alert comes up again by what history shows only now."""


class Text(NamedTuple):
    """What a user of the forge wrote."""

    author: str
    body: str

    @property
    def first_line(self) -> str:
        """Where a marker stands, if there is one."""
        return self.body.partition("\n")[0].rstrip()


class Issue(NamedTuple):
    """An issue as the forge tells of it."""

    number: int
    title: str
    text: Text
    is_open: bool


class Tracker(Protocol):
    """The issues of one repository on a forge. Every call raises `CannotLookError` where no usable answer comes."""

    def me(self) -> str:
        """The login of the user whose token it is."""

    def demand_private(self) -> None:
        """Raise `UsageError` unless nobody but its members can read the repository, because alerts name people."""

    def issues(self, since: datetime) -> Iterable[Issue]:
        """The issues with our label: the open ones, and those closed that were touched since an aware instant."""

    def comments(self, number: int) -> Iterable[Text]:
        """What was said on one of them."""

    def open_issue(self, title: str, body: str) -> None:
        """Open one with our label."""

    def change(self, issue: Issue, title: str, body: str) -> None:
        """Write one anew, and open it if it is closed."""

    def close(self, number: int) -> None:
        """Close one."""

    def say(self, number: int, body: str) -> None:
        """Comment on one, of which the forge tells those who follow it."""


class WantedIssue(NamedTuple):
    """An issue as it should be. `told` are the instants (aware) at which it was delivered, ascending, never none.

    `repeat` is the instant since which it is to be said again, by a comment with the words of `reminder`; None where
    nothing is due.
    """

    key: str
    title: str
    body: str
    told: tuple[datetime, ...]
    repeat: datetime | None = None
    reminder: str = ""

    @property
    def text(self) -> str:
        """The whole body, its marker first."""
        return f"<!-- c7gate:alert {self.key} told {','.join(map(_stamp, self.told))} -->\n{self.body}"


class FoundIssue(NamedTuple):
    """An issue of ours as it is, the key of its alert, and when it was delivered."""

    issue: Issue
    key: str
    told: tuple[datetime, ...]


class Kept(NamedTuple):
    """How many issues were opened, updated and closed, and how many alerts said again."""

    opened: int
    updated: int
    closed: int
    repeated: int


def our_issues(tracker: Tracker, now: datetime) -> tuple[FoundIssue, ...]:
    """Our issues about alerts: the open ones, and those closed lately; the oldest first, one for each key.

    Ours are those that this very token's user wrote, with the marker in their first line.
    """
    found = sorted(_ours(tracker, now - _CLOSED_FOR), key=lambda ours: ours.issue.number)
    return tuple({ours.key: ours for ours in reversed(found)}.values())


def keep_issues(tracker: Tracker, found: Sequence[FoundIssue], wanted: Iterable[WantedIssue]) -> Kept:
    """Bring our issues into line: each wanted one open as it should be, every other one closed.

    Raises:
        CannotLookError: the forge gave no usable answer, or the token may not write. What was done stays done.
    """
    known = {ours.key: ours.issue for ours in found}
    opened = updated = repeated = 0
    keys = set()
    for issue in wanted:
        keys.add(issue.key)
        there = known.get(issue.key)
        if there is None:
            tracker.open_issue(issue.title, issue.text)
            opened += 1
            continue
        # Said before it is written down as said: a run that is cut off between the two finds its comment.
        repeated += _repeated(tracker, there.number, issue)
        now = there.title, _plain(there.text.body)
        if not there.is_open or now != (issue.title, _plain(issue.text)):
            tracker.change(there, issue.title, issue.text)
            updated += 1
    over = [ours.issue for ours in found if ours.issue.is_open and ours.key not in keys]
    for there in over:
        tracker.close(there.number)
    return Kept(opened, updated, len(over), repeated)


def _repeated(tracker: Tracker, number: int, issue: WantedIssue) -> bool:
    """Whether the alert was said again just now: once for each time it is due."""
    if issue.repeat is None:
        return False
    marker, me = f"<!-- c7gate:alert-repeat {_stamp(issue.repeat)} -->", tracker.me()
    if any(said.first_line == marker and said.author == me for said in tracker.comments(number)):
        return False
    tracker.say(number, f"{marker}\n{issue.reminder}")
    return True


def _ours(tracker: Tracker, since: datetime) -> Iterator[FoundIssue]:
    me = tracker.me()
    for issue in tracker.issues(since):
        marker = _MARKER.fullmatch(issue.text.first_line)
        if marker and issue.text.author == me:
            yield FoundIssue(issue, marker["key"], tuple(sorted(_instants(marker["told"]))))


def _instants(told: str) -> Iterator[datetime]:
    for word in told.split(","):
        try:
            at = datetime.fromisoformat(word)
        except ValueError:
            continue
        if at.tzinfo is not None:
            yield at


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _plain(body: str) -> str:
    """A body as forges give it back."""
    return body.replace("\r\n", "\n").rstrip()
