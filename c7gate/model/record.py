"""Training records, assessments and cohorts as values. Keys: the records section of the contract."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from c7gate.model.named_tuple import NamedTuple


class RecordKind(StrEnum):
    """What a file under `training-records/` is, by its folder."""

    DEVELOPER = "developer"
    ASSESSMENT = "assessment"
    COHORT = "cohort"
    SURVEY = "survey"


class AwayType(StrEnum):
    """Why-free kinds of absence. A swap turns a day off into a working day (`swap-on`) and back."""

    LEAVE = "leave"
    HALF = "half"
    SWAP_ON = "swap-on"
    SWAP_OFF = "swap-off"


class Away(NamedTuple):
    """Days `first` to `last`, both included, local dates."""

    first: date
    last: date
    type: AwayType


class Zone(NamedTuple):
    """An IANA zone in force from the local date `since` (None: from the beginning)."""

    since: date | None
    name: str


class Share(NamedTuple):
    """Knowledge passed on, on a local date."""

    date: date
    kind: str
    ref: str
    audience: str


class Usage(NamedTuple):
    """A look-up that no commit shows. `at` carries its own offset."""

    at: datetime
    kind: str
    library: str
    topic: str
    outcome: str


class UseCase(NamedTuple):
    """Where the practice helps in the person's own project; `link` may be empty."""

    title: str
    library: str
    link: str


class Submission(NamedTuple):
    """An exercise handed in: `evidence` is `commit:<id>`, `pr:<number>`, a path or a link. `submitted` is a local date."""

    exercise: str
    evidence: tuple[str, ...]
    submitted: date | None


class Blocker(NamedTuple):
    """What keeps the person from working: since and until an instant (aware) or a local date; `closed` None: still."""

    id: str
    opened: datetime | date
    closed: datetime | date | None
    summary: str
    owner: str


class Commitment(NamedTuple):
    """What the person promises, on a local date, in words of their own."""

    date: date
    statement: str


class Developer(NamedTuple):
    """A person's own record. What is not written is None or empty, never guessed.

    `work_week` holds weekday numbers, Monday 0. `zones` is sorted by `since`. Enrolment is written as a local
    date (`enrolled_at`) or as an instant (`enrolled_instant`), never as both.
    """

    login: str
    identities: tuple[str, ...] = ()
    role: str = ""
    cohort: str = ""
    enrolled_at: date | None = None
    zones: tuple[Zone, ...] = ()
    work_week: frozenset[int] | None = None
    away: tuple[Away, ...] = ()
    shares: tuple[Share, ...] = ()
    usage: tuple[Usage, ...] = ()
    enrolled_instant: datetime | None = None
    use_cases: tuple[UseCase, ...] = ()
    exercises: tuple[Submission, ...] = ()
    commitment: Commitment | None = None
    blockers: tuple[Blocker, ...] = ()


class PeerReview(NamedTuple):
    """A peer's review of an exercise of the assessment's subject."""

    exercise: str
    reviewer: str
    verdict: str
    at: datetime
    ref: str


class Excused(NamedTuple):
    """Days `first` to `last`, both included, that an approver excused.

    `beyond` says that somebody of the second escalation level approved as well, so that they may stand beyond
    the number that one window allows.
    """

    first: date
    last: date
    by: str
    beyond: bool = False


class SignOff(NamedTuple):
    """A gate signed off, as written. Whether it is proven is for judging to say."""

    id: str
    gate: int
    by: str
    at: datetime


class Revocation(NamedTuple):
    """A sign-off taken back, by its id: from then on it counts for nothing, and the line itself stays."""

    id: str
    signoff: str
    by: str
    at: datetime


class Attempt(NamedTuple):
    """One attempt at a gate's assessment, on a local date of the person's.

    `scores` are percentages with at most two decimals by criterion, `rubric` words (`pass`, `fail`) by criterion.
    `supersedes` is the id of the attempt that this line corrects, or empty.
    """

    id: str
    gate: int
    date: date
    assessor: str
    scores: Mapping[str, Decimal] = MappingProxyType({})
    rubric: Mapping[str, str] = MappingProxyType({})
    policy_version: str = ""
    exercise_versions: Mapping[str, str] = MappingProxyType({})
    supersedes: str = ""
    note: str = ""


WAIVABLE = frozenset(("gate3-consistency", "missing-reference"))
"""The rules from which there can be an exception: they ask something of a person. Others guard what is everybody's."""


class Waiver(NamedTuple):
    """An exception that somebody approved, up to and with the local date `expires`.

    From a gate's criterion (an empty `criterion` means all of the gate's), or from a rule (`gate` is 0 then).
    """

    gate: int
    criterion: str
    rule: str
    reason: str
    approver: str
    expires: date
    id: str = ""


class Intervention(NamedTuple):
    """What somebody did about the alert of that key, at an aware instant.

    `plan_ref` is the id of a plan kept elsewhere. `until` is the aware instant at which a `silence` ends, `reason` its
    category.
    """

    alert: str
    action: str
    by: str
    at: datetime
    outcome: str = ""
    plan_ref: str = ""
    until: datetime | None = None
    reason: str = ""


class Assessment(NamedTuple):
    """The assessors' file about one person."""

    login: str
    reviews: tuple[PeerReview, ...] = ()
    excused: tuple[Excused, ...] = ()
    signoffs: tuple[SignOff, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    revocations: tuple[Revocation, ...] = ()
    interventions: tuple[Intervention, ...] = ()


class Member(NamedTuple):
    """One line of a cohort's roster; dates are local, `exit_on` is `to` with or without an `exit` word.

    `exit_word` is `withdrawn`, `transferred`, or empty.
    """

    login: str
    joined: date | None = None
    exit_on: date | None = None
    exit_word: str = ""


class Ceremony(NamedTuple):
    """The certification ceremony: its local date, and the logins of who came, then or later."""

    date: date
    attendees: frozenset[str]


class Cohort(NamedTuple):
    """People who start together. From `frozen_at` on (None: from `start`) nobody leaves the denominator unseen."""

    id: str
    start: date
    roster: tuple[Member, ...] = ()
    calendar: str = ""
    frozen_at: date | None = None
    mentors: tuple[str, ...] = ()
    ceremony: Ceremony | None = None


class Survey(NamedTuple):
    """One wave: how many were asked, and how often each answer was given; nothing of a suppressed one (S-142)."""

    period: str
    invited: int
    histogram: Mapping[int, int] = MappingProxyType({})
    suppressed: bool = False
    themes: tuple[str, ...] = ()

    @property
    def answers(self) -> int:
        """How many answered."""
        return sum(self.histogram.values())


class Person(NamedTuple):
    """One enrolled person as the trusted side knows them: record, roster line, assessment, defaults of policy.

    `tracking_start` is the first local date that can count (None: unknown, so gate 3 is insufficient).
    `enrolled_at` and `exit_on` are local dates. `holidays` are the dates of the cohort's calendar, shutdowns
    included, and the outages of all calendars. `gate3_signed` is the instant of a gate 3 sign-off that counts, or None.
    `partial_first_day` says that enrolment came after noon, which makes `enrolled_at` itself optional. `waivers` are the
    exceptions from rules that somebody else approved.
    """

    login: str
    identities: tuple[str, ...]
    zones: tuple[Zone, ...]
    work_week: frozenset[int]
    away: tuple[Away, ...] = ()
    excused: tuple[Excused, ...] = ()
    holidays: frozenset[date] = frozenset()
    cohort: str = ""
    enrolled_at: date | None = None
    exit_on: date | None = None
    tracking_start: date | None = None
    gate3_signed: datetime | None = None
    partial_first_day: bool = False
    waivers: tuple[Waiver, ...] = ()
