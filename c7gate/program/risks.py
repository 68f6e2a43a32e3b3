"""The risk register: who answers for each risk, whether it has come true, until when it is accepted (S-016, S-123, S-158, S-177)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from c7gate.model.alert import Alert, AlertSeverity
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.program import blockers, gate_failures, inactivity
from c7gate.program.answer import Answer
from c7gate.program.facts import Facts
from c7gate.program.intervals import mean_of
from c7gate.program.satisfaction import latest
from c7gate.program.targets import Target, criteria
from c7gate.program.usage import adoption
from c7gate.scoring.thresholds import meets

_COORDINATORS_LEVEL = 1


class Trigger(StrEnum):
    """Whether the figure or alert that says a risk has come true says so."""

    QUIET = "quiet"
    MATERIALISED = "materialised"
    UNKNOWN = "unknown"


class Risk(NamedTuple):
    """One risk: `score` is likelihood by impact (1 to 25); `owners` are logins, empty where nobody answers for it.

    `expired` says that its acceptance has run out.
    """

    id: str
    title: str
    severity: str
    score: int
    owners: tuple[str, ...]
    level: int
    mitigations: tuple[str, ...]
    trigger: str
    state: Trigger
    accepted_until: date | None
    expired: bool


def risks(facts: Facts) -> tuple[Risk, ...]:
    """The register in the policy's order."""
    return tuple(_risk(facts, name, line) for name, line in facts.policy.values["program"]["risks"].items())


def level_people(facts: Facts, number: int) -> tuple[str, ...]:
    """Who answers at an escalation level; at the first, without names of its own, the coordinators do."""
    levels = facts.policy.values["alerts"]["escalation"]["levels"].values()
    named = next((tuple(line["any_of"]) for line in levels if line["n"] == number), ())
    return named or (facts.policy.coordinators if number == _COORDINATORS_LEVEL else ())


def _risk(facts: Facts, name: str, line: Mapping[str, Any]) -> Risk:
    until = date.fromisoformat(line["accepted_until"]) if "accepted_until" in line else None
    return Risk(
        id=name,
        title=line["title"],
        severity=line["severity"],
        score=line["likelihood"] * line["impact"],
        owners=(line["owner"],) if "owner" in line else level_people(facts, line["level"]),
        level=line["level"],
        mitigations=tuple(line["mitigations"]),
        trigger=line.get("trigger", ""),
        state=_state(facts, line.get("trigger", "")),
        accepted_until=until,
        expired=until is not None and until < facts.today,
    )


def rests_on_alerts(policy: Policy) -> bool:
    """Whether a risk's trigger names an alert, so that the alerts must be looked at."""
    return any(line.get("trigger") in _ALERTS for line in policy.values["program"]["risks"].values())


def _state(facts: Facts, trigger: str) -> Trigger:
    if trigger in _ALERTS:
        return _alerted(facts, trigger)
    figure = _FIGURES.get(trigger)
    return figure(facts) if figure else Trigger.UNKNOWN


def _alerted(facts: Facts, trigger: str) -> Trigger:
    """Whether such an alert is not over; where nobody is tracked yet, none could come up."""
    starts = [one.person.tracking_start for one in facts.participants.values()]
    if facts.alerts is None or not any(start and start <= facts.today for start in starts):
        return Trigger.UNKNOWN
    live = (alert for alert in facts.alerts if not alert.state.is_over)
    if any(_ALERTS[trigger](alert) for alert in live):
        return Trigger.MATERIALISED
    return Trigger.QUIET


def _adoption(facts: Facts) -> Trigger:
    found: Answer = adoption(facts, Target("adoption", "", "adoption"))
    if not isinstance(found.numerator, int) or not isinstance(found.denominator, int):
        return Trigger.UNKNOWN
    below = facts.policy.values["alerts"]["adoption"]["below_percent"]
    fell = meets("<", Fraction(100 * found.numerator, found.denominator), Decimal(below))
    return Trigger.MATERIALISED if fell else Trigger.QUIET


def _outage(facts: Facts) -> Trigger:
    return Trigger.MATERIALISED if facts.today in facts.policy.outages else Trigger.QUIET


def _satisfaction(facts: Facts) -> Trigger:
    wave = latest(facts)
    mean = mean_of(wave.histogram) if wave else None
    target = next((item for item in criteria(facts.policy) if item.metric == "satisfaction_mean"), None)
    if mean is None or target is None:
        return Trigger.UNKNOWN
    return Trigger.QUIET if target.is_met(mean) else Trigger.MATERIALISED


_FIGURES = {"adoption": _adoption, "outage": _outage, "satisfaction": _satisfaction}
_ALERTS: Mapping[str, Callable[[Alert], bool]] = {
    "alerts": lambda alert: alert.severity.rank >= AlertSeverity.RED.rank,
    "inactivity": lambda alert: alert.rule == inactivity.RULE,
    "gate-failed": lambda alert: alert.rule == gate_failures.RULE,
    "blocker": lambda alert: alert.rule == blockers.RULE,
}
