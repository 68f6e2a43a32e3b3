"""What a rule is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import NOWHERE, Fix, Location, Severity


@dataclass(frozen=True, slots=True)
class Found:
    """One problem as a rule sees it; the engine adds code, name and the policy's severity.

    `most` caps the severity: what is wrong outside the change is a note, whatever policy says.
    """

    message: str
    help: str
    location: Location = NOWHERE
    developer: str = ""
    fix: Fix | None = None
    most: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says of a snapshot: what it found, or in one line why it demanded nothing.

    An outcome without a reason is one that applied.
    """

    found: tuple[Found, ...] = ()
    reason: str = ""


def tripped(found: tuple[Found, ...], quiet: str) -> Outcome:
    """The outcome of a guard, which demands nothing until something trips it."""
    return Outcome(found, "" if found else quiet)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its stable code and name, its documentation, its judgement (a pure function)."""

    code: str
    name: str
    documentation: str
    judge: Callable[[Snapshot], Outcome]
