"""A developer's own standing: one screen that answers what comes next."""

from __future__ import annotations

from collections.abc import Iterator

import click

from c7gate.model.explanation import Gate3Explanation
from c7gate.model.gates import GateStanding, GateState
from c7gate.model.scoring import Consistency
from c7gate.model.verdict import Criterion, Verdict
from c7gate.rendering.days import LEGEND, weeks
from c7gate.rendering.escape import markdown, terminal
from c7gate.rendering.explanation import slack_view, slack_words
from c7gate.rendering.json import criterion_view
from c7gate.rendering.json_text import Json, dumps
from c7gate.scoring.clock import local_date
from c7gate.scoring.gate_steps import gate_steps

_MARKS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.INSUFFICIENT: "…", Verdict.NOT_APPLICABLE: "·"}
_COLOURS = {Verdict.PASS: "green", Verdict.FAIL: "red", Verdict.INSUFFICIENT: "yellow"}
_NARROW = 70


def render_text(
    role: str,
    found: Gate3Explanation,
    coordinators: tuple[str, ...],
    gates: tuple[GateStanding, ...] = (),
    support: tuple[str, ...] = (),
    *,
    color: bool,
    width: int,
) -> str:
    """The screen, ending in a newline; on a terminal narrower than 70 columns without the legend."""
    lines = [terminal(head(role, found)), ""]
    lines += [f"Gates   {terminal(_gates(gates))}"] if gates else []
    criteria = "   ".join(_criterion(item, color=color) for item in found.result.criteria)
    lines.append(f"Gate 3  {criteria}")
    for number, week in enumerate(weeks(found.person, found.consistency.days)):
        lines.append(f"{'Days' if not number else '':<8}{week}")
    if found.consistency.days:
        lines += [f"        {LEGEND}"] if width >= _NARROW else []
    lines += [f"Score   {words}" for words in [score_words(found.consistency)] if words]
    lines += [f"Slack   {words}" for words in [slack_words(found.slack)] if words]
    lines += [f"Support {terminal(', '.join(support))}"] if support else []
    lines += ["", *(f"next  {terminal(step)}" for step in steps(found, coordinators, gates))]
    return "\n".join(lines) + "\n"


def render_markdown(
    role: str,
    found: Gate3Explanation,
    coordinators: tuple[str, ...],
    gates: tuple[GateStanding, ...] = (),
    support: tuple[str, ...] = (),
) -> str:
    """The same as Markdown."""
    criteria = ", ".join(_criterion(item, color=False) for item in found.result.criteria)
    lines = [f"### {markdown(head(role, found))}", ""]
    lines += [f"Gates: {markdown(_gates(gates))}", ""] if gates else []
    lines += [f"Gate 3: {markdown(criteria)}", ""]
    lines += [f"    {week}" for week in weeks(found.person, found.consistency.days)]
    said = (score_words(found.consistency), slack_words(found.slack))
    lines += ["", *(f"- {markdown(words)}" for words in said if words)]
    lines += [f"- **Next:** {markdown(step)}" for step in steps(found, coordinators, gates)]
    lines += [f"- Support: {markdown(', '.join(support))}"] if support else []
    return "\n".join(lines) + "\n"


def render_json(
    role: str,
    found: Gate3Explanation,
    coordinators: tuple[str, ...],
    gates: tuple[GateStanding, ...] = (),
    support: tuple[str, ...] = (),
) -> str:
    """The same for a machine."""
    return dumps({**standing_view(role, found, coordinators, gates), "support": list(support)})


def standing_view(
    role: str, found: Gate3Explanation, coordinators: tuple[str, ...], gates: tuple[GateStanding, ...]
) -> Json:
    """The same as plain values."""
    score = found.consistency
    return {
        "developer": found.person.login,
        "role": role,
        "cohort": found.person.cohort or None,
        "as_of": f"{found.as_of:%Y-%m-%dT%H:%M:%SZ}",
        "gate": 3,
        "verdict": found.result.verdict.value,
        "criteria": [criterion_view(item) for item in found.result.criteria],
        "consistency": {
            "active": score.active,
            "counted": score.counted,
            "percent": score.percent,
            "verdict": score.verdict.value,
        },
        "slack": slack_view(found.slack),
        "next": list(steps(found, coordinators, gates)),
        "gates": [
            {"gate": item.policy.number, "title": item.policy.title, "state": item.state.value}
            for item in gates
        ],
    }


def head(role: str, found: Gate3Explanation) -> str:
    """Who it is about, and on which day."""
    person = found.person
    today = local_date(person, found.as_of)
    parts = [person.login, role, f"cohort {person.cohort}" if person.cohort else ""]
    if person.enrolled_at and person.enrolled_at <= today:
        parts.append(f"day {(today - person.enrolled_at).days + 1}")
    return f"{' · '.join(filter(None, parts))} ({today:%a} {today.isoformat()})"


def _gates(gates: tuple[GateStanding, ...]) -> str:
    """The gates in their order, such as `1 passed · 2 in progress · 3 locked · 4 locked`."""
    return " · ".join(f"{item.policy.number} {item.state.value}" for item in gates)


def steps(
    found: Gate3Explanation, coordinators: tuple[str, ...], gates: tuple[GateStanding, ...]
) -> Iterator[str]:
    """What to do: at the gate the person is at, then for the habit of gate 3, which is computed all along."""
    at = next((item for item in gates if item.state is not GateState.PASSED), None)
    if at is not None and at.policy.number != found.result.gate:
        names = ", ".join(coordinators) or "a coordinator"
        ready = f"Every criterion holds: ask {names} to sign it off."
        yield from (f"Gate {at.policy.number}: {step}" for step in gate_steps(at) or (ready,))
        if found.signed_off:
            return
    yield from _next(found, coordinators)


def _criterion(item: Criterion, *, color: bool) -> str:
    said = f"{item.id} {_MARKS[item.verdict]} {item.have}"
    said += "" if "/" in item.have or item.verdict is Verdict.PASS else f" of {item.need.removeprefix('>= ')}"
    return click.style(said, fg=_COLOURS.get(item.verdict)) if color else said


def score_words(score: Consistency) -> str:
    """The score, or why there is none."""
    if score.verdict in {Verdict.PASS, Verdict.FAIL}:
        return f"{score.active} of {score.counted} days = {score.percent} %: {score.verdict.value}"
    return score.because


def _next(found: Gate3Explanation, coordinators: tuple[str, ...]) -> Iterator[str]:
    """What to do: the steps that are open, else whom to ask, else nothing."""
    signed = found.signed_off
    if signed is not None:
        yield f"Nothing: gate 3 was signed off on {local_date(found.person, signed)}, and no day is counted since."
    elif found.steps:
        yield from found.steps
    else:
        names = ", ".join(coordinators) or "a coordinator"
        yield f"Every criterion of gate 3 holds: ask {names} to sign it off."
