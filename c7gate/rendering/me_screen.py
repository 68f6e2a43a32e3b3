"""A developer's own standing on a terminal: one screen of 24 lines, and what comes next stands first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from c7gate.model.explanation import Gate3Explanation
from c7gate.model.gates import GateStanding, GateState
from c7gate.rendering.days import LEGEND, weeks
from c7gate.rendering.explanation import slack_words
from c7gate.rendering.me import head, score_words, steps
from c7gate.rendering.screen import Screen

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_LINES = 23
"""As many as leave room for the prompt on a terminal of 24."""
_MOST_WEEKS = 6
_STATES = {
    GateState.PASSED: ("✓", "green"),
    GateState.FAILED: ("✗", "red"),
    GateState.LOCKED: ("·", "dim"),
}


def render_screen(
    role: str,
    found: Gate3Explanation,
    coordinators: tuple[str, ...],
    gates: tuple[GateStanding, ...],
    support: tuple[str, ...],
    *,
    screen: Screen,
) -> str:
    """The screen. What it has no room for is named with the command that shows it: first early weeks, then late steps."""
    todo = tuple(steps(found, coordinators, gates))
    strip = tuple(weeks(found.person, found.consistency.days))
    title = screen.say(head(role, found).replace(" · ", ", "), "bold")
    more = f"c7gate me --login {found.person.login} --format markdown"
    number, last = min(len(strip), _MOST_WEEKS), len(todo)
    while True:
        lines = screen.show(
            title,
            "",
            _next(todo[:last], f"{len(todo) - last} more: {more}" if last < len(todo) else "", screen),
            "",
            _facts(found, gates, support, strip[len(strip) - number :], len(strip) - number, screen),
        )
        if lines.count("\n") <= _LINES or (number <= 1 and last <= 1):
            return lines
        number, last = (number - 1, last) if number > 1 else (number, last - 1)


def days_text(week: str, screen: Screen) -> Text:
    """A week of the strip, its signs coloured where that is wanted."""
    text = screen.say(week)
    for sign, style in (("●", "green"), ("○", "red")):
        text.highlight_regex(rf"(?<=[a-z] ){screen.spell(sign)}", style=style)
    return text


def legend(screen: Screen, *more: str) -> RenderableType:
    """What the signs of days mean."""
    return screen.flow(screen.say(words, "dim") for words in (*LEGEND.split("   "), *more))


def _next(todo: Sequence[str], rest: str, screen: Screen) -> RenderableType:
    rows = [[screen.say("next", "bold"), screen.say(f"→ {step}")] for step in todo]
    for row in rows[1:]:
        row[0] = screen.say("")
    return screen.rows([*rows, [screen.say(""), screen.say(rest, "dim")]] if rest else rows)


def _facts(  # noqa: PLR0917  the parts of one screen
    found: Gate3Explanation,
    gates: Sequence[GateStanding],
    support: Sequence[str],
    strip: Sequence[str],
    hidden: int,
    screen: Screen,
) -> RenderableType:
    rows: list[tuple[str, RenderableType]] = []
    if gates:
        rows.append(("Gates", _gates(gates, screen)))
    criteria = [
        [screen.say(item.id), screen.verdict(item.verdict), screen.say(f"{item.have}, needs {item.need}")]
        for item in found.result.criteria
    ]
    rows.append(("Gate 3", screen.rows(criteria)))
    if strip:
        below = [f"({hidden} earlier: c7gate explain {found.person.login})"] if hidden else []
        shown = screen.stack(*(days_text(week, screen) for week in strip), legend(screen, *below))
        rows.append(("Days", shown))
    rows += [("Score", screen.say(words)) for words in [score_words(found.consistency)] if words]
    rows += [("Slack", screen.say(words)) for words in [slack_words(found.slack)] if words]
    rows += [("Support", screen.say(", ".join(support)))] if support else []
    return screen.rows([[screen.say(name, "bold"), shown] for name, shown in rows])


def _gates(gates: Sequence[GateStanding], screen: Screen) -> RenderableType:
    """The gates in their order, with their titles where there is room."""
    parts: list[RenderableType] = []
    for item in gates:
        sign, style = _STATES.get(item.state, ("▣", "cyan"))
        title = f" {item.policy.title}:" if screen.is_wide else ""
        parts.append(screen.say(f"{item.policy.number}{title} {sign} {item.state.value}", style))
    return screen.flow(parts)
