"""The four verdicts, and the criteria a gate is made of."""

from collections.abc import Iterable
from enum import StrEnum

from c7gate.model.named_tuple import NamedTuple


class Verdict(StrEnum):
    """What judging a criterion or a gate can say. Missing data is `INSUFFICIENT`, never zero."""

    PASS = "pass"  # noqa: S105  a verdict, not a password
    FAIL = "fail"
    INSUFFICIENT = "insufficient"
    NOT_APPLICABLE = "not_applicable"


class Criterion(NamedTuple):
    """One criterion of a gate with what it has, what it needs and why.

    `have` and `need` are what a person reads (`4/5`, `>= 80 %`); the comparison was exact and is done. `waived` says
    that it passes by an exception only, which is counted apart.
    """

    id: str
    verdict: Verdict
    have: str
    need: str
    because: str
    waived: bool = False


def combined(verdicts: Iterable[Verdict]) -> Verdict:
    """A gate's verdict: `fail` if a criterion fails, else `insufficient` if one is, else `pass`.

    Criteria that do not apply are left out; with nothing left the gate is `not_applicable`, so an empty
    list of criteria never passes (house rules of judging 9; T08).
    """
    found = {verdict for verdict in verdicts if verdict is not Verdict.NOT_APPLICABLE}
    for verdict in (Verdict.FAIL, Verdict.INSUFFICIENT, Verdict.PASS):
        if verdict in found:
            return verdict
    return Verdict.NOT_APPLICABLE


class GateResult(NamedTuple):
    """A gate as computed for one developer (`developer` is a login)."""

    developer: str
    gate: int
    verdict: Verdict
    criteria: tuple[Criterion, ...]
