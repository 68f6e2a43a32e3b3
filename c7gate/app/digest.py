"""`report daily` to `report annual`: a period as it stood at its end."""

from __future__ import annotations

from pathlib import Path

from c7gate.app.explain import Sight, Where
from c7gate.app.report import facts_in
from c7gate.app.status import Status, status_in
from c7gate.model.named_tuple import NamedTuple
from c7gate.program.cadence import reviewed_daily
from c7gate.program.courses import courses
from c7gate.program.digest import Digest, digest
from c7gate.program.periods import Kind, last_complete

_OF_WORK = frozenset({Kind.QUARTERLY, Kind.ANNUAL})
"""The reports that also tell of documents, decisions and reverts."""


class Digested(NamedTuple):
    """What a period amounts to, and the status at its end that it was made of."""

    digest: Digest
    status: Status


def digested(where: Where, kind: Kind, measurements: Path | None = None) -> Digested:
    """Look at the last complete period of a kind before the call's instant.

    What was daily is weekly once no cohort is in the days of daily review any more (S-185).

    Raises:
        UsageError: the call is wrong.
        PolicyError, CannotLookError: as for `check`.
    """
    sight = Sight.of(where)
    policy, cohorts = sight.side.policy, sight.side.cohorts
    period = last_complete(kind, where.as_of, policy.zones)
    if kind is Kind.DAILY and not reviewed_daily(policy, courses(policy, cohorts), period.last):
        period = last_complete(Kind.WEEKLY, where.as_of, policy.zones)
    then = sight.at(period.ends)
    found = status_in(then)
    facts = facts_in(then, measurements, work=kind in _OF_WORK, evidence=found.seen.evidence)
    return Digested(digest(period, facts, found.groups, found.assessments, found.seen.watch.alerts), found)
