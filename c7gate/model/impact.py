"""What is measured outside git: a frozen baseline, exports of a forge. Nobody is named in any of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from c7gate.model.named_tuple import NamedTuple


class BaselineWeek(NamedTuple):
    """One ISO week before the program; `first` is its Monday, `dev_days` everybody's working days together.

    A count that nobody took is None, which is not zero.
    """

    first: date
    dev_days: Decimal
    features: int | None = None
    changes: int | None = None
    library_bugs: int | None = None
    other_bugs: int | None = None
    reviewed: int | None = None
    review_rounds: int | None = None
    failures: int | None = None


class BaselineStratum(NamedTuple):
    """Merged feature changes of one repository and size: how many, and the days they took together."""

    repository: str
    size: str
    changes: int
    days: Decimal


class Baseline(NamedTuple):
    """How it was before, frozen on a date (None: never said when)."""

    frozen_at: date | None
    weeks: tuple[BaselineWeek, ...]
    strata: tuple[BaselineStratum, ...]


class Bug(NamedTuple):
    """A bug traced back to a change; `library` says that its cause is how a library was used."""

    found_at: datetime
    library: bool


class MergedChange(NamedTuple):
    """A merged change as a forge tells of it; None is what it does not tell."""

    id: str
    merged_at: datetime
    kind: str
    repository: str = ""
    size: str = ""
    days: Decimal | None = None
    review_rounds: int | None = None
    bugs: tuple[Bug, ...] = ()


class Measurements(NamedTuple):
    """One export, complete from `since` (None: it does not say) to `through`; `digest` is the file's SHA-256.

    `timed` are the minutes (before, after) of the same people's look-ups.
    """

    source: str
    through: datetime
    digest: str
    changes: tuple[MergedChange, ...] = ()
    timed: tuple[tuple[Decimal, Decimal], ...] = ()
    since: datetime | None = None


class Judgement(NamedTuple):
    """What somebody judged because nothing measures it: 1 much worse, 3 as before, 5 much better."""

    metric: str
    at: date
    by: str
    rating: int
    note: str = ""
