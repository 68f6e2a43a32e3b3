"""The facts of a program as far as they happened on certain days, so that every measure also answers for a period."""

from __future__ import annotations

from datetime import date

from c7gate.program.facts import Facts, Participant
from c7gate.scoring.calendar import event_date
from c7gate.scoring.clock import local_date


def within(facts: Facts, first: date, last: date) -> Facts:
    """The same facts with no other evidence, look-ups and shares than those of these local dates, both included."""
    found = {login: _within(facts, one, first, last) for login, one in facts.participants.items()}
    return facts._replace(participants=found)


def _within(facts: Facts, one: Participant, first: date, last: date) -> Participant:
    attribution = facts.policy.gate3.day_attribution
    events = tuple(
        event for event in one.events if first <= event_date(one.person, event, attribution) <= last
    )
    own = one.developer and one.developer._replace(
        usage=tuple(
            usage for usage in one.developer.usage if first <= local_date(one.person, usage.at) <= last
        ),
        shares=tuple(share for share in one.developer.shares if first <= share.date <= last),
    )
    return one._replace(events=events, developer=own)
