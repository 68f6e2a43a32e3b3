"""Days and the consistency score, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from c7gate.model.verdict import Verdict


class DayKind(StrEnum):
    """What a local date asks of a person."""

    EXPECTED = "expected"
    OPTIONAL = "optional"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that can make a day active: `kind` commit, pr, review, log, share or api-day.

    `at` is the instant (aware), or a bare local date. `ref` is a commit id, path or URL; `topics` pair each
    reference's (library, topic), the library without its version. `verified` says that the
    day was proven by more than the author's word.
    """

    kind: str
    at: datetime | date
    ref: str
    topics: tuple[tuple[str, str], ...] = ()
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A commit with a reference that makes no day active: its id, its claimed instant, and why."""

    ref: str
    at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Day:
    """One local date of a window with the events that made it active."""

    date: date
    kind: DayKind
    active: bool
    verified: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consistency:
    """The score: `active` of `counted` days. `first` and `last` bound the window (None when insufficient).

    `days` are the days of the window, or of what there is so far.
    """

    verdict: Verdict
    active: int
    counted: int
    first: date | None
    last: date | None
    days: tuple[Day, ...]
    because: str

    @property
    def percent(self) -> str:
        """The percentage truncated, never rounded, to one decimal; empty without counted days (S-069, T78)."""
        if not self.counted:
            return ""
        tenths = 1000 * self.active // self.counted
        return f"{tenths // 10}.{tenths % 10}"
