"""What a person has still to write down: the criteria of gates that their own record answers, and their peers'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from c7gate.model.gates import CriterionPolicy, GatePolicy, RolePolicy
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Assessment, Developer
from c7gate.scoring.signed import signed_off
from c7gate.scoring.tasks import DOCUMENT
from c7gate.scoring.thresholds import holds


class OpenFact(NamedTuple):
    """Something to be entered for a gate: the kind of line, and which keys are known already."""

    gate: int
    fact: str
    what: str
    keys: Mapping[str, str]


def open_facts(
    developer: Developer,
    assessment: Assessment | None,
    role: RolePolicy | None,
    gates: tuple[GatePolicy, ...],
) -> Iterator[OpenFact]:
    """What the record lacks for the gates that are not signed off, in the gates' order (S-041).

    Whether what it holds counts is for the gates to say: here it is enough that something was written.
    """
    for gate in gates:
        if signed_off(assessment, gate.number) is None:
            for criterion in gate.criteria:
                yield from _open(gate.number, criterion, developer, role)


def _open(
    gate: int, criterion: CriterionPolicy, developer: Developer, role: RolePolicy | None
) -> Iterator[OpenFact]:
    documents = [share for share in developer.shares if share.kind == DOCUMENT]
    heard = [share for share in developer.shares if share.kind != DOCUMENT or share.audience]
    if criterion.id == "exercises":
        done = {line.exercise for line in developer.exercises}
        for name in role.demanded if role else ():
            if name not in done:
                yield OpenFact(gate, "exercise", f"exercise {name}", {"id": name})
    elif criterion.id == "use_cases" and not holds(criterion, len(developer.use_cases)):
        yield OpenFact(gate, "use-case", "a use case in your project", {})
    elif criterion.id == "knowledge_doc" and not holds(criterion, len(documents)):
        yield OpenFact(gate, "share", "a document of yours", {"kind": DOCUMENT})
    elif criterion.id == "share" and not holds(criterion, len(heard)):
        yield OpenFact(gate, "share", "knowledge shared with somebody", {})
    elif criterion.id == "commitment" and developer.commitment is None:
        yield OpenFact(gate, "commitment", "your commitment", {})
