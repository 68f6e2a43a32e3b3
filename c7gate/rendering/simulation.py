"""What a policy would have said about what was merged, as text and JSON."""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.judging.simulation import Outcome, Simulation
from c7gate.rendering.escape import terminal
from c7gate.rendering.facts import counted
from c7gate.rendering.json_text import dumps

_WORDS = {"pass": "pass", "fail": "FAIL", "not_applicable": "not asked", "error": "no verdict"}
_SUBJECT = 50


def render_text(simulation: Simulation) -> str:
    """One line a change, oldest first, then the totals and what could not be known."""
    changes = counted(len(simulation.outcomes), "change")
    policy = f"the policy at {simulation.trusted.ref} ({simulation.trusted.oid[:10]})"
    who = "the preset" if simulation.advisory else policy
    lines = [
        terminal(f"{who} on {changes} merged to {simulation.branch} in {simulation.days} days"),
        "",
        *(terminal(_line(outcome)) for outcome in simulation.outcomes),
        "",
        _totals(simulation),
    ]
    if not simulation.asked_forge:
        lines.append("the forge was not asked: descriptions, original commits and approvals are unknown here")
    return "\n".join(lines) + "\n"


def render_json(simulation: Simulation) -> str:
    """The same as JSON."""
    return dumps(
        {
            "schema_version": 1,
            "trusted": {"ref": simulation.trusted.ref, "oid": simulation.trusted.oid},
            "branch": simulation.branch,
            "days": simulation.days,
            "as_of": f"{simulation.as_of:%Y-%m-%dT%H:%M:%SZ}",
            "advisory": simulation.advisory,
            "asked_forge": simulation.asked_forge,
            "changes": [_change(outcome) for outcome in simulation.outcomes],
            "totals": {name: simulation.count(name) for name in _WORDS},
            "failed_rules": dict(simulation.failed_rules),
        }
    )


def _line(outcome: Outcome) -> str:
    landing = outcome.landing
    date = f"{landing.at:%Y-%m-%d}" if landing.at else "no date"
    number = f"#{landing.number}" if landing.number else ""
    subject = landing.subject if len(landing.subject) <= _SUBJECT else f"{landing.subject[:_SUBJECT]}…"
    why = ", ".join(outcome.rules) or (
        outcome.reason.partition(" (")[0] if outcome.status == "not_applicable" else ""
    )
    line = f"{date}  {landing.head[:10]}  {number:<6} {_WORDS[outcome.status]:<10} {subject}"
    return f"{line}  ({why})" if why else line


def _totals(simulation: Simulation) -> str:
    rules = ", ".join(f"{name} {count}" for name, count in simulation.failed_rules.items())
    parts: Iterator[str] = (
        f"{simulation.count(status)} {words}" for status, words in _SAID.items() if simulation.count(status)
    )
    return ", ".join(parts) + (f"; failing: {rules}" if rules else "")


_SAID = {
    "pass": "would pass",
    "fail": "would fail",
    "not_applicable": "would not be asked",
    "error": "could not be judged",
}


def _change(outcome: Outcome) -> dict[str, object]:
    landing = outcome.landing
    return {
        "commit": landing.head,
        "number": landing.number or None,
        "merged_at": f"{landing.at:%Y-%m-%dT%H:%M:%SZ}" if landing.at else None,
        "status": outcome.status,
        "rules": list(outcome.rules),
    }
