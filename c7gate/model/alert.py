"""Alerts, and what policy asks of them (`policies/alerts.yaml`), as values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum

from c7gate.model.named_tuple import NamedTuple


class AlertSeverity(StrEnum):
    """How bad it is, rising in this order."""

    YELLOW = "yellow"
    BLOCKER = "blocker"
    RED = "red"
    CRITICAL = "critical"
    TEAM = "team"

    @property
    def rank(self) -> int:
        """Its place, from 0."""
        return list(AlertSeverity).index(self)


class AlertState(StrEnum):
    """Where an alert stands. Recovered: its cause is gone, but a person has yet to close it."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RECOVERED = "recovered"
    RESOLVED = "resolved"
    SUSPENDED = "suspended"
    EXPIRED = "expired"

    @property
    def is_over(self) -> bool:
        """Whether nobody has anything to do about it any more."""
        return self in {AlertState.RESOLVED, AlertState.EXPIRED}


class Clock(StrEnum):
    """Which hours count: all, 24 per working day of whoever answers, or their business hours."""

    ELAPSED = "elapsed"
    WORKING_DAYS = "working_days"
    BUSINESS_HOURS = "business_hours"


class Timer(NamedTuple):
    """So many hours of a clock."""

    hours: int
    clock: Clock


class Step(NamedTuple):
    """The level that is told when an alert stays unanswered for so long."""

    level: int
    timer: Timer


class Level(NamedTuple):
    """One level of escalation. `any_of` are logins or teams: the first answers, the others stand in.

    `channel` may be empty. `is_named` says whether names are shown to this level.
    """

    number: int
    title: str
    any_of: tuple[str, ...]
    channel: str
    is_named: bool


class AdoptionPolicy(NamedTuple):
    """Below so many percent of those expected, in the last `window_days` dates, the team alert is raised.

    `min_expected_days` of the window make somebody eligible. It is judged `grace_days` after tracking starts, and
    ends after `resolve_after_days` working days in a row that are not below.
    """

    below_percent: int
    min_expected_days: int
    window_days: int
    grace_days: int
    resolve_after_days: int


class AlertPolicy(NamedTuple):
    """The policy of alerts, of one version.

    `yellow_missed` and `red_missed` are completed expected days without evidence. `due` is how long an alert of each
    severity may take (no entry: no deadline). `matrix` are the levels that are told at once, the first of which answers;
    `unanswered` whom silence tells then. `deliver` is `none` or `issues`.
    """

    yellow_missed: int
    red_missed: int
    only_exhausted: bool
    blocker: Timer
    adoption: AdoptionPolicy
    due: Mapping[AlertSeverity, Timer]
    actions: Mapping[str, str]
    business_first: time
    business_last: time
    acknowledgement_hours: int
    silence_max_days: int
    levels: tuple[Level, ...]
    matrix: Mapping[AlertSeverity, tuple[int, ...]]
    unanswered: Mapping[AlertSeverity, tuple[Step, ...]]
    repeat_team_days: int
    deliver: str


class PolicyVersion(NamedTuple):
    """The policy of alerts in force from an aware instant on; its `version` is a commit id, or the preset's name."""

    since: datetime
    version: str
    policy: AlertPolicy


class Alert(NamedTuple):
    """One alert as of an instant; all instants are aware.

    `since` is the local date from which its cause counts; `raised_at` when the alert of this severity came up first,
    `due_at` until when it must be answered (None: no deadline), `level` the highest level told so far, `told` all of
    them. `because` says why in words without a name; `action` is what is asked, `version` the policy it was raised
    under. `ended_at` is when its cause went away (None: it has not).
    """

    key: str
    rule: str
    severity: AlertSeverity
    scope: str
    developer: str
    cohort: str
    since: date
    raised_at: datetime
    due_at: datetime | None
    state: AlertState
    level: int
    told: tuple[int, ...]
    because: str
    action: str
    version: str
    ended_at: datetime | None = None


class Adoption(NamedTuple):
    """A group's adoption in the dates up to `last`: `adopters` of `eligible`; `away` are members who are neither."""

    group: str
    last: date
    adopters: int
    eligible: int
    away: int
