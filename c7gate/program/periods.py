"""The periods that reports are about: the last complete one before an instant, by the program's own calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Zone
from c7gate.program.clocks import day_end, day_start
from c7gate.scoring.clock import wall_clock

_ONE_DAY = timedelta(days=1)
_QUARTER = 3


class Kind(StrEnum):
    """How long a period is."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"


class Period(NamedTuple):
    """Days `first` to `last`, both included. `id` is as survey files are named, `name` as a person says it.

    `begins` is its first instant, `ends` its last whole second (both aware).
    """

    kind: Kind
    first: date
    last: date
    begins: datetime
    ends: datetime

    @property
    def id(self) -> str:
        """`2025-08-31`, `2025-W35`, `2025-08`, `2025-Q3` or `2025`."""
        return {
            Kind.DAILY: f"{self.first}",
            Kind.WEEKLY: "{}-W{:02}".format(*self.first.isocalendar()[:2]),
            Kind.MONTHLY: f"{self.first:%Y-%m}",
            Kind.QUARTERLY: f"{self.first.year}-Q{_quarter(self.first)}",
            Kind.ANNUAL: f"{self.first.year}",
        }[self.kind]

    @property
    def name(self) -> str:
        """`Sun 2025-08-31`, `Week 35`, `August 2025`, `Quarter 3 of 2025` or `Year 2025`."""
        return {
            Kind.DAILY: f"{self.first:%a} {self.first}",
            Kind.WEEKLY: f"Week {self.first.isocalendar().week}",
            Kind.MONTHLY: f"{self.first:%B %Y}",
            Kind.QUARTERLY: f"Quarter {_quarter(self.first)} of {self.first.year}",
            Kind.ANNUAL: f"Year {self.first.year}",
        }[self.kind]


def last_complete(kind: Kind, as_of: datetime, zones: tuple[Zone, ...]) -> Period:
    """The last period of that kind that was over at `as_of` (aware), by the clock of `zones`."""
    today = wall_clock(
        zones, as_of + timedelta(seconds=1)
    ).date()  # a date means its end, which is complete then
    last = _beginning(kind, today) - _ONE_DAY
    first = _beginning(kind, last)
    return Period(kind, first, last, day_start(zones, first), day_end(zones, last) - timedelta(seconds=1))


def quarter_after(day: date) -> date:
    """The last day of the quarter after the one that holds `day`."""
    first = _beginning(Kind.QUARTERLY, day)
    months = first.month - 1 + 2 * _QUARTER
    return date(first.year + months // 12, months % 12 + 1, 1) - _ONE_DAY


def _beginning(kind: Kind, day: date) -> date:
    """The first day of the period that holds `day`."""
    return {
        Kind.DAILY: day,
        Kind.WEEKLY: day - day.weekday() * _ONE_DAY,
        Kind.MONTHLY: day.replace(day=1),
        Kind.QUARTERLY: day.replace(month=_QUARTER * (_quarter(day) - 1) + 1, day=1),
        Kind.ANNUAL: day.replace(month=1, day=1),
    }[kind]


def _quarter(day: date) -> int:
    return (day.month - 1) // _QUARTER + 1
