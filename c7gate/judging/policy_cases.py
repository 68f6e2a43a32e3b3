"""A case of a policy played: facts made from what it says, judged as a person's are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from c7gate.model.gates import GateFacts
from c7gate.model.policy import Policy
from c7gate.model.policy_case import ASSESSOR, PEER, SUBJECT, CaseResult, PolicyCase
from c7gate.model.record import Assessment, Ceremony, PeerReview, Person, SignOff, Waiver
from c7gate.model.scoring import Event
from c7gate.model.verdict import GateResult
from c7gate.parsing.policy_gates import gate_policy, role_policy
from c7gate.scoring.clock import local_date
from c7gate.scoring.gate3 import gate3
from c7gate.scoring.gates import gate
from c7gate.scoring.people import GATE_3, person
from c7gate.scoring.tasks import DOCUMENT

_LIBRARY = "/org/project"


def play(case: PolicyCase, policy: Policy) -> CaseResult:
    """Judge the case by the policy, and say where that is not what the case expects."""
    wanted = gate_policy(policy, case.gate)
    if wanted is None:
        return CaseResult(case.name, case.location, (f"policy has no gate {case.gate}",))
    start = policy.start
    developer = case.developer
    if developer.enrolled_at is None and developer.enrolled_instant is None:
        developer = developer._replace(enrolled_at=start)
    case = case._replace(developer=developer)
    subject = person(developer, None, {}, policy)
    result = (
        _third(case, subject, policy)
        if case.gate == GATE_3
        else gate(wanted, _facts(case, subject, policy), case.as_of)
    )
    return CaseResult(case.name, case.location, tuple(_faults(case, result)))


def _third(case: PolicyCase, subject: Person, policy: Policy) -> GateResult:
    """Gate 3 by days that count: that somebody saw them first is not what a case is about."""
    events = [
        Event("commit", day, f"day {day}", topics=((_LIBRARY, f"topic {number}"),))
        for number, day in enumerate(case.active)
    ]
    asked = policy.gate3._replace(require_first_seen=False)
    result, _ = gate3(subject, events, asked, case.as_of, reviews=case.reviews, shares=case.shares)
    return result


def _facts(case: PolicyCase, subject: Person, policy: Policy) -> GateFacts:
    today = local_date(subject, case.as_of)
    return GateFacts(
        person=subject,
        role=role_policy(policy, case.developer.role),
        developer=case.developer,
        assessment=_assessment(case, subject),
        ceremony=Ceremony(today, frozenset({SUBJECT})) if case.ceremony else None,
        peers=frozenset({PEER}),
        work=tuple(
            Event("commit", today, f"merged {number}", topics=((_LIBRARY, "topic"),))
            for number in range(case.merged)
        ),
        documents=frozenset(share.ref for share in case.developer.shares if share.kind == DOCUMENT),
    )


def _assessment(case: PolicyCase, subject: Person) -> Assessment:
    """What others wrote of the person: the gates below signed off at once, the case's own lines."""
    today = local_date(subject, case.as_of)
    begun = datetime.combine(subject.enrolled_at or today, time(12), UTC)
    return Assessment(
        login=SUBJECT,
        reviews=tuple(PeerReview(name, PEER, "approve", case.as_of, "") for name in case.reviewed),
        signoffs=tuple(SignOff(f"so-{number}", number, ASSESSOR, begun) for number in range(1, case.gate)),
        attempts=case.attempts,
        waivers=tuple(Waiver(case.gate, name, "", "a case", ASSESSOR, today) for name in case.waived),
    )


def _faults(case: PolicyCase, result: GateResult) -> Iterator[str]:
    if case.verdict is not None and result.verdict is not case.verdict:
        yield f"gate {case.gate}: expected {case.verdict}, got {result.verdict}"
    found = {criterion.id: criterion for criterion in result.criteria}
    for name, verdict in case.criteria.items():
        if name not in found:
            yield f"{name}: gate {case.gate} has no such criterion, only {', '.join(found)}"
        elif found[name].verdict is not verdict:
            got = found[name]
            why = f"has {got.have}, needs {got.need}; {got.because}"
            yield f"{name}: expected {verdict}, got {got.verdict} ({why})"
