"""What may not be entered: lines that a change would bring in vain, refused before they are written.

The rules are those of `check` (self-approval, waiver-not-allowed, unknown-name, evidence-missing, and those of
attempts); here they are asked of a file that somebody is about to write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from c7gate.judging.crosscheck import Known, cross_checked
from c7gate.judging.identity import Identities
from c7gate.model.evaluation import RecordFile
from c7gate.model.gates import GatePolicy
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.record import WAIVABLE, Assessment, Developer, Person
from c7gate.parsing.exercise_evidence import misread
from c7gate.parsing.policy_gates import gate_policies
from c7gate.scoring.attempts import sifted_attempts

_Line = TypeVar("_Line")


class Refusal(NamedTuple):
    """Why a line may not be entered, and what to do instead; `id` is the line's, where it has one."""

    message: str
    help: str
    id: str = ""


def unknown_names(before: RecordFile | None, after: RecordFile, policy: Policy) -> Iterator[Refusal]:
    """The names that only the new lines bring and that policy does not know (unknown-name)."""
    known = _known(policy)
    names = [
        [(problem.message, problem.help) for problem in cross_checked([record], known)[0].problems]
        for record in (before, after)
        if record
    ]
    there = Counter(names[0]) if before else Counter()
    for message, help_ in Counter(names[-1]) - there:
        yield Refusal(message, help_)


def misread_evidence(before: Developer | None, after: Developer) -> Iterator[Refusal]:
    """New evidence of exercises that its form lets nothing be found by (evidence-missing).

    Whether a commit is there is for the repository of the code to say, which need not be the one of the records.
    """
    for line in _new(before.exercises if before else (), after.exercises):
        for message, help_ in filter(None, map(misread, line.evidence)):
            yield Refusal(message, help_)


def in_vain(
    before: Assessment | None, after: Assessment, person: Person, policy: Policy, as_of: datetime
) -> Iterator[Refusal]:
    """The new lines of an assessment that could not count (S-042, S-057, S-060, S-064).

    `as_of` is aware; nobody enters what lies after it.
    """
    gates = gate_policies(policy)
    yield from _about_themselves(before, after)
    yield from _attempts(before, after, person, gates, as_of)
    waivers = _new(before.waivers if before else (), after.waivers)
    for waiver in waivers:
        for gate in gates:
            if gate.number == waiver.gate and not gate.waivers_allowed:
                message = f"gate {gate.number} ({gate.title}) allows no exception, whoever approves it"
                help_ = f"c7gate explain {after.login} --gate {gate.number} says what is open"
                yield Refusal(message, help_, waiver.id)


def _about_themselves(before: Assessment | None, after: Assessment) -> Iterator[Refusal]:
    was = before or Assessment(after.login)
    words = (
        *(("assesses", line.assessor, line.id) for line in _new(was.attempts, after.attempts)),
        *(("reviews", line.reviewer, "") for line in _new(was.reviews, after.reviews)),
        *(("excuses", line.by, "") for line in _new(was.excused, after.excused)),
        *(("excepts", line.approver, line.id) for line in _new(was.waivers, after.waivers)),
    )
    for verb, who, id_ in words:
        if who == after.login:
            yield Refusal(f"nobody {verb} themselves, and this line is about {who}", "ask somebody else", id_)


def _attempts(
    before: Assessment | None,
    after: Assessment,
    person: Person,
    gates: tuple[GatePolicy, ...],
    as_of: datetime,
) -> Iterator[Refusal]:
    known = before.attempts if before else ()
    for gate in gates:
        for item in sifted_attempts(person, after, gate, as_of).refused:
            if item.attempt not in known:
                message = f"attempt {item.attempt.id} at gate {gate.number} would not count: {item.because}"
                yield Refusal(message, item.help, item.attempt.id)


def _new(before: Collection[_Line], after: Collection[_Line]) -> list[_Line]:
    return [line for line in after if line not in before]


def _known(policy: Policy) -> Known:
    exercises: Mapping[str, object] = policy.values["exercises"]["exercises"]
    return Known(
        identities=Identities(()),
        roles=tuple(policy.values["exercises"]["roles"]),
        exercises=tuple(exercises),
        criteria={gate.number: [item.id for item in gate.criteria] for gate in gate_policies(policy)},
        rules=WAIVABLE,
    )
