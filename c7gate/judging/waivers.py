"""Exceptions from a rule that one person's assessment grants: who approved them, why, and until when.

They lift what is asked of a person, and nothing that guards the facts.
"""

from __future__ import annotations

from c7gate.model.evaluation import Snapshot
from c7gate.model.record import Waiver
from c7gate.scoring.clock import local_date


def waiver_of(snapshot: Snapshot, login: str, rule: str) -> Waiver | None:
    """The exception of this person from a rule that lasts longest, over or not."""
    person = snapshot.people.get(login)
    lines = [line for line in person.waivers if line.rule == rule] if person else []
    return max(lines, key=lambda line: line.expires, default=None)


def is_waived(snapshot: Snapshot, login: str, rule: str) -> bool:
    """Whether an exception of this person holds at as-of, by the person's own date."""
    waiver = waiver_of(snapshot, login, rule)
    return waiver is not None and local_date(snapshot.people[login], snapshot.as_of) <= waiver.expires


def told(snapshot: Snapshot, login: str, rule: str) -> str:
    """What to add to a finding about this person's exception from its rule; nothing where there never was one."""
    waiver = waiver_of(snapshot, login, rule)
    if waiver is None:
        return ""
    if is_waived(snapshot, login, rule):
        return f"; waived by {waiver.approver} until {waiver.expires}: {waiver.reason}"
    return f"; the waiver by {waiver.approver} ended on {waiver.expires}"
