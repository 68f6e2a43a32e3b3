"""Explanations as text and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from c7gate.judging.rule import Rule
from c7gate.model.commit import Commit
from c7gate.model.reference import TextReading
from c7gate.model.scoring import Consistency, Day, DayKind, Uncounted
from c7gate.model.verdict import GateResult, Verdict
from c7gate.rendering.escape import terminal
from c7gate.rendering.json import criterion_view
from c7gate.rendering.json_text import Json, dumps
from c7gate.rendering.scan import reference_view

_MARKS = {
    Verdict.PASS: "✓ pass",
    Verdict.FAIL: "✗ fail",
    Verdict.INSUFFICIENT: "… not enough data yet",
    Verdict.NOT_APPLICABLE: "· not applicable",
}
_COLOURS = {
    Verdict.PASS: "green",
    Verdict.FAIL: "red",
    Verdict.INSUFFICIENT: "yellow",
    Verdict.NOT_APPLICABLE: "cyan",
}


def gate3_text(
    result: GateResult,
    consistency: Consistency,
    steps: tuple[str, ...],
    uncounted: tuple[Uncounted, ...],
    as_of: datetime,
    *,
    color: bool,
) -> str:
    """Gate 3 of one person: criteria, each day of the window, next steps."""
    lines = [
        f"{result.developer}  gate 3  {_mark(result.verdict, color=color)}   as of {as_of:%Y-%m-%dT%H:%M:%SZ}",
        "",
    ]
    width = max(len(criterion.id) for criterion in result.criteria)
    for criterion in result.criteria:
        have = f"{criterion.have}, needs {criterion.need}"
        lines.append(f"  {criterion.id:<{width}}  {_mark(criterion.verdict, color=color)}  {have}")
        lines.append(f"  {'':<{width}}  {terminal(criterion.because)}")
    if consistency.days:
        lines += ["", *map(_day, consistency.days)]
    if uncounted:
        lines += ["", *map(_uncounted, uncounted)]
    if steps:
        lines += ["", *(f"next  {terminal(step)}" for step in steps)]
    return "\n".join(lines) + "\n"


def gate3_json(
    result: GateResult,
    consistency: Consistency,
    steps: tuple[str, ...],
    uncounted: tuple[Uncounted, ...],
    as_of: datetime,
) -> str:
    """The JSON of the contract."""
    window = {
        "first": consistency.first.isoformat() if consistency.first else None,
        "last": consistency.last.isoformat() if consistency.last else None,
    }
    return dumps(
        {
            "developer": result.developer,
            "gate": result.gate,
            "as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}",
            "verdict": result.verdict.value,
            "consistency": {
                "verdict": consistency.verdict.value,
                "active": consistency.active,
                "counted": consistency.counted,
                "percent": consistency.percent,
                "window": window,
                "days": [_day_view(day) for day in consistency.days],
            },
            "criteria": [criterion_view(criterion) for criterion in result.criteria],
            "not_counted": [
                {"evidence": item.ref, "at": f"{item.at:%Y-%m-%dT%H:%M:%SZ}", "because": item.because}
                for item in uncounted
            ],
            "next": list(steps),
        }
    )


def rule_text(rule: Rule, severity: str) -> str:
    """A rule's own documentation under its code and name."""
    return f"{rule.code} {rule.name}  ({severity} in the preset)\n\n{rule.documentation}\n"


def rule_json(rule: Rule, severity: str) -> str:
    """A rule as JSON."""
    return dumps(
        {"rule": rule.code, "name": rule.name, "severity": severity, "documentation": rule.documentation}
    )


def commit_text(commit: Commit, reading: TextReading) -> str:
    """The message with a caret under each candidate and why it counted or not."""
    notes: dict[int, list[tuple[int, str]]] = {}
    for reference in reading.references:
        note = f"counts: {reference.form.value} {reference.id}"
        notes.setdefault(reference.line, []).append((reference.column, note))
    for waiver in reading.waivers:
        notes.setdefault(waiver.line, []).append((waiver.column, f"counts: waiver ({waiver.reason})"))
    for candidate in reading.candidates:
        hint = f"; write {candidate.suggestion}" if candidate.suggestion else ""
        note = f"does not count: {candidate.because}{hint}"
        notes.setdefault(candidate.line, []).append((candidate.column, note))
    lines = [f"commit {commit.oid}  {reading.verdict.value}", ""]
    for number, line in enumerate(commit.message.split("\n"), 1):
        lines.append(f"  {terminal(line)}".rstrip())
        for column, note in sorted(notes.get(number, ())):
            indent = " " * len(terminal(line[: column - 1]))
            lines.append(f"  {indent}^ {terminal(note)}")
    return "\n".join(lines).rstrip() + "\n"


def commit_json(commit: Commit, reading: TextReading) -> str:
    """A commit's reading as JSON."""
    return dumps(
        {
            "commit": commit.oid,
            "verdict": reading.verdict.value,
            "libraries": list(reading.libraries),
            "references": [reference_view(reference) for reference in reading.references],
            "waivers": [
                {"reason": waiver.reason, "line": waiver.line, "column": waiver.column}
                for waiver in reading.waivers
            ],
            "dropped": [
                {
                    "why": candidate.drop.value,
                    "text": candidate.text,
                    "because": candidate.because,
                    "suggestion": candidate.suggestion,
                    "line": candidate.line,
                    "column": candidate.column,
                }
                for candidate in reading.candidates
            ],
        }
    )


def _mark(verdict: Verdict, *, color: bool) -> str:
    return click.style(_MARKS[verdict], fg=_COLOURS[verdict]) if color else _MARKS[verdict]


def _day(day: Day) -> str:
    word = {DayKind.EXPECTED: "expected", DayKind.OPTIONAL: "optional", DayKind.OFF: "off"}[day.kind]
    missed = day.kind is DayKind.EXPECTED and not day.active
    glyph = "●" if day.active else "○" if missed else "·"
    state = "active" if day.active else "missed" if missed else "not counted"
    proof = ("" if day.verified else " (unverified)") if day.active else ""
    return f"  {glyph} {day.date:%a} {day.date.isoformat()}  {word:<8}  {state}{proof}  {' '.join(_short(day.evidence))}".rstrip()


def _uncounted(item: Uncounted) -> str:
    return f"  ✗ {item.at:%a %Y-%m-%d}  earns nothing  {item.ref[:10]}: {terminal(item.because)}"


def _short(evidence: tuple[str, ...]) -> Iterator[str]:
    for item in evidence:
        yield terminal(item[:10] if len(item) in {40, 64} and item.isalnum() else item)


def _day_view(day: Day) -> Json:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind.value,
        "active": day.active,
        "verified": day.verified,
        "evidence": list(day.evidence),
    }
