"""A period's report as text, Markdown and JSON: one page, headed by what it is about, without empty sections (S-019)."""

from __future__ import annotations

from collections.abc import Iterator

import click

from c7gate.model.evaluation import Revision
from c7gate.program.cadence import overdue
from c7gate.program.digest import Digest
from c7gate.program.periods import Kind, Period
from c7gate.program.readiness import next_review
from c7gate.program.standing import Bucket
from c7gate.rendering.alerts import moment, support
from c7gate.rendering.answers import day
from c7gate.rendering.digest_sections import DigestView, Section, adopted, sections
from c7gate.rendering.escape import markdown, terminal
from c7gate.rendering.facts import counted
from c7gate.rendering.json_text import dumps
from c7gate.rendering.status import group_view, machine
from c7gate.rendering.success import cohorts


def render_text(view: DigestView, *, color: bool) -> str:
    """The report for a terminal."""
    lines = [terminal(_title(view.digest)), *map(terminal, _origin(view)), "", terminal(headline(view))]
    for section in sections(view):
        title = terminal(section.title)
        lines += ["", click.style(title, bold=True) if color else title]
        lines += [f"  {terminal(line)}" for line in section.lines]
    return "\n".join([*lines, "", terminal(f"Support: {support(view.status.told)}"), ""])


def render_markdown(view: DigestView) -> str:
    """The same as Markdown, for an issue, a chat or a file."""
    lines = [f"# {markdown(_title(view.digest))}", "", f"**In one line:** {markdown(headline(view))}", ""]
    for section in sections(view):
        lines += [f"## {markdown(section.title)}", "", *(f"- {markdown(line)}" for line in section.lines), ""]
    told = markdown(f"Support: {support(view.status.told)}")
    return "\n".join([*lines, *(f"*{markdown(line)}*  " for line in _origin(view)), told, ""])


def render_json(view: DigestView, *, version: str) -> str:
    """The same for a machine; groups are as in `status`."""
    found, facts = view.digest, view.digest.facts
    shown: tuple[Section, ...] = tuple(sections(view))
    return dumps(
        {
            "schema_version": 1,
            "tool": {"name": "c7gate", "version": version},
            "kind": found.period.kind.value,
            "period": {
                "id": found.period.id,
                "name": found.period.name,
                "first": day(found.period.first),
                "last": day(found.period.last),
            },
            "as_of": machine(found.period.ends),
            "trusted": {"ref": facts.trusted.ref, "oid": facts.trusted.oid},
            "data_through": machine(view.status.through) if view.status.through else None,
            "audience": view.status.audience.value,
            "people": found.size,
            "headline": headline(view),
            "passed": list(found.passed) if view.may_count(found.size) else None,
            "groups": [group_view(view.status, group) for group in found.groups],
            "sections": [{"id": item.id, "title": item.title, "lines": list(item.lines)} for item in shown],
            "next_review": day(next_review(facts)),
            "overdue": [review.what for review in overdue(facts)],
        }
    )


def headline(view: DigestView) -> str:
    """The period in one line."""
    return f"{'; '.join(_head(view))}."


def _head(view: DigestView) -> Iterator[str]:
    found = view.digest
    if not found.groups:
        yield "nobody has begun yet"
        return
    if not view.may_count(found.size):
        yield f"fewer than {view.status.told.minimum} people: no figures are shown"
        return
    certified, needs = found.count(Bucket.CERTIFIED), found.count(Bucket.NEEDS_YOU)
    gate = found.furthest
    passed = (
        f"{found.passing(gate)} of {found.size} passed gate {gate}" if gate else "nobody passed a gate yet"
    )
    yield f"all {found.size} are certified" if certified == found.size else passed
    if behind := found.count(Bucket.BEHIND):
        yield f"{behind} behind plan"
    yield f"{needs} {'needs' if needs == 1 else 'need'} somebody" if needs else "no alert is open"
    if len(found.groups) == 1 and (now := adopted(view, found.groups[0])):
        yield f"adoption {now}"


def _title(found: Digest) -> str:
    ids = [group.id for group in found.groups]
    whom = f"{ids[0]} cohort" if len(ids) == 1 else f"{len(ids)} cohorts" if ids else cohorts(found.facts)
    return f"{found.period.name}{_days(found.period)} · {whom}"


def _days(period: Period) -> str:
    if period.kind is not Kind.WEEKLY:
        return ""
    first = f"{period.first:%-d}" if period.first.month == period.last.month else f"{period.first:%-d %b}"
    return f" ({first}-{period.last:%-d %b %Y})"


def _origin(view: DigestView) -> Iterator[str]:
    """Of how many people, by which commit, and up to when."""
    facts, told = view.digest.facts, view.status.told
    through = moment(view.status.through, told) if view.status.through else "no data"
    yield (
        f"{counted(view.digest.size, 'participant')} · as of {moment(view.digest.period.ends, told)} · "
        f"data through {through} · trusted {_revision(facts.trusted)}"
    )


def _revision(trusted: Revision) -> str:
    """The commit, behind the name it was asked for by where that says more."""
    short = trusted.oid[:10]
    return short if trusted.oid.startswith(trusted.ref) else f"{trusted.ref} {short}"
