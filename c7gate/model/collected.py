"""Collected evidence: what git hygiene or the forge would lose, kept on a branch of its own (T24, T54, T55)."""

from collections.abc import Mapping
from datetime import date, datetime

from c7gate.model.named_tuple import NamedTuple

BRANCH = "c7gate-evidence"
CHAIN = "chain.jsonl"
"""The file beside a repository's weeks that says which lines were collected together, and after which."""


class Line(NamedTuple):
    """What one person did about one library on one date in one merged change.

    `change` is `#12`, or the full id of the commit that landed. `kind` is `commit`, `pr` or `review`; `ref` a
    commit's full id, `#12`, or `#12/review/7`. `at` is the claimed instant with its own offset, `day` the person's
    local date. `first_seen` is when the forge saw it first by its own clock, UTC; None where
    nobody but the author says when. `topics` are sorted and differ.
    """

    change: str
    developer: str
    day: date
    kind: str
    library: str
    at: datetime
    ref: str
    first_seen: datetime | None
    topics: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, date, str, str]:
        """What makes it one of a set: the same twice is collected once."""
        return self.change, self.developer, self.day, self.kind, self.library

    @property
    def file(self) -> str:
        """The name of the file it stands in, by the ISO week of its date."""
        year, week, _ = self.day.isocalendar()
        return f"{year:04}-W{week:02}.jsonl"


class Entry(NamedTuple):
    """One collection: `lines` are the SHA-256 of the lines it added, `previous` of the entries that were last."""

    change: str
    at: datetime
    lines: tuple[str, ...]
    previous: tuple[str, ...]


class Kept(NamedTuple):
    """What is collected of one repository: lines and entries, each by the SHA-256 of its text."""

    lines: Mapping[str, Line]
    entries: Mapping[str, Entry]

    @property
    def last(self) -> tuple[str, ...]:
        """The entries that none comes after, sorted; more than one where two branches were united."""
        followed = {digest for entry in self.entries.values() for digest in entry.previous}
        return tuple(sorted(self.entries.keys() - followed))


class Gathered(NamedTuple):
    """What one merged change gives: its lines, sorted. `note` says what could not be found, or is empty."""

    change: str
    lines: tuple[Line, ...]
    note: str = ""
