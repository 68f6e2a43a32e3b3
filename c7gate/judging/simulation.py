"""What a policy would have said about merged changes, as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from c7gate.judging.landing import Landing
from c7gate.model.evaluation import Revision
from c7gate.model.named_tuple import NamedTuple


class Outcome(NamedTuple):
    """What the policy would have said about one merged change: `status` and the names of the rules that fail it."""

    landing: Landing
    status: str
    rules: tuple[str, ...]
    reason: str


class Simulation(NamedTuple):
    """Every change merged to `branch` in the last `days` days before `as_of`, oldest first.

    `trusted` is the commit whose policy was tried; `advisory` says that it holds none, so that the preset spoke.
    `asked_forge` tells whether descriptions, authors and approvals were known.
    """

    trusted: Revision
    branch: str
    days: int
    as_of: datetime
    outcomes: tuple[Outcome, ...]
    advisory: bool
    asked_forge: bool

    def count(self, status: str) -> int:
        """How many changes would have had this status."""
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def failed_rules(self) -> Mapping[str, int]:
        """How many changes each rule would have failed, the most first."""
        return dict(Counter(rule for outcome in self.outcomes for rule in outcome.rules).most_common())
