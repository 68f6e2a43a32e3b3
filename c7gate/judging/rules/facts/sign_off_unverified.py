"""A sign-off is proven by exactly the person it names.

What it checks:
    Behind each sign-off that the change adds stands the person in `by`: a signature by a key that the trusted policy
    lists for that login on every commit that touches the file (`signed`), or the forge's own word (`approved`): they
    approve the change's exact head, or are its author and the subject has committed nothing to the file. Which of the
    two a gate takes is its `signoff.proof`.

Why:
    A name in a file, an e-mail or a trailer can be typed by anybody; another coordinator's proof is not theirs
    (T06, T21).

Example:
    An assessor's change adds `{id: so-1, gate: 3, by: dana}`, and dana has neither signed nor approved it.

How to fix:
    dana signs the commit, opens the change herself, or approves its newest head.
"""

from __future__ import annotations

from c7gate.judging.rights import signed_by, vouched_for
from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.judging.signoffs import found_at
from c7gate.model.evaluation import AddedSignOff, Change, Snapshot

CODE = "C7S003"
NAME = "sign-off-unverified"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a line."""
    return guarded(tuple(_found(snapshot)))


def _found(snapshot: Snapshot) -> list[Found]:
    change = snapshot.change
    if change is None or not snapshot.signoffs:
        return []
    from c7gate.parsing.policy_gates import gate_policies  # few changes hold a sign-off

    proofs = {gate.number: gate.proofs for gate in gate_policies(snapshot.policy)}
    return [
        found_at(
            added,
            f"nothing proves that {added.signoff.by} signed gate {added.signoff.gate} of {added.login} off",
            _help(added, proofs.get(added.signoff.gate, tuple(_HOW))),
        )
        for added in snapshot.signoffs
        if not _is_proven(change, added, proofs.get(added.signoff.gate, tuple(_HOW)))
    ]


_HOW = {
    "signed": "signs the commit with a listed key",
    "approved": "opens the change, or approves its head",
}


def _is_proven(change: Change, added: AddedSignOff, proofs: tuple[str, ...]) -> bool:
    by = frozenset({added.signoff.by})
    is_signed = "signed" in proofs and signed_by(change, added.path, by)
    return is_signed or ("approved" in proofs and vouched_for(change, added.path, by))


def _help(added: AddedSignOff, proofs: tuple[str, ...]) -> str:
    return f"{added.signoff.by} {', '.join(how for proof, how in _HOW.items() if proof in proofs)}"
