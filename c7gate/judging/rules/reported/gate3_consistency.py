"""The author's gate 3 consistency is not below the threshold.

What it checks:
    For each enrolled author whose gate 3 is open: the share of counted days with a reference, computed from
    history (`gate3:` in policy). On a change that asks to have gate 3 signed: that the whole gate passes. A waiver of
    this rule in a person's assessment makes it a note on the person's own changes; it signs nothing.

Why:
    Gate 3 is the habit, not one good day; it is computed so that nobody passes by typing it (S-065, S-069).

Example:
    3 of 5 counted days in the window: 60.0 % where 80 % are asked.

How to fix:
    `c7gate explain LOGIN --gate 3` shows each day and the earliest day to pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.judging.authors import enrolled
from c7gate.judging.rule import Found, Outcome
from c7gate.judging.waivers import is_waived, told
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Severity
from c7gate.model.verdict import Criterion, GateResult, Verdict

CODE = "C7G001"
NAME = "gate3-consistency"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding an author or request; too little data is a note and demands nothing (rules of judging 9)."""
    authors = sorted({author.login for author in enrolled(snapshot)} - snapshot.signoff_requests)
    results = [snapshot.gates[login] for login in authors if login in snapshot.gates]
    requests = [
        snapshot.gates[login] for login in sorted(snapshot.signoff_requests) if login in snapshot.gates
    ]
    found = [found for result in results for found in _own_change(snapshot, result)]
    found += [found for result in requests for found in _requested(snapshot, result)]
    judged = [
        result
        for result in results
        if _consistency(result).verdict in {Verdict.PASS, Verdict.FAIL}
        and not is_waived(snapshot, result.developer, NAME)
    ]
    demanded = requests or (judged and snapshot.policy.gate3.enforce == "own-change")
    return Outcome(tuple(found), applied=bool(demanded))


def _own_change(snapshot: Snapshot, result: GateResult) -> Iterator[Found]:
    criterion = _consistency(result)
    if criterion.verdict is Verdict.FAIL:
        waived = is_waived(snapshot, result.developer, NAME)
        enforced = snapshot.policy.gate3.enforce == "own-change" and not waived
        found = _found(snapshot, result, criterion, Severity.ERROR if enforced else Severity.NOTE)
        yield found._replace(message=found.message + told(snapshot, result.developer, NAME))
    elif criterion.verdict is Verdict.INSUFFICIENT:
        yield _found(snapshot, result, criterion, Severity.NOTE)


def _requested(snapshot: Snapshot, result: GateResult) -> Iterator[Found]:
    for criterion in result.criteria:
        if criterion.verdict is not Verdict.PASS:
            never = snapshot.policy.gate3.enforce == "never"
            yield _found(snapshot, result, criterion, Severity.NOTE if never else Severity.ERROR)


def _found(snapshot: Snapshot, result: GateResult, criterion: Criterion, most: Severity) -> Found:
    return Found(
        message=f"gate 3 {criterion.id} of {result.developer}: {criterion.verdict}, has {criterion.have}, "
        f"needs {criterion.need} ({criterion.because})",
        help=_help(snapshot, result, criterion),
        developer=result.developer,
        most=most,
    )


def _help(snapshot: Snapshot, result: GateResult, criterion: Criterion) -> str:
    """The computed next step of the score, and where each day is shown."""
    shown = f"each day is shown by c7gate explain {result.developer} --gate 3"
    if criterion.id != "consistency":
        return shown
    from c7gate.scoring.gate3 import next_steps  # loaded where somebody is scored

    person, score = snapshot.people[result.developer], snapshot.consistency[result.developer]
    steps = next_steps(person, score, result, snapshot.policy.gate3, snapshot.as_of)
    return f"{steps[0]} ({shown})" if steps else shown


def _consistency(result: GateResult) -> Criterion:
    return next(criterion for criterion in result.criteria if criterion.id == "consistency")
