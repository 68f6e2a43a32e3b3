"""Gates 1, 2 and 4: what policy asks of them, and what is known of a person when they are judged.

Apart from the policy's other values, for a change that asks for no sign-off needs none of it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Assessment, Attempt, Ceremony, Developer, Person, SignOff
from c7gate.model.scoring import Event
from c7gate.model.verdict import GateResult, Verdict


class CriterionPolicy(NamedTuple):
    """One criterion of a gate.

    `kind` is `score`, `boolean`, `rubric`, `count`, `ratio` or `evidence`; `source` says where its value stands:
    `attempt`, `record`, `assessment`, `cohort`, or `derived` from history. `threshold` is what `op` compares with
    (percent of a score, otherwise a number of things). One that is not `required` never counts against anybody.
    """

    id: str
    title: str
    kind: str
    source: str
    op: str = ">="
    threshold: Decimal = Decimal(1)
    required: bool = True


class GatePolicy(NamedTuple):
    """One gate: its number from 1, and what it is made of.

    `max_attempts` is None where there is no limit. `signers` are the roles that may sign it off, `proofs` what
    proves a signature, `signers_needed` how many people it takes.
    """

    number: int
    id: str
    title: str
    risk: str
    max_attempts: int | None
    cooling_off_working_days: int
    waivers_allowed: bool
    criteria: tuple[CriterionPolicy, ...]
    signers: tuple[str, ...]
    proofs: tuple[str, ...]
    signers_needed: int = 1


class ExercisePolicy(NamedTuple):
    """One exercise; its id never means another one, and its version rises with the task."""

    id: str
    version: int
    title: str
    kind: str
    level: str
    status: str
    objectives: tuple[str, ...]
    libraries: tuple[str, ...]
    rubric: tuple[str, ...]
    effort_hours: Decimal = Decimal(0)


class RolePolicy(NamedTuple):
    """Which exercises a role must do, and which it may; `project` is empty where it has none (S-047 to S-051).

    `fading` are those of them that are deprecated: asked only of who has begun. `instead` gives the deprecated ones
    that count in an exercise's place.
    """

    id: str
    title: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    project: str = ""
    fading: frozenset[str] = frozenset()
    instead: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    @property
    def demanded(self) -> tuple[str, ...]:
        """Everything gate 2 asks for: the required exercises, and the project."""
        return (*self.required, self.project) if self.project else self.required


class VoidEvidence(NamedTuple):
    """Why a piece of evidence proves nothing, as the end of a sentence about it, and the rule that tells so."""

    rule: str
    because: str


class GateFacts(NamedTuple):
    """What is known of one person.

    `role` is None where policy knows none of that name. `peers` are the logins whose reviews count: enrolled or
    certified, never the person. `work` are merged changes of the person that name a library. `documents` are
    those of the person's shares that are files of theirs in the repository. `void` says which pieces of evidence
    prove nothing, and why. `practice` are the full ids of merged commits that belong to an exercise.
    """

    person: Person
    role: RolePolicy | None
    developer: Developer | None
    assessment: Assessment | None
    ceremony: Ceremony | None = None
    peers: frozenset[str] = frozenset()
    work: tuple[Event, ...] = ()
    documents: frozenset[str] = frozenset()
    void: Mapping[str, str] = MappingProxyType({})
    practice: frozenset[str] = frozenset()


class RefusedAttempt(NamedTuple):
    """An attempt that does not count: the rule that tells of it, why, and what to do."""

    attempt: Attempt
    rule: str
    because: str
    help: str


class Attempts(NamedTuple):
    """The attempts at one gate that count, corrections in the place of what they correct, with their verdicts."""

    counted: tuple[tuple[Attempt, Verdict], ...] = ()
    refused: tuple[RefusedAttempt, ...] = ()


class GateState(StrEnum):
    """What a person reads of a gate. It is a display: only the verdict and the sign-off decide anything."""

    LOCKED = "locked"
    OPEN = "in progress"
    RETEST = "retest available"
    FAILED = "failed"
    READY = "ready to be signed off"
    PASSED = "passed"


class GateStanding(NamedTuple):
    """One gate of one person: policy, result, attempts, state, and the sign-off that counts (None: none does).

    `retest_on` is the first local date of another attempt, None where none is open.
    """

    policy: GatePolicy
    result: GateResult
    attempts: Attempts
    state: GateState
    signed: SignOff | None
    retest_on: date | None = None


class GateExplanation(NamedTuple):
    """A gate of one person at `as_of` (aware), with the next steps in words."""

    person: Person
    as_of: datetime
    standing: GateStanding
    steps: tuple[str, ...]
