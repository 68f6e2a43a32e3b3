"""Every figure that policy watches, and when each is expected to have moved (S-017, S-027, S-037, S-130)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from c7gate.model.named_tuple import NamedTuple
from c7gate.program.answer import Answer, Outcome
from c7gate.program.bugs import bugs
from c7gate.program.facts import Facts
from c7gate.program.judged import architecture_quality, code_quality, leadership, technical_debt
from c7gate.program.knowledge import (
    documentation_standards,
    implementation,
    knowledge_management,
    onboarding,
    sharing,
)
from c7gate.program.look_ups import lookup_time
from c7gate.program.people import completion, first_attempt, participation
from c7gate.program.reviews import review_cycles
from c7gate.program.success import MEASURES, Measure
from c7gate.program.targets import Target, metrics
from c7gate.program.usage import (
    LibraryUse,
    adoption,
    culture,
    individual_competency,
    individual_usage,
    library_usage,
    library_use,
    query_frequency,
    query_success,
)
from c7gate.program.velocity import velocity

ALL: Mapping[str, Measure] = {
    **MEASURES,
    "individual_competency": individual_competency,
    "individual_usage": individual_usage,
    "participation": participation,
    "completion": completion,
    "first_attempts": first_attempt,
    "query_frequency": query_frequency,
    "query_success": query_success,
    "library_usage": library_usage,
    "implementation": implementation,
    "adoption": adoption,
    "velocity": velocity,
    "bugs": bugs,
    "review_cycles": review_cycles,
    "documentation_standards": documentation_standards,
    "lookup_time": lookup_time,
    "culture": culture,
    "code_quality": code_quality,
    "sharing": sharing,
    "onboarding": onboarding,
    "knowledge_management": knowledge_management,
    "technical_debt": technical_debt,
    "architecture_quality": architecture_quality,
    "leadership": leadership,
}
_OPEN = frozenset((Outcome.NOT_MET, Outcome.NOT_DEMONSTRATED, Outcome.INSUFFICIENT, Outcome.NO_MEASURABLE_CHANGE, Outcome.TARGET_CONSISTENT))  # fmt: skip


class Horizon(NamedTuple):
    """What is expected between two days: each figure with how it stands, `IN_PROGRESS` while there is time left.

    `last` is None where it has no end.
    """

    id: str
    first: date | None
    last: date | None
    outcomes: tuple[tuple[str, Outcome], ...]


class Metrics(NamedTuple):
    """All figures in the policy's order, what is expected when, and look-ups by library."""

    answers: tuple[Answer, ...]
    horizons: tuple[Horizon, ...]
    libraries: tuple[LibraryUse, ...]


def measure(facts: Facts) -> Metrics:
    """Answer every metric of policy; one that nothing measures says so."""
    answers = tuple(ALL.get(target.metric, _unmeasured)(facts, target) for target in metrics(facts.policy))
    return Metrics(answers, tuple(_horizons(facts, answers)), library_use(facts))


def _unmeasured(_: Facts, target: Target) -> Answer:
    lacking = f"nothing measures {target.metric}; known are {', '.join(ALL)}"
    return target.answer(outcome=Outcome.INSUFFICIENT, lacks=(lacking,))


def _horizons(facts: Facts, answers: tuple[Answer, ...]) -> Iterator[Horizon]:
    found = {answer.metric: answer.outcome for answer in answers}
    for name, line in facts.policy.values["success"]["outcomes"].items():
        first = facts.day(line["first_day"])
        last = facts.day(line["last_day"]) if "last_day" in line else None
        running = last is None or facts.today <= last
        yield Horizon(
            name,
            first,
            last,
            tuple(
                (metric, Outcome.IN_PROGRESS if running and found[metric] in _OPEN else found[metric])
                for metric in line["metrics"]
                if metric in found
            ),
        )
