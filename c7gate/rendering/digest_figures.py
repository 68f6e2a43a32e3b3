"""The figures of a period's report: those of `report metrics` and `report success`, asked of that period."""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.parsing.periods import period_days
from c7gate.parsing.policy_gates import exercise_policies
from c7gate.program.answer import Answer
from c7gate.program.digest import Digest
from c7gate.program.facts import Facts
from c7gate.program.metrics import ALL
from c7gate.program.returns import returns
from c7gate.program.satisfaction import latest
from c7gate.program.success import declaration
from c7gate.program.targets import metrics
from c7gate.program.usage import library_use
from c7gate.program.window import within
from c7gate.rendering.answers import phrase
from c7gate.scoring.tasks import DOCUMENT

_TOP = 3


def usage(found: Digest) -> Iterator[str]:
    """How often people looked something up, whether it helped, and of what; nothing where nobody did (S-032 to S-034)."""
    facts = within(found.facts, found.period.first, found.period.last)
    for metric in ("query_frequency", "query_success"):
        answer = _answer(facts, metric)
        if answer and answer.value:  # none, or withheld
            yield f"{answer.title}: {phrase(answer)}"
    rows = [row for row in library_use(facts) if row.people is not None][:_TOP]
    if rows:
        yield f"most looked up: {', '.join(f'{row.library} ({row.look_ups} by {row.people} people)' for row in rows)}"


def survey(found: Digest) -> Iterator[str]:
    """The wave of the period, and what several people said in it (S-121, S-142)."""
    wave = latest(found.facts)
    days = period_days(wave.period) if wave else None
    if wave is None or days is None or not found.period.first <= days[1] <= found.period.last:
        return
    answer = _answer(found.facts, "satisfaction_mean")
    if answer:
        yield f"{wave.period}: {phrase(answer) or ', '.join(answer.lacks)} ({answer.outcome.words})"
    yield from (f"said by several: {theme}" for theme in wave.themes)


def shared(found: Digest) -> Iterator[str]:
    """The documents that were shared, by path and without a name (S-125)."""
    facts = within(found.facts, found.period.first, found.period.last)
    refs = {
        share.ref
        for one in facts.on_roster
        for share in (one.developer.shares if one.developer else ())
        if share.kind == DOCUMENT
    }
    yield from sorted(refs)


def attempts(found: Digest) -> Iterator[str]:
    """How many first attempts passed, gate by gate with n (S-143)."""
    answer = _answer(found.facts, "first_attempts")
    if answer and answer.note:
        yield from answer.note.split(", ")


def judgements(found: Digest) -> Iterator[str]:
    """What people judged, or that somebody has to (S-139 to S-141)."""
    for target in metrics(found.facts.policy):
        if target.scope == "judgement" and target.metric in ALL:
            answer = ALL[target.metric](found.facts, target)
            yield f"{answer.title}: {phrase(answer) or ', '.join(answer.lacks)}"


def advanced(found: Digest) -> Iterator[str]:
    """What experienced people can do next; it counts for no gate (S-122, S-148)."""
    offered = [
        item
        for item in exercise_policies(found.facts.policy).values()
        if item.level == "advanced" and item.status == "active"
    ]
    yield from (f"{item.id}: {item.title} ({item.effort_hours} h)" for item in offered)
    if not offered:
        yield "none is offered yet (level: advanced in policies/exercises.yaml)"


def success(found: Digest) -> Iterator[str]:
    """The criteria as `report success` answers them."""
    declared = declaration(found.facts)
    for target, answer in declared.criteria:
        yield f"{target.title} {target.words}: {answer.outcome.words} {phrase(answer)}".rstrip()
    yield "declared a success" if declared.declared else f"not declared: {declared.open} open"


def returns_lines(found: Digest) -> Iterator[str]:
    """The range with everything it assumes, or the refusal of a number (S-145)."""
    stated = returns(found.facts.policy)
    yield stated.words
    for line in stated.assumptions:
        yield f"{line.kind}: {line.statement}, {line.low} to {line.high} {stated.currency}"


def _answer(facts: Facts, metric: str) -> Answer | None:
    target = next((target for target in metrics(facts.policy) if target.metric == metric), None)
    return ALL[metric](facts, target) if target else None
