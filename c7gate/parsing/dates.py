"""Dates and instants as training records write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from c7gate.parsing.rare import Rare

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = Rare(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


def to_date(text: str) -> date | None:
    """A calendar date written exactly `YYYY-MM-DD`, else None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def to_instant(text: str) -> datetime | None:
    """An RFC 3339 instant with `T`, seconds and its offset (`Z` or `+02:00`), else None.

    Instants that UTC cannot express (at the two ends of the calendar) are None too.
    """
    if not _INSTANT.fullmatch(text):
        return None
    try:
        instant = datetime.fromisoformat(text)
        instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return instant


_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")
_YEAR_FIRST = Rare(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = Rare(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_BARE = Rare(r"([0-9]{4})([0-9]{2})([0-9]{2})")


def meant_dates(text: str) -> tuple[str, ...]:
    """The dates that a text in another form can mean, each as `YYYY-MM-DD`.

    There are two where day and month can be taken for each other. Points put the day first (`22.08.2025`); with slashes and dashes either may come first (`08/22/2025`).
    """
    text = text.translate(_DASHES)
    if found := _YEAR_FIRST.fullmatch(text) or _BARE.fullmatch(text):
        year, month, day = found[1], *found.groups()[-2:]
        orders = [(year, month, day)]
    elif found := _YEAR_LAST.fullmatch(text):
        first, second, year = found[1], found[3], found[4]
        orders = [(year, second, first)] + ([] if found[2] == "." else [(year, first, second)])
    else:
        return ()
    written = (f"{year}-{month:0>2}-{day:0>2}" for year, month, day in orders)
    return tuple(dict.fromkeys(each for each in written if to_date(each)))
