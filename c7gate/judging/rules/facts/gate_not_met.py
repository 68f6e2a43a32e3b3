"""A gate is signed off only where it holds.

What it checks:
    Each sign-off of gate 1, 2 or 4 that the change adds: every criterion of the gate passes, by the assessment and the
    record as the change leaves them and by what is merged. Gate 3 is judged by `gate3-consistency`.

Why:
    A signature says that somebody looked; the criteria say at what. Neither stands in for the other (S-015, S-042).

Example:
    Gate 1 is signed with a written score of 84.99, where 85 are asked.

How to fix:
    `c7gate explain LOGIN --gate N` shows each criterion and the next step. Sign once all of them pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.judging.signoffs import found_at
from c7gate.model.evaluation import AddedSignOff, Snapshot
from c7gate.model.verdict import Verdict
from c7gate.scoring.people import GATE_3

CODE = "C7G002"
NAME = "gate-not-met"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding an open criterion; a sign-off of a gate that cannot be judged is one as well."""
    asked = [added for added in snapshot.signoffs if added.signoff.gate != GATE_3]
    if not asked or snapshot.advisory:
        return guarded(())
    return Outcome(tuple(found for added in asked for found in _found(snapshot, added)))


def _found(snapshot: Snapshot, added: AddedSignOff) -> Iterator[Found]:
    number, login = added.signoff.gate, added.login
    results = (item for item in snapshot.requested if (item.developer, item.gate) == (login, number))
    result = next(results, None)
    if result is None:
        what = f"{login} is not enrolled" if login not in snapshot.people else f"policy has no gate {number}"
        yield found_at(added, f"gate {number} of {login} is signed off, but {what}", "take the line out")
        return
    shown = f"what is open is shown by c7gate explain {login} --gate {number}"
    for item in result.criteria:
        if item.verdict in {Verdict.FAIL, Verdict.INSUFFICIENT}:
            said = f"gate {number} {item.id} of {login}: {item.verdict}, has {item.have}, needs {item.need}"
            yield found_at(added, f"{said} ({item.because})", shown)
    if result.verdict is Verdict.NOT_APPLICABLE:
        yield found_at(added, f"gate {number} of {login} has no criterion that passes", shown)
