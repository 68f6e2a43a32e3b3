"""What a rule is made of."""

from __future__ import annotations

from collections.abc import Callable

from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import NOWHERE, Fix, Location, Severity
from c7gate.model.named_tuple import NamedTuple


class Found(NamedTuple):
    """One problem as a rule sees it; the engine adds code, name and the policy's severity.

    `most` caps the severity: what is wrong outside the change is a note, whatever policy says.
    """

    message: str
    help: str
    location: Location = NOWHERE
    developer: str = ""
    fix: Fix | None = None
    most: Severity = Severity.ERROR


class Outcome(NamedTuple):
    """What a rule says of a snapshot: what it found, and whether it demanded anything of it.

    `reason` says in one line why a demand was not made (author not enrolled, documentation only); a guard,
    which demands nothing until something trips it, needs none.
    """

    found: tuple[Found, ...] = ()
    applied: bool = True
    reason: str = ""


def guarded(found: tuple[Found, ...]) -> Outcome:
    """The outcome of a guard; the engine counts it as applied when it found an error."""
    return Outcome(found, applied=False)


def not_asked(reason: str = "") -> Outcome:
    """The outcome of a rule that demanded nothing."""
    return Outcome(applied=False, reason=reason)


class Rule(NamedTuple):
    """A rule: its stable code and name, its documentation, its judgement (a pure function), its file's path."""

    code: str
    name: str
    documentation: str
    judge: Callable[[Snapshot], Outcome]
    file: str
