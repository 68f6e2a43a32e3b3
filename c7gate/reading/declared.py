"""Evidence that a person's own record declares: shares, and look-ups that no commit shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from c7gate.model.record import Developer, Person, Usage
from c7gate.model.scoring import Event, Uncounted
from c7gate.scoring.calendar import working_days_after
from c7gate.scoring.clock import local_date


def recorded_events(
    developer: Developer | None, entered: Mapping[Usage, datetime], person: Person, most: int
) -> tuple[tuple[Event, ...], tuple[Uncounted, ...]]:
    """The events a record declares, and the look-ups among them that were entered too late.

    A `log` may be entered at most so many working days after its day (`late_log_working_days`), where history
    shows in `entered` when it was; `person` is whose days they are.
    """
    if developer is None:
        return (), ()
    late = dict(_late(developer, entered, person, most))
    shares = (Event("share", share.date, share.ref) for share in developer.shares)
    usage = (
        Event(item.kind, item.at, item.library, ((item.library, item.topic),))
        for item in developer.usage
        if item not in late
    )
    refused = (Uncounted(item.library, item.at, because, "late-evidence") for item, because in late.items())
    return (*shares, *usage), tuple(refused)


def _late(
    developer: Developer, entered: Mapping[Usage, datetime], person: Person, most: int
) -> Iterator[tuple[Usage, str]]:
    for item in developer.usage:
        if item.kind != "log" or item not in entered:
            continue
        day, written_on = local_date(person, item.at), local_date(person, entered[item])
        if working_days_after(person, day, written_on, most) > most:
            yield item, f"entered on {written_on}, more than {most} working days after {day}"
