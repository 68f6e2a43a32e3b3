"""The policy of alerts as typed values, made when alerts are asked about and not before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from c7gate.model.alert import AdoptionPolicy, AlertPolicy, AlertSeverity, Clock, Level, Step, Timer
from c7gate.model.policy import Policy


def alert_policy(policy: Policy) -> AlertPolicy:
    """What policy says of alerts (S-092, S-109). Level 1 without contacts is the coordinators."""
    alerts = policy.values["alerts"]
    inactivity, adoption, escalation = alerts["inactivity"], alerts["adoption"], alerts["escalation"]
    gate_failed, hours = alerts["gate_failed"], alerts["clocks"]["business_hours"]
    return AlertPolicy(
        yellow_missed=inactivity["yellow"]["missed"],
        red_missed=inactivity["red"]["missed"],
        only_exhausted=gate_failed["on"] == "exhausted",
        blocker=_timer(alerts["blocker"]["due"]),
        adoption=AdoptionPolicy(
            below_percent=adoption["below_percent"],
            min_expected_days=adoption["min_expected_days"],
            window_days=adoption["window_days"],
            grace_days=adoption["grace_days"],
            resolve_after_days=adoption["resolve_after_days"],
        ),
        due={
            AlertSeverity.YELLOW: _timer(inactivity["yellow"]["due"]),
            AlertSeverity.RED: _timer(inactivity["red"]["due"]),
            AlertSeverity.CRITICAL: _timer(gate_failed["ack"]),
        },
        actions={
            "yellow": inactivity["yellow"]["action"],
            "red": inactivity["red"]["action"],
            "attempts_left": gate_failed["action"]["attempts_left"],
            "exhausted": gate_failed["action"]["exhausted"],
            "team": adoption["action"],
            "blocker": alerts["blocker"]["action"],
        },
        business_first=time.fromisoformat(hours["first"]),
        business_last=time.fromisoformat(hours["last"]),
        acknowledgement_hours=alerts["acknowledgement_hours"],
        silence_max_days=alerts["silence_max_days"],
        levels=_levels(escalation["levels"], policy.coordinators),
        matrix={severity: tuple(escalation["matrix"][severity.value]) for severity in AlertSeverity},
        unanswered={
            severity: tuple(map(_step, escalation["unanswered"].get(severity.value, ())))
            for severity in AlertSeverity
        },
        repeat_team_days=escalation["repeat_team_days"],
        deliver=alerts["deliver"],
    )


def _timer(value: Mapping[str, Any]) -> Timer:
    return Timer(value["hours"], Clock(value.get("clock", Clock.ELAPSED)))


def _step(value: Mapping[str, Any]) -> Step:
    return Step(value["level"], _timer(value))


def _levels(levels: Mapping[str, Any], coordinators: tuple[str, ...]) -> tuple[Level, ...]:
    found = (
        Level(
            number=level["n"],
            title=level["title"],
            any_of=tuple(level["any_of"]) or (coordinators if level["n"] == 1 else ()),
            channel=level.get("channel", ""),
            is_named=level["audience"] == "named",
        )
        for level in levels.values()
    )
    return tuple(sorted(found, key=lambda level: level.number))
