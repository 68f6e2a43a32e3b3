"""What the program costs and brings, by stated assumptions alone (S-145, S-176)."""

from __future__ import annotations

from decimal import Decimal

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy


class Assumption(NamedTuple):
    """One stated assumption: `kind` is `cost` or `benefit`, its estimates are in the policy's currency."""

    statement: str
    kind: str
    low: Decimal
    high: Decimal


class Return(NamedTuple):
    """Benefit minus cost as a range, the worst case first; both are None where an assumption is missing."""

    currency: str
    assumptions: tuple[Assumption, ...]
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def words(self) -> str:
        """The range, or why there is none."""
        if self.low is None:
            return "no assumptions about cost and benefit are stated, so nothing is computed"
        return f"{self.low} to {self.high} {self.currency} by {len(self.assumptions)} stated assumptions"


def returns(policy: Policy) -> Return:
    """Add up policy's assumptions; without at least one cost and one benefit no number is given."""
    roi = policy.values["success"]["roi"]
    stated = tuple(
        Assumption(
            line["statement"],
            line.get("kind", "benefit"),
            Decimal(line["low"]),
            Decimal(line["high"]),
        )
        for line in roi["assumptions"]
    )
    benefits, costs = ([line for line in stated if line.kind == kind] for kind in ("benefit", "cost"))
    found = Return(roi["currency"], stated)
    if not benefits or not costs:
        return found
    return found._replace(
        low=sum((line.low for line in benefits), Decimal(0)) - sum(line.high for line in costs),
        high=sum((line.high for line in benefits), Decimal(0)) - sum(line.low for line in costs),
    )
