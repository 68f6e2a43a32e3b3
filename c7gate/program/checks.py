"""What readiness recomputes of the program text's checkmarks: each check says what is wrong, or nothing (S-150 to S-168)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from c7gate.parsing.policy_gates import exercise_policies, gate_policies, role_policy
from c7gate.program.facts import Facts, Surroundings
from c7gate.program.privacy import gaps
from c7gate.program.risks import level_people, risks
from c7gate.program.success import MEASURES
from c7gate.program.targets import criteria

Check = Callable[[Facts, Surroundings], Iterator[str]]
_GATES = 4
_MANAGER = "development_manager"
_MOST_NAMED = 3


def _plan(facts: Facts, around: Surroundings) -> Iterator[str]:
    """The plan can be written, phases fit the target, and gate 3 has the days it needs before the last phase."""
    yield from _made(facts, around, "plan")
    program, start = facts.policy.values["program"], facts.policy.start
    phases = sorted(program["timeline"]["phases"].values(), key=lambda line: int(line["first_day"]))
    if start is None or not phases:
        yield "the program has no start or no phases"
        return
    last = start + timedelta(days=phases[-1]["last_day"] - 1)
    target = program.get("completion_target")
    if target and date.fromisoformat(target) < last:
        yield f"the last phase ends on {last}, after the completion target {target}"
    gate3 = facts.policy.gate3
    first = start + timedelta(days=gate3.tracking_start_day - 1)
    days = _working_days(facts, first, start + timedelta(days=phases[-1]["first_day"] - 2))
    if days < gate3.min_counted_days:
        yield (
            f"{days} of the {gate3.min_counted_days} working days that gate 3 needs lie between its start on day "
            f"{gate3.tracking_start_day} and the last phase"
        )


def _working_days(facts: Facts, first: date, last: date) -> int:
    """The program's working days between two dates, without those that any cohort's calendar takes."""
    off = facts.policy.outages.union(
        *(facts.policy.calendars.get(item.calendar, ()) for item in facts.cohorts)
    )
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return sum(day.weekday() in facts.policy.work_week and day not in off for day in days)


def _monitoring(facts: Facts, around: Surroundings) -> Iterator[str]:
    """CI runs c7gate, alerts can be reported, and the last run is not stale (S-151, S-160, S-188, S-200)."""
    yield from _made(facts, around, "monitoring")
    if not around.pipelines:
        yield "no CI file speaks of c7gate: run c7gate init"
    hours = facts.policy.values["success"]["monitoring_stale_hours"]
    if around.last_run is None:
        yield "nothing was collected yet, so nobody knows when monitoring last ran"
    elif facts.as_of - around.last_run > timedelta(hours=hours):
        age = int((facts.as_of - around.last_run).total_seconds() // 3600)
        yield f"monitoring: stale, last run {age} hours ago (at most {hours})"


def _dashboard(facts: Facts, around: Surroundings) -> Iterator[str]:
    yield from _made(facts, around, "dashboard")


def _records(facts: Facts, around: Surroundings) -> Iterator[str]:
    """Every record validates, and new ones can be made."""
    yield from _made(facts, around, "template")
    yield from _few(around.faults, "faults of records")


def _assignments(facts: Facts, around: Surroundings) -> Iterator[str]:
    """Every role has exercises, every exercise says what it is judged by, everybody has a role and a record."""
    yield from _made(facts, around, "assignments")
    roles = facts.policy.values["exercises"]["roles"]
    empty = [f"role {name} has no exercise" for name, line in roles.items() if not line["required"]]
    empty += [
        f"exercise {item.id} has no rubric"
        for item in exercise_policies(facts.policy).values()
        if not item.rubric
    ]
    missing = sorted(set(facts.roster) - facts.participants.keys())
    empty += [f"{login} is on the roster and has no record" for login in missing]
    empty += [
        f"{one.person.login} has no role that policy knows"
        for one in facts.on_roster
        if role_policy(facts.policy, one.developer.role if one.developer else "") is None
    ]
    yield from _few(tuple(empty), "open assignments")


def _gates(facts: Facts, _: Surroundings) -> Iterator[str]:
    """Four gates, each with a risk and with criteria (S-015, S-155, S-159, S-164)."""
    gates = gate_policies(facts.policy)
    if len(gates) != _GATES:
        yield f"{len(gates)} gates, and the program has {_GATES}"
    for gate in gates:
        if not gate.risk or not gate.criteria or not gate.signers:
            yield f"gate {gate.number} lacks a risk, criteria or signers"


def _escalation(facts: Facts, _: Surroundings) -> Iterator[str]:
    """Every level resolves to somebody (S-110 to S-113, S-156)."""
    for line in facts.policy.values["alerts"]["escalation"]["levels"].values():
        if not level_people(facts, line["n"]):
            yield f"level {line['n']} ({line['title']}) names nobody: any_of in policies/alerts.yaml"


def _risks(facts: Facts, _: Surroundings) -> Iterator[str]:
    """Every risk has an owner and a mitigation, and no acceptance has run out (S-158, S-167, S-177)."""
    for risk in risks(facts):
        if not risk.owners:
            yield f"risk {risk.id} has no owner: owner below risks in policies/program.yaml"
        if not risk.mitigations:
            yield f"risk {risk.id} has no mitigation"
        if risk.expired:
            yield f"the acceptance of risk {risk.id} ran out on {risk.accepted_until}"


def _documentation(_: Facts, around: Surroundings) -> Iterator[str]:
    """There are pages, and no link of theirs leads nowhere (S-161)."""
    if not around.pages:
        yield "no README.md and nothing under docs/"
    yield from _few(around.broken_links, "broken links")


def _success(facts: Facts, _: Surroundings) -> Iterator[str]:
    """Every criterion names a figure that something measures (S-017, S-166)."""
    if not criteria(facts.policy):
        yield "no criterion of success"
    for item in criteria(facts.policy):
        if item.metric not in MEASURES:
            yield f"nothing measures {item.metric}, which criterion {item.id} names"


def _authorization(facts: Facts, _: Surroundings) -> Iterator[str]:
    """Who may has reviewed and authorized the program, not after its start (S-003, S-169, S-180 to S-183)."""
    may = {*facts.policy.coordinators, *level_people(facts, 1)}
    for kind in ("review", "authorization"):
        found = [line for line in approvals(facts) if line["kind"] == kind]
        if not found:
            yield f"no {kind} is recorded (approvals in policies/program.yaml)"
            continue
        last = found[-1]
        if last.get("decision", "approved") != "approved":
            yield f"the {kind} by {last['by']} on {last['at']} rejected it"
        elif last.get("role", _MANAGER) != _MANAGER or last["by"] not in may:
            yield f"the {kind} by {last['by']} is not by the development manager (escalation level 1)"
        elif (
            kind == "authorization"
            and facts.policy.start
            and date.fromisoformat(last["at"]) > facts.policy.start
        ):
            yield f"authorized on {last['at']}, after the start on {facts.policy.start}"


def approvals(facts: Facts) -> tuple[Mapping[str, Any], ...]:
    """The recorded decisions that are in force by then, oldest first."""
    today = str(facts.today)
    lines = facts.policy.values["program"]["approvals"]
    found = [line for line in lines if line["at"] <= today <= line.get("until", "9999-12-31")]
    return tuple(sorted(found, key=lambda line: str(line["at"])))


def _privacy(facts: Facts, _: Surroundings) -> Iterator[str]:
    """The notice says why, what, who, how long and whom to ask (S-202)."""
    yield from gaps(facts.policy)


def _support(facts: Facts, _: Surroundings) -> Iterator[str]:
    """There is somewhere to ask, and somewhere to read while the service is down (S-124, S-129)."""
    if not facts.policy.values["program"]["support"]["channels"]:
        yield "no support channel is named (support in policies/program.yaml)"
    for name, line in facts.policy.values["references"]["libraries"].items():
        if not line["fallback"]:
            yield f"library {name} has no fallback"


def _coordinators(facts: Facts, _: Surroundings) -> Iterator[str]:
    """Somebody may change policy and sign (S-045)."""
    if not facts.policy.coordinators:
        yield "policy names no coordinator"
    if not facts.roster:
        yield "nobody is on the roster"


def _made(facts: Facts, around: Surroundings, deliverable: str) -> Iterator[str]:
    """Whether this c7gate has the command that makes a deliverable."""
    line = facts.policy.values["program"]["deliverables"].get(deliverable, {})
    command = line.get("produced_by", "")
    if command and command not in around.commands:
        yield f"this c7gate has no command {command}"


def _few(found: tuple[str, ...] | list[str], what: str) -> Iterator[str]:
    yield from found[:_MOST_NAMED]
    if len(found) > _MOST_NAMED:
        yield f"and {len(found) - _MOST_NAMED} more {what}"


CLAIMED: Mapping[str, Check] = {
    "plan": _plan,
    "monitoring": _monitoring,
    "dashboard": _dashboard,
    "records": _records,
    "assignments": _assignments,
    "gates": _gates,
    "escalation": _escalation,
    "risks": _risks,
    "documentation": _documentation,
    "success": _success,
}
"""The checks that claims of policy name; of `roi` nothing is computed without stated assumptions."""
REQUIRED: Mapping[str, tuple[str, Check]] = {
    "authorization": ("Reviewed and authorized by the development manager", _authorization),
    "coordinators": ("Somebody signs, and somebody takes part", _coordinators),
    "privacy": ("The privacy notice is complete", _privacy),
    "support": ("Somewhere to ask, and fallback documentation", _support),
}
"""What the program text demands elsewhere than in its lists of checkmarks."""
