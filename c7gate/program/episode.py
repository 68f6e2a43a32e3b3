"""A stretch of time in which the cause of one alert holds, and what each of its severities came up at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from c7gate.model.alert import AlertSeverity, PolicyVersion
from c7gate.model.named_tuple import NamedTuple


class Rise(NamedTuple):
    """The instant (aware) from which an episode has a severity."""

    at: datetime
    severity: AlertSeverity


class Episode(NamedTuple):
    """The cause of one alert. `rises` are in their order, never empty; `version` is the policy it came up under.

    `ended` is the instant at which the cause went away (None: it has not). What is `documented` needs no closing
    note whatever its severity, because a person's entry is what ended it. `ends_by_plan`: only a plan ends it.
    """

    key: str
    rule: str
    since: date
    rises: tuple[Rise, ...]
    version: PolicyVersion
    because: str
    action: str
    developer: str = ""
    cohort: str = ""
    ended: datetime | None = None
    documented: bool = False
    ends_by_plan: bool = False

    @property
    def severity(self) -> AlertSeverity:
        """The severity it has come to."""
        return self.rises[-1].severity


def version_at(versions: Sequence[PolicyVersion], instant: datetime) -> PolicyVersion:
    """The policy in force at an instant; `versions` are in their order, and the first holds before itself, too."""
    in_force = [version for version in versions if version.since <= instant]
    return in_force[-1] if in_force else versions[0]
