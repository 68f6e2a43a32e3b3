"""Blockers that stay open for longer than policy bears (alerts, 4.1 and A8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from c7gate.model.alert import AlertPolicy, AlertSeverity, PolicyVersion
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Blocker, Person
from c7gate.program.clocks import Responder, day_start
from c7gate.program.episode import Episode, Rise, version_at
from c7gate.scoring.clock import local_date

RULE = "blocker"


class OpenBlocker(NamedTuple):
    """A blocker as instants (aware): when it must be gone, and when it was (None: it is there)."""

    id: str
    developer: str
    opened: datetime
    due: datetime
    closed: datetime | None


def blockers(
    found: Sequence[tuple[Person, Blocker]],
    responder: Responder,
    versions: Sequence[PolicyVersion],
    until: datetime,
) -> Iterator[Episode]:
    """The blockers that were open for too long by `until` (aware), by id.

    What several people report under one id is one blocker: it begins with the first report and ends with the last.
    """
    for item in timed_blockers(found, responder, versions, until):
        if item.due > until or (item.closed is not None and item.closed <= item.due):
            continue
        person = next(person for person, _ in found if person.login == item.developer)
        version = version_at(versions, item.opened)
        yield Episode(
            key=f"{RULE}/{item.id}",
            rule=RULE,
            since=local_date(person, item.opened),
            rises=(Rise(item.due, AlertSeverity.BLOCKER),),
            version=version,
            because=f"blocked for more than {_words(version.policy)}",
            action=version.policy.actions[RULE],
            developer=item.developer,
            ended=item.closed,
        )


def timed_blockers(
    found: Sequence[tuple[Person, Blocker]],
    responder: Responder,
    versions: Sequence[PolicyVersion],
    until: datetime,
) -> Iterator[OpenBlocker]:
    """Every blocker reported up to `until`, by id; one that closes later is still open."""
    reports: dict[str, list[tuple[datetime, str, datetime | None]]] = {}
    for person, blocker in found:
        opened = _instant(person, blocker.opened)
        closed = _instant(person, blocker.closed) if blocker.closed else None
        if opened <= until:
            gone = closed if closed is not None and closed <= until else None
            reports.setdefault(blocker.id, []).append((opened, person.login, gone))
    for id_, lines in sorted(reports.items()):
        opened, developer, _ = min(lines, key=lambda line: line[:2])
        ends = [closed for _, _, closed in lines if closed is not None]
        due = responder.after(opened, version_at(versions, opened).policy.blocker)
        yield OpenBlocker(id_, developer, opened, due, max(ends) if len(ends) == len(lines) else None)


def _instant(person: Person, moment: datetime | date) -> datetime:
    """An instant as it is; of a bare date its beginning."""
    return moment if isinstance(moment, datetime) else day_start(person.zones, moment)


def _words(policy: AlertPolicy) -> str:
    clock = policy.blocker.clock.value.replace("_", " ")
    return f"{policy.blocker.hours} {'hours' if clock == 'elapsed' else f'h ({clock})'}"
