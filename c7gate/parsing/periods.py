"""Weeks, months and quarters as days."""

from __future__ import annotations

import re
from datetime import date, timedelta

_PERIOD = re.compile(r"([0-9]{4})-(?:W([0-9]{2})|([0-9]{2})|Q([1-4]))", re.ASCII)
_QUARTER = 3


def period_days(text: str) -> tuple[date, date] | None:
    """The first and last day of `2025-W35`, `2025-09` or `2025-Q4`; None where no calendar has it."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        return None
    year, week, month, quarter = (int(number or 0) for number in found.groups())
    try:
        if week:
            first = date.fromisocalendar(year, week, 1)
            return first, first + timedelta(days=6)
        months = 1 if month else _QUARTER
        first = date(year, month or (quarter - 1) * _QUARTER + 1, 1)
        last = first.month + months - 1
        after = date(year + last // 12, last % 12 + 1, 1)
        return first, after - timedelta(days=1)
    except (ValueError, OverflowError):
        return None
