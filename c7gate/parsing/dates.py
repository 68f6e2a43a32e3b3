"""Dates and instants as training records write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
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
