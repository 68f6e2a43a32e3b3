"""How the program goes week by week, computed from history alone: adoption, consistency, certifications (S-029, S-035)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from c7gate.model.alert import Adoption
from c7gate.model.named_tuple import NamedTuple
from c7gate.program.burn_up import BurnUpDay

_WEEK = timedelta(days=7)


class TeamDay(NamedTuple):
    """How many were active on a date, of how many that it counted for, and their look-ups; None where they are withheld."""

    date: date
    active: int | None
    counted: int | None
    look_ups: int | None


class Share(NamedTuple):
    """So many of so many."""

    part: int
    whole: int


class Week(NamedTuple):
    """A completed ISO week by its Monday; None is withheld, or not there.

    `adoption` is who was active of whom it was expected of, `consistency` active of counted days, `certified` how many
    people are by its end.
    """

    monday: date
    adoption: Share | None
    consistency: Share | None
    certified: int | None


def trend(
    adoptions: Iterable[Adoption],
    days: Sequence[TeamDay],
    burn_up: Sequence[BurnUpDay],
    today: date,
    least: int,
) -> tuple[Week, ...]:
    """Every completed week from the first of which anything is known, all groups together.

    Nothing here tells more than days and groups do: a group of which fewer than `least` were expected is left out, for
    who knows the others' figures could subtract them; and a week in which a day is withheld has no consistency.
    """
    adopted = _adopted(adoptions, least)
    begun = min(adopted, default=today)
    by_day = {day.date: day for day in days}
    reached = {day.date: day.certified for day in burn_up}
    first = min([*adopted, *map(_monday, (*by_day, *reached))], default=None)
    return tuple(
        Week(
            monday,
            adopted.get(monday) if monday >= begun else Share(0, 0),
            _consistency(by_day[day] for day in _dates(monday) if day in by_day),
            reached.get(monday + _WEEK - timedelta(days=1)),
        )
        for monday in _weeks(first, today)
    )


def _adopted(adoptions: Iterable[Adoption], least: int) -> dict[date, Share | None]:
    weeks: dict[date, list[Adoption]] = defaultdict(list)
    for now in adoptions:
        weeks[_monday(now.last)].append(now)
    found: dict[date, Share | None] = {}
    for monday, groups in weeks.items():
        shown = [now for now in groups if now.eligible >= least]
        hides = any(now.eligible for now in groups) and not shown
        found[monday] = (
            None if hides else Share(sum(now.adopters for now in shown), sum(now.eligible for now in shown))
        )
    return found


def _consistency(days: Iterable[TeamDay]) -> Share | None:
    active = counted = 0
    for day in days:
        if day.active is None or day.counted is None:
            return None
        active, counted = active + day.active, counted + day.counted
    return Share(active, counted)


def _weeks(first: date | None, today: date) -> Iterator[date]:
    """The Mondays of the weeks that were over before `today`."""
    while first is not None and first + _WEEK <= today:
        yield first
        first += _WEEK


def _dates(monday: date) -> Iterator[date]:
    return (monday + timedelta(days=number) for number in range(_WEEK.days))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
