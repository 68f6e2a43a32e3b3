"""`scan`: list references, in a range of history or in texts given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.reading.git import FETCH_ALL, Repository

if TYPE_CHECKING:  # what only a hit needs is not loaded before git walks
    from c7gate.model.commit import Commit
    from c7gate.model.reference import Channel, TextReading

_CHANNELS = ("commit", "pr", "review", "file")


class ScannedCommit(NamedTuple):
    """A commit whose message says something, with its reading."""

    commit: Commit
    reading: TextReading


class ScannedText(NamedTuple):
    """A given text with its reading; `id` is the line's own, whatever JSON value it is, or empty."""

    id: object
    reading: TextReading


def scan_range(repo: Path, revisions: str, environment: Mapping[str, str]) -> Iterator[ScannedCommit]:
    """The commits of a range that say anything about the practice, newest first.

    Args:
        repo: a path in the repository.
        revisions: `A..B`, `A..`, `..B`, or one revision whose whole history is read.
        environment: the process's own.

    Raises:
        UsageError: the range is none.
        CannotLookError: it is empty, or the clone ends inside it.
    """
    with Repository.open(repo, environment) as repository:
        head, exclude = _range(repository, revisions)
        boundary = repository.shallow_boundary()
        if boundary and any(commit.oid in boundary for commit in repository.commits([head], exclude)):
            raise CannotLookError(f"this shallow clone ends inside {revisions}", help=FETCH_ALL)
        walk = repository.matching_commits([head], exclude)
        for commit in walk:
            reading = _read(commit.message, "commit")
            if reading.verdict != "none":
                yield ScannedCommit(commit, reading)
        if not walk.examined:
            raise CannotLookError(
                f"no commit lies in {revisions}: nothing to scan", help="name another range"
            )


def _range(repository: Repository, revisions: str) -> tuple[str, list[str]]:
    """The full object ids to walk from and to leave out."""
    start, dots, end = revisions.partition("..")
    if end.startswith("."):
        raise UsageError(f"{revisions!r} is no range of commits", help="write A..B, or one revision")
    if not dots:
        return repository.resolve(start), []
    return repository.resolve(end or "HEAD"), [repository.resolve(start or "HEAD")]


def scan_lines(lines: Iterable[bytes], name: str) -> Iterator[ScannedText]:
    """Read one JSON object a line: `id`, `channel` and `text`; blank lines are skipped.

    Raises:
        UsageError: a line is not such an object, naming `name` and the line.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _scan_line(line, f"{name}:{number}")


def scan_text(text: str, channel: Channel) -> ScannedText:
    """Read one text."""
    return ScannedText("", _read(text, channel.value))


def _scan_line(line: bytes, place: str) -> ScannedText:
    import json

    help_ = 'write {"id": "…", "channel": "commit|pr|review|file", "text": "…"}'
    try:
        item = json.loads(line)
    except (ValueError, RecursionError):
        raise UsageError(f"{place}: not one JSON object", help=help_) from None
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        raise UsageError(f"{place}: has no text", help=help_)
    if item.get("channel") not in _CHANNELS:
        raise UsageError(f"{place}: channel is {item.get('channel')!r}", help=help_)
    return ScannedText(item.get("id", ""), _read(item["text"], item["channel"]))


def _read(text: str, channel: str) -> TextReading:
    """Read one text. The grammar is imported at the first hit, while git is walking already."""
    from c7gate.model.reference import Channel
    from c7gate.parsing.text import read_text

    return read_text(text, Channel(channel))
