"""Days of a person as glyphs and words: the same meaning twice, so that neither colour nor sign is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from c7gate.model.record import Person
from c7gate.model.scoring import Day, DayKind
from c7gate.scoring.calendar import because_of

LEGEND = "● active   ○ missed   ◌ optional   – away or holiday   · day off"  # noqa: RUF001  a sign of its own
_DAY_OFF = "not in the work week"


def glyph(person: Person, day: Day) -> str:
    """A day's sign."""
    if day.active:
        return "●"
    if day.kind is DayKind.EXPECTED:
        return "○"
    if day.kind is DayKind.OPTIONAL:
        return "◌"
    return "·" if because_of(person, day.date) == _DAY_OFF else "–"  # noqa: RUF001  as above


def words(person: Person, day: Day) -> str:
    """The same in words, with why it is no plain working day."""
    why = because_of(person, day.date)
    if day.active:
        said = "active" if day.verified else "active (unverified)"
        said += ", earns nothing" if day.kind is DayKind.OFF else ""
    elif day.kind is DayKind.EXPECTED:
        said = "missed"
    elif day.kind is DayKind.OPTIONAL:
        said = "optional"
    else:
        return "day off" if why == _DAY_OFF else why
    return f"{said}, {why}" if why else said


def weeks(person: Person, days: Sequence[Day]) -> Iterator[str]:
    """The strip of days, an ISO week a line: `W35  Mon ●  Tue ○ …`; days outside are left blank."""
    for (_, number), found in groupby(days, key=lambda day: day.date.isocalendar()[:2]):
        known = {day.date.weekday(): glyph(person, day) for day in found}
        cells = (f"{_name(weekday)} {known.get(weekday, ' ')}" for weekday in range(7))
        yield f"W{number:02}  {'  '.join(cells)}".rstrip()


def _name(weekday: int) -> str:
    return f"{date(2024, 1, 1 + weekday):%a}"  # a Monday; the locale is never set, so the names are English
