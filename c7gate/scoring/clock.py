"""What a person's own clock shows: the local date and time of an instant, by the zone in force then (T53)."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from c7gate.model.record import Person, Zone


def local_date(person: Person, instant: datetime) -> date:
    """The date on the person's wall calendar at `instant` (aware), in the zone in force then."""
    if MINYEAR < instant.year < MAXYEAR:
        return _date_of(person.zones, instant)
    return wall_clock(person.zones, instant).date()


@lru_cache(maxsize=1 << 15)
def _date_of(zones: tuple[Zone, ...], instant: datetime) -> date:
    """The date at an instant that no zone carries off the calendar; the days of one event are asked for often."""
    return wall_clock(zones, instant).date()


def wall_clock(zones: tuple[Zone, ...], instant: datetime) -> datetime:
    """What the person's clock shows at `instant` (aware).

    A zone is in force from the start of its `since` date by its own clock. Before the first `since` the first
    zone holds; without any zone, UTC does.
    """
    for zone in reversed(zones):
        local = _in_zone(zone.name, instant)
        if zone.since is None or local.date() >= zone.since:
            return local
    return _in_zone(zones[0].name if zones else "UTC", instant)


def _in_zone(zone: str, instant: datetime) -> datetime:
    try:
        return instant.astimezone(ZoneInfo(zone))
    except OverflowError:  # within a day of year 1 or 9999, as only hostile text claims
        return instant
