"""Failed attempts at a gate: one alert each (S-097, S-098)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from c7gate.model.alert import AlertSeverity, PolicyVersion
from c7gate.model.gates import Attempts, GatePolicy
from c7gate.model.record import Assessment, Person
from c7gate.model.verdict import Verdict
from c7gate.program.clocks import day_start
from c7gate.program.episode import Episode, Rise, version_at
from c7gate.scoring.attempts import sifted_attempts
from c7gate.scoring.signed import signed_off

RULE = "gate-failed"


def gate_failures(
    person: Person,
    assessment: Assessment | None,
    gates: Sequence[GatePolicy],
    versions: Sequence[PolicyVersion],
    until: datetime,
) -> Iterator[Episode]:
    """The failed attempts of a person up to `until` (aware), gate by gate.

    The next decided attempt, or the gate's sign-off, ends one. Where none is left, an improvement plan does, of
    which only the reference is kept.
    """
    if assessment is None or not assessment.attempts:
        return
    for gate in gates:
        attempts = sifted_attempts(person, assessment, gate, until)
        signed = signed_off(assessment, gate.number)
        ends = [signed.at] if signed and signed.at <= until else []
        yield from _of_gate(person, gate, attempts, ends, versions)


def _of_gate(
    person: Person,
    gate: GatePolicy,
    attempts: Attempts,
    signed: Sequence[datetime],
    versions: Sequence[PolicyVersion],
) -> Iterator[Episode]:
    decided = [item for item in attempts.counted if item[1] is not Verdict.INSUFFICIENT]
    for number, (attempt, verdict) in enumerate(decided, 1):
        raised = day_start(person.zones, attempt.date)
        if verdict is not Verdict.FAIL:
            continue
        left = None if gate.max_attempts is None else max(0, gate.max_attempts - number)
        version = version_at(versions, raised)
        if left != 0 and version.policy.only_exhausted:
            continue
        ends = [day_start(person.zones, later.date) for later, _ in decided[number : number + 1]]
        ends += signed
        yield Episode(
            key=f"{RULE}/{person.login}/{gate.number}/{number}",
            rule=RULE,
            since=attempt.date,
            rises=(Rise(raised, AlertSeverity.CRITICAL),),
            version=version,
            because=f"attempt {number} at gate {gate.number} failed, {_left(left, gate.max_attempts)}",
            action=version.policy.actions["exhausted" if left == 0 else "attempts_left"],
            developer=person.login,
            ended=min(ends, default=None),
            documented=bool(ends),
            ends_by_plan=left == 0 and not ends,
        )


def _left(left: int | None, most: int | None) -> str:
    if left is None:
        return "another is open"
    return f"{left} of {most} left" if left else "none left"
