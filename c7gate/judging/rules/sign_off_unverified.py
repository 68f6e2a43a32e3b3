"""A sign-off is proven by exactly the person it names.

What it checks:
    Behind each sign-off that the change adds stands the person in `by`: a signature by a key that the trusted policy
    lists for that login on every commit that touches the file, or the forge's own word: they are the change's author
    there, or approve its exact head.

Why:
    A name in a file, an e-mail or a trailer can be typed by anybody; another coordinator's proof is not theirs
    (T06, T21).

Example:
    An assessor's change adds `{id: so-1, gate: 3, by: dana}`, and dana has neither signed nor approved it.

How to fix:
    dana signs the commit, opens the change herself, or approves its newest head.
"""

from __future__ import annotations

from c7gate.judging.rights import verified_as
from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.judging.signoffs import found_at
from c7gate.model.evaluation import Snapshot

CODE = "C7S003"
NAME = "sign-off-unverified"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a line."""
    return guarded(tuple(_found(snapshot)))


def _found(snapshot: Snapshot) -> list[Found]:
    change = snapshot.change
    if change is None:
        return []
    return [
        found_at(
            added,
            f"nothing proves that {added.signoff.by} signed gate {added.signoff.gate} of {added.login} off",
            f"{added.signoff.by} signs the commit with a listed key, opens the change, or approves its head",
        )
        for added in snapshot.signoffs
        if not verified_as(change, added.path, frozenset({added.signoff.by}))
    ]
