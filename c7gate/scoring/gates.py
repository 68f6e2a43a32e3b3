"""Gates 1, 2 and 4: every criterion alone, exceptions apart, and how a gate stands (S-052 to S-064, S-070 to S-074)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from c7gate.model.gates import Attempts, CriterionPolicy, GateFacts, GatePolicy, GateStanding, GateState
from c7gate.model.record import Waiver
from c7gate.model.verdict import Criterion, GateResult, Verdict, combined
from c7gate.scoring.attempts import ASSESSED, assessed, attempts_left, decisive, retest_on, sifted_attempts
from c7gate.scoring.clock import local_date
from c7gate.scoring.signed import signed_off
from c7gate.scoring.tasks import task


def gate(policy: GatePolicy, facts: GateFacts, as_of: datetime) -> GateResult:
    """One gate of one person as of an aware instant.

    It is computed whether or not the gate below is passed; a sign-off in spite of that is `gate-order`. Attempts
    that do not count are as good as not there. A criterion that is not required counts only where it passes.
    """
    attempts = sifted_attempts(facts.person, facts.assessment, policy, as_of)
    criteria = tuple(_criteria(policy, facts, attempts, as_of))
    return GateResult(
        facts.person.login, policy.number, combined(item.verdict for item in criteria), criteria
    )


def standing(policy: GatePolicy, facts: GateFacts, result: GateResult, as_of: datetime) -> GateStanding:
    """How the gate stands beyond its verdict: attempts, state, and the sign-off that counts."""
    attempts = sifted_attempts(facts.person, facts.assessment, policy, as_of)
    signed = signed_off(facts.assessment, policy.number)
    signed = signed if signed and signed.at <= as_of else None
    return GateStanding(
        policy=policy,
        result=result,
        attempts=attempts,
        state=GateState.PASSED if signed else _state(policy, facts, result, attempts),
        signed=signed,
        retest_on=retest_on(facts.person, policy, attempts),
    )


def waivers_of(facts: GateFacts, policy: GatePolicy, as_of: datetime) -> tuple[Waiver, ...]:
    """The exceptions in force at this gate; none where policy allows none, whoever approved it (S-057)."""
    lines = facts.assessment.waivers if facts.assessment and policy.waivers_allowed else ()
    today = local_date(facts.person, as_of)
    return tuple(
        line
        for line in lines
        if line.gate == policy.number and line.approver != facts.person.login and today <= line.expires
    )


def _criteria(
    policy: GatePolicy, facts: GateFacts, attempts: Attempts, as_of: datetime
) -> Iterator[Criterion]:
    waivers = waivers_of(facts, policy, as_of)
    last = decisive(attempts)
    for item in policy.criteria:
        found = assessed(item, last) if item.source == ASSESSED else task(item, facts, as_of)
        yield _optional(item, _waived(found, waivers))
    if last and not any(item.source == ASSESSED for item in policy.criteria):
        verdict = next(verdict for attempt, verdict in attempts.counted if attempt == last)
        because = f"attempt {last.id} of {last.date}, assessed by {last.assessor}"
        yield _waived(Criterion(ASSESSED, verdict, verdict.value, Verdict.PASS.value, because), waivers)


def _optional(policy: CriterionPolicy, found: Criterion) -> Criterion:
    if policy.required or found.verdict is Verdict.PASS:
        return found
    return found._replace(verdict=Verdict.NOT_APPLICABLE, because=f"optional; {found.because}")


def _waived(found: Criterion, waivers: tuple[Waiver, ...]) -> Criterion:
    """The criterion as an exception satisfies it; it says so, and is counted apart (S-104, S-193)."""
    waiver = next((line for line in waivers if line.criterion in ("", found.id)), None)
    if waiver is None or found.verdict is Verdict.PASS:
        return found
    because = f"waived by {waiver.approver} until {waiver.expires}: {waiver.reason}"
    return found._replace(verdict=Verdict.PASS, because=because, waived=True)


def _state(policy: GatePolicy, facts: GateFacts, result: GateResult, attempts: Attempts) -> GateState:
    if policy.number > 1 and signed_off(facts.assessment, policy.number - 1) is None:
        return GateState.LOCKED
    if result.verdict is Verdict.PASS:
        return GateState.READY
    if result.verdict is not Verdict.FAIL or policy.number == _COMPUTED:
        return GateState.OPEN
    return GateState.FAILED if attempts_left(policy, attempts) == 0 else GateState.RETEST


_COMPUTED = 3
"""The gate whose criteria come from history alone: it is never failed for good, only not passed yet."""
