"""Readiness as text, JSON and Markdown: every checkmark with what stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import click

from c7gate.program.facts import Facts
from c7gate.program.readiness import Action, Item, Mark, Readiness, next_review
from c7gate.program.risks import Risk
from c7gate.rendering.answers import day
from c7gate.rendering.escape import markdown, markdown_row, terminal
from c7gate.rendering.json_text import dumps
from c7gate.rendering.success import cohorts, forecast_lines

_MARKS = {Mark.CHECKED: "✓", Mark.FAILED: "✗", Mark.CLAIMED: "·"}
_COLOURS = {Mark.CHECKED: "green", Mark.FAILED: "red", Mark.CLAIMED: "cyan"}


def render_text(facts: Facts, found: Readiness, *, color: bool) -> str:
    """The items by group, the register of risks, what is overdue, and the verdict last."""
    lines = [terminal(_title(facts))]
    told: dict[str, str] = {}
    for group, items in groupby(found.items, key=lambda item: item.group):
        lines += ["", group]
        for item in items:
            lines += _item(item, told, color=color)
    lines += ["", "risks", *(f"  {terminal(_risk(risk))}" for risk in found.risks)]
    if found.actions:
        lines += ["", "actions", *(f"  {terminal(_action(action))}" for action in found.actions)]
    lines += ["", *(terminal(line) for line in (*forecast_lines(found.forecasts), *_dates(facts)))]
    return "\n".join([*lines, "", _verdict(found)]) + "\n"


def render_markdown(facts: Facts, found: Readiness) -> str:
    """The same as tables."""
    lines = [
        f"### {markdown(_title(facts))}: {_verdict(found)}",
        "",
        markdown_row("", "Item", "Statement", "Behind it"),
        markdown_row(*("---" for _ in range(4))),
        *(
            markdown_row(
                f"{_MARKS[item.mark]} {item.mark.value}",
                markdown(item.id),
                markdown(item.statement),
                markdown("; ".join(filter(None, [*item.because, item.said]))),
            )
            for item in found.items
        ),
        "",
        *(f"- {markdown(_risk(risk))}" for risk in found.risks),
        *(f"- {markdown(_action(action))}" for action in found.actions),
        "",
        *(f"*{markdown(line)}*" for line in (*forecast_lines(found.forecasts), *_dates(facts))),
        "",
    ]
    return "\n".join(lines)


def render_json(facts: Facts, found: Readiness, *, version: str, exit_code: int) -> str:
    """The same for a machine."""
    return dumps(
        {
            "schema_version": 1,
            "tool": {"name": "c7gate", "version": version},
            "as_of": f"{facts.as_of:%Y-%m-%dT%H:%M:%SZ}",
            "trusted": {"ref": facts.trusted.ref, "oid": facts.trusted.oid},
            "cohorts": [cohort.id for cohort in facts.cohorts],
            "risk": facts.policy.values["program"]["risk"],
            "ready": not found.failed,
            "verdict": found.verdict,
            "failed": list(found.failed),
            "exit_code": exit_code,
            "next_review": day(next_review(facts)),
            "items": [
                {
                    "id": item.id,
                    "group": item.group,
                    "statement": item.statement,
                    "mark": item.mark.value,
                    "check": item.check or None,
                    "because": list(item.because),
                    "said": item.said,
                }
                for item in found.items
            ],
            "risks": [
                {
                    **risk._asdict(),
                    "owners": list(risk.owners),
                    "mitigations": list(risk.mitigations),
                    "state": risk.state.value,
                    "accepted_until": day(risk.accepted_until),
                }
                for risk in found.risks
            ],
            "actions": [{**action._asdict(), "due": day(action.due)} for action in found.actions],
            "forecasts": [
                {
                    "id": item.id,
                    "event": item.event,
                    "probability_percent": str(item.probability_percent),
                    "outcome": item.outcome,
                    "brier": str(item.brier) if item.brier is not None else None,
                }
                for item in found.forecasts
            ],
        }
    )


def _title(facts: Facts) -> str:
    risk = facts.policy.values["program"]["risk"]
    return f"READINESS  {cohorts(facts)}  as of {facts.today}  policy {facts.trusted.oid[:7]}  risk {risk}"


def _verdict(found: Readiness) -> str:
    return f"{found.verdict}: {', '.join(found.failed)}" if found.failed else found.verdict


def _item(item: Item, told: dict[str, str], *, color: bool) -> Iterator[str]:
    """One item; what a check found is told once, under the first item that rests on it."""
    mark = _MARKS[item.mark]
    shown = click.style(mark, fg=_COLOURS[item.mark]) if color else mark
    yield f"  {shown} {terminal(item.statement)}  [{terminal(item.id)}]"
    first = told.setdefault(item.check, item.id) if item.check else item.id
    because = item.because if first == item.id else (f"as for {first}",) * bool(item.because)
    yield from (f"      {terminal(line)}" for line in because)
    if item.said and (item.mark is Mark.CLAIMED or item.said.startswith("signed")):
        yield f"      {terminal(item.said)}"


def _risk(risk: Risk) -> str:
    owners = ", ".join(risk.owners) or "nobody"
    trigger = f"; {risk.trigger}: {risk.state.value}" if risk.trigger else ""
    accepted = (
        f"; accepted until {risk.accepted_until}{', which has passed' if risk.expired else ''}"
        if risk.accepted_until
        else ""
    )
    return f"{risk.title}: {risk.severity}, {risk.score} of 25, level {risk.level}, owned by {owners}{trigger}{accepted}"


def _action(action: Action) -> str:
    overdue = ", overdue" if action.overdue else ""
    return f"{action.title}: {action.owner}, due {action.due}, {action.status}{overdue}"


def _dates(facts: Facts) -> Iterator[str]:
    if review := next_review(facts):
        yield f"next review: {review}"
