"""Where everybody stands as text, JSON, Markdown and a message for Slack.

A team and its executives see groups of enough people, as figures, and nobody's name (S-100).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

import click

from c7gate.model.alert import Adoption, Alert, AlertState
from c7gate.model.named_tuple import NamedTuple
from c7gate.program.answer import Answer
from c7gate.program.blockers import OpenBlocker
from c7gate.program.standing import Bucket, GroupStanding, Standing
from c7gate.program.success import Declaration
from c7gate.program.targets import Target
from c7gate.rendering.alerts import MessageFacts, asked, because, contacts, moment, share, slack, support
from c7gate.rendering.answers import answer_view
from c7gate.rendering.escape import markdown, terminal
from c7gate.rendering.json_text import Json, dumps
from c7gate.rendering.success import label, said, verdict

COUNTED = (Bucket.ON_TRACK, Bucket.AWAY, Bucket.CERTIFIED)
LISTED = (Bucket.NEEDS_YOU, Bucket.BEHIND, Bucket.NO_RECORD)
LATE_EVIDENCE = (
    "These are counts of what the repository shows; evidence that comes in late still changes them."
)


class Audience(StrEnum):
    """Who reads it: only a coordinator sees people."""

    COORDINATOR = "coordinator"
    TEAM = "team"
    EXECUTIVE = "executive"


class StatusView(NamedTuple):
    """What a status is made of. `through` is the newest commit's time (aware; None: there is none).

    `success` are the program's criteria, for whom they are shown.
    """

    groups: tuple[GroupStanding, ...]
    blockers: tuple[OpenBlocker, ...]
    told: MessageFacts
    as_of: datetime
    through: datetime | None
    audience: Audience
    success: Declaration | None = None


def render_text(view: StatusView, *, color: bool) -> str:
    """One screen for each group."""
    parts = ["\n".join(map(terminal, lines))] if (lines := tuple(success_lines(view))) else []
    for group in view.groups:
        title, *rest = _lines(view, group)
        shown = [_colored(line) if color else line for line in map(terminal, rest)]
        parts.append("\n".join([terminal(title), *shown]))
    parts += map(terminal, nobody(view))
    return "\n\n".join([*parts, terminal(f"Support: {support(view.told)}")]) + "\n"


def render_markdown(view: StatusView) -> str:
    """The same as Markdown."""
    title, *rest = success_lines(view) or ("",)
    parts = (
        [f"### {markdown(title)}", "", *(f"- {markdown(line.strip())}" for line in rest), ""] if title else []
    )
    for group in view.groups:
        title, *rest = _lines(view, group)
        parts += [f"### {markdown(title)}", "", *(f"- {markdown(line)}" for line in rest), ""]
    parts += [text for line in nobody(view) for text in (markdown(line), "")]
    return "\n".join([*parts, f"Support: {markdown(support(view.told))}", ""])


def render_slack(view: StatusView) -> str:
    """The same as a message for Slack, to be posted or pasted; what it has no room for is counted."""
    told = success_lines(view)
    blocks: list[Json] = [_section([slack(line) for line in told])] if told else []
    for group in view.groups[:_MOST_GROUPS]:
        title, *rest = _lines(view, group)
        blocks.append(_section([f"*{slack(title)}*", *map(slack, rest)]))
    if more := view.groups[_MOST_GROUPS:]:
        blocks.append(_section([f"and {len(more)} more groups"]))
    blocks += [_section([slack(line)]) for line in (*nobody(view), f"Support: {support(view.told)}")]
    named = ", ".join(group.id for group in view.groups[:_MOST_GROUPS]) or "nobody"
    return dumps({"text": f"Status of {slack(named)}", "blocks": blocks})


def render_json(view: StatusView) -> str:
    """The same for a machine."""
    return dumps(
        {
            "as_of": machine(view.as_of),
            "data_through": machine(view.through) if view.through else None,
            "audience": view.audience.value,
            **({"success": _success_view(view)} if view.audience is Audience.EXECUTIVE else {}),
            "groups": [group_view(view, group) for group in view.groups],
            "support": list(view.told.support),
        }
    )


def person_renderers(one: Standing, told: MessageFacts, as_of: datetime) -> Mapping[str, Callable[[], str]]:
    """One person for their coordinator, in every format: how they stand, each alert, the line that answers it."""
    title, *rest = _person(one, told, as_of)
    return {
        "text": lambda: "\n".join(map(terminal, (title, *rest))) + "\n",
        "json": lambda: dumps(_person_view(one)),
        "markdown": lambda: "\n".join(
            [f"### {markdown(title)}", "", *(f"- {markdown(line)}" for line in rest), ""]
        ),
        "slack": lambda: dumps(
            {"text": slack(title), "blocks": [_section([f"*{slack(title)}*", *map(slack, rest)])]}
        ),
    }


def _person(one: Standing, told: MessageFacts, as_of: datetime) -> Iterator[str]:
    yield f"{one.login} · {one.bucket.value} · gates passed: {one.passed}"
    yield from one.because
    for alert in one.alerts:
        yield alert_line(alert, told, as_of)
        yield f"  told: {'; '.join(contacts(alert, told.policy.levels))}"
        yield f"  answer in training-records/assessments/{one.login}.yaml below interventions:"
        yield f"  - {answer(alert)}"
    yield f"Support: {support(told)}"


def answer(alert: Alert) -> str:
    """The line that answers an alert, to be filled in."""
    action = "plan" if alert.action == "improvement_plan" else alert.action
    action = {AlertState.RECOVERED: "resolve"}.get(alert.state, "ack" if action == "unblock" else action)
    plan = ", plan_ref: PLAN-1" if action == "plan" else ""
    return f'{{alert: {alert.key}, action: {action}, by: LOGIN, at: "INSTANT"{plan}}}'


def _person_view(one: Standing) -> Json:
    return {
        "developer": one.login,
        "standing": one.bucket.value,
        "gates_passed": one.passed,
        "because": list(one.because),
        "alerts": [
            {"key": alert.key, "severity": alert.severity.value, "state": alert.state.value}
            for alert in one.alerts
        ],
    }


def _section(lines: Sequence[str]) -> Json:
    """A block of lines, as many of them as Slack takes; none is torn, for that could tear an escape."""
    shown: list[str] = []
    room = _LONGEST - len(_MORE.format(len(lines)))
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            shown.append(_MORE.format(len(lines) - len(shown)))
            break
        shown.append(line)
    return {"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(shown)}}


_LONGEST = 3000
"""The most characters that Slack takes in a block."""
_MOST_GROUPS = 45
"""Slack takes 50 blocks."""
_MORE = "and {} more lines: c7gate status"


def criteria(view: StatusView) -> tuple[tuple[Target, Answer], ...]:
    """The criteria of success with their answers, where enough people are behind them to be shown."""
    people = sum(len(group.people) for group in view.groups)
    return view.success.criteria if view.success and people >= view.told.minimum else ()


def success_lines(view: StatusView) -> list[str]:
    """The criteria of success in words, the verdict on them first; none where they are not shown."""
    shown = criteria(view)
    if not shown or view.success is None:
        return []
    words = [f"  {label(target)}: {answer.outcome.words}  {said(target, answer)}" for target, answer in shown]
    return [f"success   {verdict(view.success)}", *map(str.rstrip, words)]


def _success_view(view: StatusView) -> Json | None:
    shown = criteria(view)
    if not shown or view.success is None:
        return None
    return {
        "declared": view.success.declared,
        "open": view.success.open,
        "criteria": [{"id": target.id, **answer_view(answer)} for target, answer in shown],
    }


def nobody(view: StatusView) -> Iterator[str]:
    """What stands in the place of groups where there is none."""
    if not view.groups:
        yield f"Nobody is enrolled as of {moment(view.as_of, view.told)}: c7gate add enrolment writes a record, which counts once it is committed."


def _lines(view: StatusView, group: GroupStanding) -> Iterator[str]:
    through = f"data through {moment(view.through, view.told)}" if view.through else "no data"
    yield f"{group.id} · day {group.day}/{group.of} · {through}"
    if view.audience is Audience.COORDINATOR:
        yield from _people(view, group)
        yield from exits(group)
        yield f"funnel    {funnel(group)}"
        yield from blockers(view, group)
        yield f"adoption  {adoption(view, group)}"
    elif few := too_few(view, group):
        yield few
    else:
        yield f"funnel    {funnel(group)}"
        yield f"adoption  {adoption(view, group)}"
        yield LATE_EVIDENCE


def too_few(view: StatusView, group: GroupStanding) -> str:
    """Why others than the coordinator see no figures of a group; empty where they do."""
    least = view.told.minimum
    return f"fewer than {least} people: no figures are shown" if len(group.people) < least else ""


def _people(view: StatusView, group: GroupStanding) -> Iterator[str]:
    for bucket in LISTED:
        listed = group.in_(bucket)
        if bucket is Bucket.NEEDS_YOU or listed:
            yield f"{bucket.value.upper()} ({len(listed)})"
        for one in listed:
            said = [*(alert_line(alert, view.told, view.as_of) for alert in one.alerts), *one.because]
            yield f"  {one.login}: {'; '.join(said)}" if said else f"  {one.login}"
    yield "   ".join(f"{bucket.value.upper()} {len(group.in_(bucket))}" for bucket in COUNTED)


def alert_line(alert: Alert, told: MessageFacts, as_of: datetime) -> str:
    """An alert in one line: since when, why, what is asked until when."""
    due = f", {asked(alert, told, as_of)}"
    if alert.state is AlertState.RECOVERED:
        due = ", recovered: a closing note is missing"
    state = "" if alert.state in {AlertState.OPEN, AlertState.RECOVERED} else f" [{alert.state.value}]"
    return f"{alert.severity.value} since {moment(alert.raised_at, told)}, {because(alert, told)}{due}{state}"


def exits(group: GroupStanding) -> Iterator[str]:
    """Who left, and when; nothing where nobody did."""
    gone = [f"{line.login} ({line.exit_word} {line.exit_on})" for line in group.exits]
    if gone:
        yield f"left      {', '.join(gone)}"


def blockers(view: StatusView, group: GroupStanding) -> Iterator[str]:
    """What hinders people of the group; nothing where nothing does."""
    logins = {one.login for one in group.people}
    found = [item for item in view.blockers if item.developer in logins]
    if found:
        said = ", ".join(f"{item.id} (due {moment(item.due, view.told)})" for item in found)
        yield f"blockers  {len(found)} open: {said}"


def funnel(group: GroupStanding) -> str:
    """Of how many who passed each gate: `G1 9/10  G2 6/10`."""
    return "  ".join(f"G{number} {passed}/{of}" for number, (passed, of) in enumerate(group.funnel, 1))


def adoption(view: StatusView, group: GroupStanding) -> str:
    """A group's adoption with whom it is a share of, or why there is none."""
    if view.told.adoption.get(group.id) is None:
        return "no window is completed yet"
    now = shown_adoption(view, group)
    if now is None:
        return f"fewer than {view.told.minimum} were expected"
    return f"{share(now)}  (eligible {now.eligible}, not expected {now.away}; to {now.last:%a} {now.last})"


def shown_adoption(view: StatusView, group: GroupStanding) -> Adoption | None:
    """A group's adoption as far as the audience sees it; None where there is none, or it is of too few."""
    now = view.told.adoption.get(group.id)
    sees = view.audience is Audience.COORDINATOR or (now is not None and now.eligible >= view.told.minimum)
    return now if sees else None


def group_view(view: StatusView, group: GroupStanding) -> Json:
    """A group for a machine, with people only for their coordinator."""
    shown = view.audience is Audience.COORDINATOR or len(group.people) >= view.told.minimum
    found: Json = {"id": group.id, "day": group.day, "days": group.of, "people": None}
    found["funnel"] = (
        [{"gate": number, "passed": passed, "of": of} for number, (passed, of) in enumerate(group.funnel, 1)]
        if shown
        else None
    )
    found["adoption"] = _adoption_view(view, group) if shown else None
    if view.audience is Audience.COORDINATOR:
        logins = {one.login for one in group.people}
        found["people"] = list(map(_person_view, group.people))
        found["blockers"] = [
            {"id": item.id, "developer": item.developer, "due_at": machine(item.due)}
            for item in view.blockers
            if item.developer in logins
        ]
    return found


def _adoption_view(view: StatusView, group: GroupStanding) -> Json | None:
    now = shown_adoption(view, group)
    return {"adopters": now.adopters, "eligible": now.eligible, "last": now.last.isoformat()} if now else None


def _colored(line: str) -> str:
    return click.style(line, bold=True) if line.startswith(("NEEDS YOU", "BEHIND", "NO RECORD")) else line


def machine(at: datetime) -> str:
    """An instant for a machine, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
