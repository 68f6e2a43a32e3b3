"""Forecasts, kept as they were made, and scored once the outcome is known (S-171)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

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
    """Every forecast of the program: 95 % that came true scores 0.0025, and 0.9025 if it did not."""
    found = []
    for name, line in policy.values["program"]["forecasts"].items():
        percent = Decimal(line.get("probability_percent", 50))
        outcome = line.get("outcome")
        brier = None if outcome is None else (Decimal(outcome) - percent / 100) ** 2
        found.append(Scored(name, line.get("event", name), line.get("at", ""), percent, outcome, brier))
    return tuple(found)
