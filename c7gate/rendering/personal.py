"""What is stored about one person, as text, JSON and Markdown; the JSON is the export that they take along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from shlex import quote
from typing import Any

from c7gate.model.evaluation import Revision
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.personal import Authored, PersonalData
from c7gate.model.policy import Policy
from c7gate.parsing.policy import shown
from c7gate.rendering.answers import day
from c7gate.rendering.escape import markdown, markdown_code, markdown_row, terminal
from c7gate.rendering.facts import counted
from c7gate.rendering.json_text import dumps

READERS = "everybody who can read the repository, its clones, forks and backups"
"""Who can open the files, whatever policy says of who is shown what."""

_SURVEYS = "Surveys say nothing about you: they hold how often each answer was given, never by whom."
_LOCAL_READERS = "you, and whoever can read this clone's folder"
_BEYOND = "Not looked through: CODEOWNERS, other files of the repository, and what the forge keeps."


class PersonalView(NamedTuple):
    """The data with what they were looked up by, as of an aware instant."""

    data: PersonalData
    trusted: Revision
    policy: Policy
    as_of: datetime


def render_text(view: PersonalView) -> str:
    """Everything by where it stands, then who can read it; ends in a newline."""
    lines = [terminal(_title(view))]
    for group, facts in groupby(view.data.facts, key=lambda fact: fact.group):
        lines += ["", group.value]
        lines += [terminal(f"  {fact.file}:{fact.line}  {fact.key}: {shown(fact.value)}") for fact in facts]
    for title, words in _beside(view):
        lines += ["", title, *(f"  {terminal(line)}" for line in words)]
    return "\n".join(lines) + "\n"


def render_markdown(view: PersonalView) -> str:
    """The same as Markdown."""
    lines = [f"### {markdown(_title(view))}", ""]
    if view.data.facts:
        lines += [markdown_row("Group", "Where", "What", "Value"), markdown_row(*["---"] * 4)]
    lines += [
        markdown_row(
            fact.group.value,
            markdown_code(f"{fact.file}:{fact.line}"),
            markdown_code(fact.key),
            markdown_code(shown(fact.value)),
        )
        for fact in view.data.facts
    ]
    for title, words in _beside(view):
        lines += ["", f"**{title}**", "", *(f"- {markdown(line)}" for line in words)]
    return "\n".join(lines) + "\n"


def render_json(view: PersonalView, *, version: str) -> str:
    """The same for a machine."""
    data = view.data
    return dumps(
        {
            "schema_version": 1,
            "tool": {"name": "c7gate", "version": version},
            "as_of": f"{view.as_of:%Y-%m-%dT%H:%M:%SZ}",
            "trusted": {"ref": view.trusted.ref, "oid": view.trusted.oid},
            "developer": data.login,
            "facts": [
                {
                    "group": fact.group.value,
                    "file": fact.file,
                    "line": fact.line,
                    "key": fact.key,
                    "value": _plain(fact.value),
                }
                for fact in data.facts
            ],
            "commits": {
                "addresses": list(data.authored.addresses),
                "count": data.authored.commits,
                "first": day(data.authored.first),
                "last": day(data.authored.last),
            },
            "readable_by": READERS,
            "local": [
                {"file": path, "what": what, "readable_by": _LOCAL_READERS}
                for path, what in data.local.items()
            ],
            "shown_to": view.policy.values["privacy"]["visible_to"],
            "not_examined": [{"what": path, "why": why} for path, why in data.unread],
        }
    )


def authored_words(authored: Authored) -> Iterator[str]:
    """How many commits are by an address of the person, and how to list them."""
    if not authored.commits:
        yield "No commit is by an address that the record names."
        return
    one = authored.first == authored.last
    span = f"on {authored.first}" if one else f"from {authored.first} to {authored.last}"
    addresses = ", ".join(authored.addresses)
    yield f"{counted(authored.commits, 'commit')} {span} by {addresses}, each with name, time and message."
    named = " ".join(f"--author={quote(address)}" for address in authored.addresses)
    yield f"To list them: git log --all --fixed-strings {named}"


def shown_by_policy(said: Mapping[str, Any]) -> str:
    """Whom results are for, and that this holds nobody off; `said` is `privacy.yaml`."""
    shown = "; ".join(
        f"{key.replace('_', ' ')} for {', '.join(who)}" for key, who in said["visible_to"].items()
    )
    return f"By policy: {shown}. That is a promise: who can open the files can compute the figures as well."


def _title(view: PersonalView) -> str:
    return f"What is stored about {view.data.login} at {view.trusted.ref} {view.trusted.oid[:10]}"


def _beside(view: PersonalView) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What stands beside the facts: commits, files of this clone, what was not read, and who can read it all."""
    data, said = view.data, view.policy.values["privacy"]
    yield "commits", tuple(authored_words(data.authored))
    if data.local:
        yield "this clone alone", tuple(f"{path}: {what}" for path, what in data.local.items())
    if data.unread:
        yield "could not be read", tuple(f"{path}: {why}" for path, why in data.unread)
    local = (f"This clone's own files: {_LOCAL_READERS}.",) if data.local else ()
    yield (
        "who can read it",
        (f"Files, branches and commits: {READERS}.", *local, shown_by_policy(said)),
    )
    yield "what else", (_SURVEYS, _BEYOND, "Why it is stored, and what you can do: c7gate report privacy")


def _plain(value: Any) -> Any:
    """A value as JSON has it; exact numbers keep their digits as text."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value
