"""Whether the program is a success: every criterion of policy, all of which must hold (S-192 to S-197)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from c7gate.model.named_tuple import NamedTuple
from c7gate.program.answer import Answer, Outcome
from c7gate.program.facts import Facts
from c7gate.program.people import certification, competency, daily_use
from c7gate.program.satisfaction import satisfaction
from c7gate.program.targets import Target, criteria
from c7gate.program.velocity import velocity

Measure = Callable[[Facts, Target], Answer]
MEASURES: Mapping[str, Measure] = {
    "certified_percent": certification,
    "competency_mean": competency,
    "consistency_pooled": daily_use,
    "velocity_ratio_low": velocity,
    "satisfaction_mean": satisfaction,
}
"""The metrics that a criterion may name, each with what measures it."""


class Declaration(NamedTuple):
    """The criteria with their answers, in the policy's order."""

    criteria: tuple[tuple[Target, Answer], ...]

    @property
    def open(self) -> int:
        """How many are not met."""
        return sum(not answer.outcome.holds for _, answer in self.criteria)

    @property
    def declared(self) -> bool:
        """Whether all are met; of no criteria nothing is declared (T08)."""
        return bool(self.criteria) and not self.open


def declaration(facts: Facts) -> Declaration:
    """Answer every criterion. One that nothing measures is never met."""
    answers = [
        (target, MEASURES.get(target.metric, _unmeasured)(facts, target)) for target in criteria(facts.policy)
    ]
    return Declaration(tuple(_implied(answers)))


def _unmeasured(_: Facts, target: Target) -> Answer:
    known = ", ".join(MEASURES)
    lacking = f"nothing measures {target.metric} as a criterion; name one of {known}"
    return target.answer(outcome=Outcome.INSUFFICIENT, lacks=(lacking,))


def _implied(answers: list[tuple[Target, Answer]]) -> list[tuple[Target, Answer]]:
    """Say where the mean of scores had to exceed its target, because everybody passed the last gate."""
    numbers = {target.metric: number for number, (target, _) in enumerate(answers, 1)}
    met = {target.metric: answer.outcome is Outcome.MET for target, answer in answers}
    if not (met.get("certified_percent") and met.get("competency_mean")):
        return answers
    words = f"implied by {numbers['certified_percent']}"
    return [
        (target, answer._replace(note=f"{answer.note}; {words}" if answer.note else words))
        if target.metric == "competency_mean"
        else (target, answer)
        for target, answer in answers
    ]
