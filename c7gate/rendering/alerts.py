"""Alerts as text, JSON, Markdown, and as a message for a chat.

Each level of escalation sees its own: a level that is told figures only gets no login, not in a key either (S-100).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import click

from c7gate.model.alert import Adoption, Alert, AlertPolicy, AlertSeverity, AlertState, Level
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Zone
from c7gate.model.scoring import truncated_percent
from c7gate.rendering.escape import markdown, markdown_code, terminal
from c7gate.rendering.json_text import Json, dumps
from c7gate.scoring.clock import wall_clock

_COLOURS = {AlertSeverity.YELLOW: "yellow", AlertSeverity.BLOCKER: "magenta"}
_NO_SUPPORT = "none is named yet: write support.channels in policies/program.yaml"


class MessageFacts(NamedTuple):
    """What a message is made of.

    The policy in force, the support channels, adoption by group, the smallest group of which figures are shown, and
    the program's zones.
    """

    policy: AlertPolicy
    support: tuple[str, ...]
    adoption: Mapping[str, Adoption]
    minimum: int
    zones: tuple[Zone, ...]


def render_json(alerts: Iterable[Alert]) -> str:
    """All alerts for a machine, those that are over, too: the fixed form of the contract."""
    return dumps({"alerts": [_view(alert) for alert in alerts]})


def render_text(alerts: Sequence[Alert], told: MessageFacts, as_of: datetime, *, color: bool) -> str:
    """The alerts that are not over, the most urgent first; then how many were."""
    live = [alert for alert in alerts if not alert.state.is_over]
    lines = [f"{_count(live)} as of {moment(as_of, told)}"]
    for alert in live:
        severity = click.style(f"{alert.severity.value:<8}", fg=_COLOURS.get(alert.severity, "red"))
        said = severity if color else f"{alert.severity.value:<8}"
        lines += [
            "",
            f"{said}  {terminal(_who(alert))}: {terminal(because(alert, told))}  [{alert.state.value}]",
        ]
        lines += [f"          {terminal(line)}" for line in _details(alert, told, as_of)]
        lines.append(f"          {terminal(alert.key)}")
    over = Counter(alert.state.value for alert in alerts if alert.state.is_over)
    if over:
        lines += ["", f"Over: {', '.join(f'{number} {state}' for state, number in sorted(over.items()))}"]
    return "\n".join([*lines, "", f"Support: {terminal(support(told))}", ""])


def render_markdown(alerts: Sequence[Alert], told: MessageFacts) -> str:
    """The alerts that are not over, a section each."""
    live = [alert for alert in alerts if not alert.state.is_over]
    lines = [f"### {_count(live)}", ""]
    for alert in live:
        lines += [f"#### {markdown(title(alert, told))}", "", *_items(alert, told), ""]
    return "\n".join(lines).rstrip() + "\n"


def render_slack(alerts: Sequence[Alert], told: MessageFacts) -> str:
    """The same as a message for Slack, a block for each alert, at most as many as a message may have."""
    return dumps(_message([alert for alert in alerts if not alert.state.is_over], told))


def render_teams(alerts: Sequence[Alert], told: MessageFacts) -> str:
    """The same as an adaptive card, as Teams takes it."""
    live = [alert for alert in alerts if not alert.state.is_over]
    body: list[Json] = [{"type": "TextBlock", "weight": "Bolder", "text": _count(live), "wrap": True}]
    for alert in live[:_MOST_BLOCKS]:
        said = "\n\n".join([f"**{markdown(title(alert, told))}**", *_items(alert, told)])
        body.append({"type": "TextBlock", "text": said, "wrap": True})
    card = {"type": "AdaptiveCard", "version": "1.4", "body": body}
    return dumps(
        {
            "type": "message",
            "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
        }
    )


_MOST_BLOCKS = 45  # Slack takes 50


def _message(live: Sequence[Alert], told: MessageFacts) -> Json:
    blocks: list[Json] = [_section(f"*{_count(live)}*")]
    for alert in live[:_MOST_BLOCKS]:
        lines = [f"*{slack(title(alert, told))}*", *(slack(line) for line in _details(alert, told))]
        blocks.append(_section("\n".join([*lines, slack(f"Support: {support(told)}")])))
    if len(live) > _MOST_BLOCKS:
        blocks.append(_section(f"and {len(live) - _MOST_BLOCKS} more"))
    return {"text": _count(live), "blocks": blocks}


def _section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def slack(text: str) -> str:
    """One line of Slack's markup that reads as `text` and mentions nobody."""
    escaped = terminal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("@", "@\u2060").replace("*", "\u2217").replace("`", "'")


def for_level(alerts: Iterable[Alert], number: int, told: MessageFacts) -> tuple[Alert, ...]:
    """The alerts that a level is told, as it may see them: a level that sees no names gets those of groups alone."""
    level = next((item for item in told.policy.levels if item.number == number), None)
    mine = (alert for alert in alerts if number in alert.told)
    return tuple(alert for alert in mine if not alert.developer or (level is not None and level.is_named))


def title(alert: Alert, told: MessageFacts) -> str:
    """One line: severity, whom it is about, and why."""
    return f"{alert.severity.value}: {_who(alert)}: {because(alert, told)}"


def because(alert: Alert, told: MessageFacts) -> str:
    """Why, with a group's figures where it is large enough for them; below that only that it is below its target."""
    now = told.adoption.get(alert.cohort) if alert.cohort else None
    if not alert.cohort:
        return alert.because
    if now is None or now.eligible < told.minimum:
        return "below target"
    return f"{alert.because}: {share(now)} now"


def share(now: Adoption) -> str:
    """A group's figures, cut and never rounded: `7/9 = 77.7%`."""
    percent = truncated_percent(now.adopters, now.eligible, 1)
    return f"{now.adopters}/{now.eligible} = {percent}%" if percent else "nobody is expected"


def support(told: MessageFacts) -> str:
    """The channels that help (S-129)."""
    return ", ".join(told.support) or _NO_SUPPORT


def body(alert: Alert, told: MessageFacts) -> str:
    """An alert as the text of an issue; it changes only with the alert."""
    return "\n".join(
        [f"**{markdown(_who(alert))}**: {markdown(because(alert, told))}", "", *_items(alert, told), ""]
    )


def reminder(alert: Alert, told: MessageFacts) -> str:
    """The words by which an alert that stays open is told again."""
    return f"Still open.\n\n{body(alert, told)}"


def _items(alert: Alert, told: MessageFacts) -> Iterator[str]:
    yield from (f"- {markdown(line)}" for line in _details(alert, told))
    yield f"- Support: {markdown(support(told))}"
    if alert.developer:
        yield f"- Key: {markdown_code(alert.key)}. Answer by a line of {markdown_code('interventions')} in {markdown_code(_file(alert))}."


def asked(alert: Alert, told: MessageFacts, as_of: datetime | None = None) -> str:
    """What is asked and until when; with `as_of` also whether that is over."""
    action = alert.action.replace("_", " ")
    if alert.due_at is None:
        return action
    late = " (overdue)" if as_of is not None and alert.due_at <= as_of else ""
    what = "answer due" if alert.severity is AlertSeverity.CRITICAL else "due"
    return f"{action}, {what} {moment(alert.due_at, told)}{late}"


def _details(alert: Alert, told: MessageFacts, as_of: datetime | None = None) -> Iterator[str]:
    yield f"since {alert.since:%a} {alert.since}, raised {moment(alert.raised_at, told)}"
    if alert.state is AlertState.RECOVERED:
        yield "recovered; a closing note is missing: add an intervention with action: resolve"
    else:
        yield f"asked: {asked(alert, told, as_of)}"
    if alert.severity is AlertSeverity.TEAM:
        yield f"told again every {told.policy.repeat_team_days} days while it is open"
    yield f"state: {alert.state.value}; told: {'; '.join(contacts(alert, told.policy.levels))}"


def contacts(alert: Alert, levels: Sequence[Level]) -> Iterator[str]:
    """Who is told, level by level: the first who answers, then who stands in, and where."""
    for level in levels:
        if level.number in alert.told:
            names = " or ".join(level.any_of) if level.any_of else "nobody is named yet"
            where = f" in {level.channel}" if level.channel else ""
            yield f"level {level.number} {level.title} ({names}{where})"


def _who(alert: Alert) -> str:
    return alert.developer or f"cohort {alert.cohort}"


def _file(alert: Alert) -> str:
    return f"training-records/assessments/{alert.developer}.yaml"


def _count(live: Sequence[Alert]) -> str:
    found = Counter(alert.severity for alert in live)
    parts = [f"{found[severity]} {severity.value}" for severity in reversed(AlertSeverity) if found[severity]]
    if not live:
        return "No alert"
    return f"{len(live)} {'alert' if len(live) == 1 else 'alerts'}: {', '.join(parts)}"


def moment(at: datetime, told: MessageFacts) -> str:
    """An instant by the program's own clock: `Fri 2025-08-29 08:17 CEST`."""
    return f"{wall_clock(told.zones, at):%a %Y-%m-%d %H:%M %Z}"


def _view(alert: Alert) -> Json:
    return {
        "key": alert.key,
        "rule": alert.rule,
        "severity": alert.severity.value,
        "scope": alert.scope,
        "developer": alert.developer or None,
        "since": alert.since.isoformat(),
        "raised_at": _machine(alert.raised_at),
        "due_at": _machine(alert.due_at) if alert.due_at else None,
        "state": alert.state.value,
        "level": alert.level,
    }


def _machine(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
