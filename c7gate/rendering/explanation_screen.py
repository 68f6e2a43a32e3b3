"""Explanations on a terminal: of a person's gates, of a rule, and of a commit's message."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from c7gate.judging.rule import Rule
from c7gate.model.commit import Commit
from c7gate.model.explanation import Gate3Explanation
from c7gate.model.gates import GateExplanation
from c7gate.model.reference import TextReading
from c7gate.rendering.days import glyph, weeks, words
from c7gate.rendering.explanation import commit_notes, short, slack_words, uncounted_words
from c7gate.rendering.gate import attempt_lines, state_words
from c7gate.rendering.me_screen import days_text, legend
from c7gate.rendering.screen import Screen

if TYPE_CHECKING:
    from rich.console import RenderableType

_INDENT = 2


def gate3_screen(found: Gate3Explanation, screen: Screen) -> str:
    """Gate 3 of one person: criteria, the days of the window with what made each, next steps."""
    verdict = screen.verdict(found.result.verdict)
    parts: list[RenderableType] = [
        screen.sentence((found.person.login, "bold"), ("  gate 3  ", ""))
        .append_text(verdict)
        .append_text(screen.say(f"   as of {found.as_of:%Y-%m-%dT%H:%M:%SZ}", "dim")),
        "",
        screen.criteria(found.result.criteria),
    ]
    if found.consistency.days:
        strip = [days_text(week, screen) for week in weeks(found.person, found.consistency.days)]
        parts += ["", screen.rows([[line] for line in (*strip, legend(screen))], indent=_INDENT)]
        parts += ["", screen.rows(_days(found, screen), indent=_INDENT)]
    if found.uncounted:
        lines = ([screen.say(uncounted_words(item))] for item in found.uncounted)
        parts += ["", screen.rows(lines, indent=_INDENT)]
    if said := slack_words(found.slack):
        parts += ["", screen.rows([[screen.say("slack", "bold"), screen.say(said)]])]
    if found.steps:
        parts += ["", screen.next(found.steps)]
    return screen.show(*parts)


def _days(found: Gate3Explanation, screen: Screen) -> Iterator[list[RenderableType]]:
    for day in found.consistency.days:
        sign = glyph(found.person, day)
        style = {"●": "green", "○": "red"}.get(sign, "dim")
        when = screen.say(f"{sign} {day.date:%a} {day.date.isoformat()}", style)
        evidence = screen.say(" ".join(short(day.evidence)), "dim")
        yield [when, screen.say(words(found.person, day)), evidence]


def gate_screen(found: GateExplanation, screen: Screen) -> str:
    """Gate 1, 2 or 4 of one person: its state, criteria, attempts, and the next steps."""
    standing = found.standing
    title = f"  gate {standing.policy.number}  {standing.policy.title}  "
    parts: list[RenderableType] = [
        screen.sentence((found.person.login, "bold"), (title, ""))
        .append_text(screen.verdict(standing.result.verdict))
        .append_text(screen.say(f"   as of {found.as_of:%Y-%m-%dT%H:%M:%SZ}", "dim")),
        screen.rows([[screen.say(state_words(found))]], indent=_INDENT),
        "",
        screen.criteria(standing.result.criteria),
    ]
    attempts = [[screen.say(line)] for line in attempt_lines(found)]
    parts += ["", screen.rows(attempts, indent=_INDENT)] if attempts else []
    parts += ["", screen.next(found.steps)] if found.steps else []
    return screen.show(*parts)


def rule_screen(rule: Rule, severity: str, screen: Screen) -> str:
    """A rule's own documentation, its paragraphs as wide as the terminal; lines of an example stay lines."""
    title = screen.sentence((f"{rule.code} {rule.name}", "bold"), (f"  ({severity} in the preset)", "dim"))
    parts: list[RenderableType] = [title, ""]
    is_example = False
    for indent, found in groupby(rule.documentation.splitlines(), key=_indentation):
        lines = [line.strip() for line in found]
        if not indent:
            is_example = lines[-1].startswith("Example")
        shown = lines if is_example or not indent else [" ".join(lines)]
        parts += [screen.rows([[screen.say(line)]], indent=indent) if line else "" for line in shown]
    return screen.show(*parts)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def commit_screen(commit: Commit, reading: TextReading, screen: Screen) -> str:
    """The message with why each candidate counted or not: under its place, or below a line that is too long for that."""
    notes = commit_notes(reading)
    parts: list[RenderableType] = [
        screen.sentence((f"commit {commit.oid}", "bold"), (f"  {reading.verdict.value}", "")),
        "",
    ]
    for number, line in enumerate(commit.message.rstrip("\n").split("\n"), 1):
        shown = screen.say(line)
        parts.append(screen.rows([[shown]], indent=_INDENT) if line else "")
        for column, note in sorted(notes.get(number, ())):
            style = "green" if note.startswith("counts") else "yellow"
            before = screen.say(line[: column - 1]).cell_len
            place = f"{' ' * before}^" if before < screen.width // 4 else f"^ column {column}"
            parts.append(screen.rows([[screen.say(place), screen.say(note, style)]], indent=_INDENT))
    return screen.show(*parts)
