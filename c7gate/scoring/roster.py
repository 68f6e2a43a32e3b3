"""Who a cohort's shares are shares of: the frozen roster, later joiners, and no exit unseen (S-104, S-193)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Cohort, Member


class Denominator(NamedTuple):
    """The logins that count on a date, sorted, and those who do not count any more, with their last day."""

    members: tuple[str, ...]
    exits: tuple[Member, ...]


def denominator(cohort: Cohort, today: date) -> Denominator:
    """The members of a cohort on local date `today`.

    Whoever left before the roster was frozen was never in. After that, leaving takes somebody out only with an
    `exit` word, which a coordinator wrote into the protected cohort file; without one they stay in, so that
    nobody disappears from a share by being struck off. Joiners count from their first day.
    """
    frozen = cohort.frozen_at or cohort.start
    stayed = [line for line in cohort.roster if line.exit_on is None or line.exit_on >= frozen]
    exits = tuple(_gone(stayed, today))
    members = {
        line.login
        for line in stayed
        if line not in exits and (line.joined or cohort.start) <= max(today, frozen)
    }
    return Denominator(tuple(sorted(members)), exits)


def _gone(lines: list[Member], today: date) -> Iterator[Member]:
    for line in sorted(lines, key=lambda line: line.login):
        if line.exit_on is not None and line.exit_word and line.exit_on < today:
            yield line
