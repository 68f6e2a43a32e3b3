"""A team alert that stays open is told again, so that it is not read once and forgotten (alerts, 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from c7gate.model.alert import Alert, AlertSeverity, AlertState


def repeat_due(alert: Alert, told: Sequence[datetime], every_days: int, as_of: datetime) -> datetime | None:
    """The instant since which a team alert is to be told of again and has not been; None where nothing is due.

    Counted from when it was told of first (`told` are aware), so that a late run moves no later one, and a run that is
    repeated finds that it was told. Only what is open is repeated: who has taken it on knows of it.
    """
    if alert.severity is not AlertSeverity.TEAM or alert.state is not AlertState.OPEN or not told:
        return None
    every = timedelta(days=every_days)
    first, times = min(told), (as_of - min(told)) // every
    due = first + times * every
    return due if times >= 1 and max(told) < due else None
