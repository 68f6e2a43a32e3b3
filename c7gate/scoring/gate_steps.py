"""The shortest way through a gate, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from c7gate.model.gates import GateStanding, GateState
from c7gate.model.verdict import Criterion, Verdict
from c7gate.scoring.attempts import ASSESSED, attempts_left

_SENTENCES: Mapping[str, str] = {
    "use_cases": "Write where the practice helps in your own project: use_cases in your record ({because}).",
    "exercises": "Hand in your exercises in your record ({because}).",
    "peer_review": "Ask an enrolled or certified peer to review each exercise ({because}).",
    "real_task": "Merge a change of your own that names a library and is no exercise.",
    "knowledge_doc": "Merge a document of yours, and add it to shares in your record with kind: doc ({because}).",
    "share": "Pass something on, and add it to shares in your record with its audience.",
    "commitment": "Write your commitment in your record, in a change of your own.",
    "ceremony": "Attend the certification ceremony, or catch up on it: who came is in the cohort's file.",
}


def gate_steps(found: GateStanding) -> tuple[str, ...]:
    """The next steps of one gate, one sentence each; empty where only the sign-off is missing, or nothing is."""
    if found.state in {GateState.PASSED, GateState.READY}:
        return ()
    first = [f"Gate {found.policy.number - 1} comes first."] if found.state is GateState.LOCKED else []
    return (*first, *_assessment(found), *_tasks(found))


def _assessment(found: GateStanding) -> Iterator[str]:
    """One sentence for all criteria that an attempt answers, for they are taken together."""
    assessed = {item.id for item in found.policy.criteria if item.source == ASSESSED} | {ASSESSED}
    open_ = [item for item in found.result.criteria if item.id in assessed and _is_open(item)]
    if not open_:
        return
    names = " and ".join(item.id for item in open_)
    if not found.attempts.counted:
        yield f"Take the assessment of gate {found.policy.number} ({names})."
    elif any(item.verdict is Verdict.FAIL for item in open_):
        yield _again(found)
    else:
        last = found.attempts.counted[-1][0]
        yield f"Have attempt {last.id} completed by an entry that supersedes it: it says nothing of {names}."


def _again(found: GateStanding) -> str:
    left = attempts_left(found.policy, found.attempts)
    if left == 0:
        return "No attempt is left: agree on an improvement plan with a coordinator."
    count = "" if left is None else f", {left} of {found.policy.max_attempts} attempts left"
    return f"Take the assessment again: possible from {found.retest_on}{count}."


def _tasks(found: GateStanding) -> Iterator[str]:
    for item in found.result.criteria:
        if _is_open(item) and item.id in _SENTENCES:
            yield _SENTENCES[item.id].format(because=item.because)


def _is_open(item: Criterion) -> bool:
    return item.verdict in {Verdict.FAIL, Verdict.INSUFFICIENT}
