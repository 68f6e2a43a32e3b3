"""What people are told on day 1, with what is kept about them and why (S-115)."""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.parsing.policy_gates import gate_policies
from c7gate.program.facts import Facts
from c7gate.program.plan import CoursePlan


def announcement(facts: Facts, item: CoursePlan) -> Iterator[str]:
    """The announcement of a course, a sentence a line."""
    program, plan = facts.policy.values["program"], item.course.plan
    first, last = plan.start, item.course.last
    yield f"{program['title']}: we begin on {first:%A}, {first}, and finish on {last:%A}, {last}."
    titles = ", ".join(gate.title.lower() for gate in gate_policies(facts.policy))
    yield f"Everybody passes {len(gate_policies(facts.policy))} gates: {titles}."
    if item.course.ceremony:
        yield f"The ceremony is on {item.course.ceremony:%A}, {item.course.ceremony}."
    yield "Begin with your own record: c7gate add enrolment. What comes next for you: c7gate me."
    channels = ", ".join(program["support"]["channels"])
    yield f"Help: {channels or 'no channel is named yet'}."
    yield from privacy(facts)


def privacy(facts: Facts) -> Iterator[str]:
    """What is kept about people, why, who sees it and for how long, as policy says."""
    found = facts.policy.values["privacy"]
    yield f"What is kept about you: {', '.join(found['collected'])}. Never: {', '.join(found['never_collected'])}."
    yield f"Why: {'; '.join(found['purposes'])}."
    for key, people in found["visible_to"].items():
        yield f"Who sees {key.replace('_', ' ')}: {', '.join(people)}."
    used = "is used" if found["use_for_performance_evaluation"] else "is not used"
    yield f"It {used} for performance evaluation, and kept for {found['retention_months']} months."
    yield "All of it, with what it decides and what git cannot forget: c7gate report privacy."
