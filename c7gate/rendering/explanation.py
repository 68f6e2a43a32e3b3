"""Explanations as text, JSON and Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import click

from c7gate.judging.rule import Rule
from c7gate.model.commit import Commit
from c7gate.model.explanation import Gate3Explanation
from c7gate.model.record import Person
from c7gate.model.reference import TextReading
from c7gate.model.scoring import Day, Slack, Uncounted
from c7gate.model.verdict import Verdict
from c7gate.rendering.days import LEGEND, glyph, weeks, words
from c7gate.rendering.escape import markdown, markdown_code, markdown_row, terminal
from c7gate.rendering.json import criterion_view
from c7gate.rendering.json_text import Json, dumps
from c7gate.rendering.scan import reference_view
from c7gate.scoring.calendar import because_of

MARKS = {
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
    found: Gate3Explanation,
    *,
    color: bool,
) -> str:
    """Gate 3 of one person: criteria, the days of the window with what made each, next steps."""
    lines = [
        f"{found.person.login}  gate 3  {mark(found.result.verdict, color=color)}   as of {found.as_of:%Y-%m-%dT%H:%M:%SZ}",
        "",
    ]
    width = max(len(criterion.id) for criterion in found.result.criteria)
    for criterion in found.result.criteria:
        have = f"{criterion.have}, needs {criterion.need}"
        lines.append(f"  {criterion.id:<{width}}  {mark(criterion.verdict, color=color)}  {have}")
        lines.append(f"  {'':<{width}}  {terminal(criterion.because)}")
    if found.consistency.days:
        lines += [
            "",
            *(f"  {week}" for week in weeks(found.person, found.consistency.days)),
            f"  {LEGEND}",
            "",
        ]
        lines += [_day(found.person, day) for day in found.consistency.days]
    if found.uncounted:
        lines += ["", *(f"  {terminal(uncounted_words(item))}" for item in found.uncounted)]
    if said := slack_words(found.slack):
        lines += ["", f"slack {said}"]
    if found.steps:
        lines += ["", *(f"next  {terminal(step)}" for step in found.steps)]
    return "\n".join(lines) + "\n"


def gate3_markdown(
    found: Gate3Explanation,
) -> str:
    """The same as Markdown: a table of criteria, a table of days."""
    lines = [
        f"### {markdown(found.person.login)}, gate 3: {MARKS[found.result.verdict]}",
        "",
        markdown_row("Criterion", "Verdict", "Has", "Needs", "Because"),
        markdown_row(*("---" for _ in range(5))),
        *(
            markdown_row(
                item.id,
                MARKS[item.verdict],
                markdown(item.have),
                markdown(item.need),
                markdown(item.because),
            )
            for item in found.result.criteria
        ),
        "",
    ]
    if found.consistency.days:
        lines += [
            markdown_row("Day", "", "State", "Evidence"),
            markdown_row(*("---" for _ in range(4))),
        ]
        lines += [markdown_row(*_cells(found.person, day)) for day in found.consistency.days]
        lines.append("")
    lines += [f"- {item.ref[:10]} earns nothing: {markdown(item.because)}" for item in found.uncounted]
    lines += [f"- **Next:** {markdown(step)}" for step in found.steps]
    return "\n".join([*lines, "", f"As of {found.as_of:%Y-%m-%dT%H:%M:%SZ}.", ""])


def _cells(person: Person, day: Day) -> tuple[str, ...]:
    evidence = " ".join(markdown_code(item) for item in short(day.evidence))
    when = f"{day.date:%a} {day.date.isoformat()}"
    return when, glyph(person, day), markdown(words(person, day)), evidence


def gate3_json(
    found: Gate3Explanation,
) -> str:
    """The JSON of the contract."""
    window = {
        "first": found.consistency.first.isoformat() if found.consistency.first else None,
        "last": found.consistency.last.isoformat() if found.consistency.last else None,
    }
    return dumps(
        {
            "developer": found.person.login,
            "gate": found.result.gate,
            "as_of": f"{found.as_of:%Y-%m-%dT%H:%M:%SZ}",
            "verdict": found.result.verdict.value,
            "consistency": {
                "verdict": found.consistency.verdict.value,
                "active": found.consistency.active,
                "counted": found.consistency.counted,
                "percent": found.consistency.percent,
                "window": window,
                "days": [_day_view(found.person, day) for day in found.consistency.days],
            },
            "criteria": [criterion_view(criterion) for criterion in found.result.criteria],
            "not_counted": [
                {"evidence": item.ref, "at": f"{item.at:%Y-%m-%dT%H:%M:%SZ}", "because": item.because}
                for item in found.uncounted
            ],
            "next": list(found.steps),
            "slack": slack_view(found.slack),
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
    notes = commit_notes(reading)
    lines = [f"commit {commit.oid}  {reading.verdict.value}", ""]
    for number, line in enumerate(commit.message.split("\n"), 1):
        lines.append(f"  {terminal(line)}".rstrip())
        for column, note in sorted(notes.get(number, ())):
            indent = " " * len(terminal(line[: column - 1]))
            lines.append(f"  {indent}^ {terminal(note)}")
    return "\n".join(lines).rstrip() + "\n"


def commit_notes(reading: TextReading) -> Mapping[int, Sequence[tuple[int, str]]]:
    """Why each candidate counted or not, by line, each with its column."""
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
    return notes


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


def slack_words(slack: Slack | None) -> str:
    """How many days may be missed, as a sentence; empty where that has no answer."""
    if slack is None:
        return ""
    days = f"the next {slack.of} working days (to {slack.until:%a} {slack.until.isoformat()})"
    return f"you may miss {slack.may_miss} of {days}" if slack.may_miss else f"be active on each of {days}"


def slack_view(slack: Slack | None) -> Json | None:
    """The same for a machine."""
    if slack is None:
        return None
    return {"may_miss": slack.may_miss, "of": slack.of, "until": slack.until.isoformat()}


def mark(verdict: Verdict, *, color: bool) -> str:
    """A verdict as a person reads it."""
    return click.style(MARKS[verdict], fg=_COLOURS[verdict]) if color else MARKS[verdict]


def _day(person: Person, day: Day) -> str:
    said = terminal(words(person, day))
    when = f"{day.date:%a} {day.date.isoformat()}"
    return f"  {glyph(person, day)} {when}  {said}  {' '.join(short(day.evidence))}".rstrip()


def uncounted_words(item: Uncounted) -> str:
    """What earns nothing, and why, in a line."""
    return f"✗ {item.at:%a %Y-%m-%d}  earns nothing  {item.ref[:10]}: {item.because}"


def short(evidence: tuple[str, ...]) -> Iterator[str]:
    """Evidence as it is named to people: ids of commits by their first ten digits."""
    for item in evidence:
        yield terminal(item[:10] if len(item) in {40, 64} and item.isalnum() else item)


def _day_view(person: Person, day: Day) -> Json:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind.value,
        "because": because_of(person, day.date),
        "active": day.active,
        "verified": day.verified,
        "evidence": list(day.evidence),
    }
