"""Forecasts, kept as they were made, and scored once the outcome is known (S-171)."""

from __future__ import annotations

from decimal import Decimal

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy


class Scored(NamedTuple):
    """A forecast; `brier` is the squared distance of its probability from the outcome, None while that is not known.

    0 is perfect, 0.25 what a coin deserves, 1 as wrong as can be.
    """

    id: str
    event: str
    at: str
    probability_percent: Decimal
    outcome: bool | None
    brier: Decimal | None


def forecasts(policy: Policy) -> tuple[Scored, ...]:
    """Every forecast that the team states: 95 % that came true scores 0.0025, and 0.9025 if it did not.

    What the preset forecasts is about the program it was written for. A team makes it its own by any key.
    """
    found = []
    for name, line in policy.values["program"]["forecasts"].items():
        own = {key for key in line if _is_own(policy, name, key)}
        if not own:
            continue
        percent = Decimal(line.get("probability_percent", 50))
        outcome = line.get("outcome")
        brier = None if outcome is None else (Decimal(outcome) - percent / 100) ** 2
        # Another probability was not forecast on the preset's day.
        at = "" if "probability_percent" in own and "at" not in own else line.get("at", "")
        found.append(Scored(name, line.get("event", name), at, percent, outcome, brier))
    return tuple(found)


def _is_own(policy: Policy, name: str, key: str) -> bool:
    origin = policy.origins.get(("program", "forecasts", name, key))
    return origin is not None and origin.source != policy.preset
