"""Where everybody stands on a terminal; a team and its executives see figures alone, as everywhere (S-100)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from c7gate.model.alert import Alert, AlertState
from c7gate.program.answer import Answer
from c7gate.program.standing import Bucket, GroupStanding, Standing
from c7gate.rendering.alerts import MessageFacts, asked, because, contacts, moment, support
from c7gate.rendering.screen import Screen
from c7gate.rendering.status import (
    COUNTED,
    LATE_EVIDENCE,
    LISTED,
    Audience,
    StatusView,
    adoption,
    answer,
    blockers,
    criteria,
    exits,
    nobody,
    shown_adoption,
    success_lines,
    too_few,
)
from c7gate.rendering.success import label, said

if TYPE_CHECKING:
    from rich.console import RenderableType

_STYLES = {Bucket.NEEDS_YOU: "bold red", Bucket.BEHIND: "bold yellow", Bucket.NO_RECORD: "bold"}


def render_screen(view: StatusView, screen: Screen) -> str:
    """One screen for each group."""
    parts: list[RenderableType] = []
    if lines := success_lines(view):
        rows = [
            [
                screen.say(f"  {label(target)}"),
                screen.say(f"{'✓' if answer.outcome.holds else '✗'} {answer.outcome.words}", _met(answer)),
                screen.say(said(target, answer)),
            ]
            for target, answer in criteria(view)
        ]
        parts += [screen.say(lines[0].replace("success   ", "Success  "), "bold"), screen.rows(rows), ""]
    for group in view.groups:
        parts += [*_group(view, group, screen), ""]
    for line in nobody(view):
        parts += [screen.say(line), ""]
    return screen.show(*parts, screen.say(f"Support: {support(view.told)}"))


def _met(answer: Answer) -> str:
    return "green" if answer.outcome.holds else "yellow"


def person_screen(one: Standing, told: MessageFacts, as_of: datetime, screen: Screen) -> str:
    """One person for their coordinator: how they stand, each alert, and the line that answers it.

    A line of YAML that is wrapped between its words is still the same YAML.
    """
    style = _STYLES.get(one.bucket, "bold green")
    parts: list[RenderableType] = [
        screen.sentence((one.login, "bold"), ("  ", ""), (one.bucket.value.upper(), style)).append_text(
            screen.say(f"  gates passed: {one.passed}")
        ),
        *([screen.rows([[screen.say(line)] for line in one.because], indent=2)] if one.because else []),
    ]
    for alert in one.alerts:
        lines = [
            *_alert(alert, told, as_of, screen),
            *(screen.say(f"told: {line}") for line in contacts(alert, told.policy.levels)),
            screen.say(
                f"answer in training-records/assessments/{one.login}.yaml below interventions:", "dim"
            ),
            screen.rows([[screen.say("-"), screen.say(answer(alert))]], indent=2),
        ]
        parts += ["", screen.rows([[line] for line in lines], indent=2)]
    return screen.show(*parts, "", screen.say(f"Support: {support(told)}"))


def _group(view: StatusView, group: GroupStanding, screen: Screen) -> Iterator[RenderableType]:
    through = f"data through {moment(view.through, view.told)}" if view.through else "no data"
    planned = f"of {group.of}" if group.day <= group.of else f"({group.of} were planned)"
    yield screen.sentence((group.id, "bold"), (f"   day {group.day} {planned}   {through}", ""))
    if view.audience is Audience.COORDINATOR:
        yield from _people(view, group, screen)
    elif few := too_few(view, group):
        yield screen.say(few)
        return
    yield ""
    yield _figures(view, group, screen)
    if view.audience is not Audience.COORDINATOR:
        yield ""
        yield screen.say(LATE_EVIDENCE, "dim")


def _people(view: StatusView, group: GroupStanding, screen: Screen) -> Iterator[RenderableType]:
    """Who needs something, by what it is and never by a number."""
    for bucket in LISTED:
        listed = group.in_(bucket)
        if bucket is Bucket.NEEDS_YOU or listed:
            yield ""
            style = _STYLES[bucket] if listed else "bold green"
            yield screen.say(f"{bucket.value.upper()} ({len(listed)})", style)
        if listed:
            rows = ([screen.say(one.login, "bold"), _why(view, one, screen)] for one in listed)
            yield screen.rows(rows, indent=2)
    yield ""
    yield screen.say("   ".join(f"{bucket.value.upper()} {len(group.in_(bucket))}" for bucket in COUNTED))


def _why(view: StatusView, one: Standing, screen: Screen) -> RenderableType:
    """Each alert with what it asks for below it, then what else there is."""
    parts: list[RenderableType] = []
    for alert in one.alerts:
        parts += _alert(alert, view.told, view.as_of, screen)
    return screen.stack(*parts, *map(screen.say, one.because))


def _alert(alert: Alert, told: MessageFacts, as_of: datetime, screen: Screen) -> Iterator[RenderableType]:
    """An alert, and what it asks for."""
    said = f" since {moment(alert.raised_at, told)}, {because(alert, told)}"
    yield screen.severity(alert.severity).append_text(screen.say(said))
    state = "" if alert.state is AlertState.OPEN else f" [{alert.state.value}]"
    wanted = f"{asked(alert, told, as_of)}{state}"
    if alert.state is AlertState.RECOVERED:
        wanted = "recovered: a closing note is missing"
    yield screen.say(f"→ {wanted}")


def _figures(view: StatusView, group: GroupStanding, screen: Screen) -> RenderableType:
    rows: list[list[RenderableType]] = []
    for number, (passed, of) in enumerate(group.funnel, 1):
        rows.append(
            [screen.say(f"Gate {number}"), screen.bar(passed, of), screen.say(f"{passed} of {of} passed")]
        )
    now = shown_adoption(view, group)
    bar = screen.bar(now.adopters, now.eligible) if now else screen.say("")
    rows.append([screen.say("Adoption"), bar, screen.say(adoption(view, group))])
    table = screen.rows(rows)
    if view.audience is not Audience.COORDINATOR:
        return table
    lines = [screen.say(line) for line in (*blockers(view, group), *exits(group))]
    return screen.stack(table, *lines)
