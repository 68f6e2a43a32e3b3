"""`policy holidays`: write the public holidays of a country as dates into the policy on disk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from c7gate.model.errors import UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.reading import resources
from c7gate.reading.checkout import Checkout
from c7gate.reading.public_holidays import PublicHolidays, public_holidays
from c7gate.writing.calendars import CalendarEdit, add_holidays


class HolidaysRequest(NamedTuple):
    """One call of `policy holidays`.

    `repo` is a path in the repository of the policy. `country` and `subdivision` are as typed, the latter empty
    for what holds in the whole country; `calendar` is the id of one in `policies/calendars.yaml`, or a new one.
    """

    repo: Path
    environment: Mapping[str, str]
    country: str
    years: tuple[int, ...]
    calendar: str
    subdivision: str = ""
    dry_run: bool = False


class WrittenHolidays(NamedTuple):
    """What the library knew, and what became of the file."""

    known: PublicHolidays
    written: CalendarEdit


def write_holidays(request: HolidaysRequest) -> WrittenHolidays:
    """Add the public holidays that a calendar of the policy on disk does not hold yet.

    Judging reads the file and never asks the library (house: "Where each fact lives"), whose past dates change.

    Raises:
        UsageError: the library is missing or does not know the place or a year, the calendar's id is none, or the
            policy is not valid or cannot take the dates.
        CannotLookError: the policy cannot be read or written; it is unchanged.
    """
    _check_id(request.calendar)
    known = public_holidays(request.country, request.subdivision, request.years)
    checkout = Checkout.find(request.repo, request.environment)
    lock = checkout.place.directory / "c7gate" / "policies.lock"
    written = add_holidays(checkout.root, request.calendar, known.days, lock=lock, dry_run=request.dry_run)
    return WrittenHolidays(known, written)


def _check_id(calendar: str) -> None:
    """Refuse what the schema would, before a line with it exists."""
    slug: Mapping[str, Any] = resources.schema("calendars")["$defs"]["slug"]
    if len(calendar) > slug["maxLength"] or not re.fullmatch(slug["pattern"], calendar):
        raise UsageError(
            f"{calendar!r} is no id of a calendar", help="write small letters, digits and hyphens"
        )
