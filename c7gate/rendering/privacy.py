"""The privacy notice as text, JSON and Markdown, addressed to whom it is about (S-202)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from c7gate.model.evaluation import Revision
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.program.privacy import LEAST_GROUP, Stored, whom_to_ask
from c7gate.rendering.escape import markdown, markdown_code, markdown_row, terminal
from c7gate.rendering.json_text import dumps
from c7gate.rendering.personal import READERS, shown_by_policy

_INDENT = "  "


class Notice(NamedTuple):
    """What is told: the policy at the trusted commit, as of an aware instant, what is kept, and what is missing."""

    policy: Policy
    trusted: Revision
    as_of: datetime
    stored: tuple[Stored, ...]
    lacks: tuple[str, ...]


class _Section(NamedTuple):
    """Sentences under a heading; `id` is its name for a machine."""

    id: str
    title: str
    sentences: tuple[str, ...]


def render_text(notice: Notice) -> str:
    """The notice; ends in a newline."""
    at = f"policy {notice.trusted.oid[:7]}, {notice.as_of:%Y-%m-%d}"
    lines = [f"{terminal(_title(notice))} ({at})", *(f"missing  {terminal(line)}" for line in notice.lacks)]
    before, after = _sections(notice)
    lines += _as_text(before)
    lines += ["", "What is stored, and what it is used for"]
    for where, items in groupby(notice.stored, key=lambda item: item.where):
        lines += [f"{_INDENT}{terminal(where)}"]
        for item in items:
            lines.append(f"{_INDENT * 2}{item.key:<13} {terminal(item.what)}")
            lines.append(f"{_INDENT * 2}{'':<13} → {terminal(_uses(item))}")
    return "\n".join([*lines, *_as_text(after)]) + "\n"


def render_markdown(notice: Notice) -> str:
    """The same as a document, which changes only with policy and with c7gate."""
    before, after = _sections(notice)
    lines = [f"# {markdown(_title(notice))}", ""]
    lines += [f"- **Missing:** {markdown(line)}" for line in notice.lacks]
    lines += _as_markdown(before)
    lines += ["## What is stored, and what it is used for", ""]
    lines += [markdown_row("Where", "What", "In words", "Used for"), markdown_row(*["---"] * 4)]
    lines += [
        markdown_row(
            markdown_code(item.where),
            markdown_code(item.key),
            markdown(item.what),
            markdown(_uses(item)),
        )
        for item in notice.stored
    ]
    return "\n".join([*lines, "", *_as_markdown(after)]).rstrip("\n") + "\n"


def render_json(notice: Notice, *, version: str, exit_code: int) -> str:
    """The same for a machine."""
    said = notice.policy.values["privacy"]
    before, after = _sections(notice)
    return dumps(
        {
            "schema_version": 1,
            "tool": {"name": "c7gate", "version": version},
            "as_of": f"{notice.as_of:%Y-%m-%dT%H:%M:%SZ}",
            "trusted": {"ref": notice.trusted.ref, "oid": notice.trusted.oid},
            "complete": not notice.lacks,
            "lacks": list(notice.lacks),
            "exit_code": exit_code,
            "contact": list(whom_to_ask(notice.policy)),
            "purposes": said["purposes"],
            "performance_evaluation": said["use_for_performance_evaluation"],
            "legal_basis": said.get("legal_basis"),
            "notice_url": said.get("notice_url"),
            "minimum_group": said["minimum_group"],
            "retention_months": said["retention_months"],
            "never_stored": said["never_collected"],
            "shown_to": said["visible_to"],
            "readable_by": READERS,
            "stored": [
                {
                    "where": item.where,
                    "key": item.key,
                    "what": item.what,
                    "gates": [{"gate": number, "criteria": list(ids)} for number, ids in item.gates],
                    "alerts": list(item.alerts),
                    "used": item.used or None,
                }
                for item in notice.stored
            ],
            "sections": [
                {"id": section.id, "title": section.title, "sentences": list(section.sentences)}
                for section in (*before, *after)
            ],
        }
    )


def purpose_lock(said: Mapping[str, Any]) -> Iterator[str]:
    """Whether results may be used to evaluate people, and what that sentence is worth; `said` is `privacy.yaml`."""
    if said["use_for_performance_evaluation"]:
        yield f"Performance evaluation: ON. Legal basis: {said['legal_basis']}. Read about it: {said['notice_url']}."
    else:
        yield (
            "Performance evaluation: off. To switch it on, policy must name a legal basis and a page that tells you; "
            "without them c7gate refuses the policy."
        )
    yield (
        "A flag binds nobody: whoever can read the files can use them for anything. What binds people is law, contract "
        "and agreement, so have this promise in one of them as well."
    )


def _title(notice: Notice) -> str:
    return f"Privacy notice: {notice.policy.values['program']['title']}"


def _uses(item: Stored) -> str:
    """What one thing is used for, such as `gate 3 (consistency); alert inactivity; which days count for you`."""
    gates = [f"gate {number} ({', '.join(ids)})" for number, ids in item.gates]
    alerts = (
        [f"{'alerts' if len(item.alerts) > 1 else 'alert'} {', '.join(item.alerts)}"] if item.alerts else []
    )
    return "; ".join(filter(None, [", ".join(gates), *alerts, item.used]))


def _sections(notice: Notice) -> tuple[tuple[_Section, ...], tuple[_Section, ...]]:
    """The sections before the list of what is stored, and those after it."""
    said = notice.policy.values["privacy"]
    before = (
        _Section("contact", "Whom to ask", tuple(_contact(notice.policy))),
        _Section("purposes", "Why", tuple(f"{purpose.rstrip('.')}." for purpose in said["purposes"])),
        _Section("performance-evaluation", "What it is not for", tuple(purpose_lock(said))),
    )
    after = (
        _Section("never-stored", "What is never stored", tuple(_never(said))),
        _Section("readers", "Who sees it", tuple(_readers(notice.policy))),
        _Section("decisions", "What is decided by it", tuple(_decisions())),
        _Section("retention", "How long", tuple(_retention(said))),
        _Section("git", "What git cannot forget", tuple(_limits())),
        _Section("rights", "What you can do", tuple(_rights(said))),
        _Section("beyond", "What this notice cannot know", tuple(_beyond())),
    )
    return before, after


def _contact(policy: Policy) -> Iterator[str]:
    people = whom_to_ask(policy)
    yield f"{', '.join(people)}." if people else "Nobody is named yet."
    if url := policy.values["privacy"].get("notice_url"):
        yield f"There is a page about it: {url}"


def _never(said: Mapping[str, Any]) -> Iterator[str]:
    yield f"{', '.join(said['never_collected'])}."
    yield "Surveys hold how often each answer was given, never who gave it, and nothing at all of fewer than five answers."


def _readers(policy: Policy) -> Iterator[str]:
    said = policy.values["privacy"]
    yield f"The files can be opened by {READERS}. No setting changes that; a private repository of records does (--program)."
    yield shown_by_policy(said)
    least = said["minimum_group"]
    less = f" That is less than the {LEAST_GROUP} of the preset." if least < LEAST_GROUP else ""
    yield f"Figures about fewer than {least} people are withheld.{less}"
    yield f"Only ever as figures of a group: {', '.join(said['aggregate_only']) or 'nothing'}."
    for level in sorted(
        policy.values["alerts"]["escalation"]["levels"].values(), key=lambda one: int(one["n"])
    ):
        seen = "with your login" if level["audience"] == "named" else "as figures only"
        yield f"Alerts of level {level['n']} reach {', '.join(level['any_of']) or 'nobody yet'} ({level['title']}), {seen}."
    if policy.values["alerts"]["deliver"] != "none":
        yield "Alerts also stand as issues on the forge, for whoever can read those."
    yield "Nothing else leaves git: no telemetry, no server. A forge is asked only about the change being judged."


def _decisions() -> Iterator[str]:
    yield "A check in CI is computed: it can fail a change of yours, and says why and how to pass."
    yield "A gate is signed off by a person. Nothing else is decided about you by computing alone."


def _retention(said: Mapping[str, Any]) -> Iterator[str]:
    yield f"{said['retention_months']} months, as policy says. Nothing deletes itself: somebody has to do it (c7gate me --erase)."
    yield "Counting your days ends with the gate 3 sign-off, with your exit, or with the program."


def _limits() -> Iterator[str]:
    yield "What was committed stays in history, in every clone and fork, and with the forge, also after a file says it no more."
    yield "Taking it out means rewriting history for everybody; c7gate me --erase names the commands and what they break, and does not run them."
    yield "Assessments and collected evidence are only ever added to, so that nobody can change what was decided."


def _rights(said: Mapping[str, Any]) -> Iterator[str]:
    yield "See all that is stored about you, with file and line: c7gate me --data"
    yield "Take it with you: c7gate me --data --format json=FILE"
    yield "Correct it: change your own record; have an assessor add a line that corrects another."
    yield "Have it erased once you have left: c7gate me --erase --dry-run"
    if said["pseudonyms_allowed"]:
        yield "Take part under a pseudonym: a login need not be your name, and the list of who is who stays outside the repository."
    yield "Object, and complain to the authority that is in charge where you live."


def _beyond() -> Iterator[str]:
    yield (
        "Who is responsible before the law, on which legal basis, who protects data in your company, what a works "
        "council agreed to, and where the forge keeps its copies: whoever runs the program has to add that."
    )


def _as_text(sections: tuple[_Section, ...]) -> Iterator[str]:
    for section in sections:
        yield from ("", section.title)
        yield from (f"{_INDENT}{terminal(line)}" for line in section.sentences)


def _as_markdown(sections: tuple[_Section, ...]) -> Iterator[str]:
    for section in sections:
        yield from (f"## {section.title}", "")
        yield from (f"- {markdown(line)}" for line in section.sentences)
        yield ""
