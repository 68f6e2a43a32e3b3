"""Days and the consistency score, as values."""

from datetime import date, datetime
from enum import StrEnum

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.verdict import Verdict


class DayKind(StrEnum):
    """What a local date asks of a person."""

    EXPECTED = "expected"
    OPTIONAL = "optional"
    OFF = "off"


class ForgeMerge(NamedTuple):
    """A merge commit that the forge itself made, and when, by its own clock (UTC)."""

    ref: str
    at: datetime


class Event(NamedTuple):
    """One thing that can make a day active: `kind` commit, pr, review, log, share or api-day.

    `at` is the instant (aware), or a bare local date. `ref` is a commit id, path or URL; `topics` pair each
    reference's (library, topic), the library without its version. `verified` says that the
    day was proven by more than the author's word. `first_seen` is when a trusted record saw it first (aware;
    None: no such record). `arrival` names the change by which it came into view, empty where none is known.
    `built_on` is the last merge by the forge that a commit builds on, where `at` lies before it.
    """

    kind: str
    at: datetime | date
    ref: str
    topics: tuple[tuple[str, str], ...] = ()
    verified: bool = False
    first_seen: datetime | None = None
    arrival: str = ""
    built_on: ForgeMerge | None = None


class Uncounted(NamedTuple):
    """Evidence that makes no day active: its id (of a commit, or an event's `ref`), its claimed instant, and why.

    `rule` is the name of the rule that tells of it on a change, or empty.
    """

    ref: str
    at: datetime
    because: str
    rule: str = ""


class Day(NamedTuple):
    """One local date of a window with the events that made it active."""

    date: date
    kind: DayKind
    active: bool
    verified: bool
    evidence: tuple[str, ...]


class Consistency(NamedTuple):
    """The score: `active` of `counted` days. `first` and `last` bound the window (None when insufficient).

    `days` are the days of the window, or of what there is so far. `decimals` are those of `percent`.
    """

    verdict: Verdict
    active: int
    counted: int
    first: date | None
    last: date | None
    days: tuple[Day, ...]
    because: str
    decimals: int = 1

    @property
    def percent(self) -> str:
        """The percentage truncated, never rounded; empty without counted days (S-069, T78)."""
        return truncated_percent(self.active, self.counted, self.decimals)


class Pooled(NamedTuple):
    """A team's figure: active and counted days of all windows together, and how many people have one.

    `without` counts the people whose window does not exist yet; they are missing, not zero.
    """

    active: int
    counted: int
    people: int
    without: int
    decimals: int = 1

    @property
    def percent(self) -> str:
        """The percentage truncated, never rounded; empty without counted days (S-195, T78)."""
        return truncated_percent(self.active, self.counted, self.decimals)


def truncated_percent(part: int, whole: int, decimals: int) -> str:
    """`part` of `whole` in percent, cut after so many decimals, in integers: 799 of 999 is 79.9."""
    if not whole:
        return ""
    units, rest = divmod(100 * 10**decimals * part // whole, 10**decimals)
    return f"{units}.{rest:0{decimals}}" if decimals else str(units)


class Slack(NamedTuple):
    """Of the next `of` working days, the last of them `until`, so many may be missed, whichever they are."""

    may_miss: int
    of: int
    until: date
