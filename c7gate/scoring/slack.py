"""How many days may still be missed: the calendar replayed with every choice of missed days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import combinations, islice

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Person
from c7gate.model.scoring import Consistency, DayKind, Event, Slack
from c7gate.model.verdict import Verdict
from c7gate.scoring.calendar import counted_until, counting_start, day_kind, horizon
from c7gate.scoring.clock import local_date
from c7gate.scoring.consistency import consistency_on

_MOST_DAYS = 10  # looked at together: the choices grow with every one


def slack(person: Person, score: Consistency, policy: Gate3Policy, as_of: datetime) -> Slack | None:
    """How many of the next working days may be missed so that consistency passes after the last of them.

    So many days are looked at as a window counts at least (`min_counted_days`), today among them unless it is active
    already. None where no number of days would do, and where counting has not begun or has ended.
    """
    today, start = local_date(person, as_of), counting_start(person)
    if start is None or counted_until(person, as_of) < as_of:
        return None
    days: dict[date, tuple[Event, ...]] = {day.date: _assumed(day.date) for day in score.days if day.active}
    most = min(max(1, policy.min_counted_days), _MOST_DAYS)
    ahead = tuple(islice(_working_days(person, today, days), most))
    if len(ahead) < most:
        return None
    missed = -1
    while missed < most and _passes_without(person, days, policy, ahead, missed + 1):
        missed += 1
    return Slack(missed, most, ahead[-1]) if missed >= 0 else None


def _passes_without(
    person: Person,
    days: Mapping[date, tuple[Event, ...]],
    policy: Gate3Policy,
    ahead: tuple[date, ...],
    count: int,
) -> bool:
    """Whether consistency passes after the last of the days ahead, whichever `count` of them are missed."""
    after = date.fromordinal(min(ahead[-1].toordinal() + 1, date.max.toordinal()))
    return all(
        consistency_on(
            person, {**days, **{day: _assumed(day) for day in ahead if day not in missed}}, policy, after
        ).verdict
        is Verdict.PASS
        for missed in combinations(ahead, count)
    )


def _working_days(person: Person, today: date, active: Mapping[date, object]) -> Iterator[date]:
    for day in horizon(person, today):
        if day_kind(person, day) is DayKind.EXPECTED and day not in active:
            yield day


def _assumed(day: date) -> tuple[Event, ...]:
    return (Event(kind="", at=day, ref=""),)
