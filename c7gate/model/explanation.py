"""A verdict unfolded, as a value."""

from __future__ import annotations

from datetime import datetime

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Person
from c7gate.model.scoring import Consistency, Slack, Uncounted
from c7gate.model.verdict import GateResult


class Gate3Explanation(NamedTuple):
    """Gate 3 of one person at `as_of` (aware), with every day of the window.

    `steps` are the next ones in words, `uncounted` what earns nothing, `slack` the days that may still be missed (None
    where that has no answer).
    """

    person: Person
    policy: Gate3Policy
    as_of: datetime
    result: GateResult
    consistency: Consistency
    steps: tuple[str, ...]
    uncounted: tuple[Uncounted, ...]
    slack: Slack | None = None

    @property
    def signed_off(self) -> datetime | None:
        """The instant (aware) since which gate 3 is signed off; None while it is open at `as_of`."""
        signed = self.person.gate3_signed
        return signed if signed is not None and signed <= self.as_of else None
