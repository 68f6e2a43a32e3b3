"""What a change makes of policy, and of the verdicts that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from c7gate.model.document import Pointer
from c7gate.model.evaluation import Revision
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.verdict import Verdict


class Effect(StrEnum):
    """Which way a change of one key goes; `CHANGED` is neither."""

    WEAKER = "weaker"
    STRONGER = "stronger"
    CHANGED = "changed"


class KeyChange(NamedTuple):
    """One key that is not what it was. `before` and `after` are plain data, None where there was or is nothing.

    `pointer` begins with the stem of the policy file. `where` is the place that says it now, such as
    `policies/gates.yaml:3` or `context7@1`.
    """

    pointer: Pointer
    before: Any
    after: Any
    effect: Effect
    where: str


class Swing(NamedTuple):
    """So many verdicts of one gate that would be another one."""

    gate: int
    before: Verdict
    after: Verdict
    verdicts: int


class PolicyDiff(NamedTuple):
    """From the policy at `base` to the one at `head`.

    `verdicts` is how many verdicts were computed under both (one for each gate of each person enrolled at `base`), or
    None where none depends on what changed. `approvers` are the logins that may approve of a weaker policy.
    """

    base: Revision
    head: Revision
    changes: tuple[KeyChange, ...]
    verdicts: int | None = None
    swings: tuple[Swing, ...] = ()
    approvers: tuple[str, ...] = ()

    @property
    def weaker(self) -> int:
        """How many keys ask for less than before (S-191)."""
        return sum(change.effect is Effect.WEAKER for change in self.changes)

    @property
    def swung(self) -> int:
        """How many verdicts would be another one."""
        return sum(swing.verdicts for swing in self.swings)


Verdicts = Mapping[tuple[str, int], Verdict]
"""The verdict of each gate of each person, by (login, gate)."""
