"""The training plan as text, JSON and a Markdown document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import click

from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.policy_gates import gate_policies
from c7gate.program.facts import Facts
from c7gate.program.plan import Assignment, CoursePlan, Load, PlannedDay
from c7gate.program.standing import Bucket, GroupStanding
from c7gate.rendering.announcement import announcement
from c7gate.rendering.answers import day
from c7gate.rendering.escape import markdown, markdown_row, terminal
from c7gate.rendering.facts import counted
from c7gate.rendering.json_text import Json, dumps
from c7gate.scoring.thresholds import needed

_DAY, _DATE = 24, 18
_SCORED = frozenset({"score", "count", "ratio"})


class PlanView(NamedTuple):
    """The plan of every course, and where the people of each group stand, by its id."""

    facts: Facts
    courses: Sequence[CoursePlan]
    groups: Mapping[str, GroupStanding]

    @property
    def title(self) -> str:
        """What the plan is of."""
        return str(self.facts.policy.values["program"]["title"])


def render_text(view: PlanView, *, color: bool) -> str:
    """Every course with its days and people; one that is over is a line, where another is not."""
    today, trusted = view.facts.today, view.facts.trusted
    lines = [terminal(f"{view.title} · plan as of {today} · policy {trusted.oid[:10]}")]
    running = [item for item in view.courses if item.course.last >= today]
    for item in view.courses:
        title = terminal(_course_title(view, item))
        lines += ["", click.style(title, bold=True) if color else title]
        if item in running or not running:
            lines += [f"  {terminal(line)}".rstrip() for line in _course(view, item)]
    for item in (running or view.courses)[-1:]:
        lines += [
            "",
            "Announcement",
            *(f"  {terminal(line)}".rstrip() for line in announcement(view.facts, item)),
        ]
    return "\n".join([*lines, ""])


def render_markdown(view: PlanView) -> str:
    """The plan as a document. It changes only with policy and records, never with the day it is written on."""
    lines = [f"# {markdown(view.title)}: training plan", ""]
    for item in view.courses:
        lines += [f"## {markdown(_dates(item))}", ""]
        lines += [markdown_row("Day", "Calendar", "By working days", "Phase"), markdown_row(*["---"] * 4)]
        lines += [
            markdown_row(str(one.number), _date(one.calendar), _date(one.working), markdown(one.phase))
            for one in item.days
        ]
        for title, found in _sections(item):
            lines += ["", f"### {title}", "", *(f"- {markdown(line)}" for line in found)]
        lines += [
            "",
            "### Announcement",
            "",
            *(f"{markdown(line)}  " for line in announcement(view.facts, item)),
            "",
        ]
    for title, found in _policy(view.facts):
        lines += [f"## {title}", "", *(f"- {markdown(line)}" for line in found), ""]
    return "\n".join([*lines, "*Written by c7gate report plan; change policy or records instead.*", ""])


def render_json(view: PlanView, *, version: str, exit_code: int) -> str:
    """The same for a machine."""
    return dumps(
        {
            "schema_version": 1,
            "tool": {"name": "c7gate", "version": version},
            "as_of": f"{view.facts.as_of:%Y-%m-%dT%H:%M:%SZ}",
            "trusted": {"ref": view.facts.trusted.ref, "oid": view.facts.trusted.oid},
            "title": view.title,
            "exit_code": exit_code,
            "courses": [_course_view(view, item) for item in view.courses],
        }
    )


def _course_title(view: PlanView, item: CoursePlan) -> str:
    return " · ".join(filter(None, [_dates(item), _left(view, item)]))


def _dates(item: CoursePlan) -> str:
    course = item.course
    target = f", target {_date(course.deadline)}" if course.deadline else ""
    return f"{course.id}: {_date(course.plan.start)} to {_date(course.last)}{target}"


def _left(view: PlanView, item: CoursePlan) -> str:
    """How much time there is until the target, or how long it has passed with somebody not certified (S-006)."""
    deadline, today, group = item.course.deadline, view.facts.today, view.groups.get(item.course.id)
    if group and group.people and len(group.in_(Bucket.CERTIFIED)) == len(group.people):
        return "all certified"
    if deadline is None:
        return ""
    days = (deadline - today).days
    return f"OVERDUE {-days}d" if days < 0 else "due today" if not days else f"{counted(days, 'day')} left"


def _course(view: PlanView, item: CoursePlan) -> Iterator[str]:
    yield f"{'':<{_DAY}}{'by working days':<{_DATE}}phase"
    before = ""
    for one in item.days:
        phase = one.phase if one.phase != before else ""
        yield f"{f'Day {one.number} {_date(one.calendar)}':<{_DAY}}{_date(one.working):<{_DATE}}{phase}"
        before = one.phase
    for title, found in (*_sections(item), ("Behind plan", tuple(_behind(view, item)))):
        if found:
            yield title
            yield from (f"  {line}" for line in found)


def _sections(item: CoursePlan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a course holds beside its days; empty ones are left out."""
    window = item.course.window
    found = (
        ("Gate 3", (f"{'fits' if window.fits else 'does not fit'}: {window.words}",)),
        ("Assignments", tuple(map(_assignment, item.assignments))),
        ("Pairs", tuple(" + ".join(pair) for pair in item.pairs)),
        ("Hours for exercises", tuple(_hours(item.loads))),
        ("Without a record or a known role", item.unknown),
    )
    return ((title, lines) for title, lines in found if lines)


def _assignment(item: Assignment) -> str:
    exercises = ", ".join(f"{one.id} {one.effort_hours} h" for one in item.exercises)
    return f"{item.role.title} ({', '.join(item.people)}): {exercises}; {item.hours} h in all"


def _hours(loads: Sequence[Load]) -> Iterator[str]:
    """Who has more to do than time for it, by name; of the others how many there are (S-178)."""
    for load in loads:
        if load.is_over:
            yield f"TOO MUCH for {load.login}: {load.need} h of exercises, {load.have} h on {load.days} working days"
    fine = sum(not load.is_over for load in loads)
    if fine:
        yield f"enough for {fine} of {len(loads)}"


def _behind(view: PlanView, item: CoursePlan) -> Iterator[str]:
    """Who is behind, in the words of `status` (S-116)."""
    group = view.groups.get(item.course.id)
    for one in group.people if group else ():
        if one.because:
            yield f"{one.login}: {'; '.join(one.because)}"


def _policy(facts: Facts) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What policy says beside dates and people: gates, escalation, success, risks."""
    values = facts.policy.values
    gates = (
        f"Gate {gate.number}, {gate.title} (risk {gate.risk}): "
        + "; ".join(
            f"{item.title}{f' {needed(item)}' if item.kind in _SCORED else ''}" for item in gate.criteria
        )
        for gate in gate_policies(facts.policy)
    )
    yield "Gates", tuple(gates)
    levels = values["alerts"]["escalation"]["levels"].values()
    yield (
        "Escalation",
        tuple(
            f"Level {line['n']}, {line['title']}: {', '.join(line['any_of']) or 'nobody is named yet'}"
            for line in levels
        ),
    )
    criteria = values["success"]["criteria"].values()
    yield "Success", tuple(f"{line['title']} {line['op']} {line['target']}" for line in criteria)
    risks = values["program"]["risks"].values()
    yield (
        "Risks",
        tuple(f"{line['title']} ({line['severity']}): {'; '.join(line['mitigations'])}" for line in risks),
    )


def _date(value: date) -> str:
    return f"{value:%a} {value}"


def _course_view(view: PlanView, item: CoursePlan) -> Json:
    window = item.course.window
    group = view.groups.get(item.course.id)
    return {
        "id": item.course.id,
        "start": day(item.course.plan.start),
        "target": day(item.course.deadline),
        "day_unit": item.course.plan.unit,
        "days": [_day_view(one) for one in item.days],
        "gate3_window": {
            "first": day(window.begins),
            "last": day(window.last),
            "working_days": window.expected,
            "fits": window.fits,
        },
        "assignments": [
            {
                "role": one.role.id,
                "exercises": [exercise.id for exercise in one.exercises],
                "hours": str(one.hours),
                "people": list(one.people),
            }
            for one in item.assignments
        ],
        "pairs": [list(pair) for pair in item.pairs],
        "hours": [
            {"developer": load.login, "need": str(load.need), "have": str(load.have), "over": load.is_over}
            for load in item.loads
        ],
        "unknown": list(item.unknown),
        "behind": [one.login for one in group.people if one.because] if group else [],
        "announcement": list(announcement(view.facts, item)),
    }


def _day_view(one: PlannedDay) -> Json:
    return {"day": one.number, "calendar": day(one.calendar), "working": day(one.working), "phase": one.phase}
