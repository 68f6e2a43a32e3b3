"""`policy diff`: what a branch makes of policy, and how many verdicts that would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from c7gate.app.revisions import default_branch
from c7gate.judging.policy_diff import decides_verdicts, key_changes, swings
from c7gate.model.evaluation import Revision
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.policy_diff import PolicyDiff, Verdicts
from c7gate.model.verdict import Verdict
from c7gate.parsing.policy_gates import gate_policies
from c7gate.reading.evidence import History
from c7gate.reading.gate_facts import GateReader
from c7gate.reading.git import Repository
from c7gate.reading.program import policy_at, policy_of
from c7gate.reading.scores import scored
from c7gate.reading.trusted import TrustedSide, side_under, trusted_side
from c7gate.scoring.gates import gate
from c7gate.scoring.people import GATE_3
from c7gate.scoring.signed import signed_off


class PolicyDiffRequest(NamedTuple):
    """One call: from where HEAD left `base` (a revision of the program's repository; empty: its default branch)."""

    repo: Path
    environment: Mapping[str, str]
    as_of: datetime
    program: Path | None = None
    base: str = ""


def policy_diff(request: PolicyDiffRequest) -> PolicyDiff:
    """Compare the policies, and the verdicts of everybody enrolled at the base under each (S-191, S-203).

    A commit without a policy has the preset. People, records and evidence are those of the base: only policy differs.

    Raises:
        PolicyError: one of the policies is broken.
        UsageError, CannotLookError: a revision is unknown, or something needed cannot be read.
    """
    repository = Repository.open(request.repo, request.environment)
    program = Repository.open(request.program, request.environment) if request.program else repository
    base = Revision(request.base, program.resolve(request.base)) if request.base else default_branch(program)
    head = Revision("HEAD", program.resolve("HEAD"))
    left = program.merge_bases(base.oid, head.oid)
    before = _policy(program, left[0] if len(left) == 1 else base.oid)
    after = _policy(program, head.oid)
    changes = key_changes(before, after)
    found = PolicyDiff(base, head, changes, approvers=tuple(sorted(before.second_approvers)))
    if not decides_verdicts(changes):
        return found
    side = trusted_side(program, base, request.as_of)
    tip = base.oid if program is repository else repository.resolve("HEAD")
    old, new = (_verdicts(side_under(side, policy), repository, tip) for policy in (before, after))
    return found._replace(verdicts=len(old), swings=swings(old, new))


def _policy(repository: Repository, commit: str) -> Policy:
    return policy_at(repository, commit) or policy_of({})


def _verdicts(side: TrustedSide, repository: Repository, tip: str) -> Verdicts:
    """Every gate of everybody enrolled; a gate once signed off stays passed, whatever policy says now."""
    history = History(repository, (tip,), side)
    third = scored(side, side.people, history, {}).gates
    reader = GateReader(side, repository, tip)
    found: dict[tuple[str, int], Verdict] = {}
    for login, person in side.people.items():
        facts = reader.facts(person)
        for policy in gate_policies(side.policy):
            if signed_off(facts.assessment, policy.number):
                verdict = Verdict.PASS
            elif policy.number == GATE_3:
                verdict = third[login].verdict
            else:
                verdict = gate(policy, facts, side.as_of).verdict
            found[login, policy.number] = verdict
    return found
