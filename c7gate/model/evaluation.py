"""What is judged (`Snapshot`) and what came out (`Evaluation`)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from c7gate.model.commit import Commit, Entry, PathChange
from c7gate.model.document import Document
from c7gate.model.finding import Finding, Problem, Severity
from c7gate.model.library import Library
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.record import Assessment, Cohort, Developer, Person, RecordKind, SignOff, Survey
from c7gate.model.reference import TextReading

if TYPE_CHECKING:  # loaded where somebody is scored, which few changes ask for
    from c7gate.model.scoring import Consistency, Uncounted
    from c7gate.model.verdict import GateResult


class Revision(NamedTuple):
    """A commit and the name it was asked for by."""

    ref: str
    oid: str


class ReadCommit(NamedTuple):
    """A commit of the change with its message read, its author known or not, and what it is.

    `login` is whose trusted record holds its author e-mail, or empty; `committed_by` the same of its committer's.
    `verified` are the logins whose listed
    key made its signature. `parent_gap_seconds` is its committer time minus the latest parent's (None
    without readable parents). `touches` are the guarded paths it changes.
    """

    commit: Commit
    reading: TextReading
    login: str
    is_bot: bool
    is_revert: bool
    verified: frozenset[str] = frozenset()
    parent_gap_seconds: int | None = None
    touches: frozenset[str] = frozenset()
    committed_by: str = ""


class Change(NamedTuple):
    """The change being judged.

    `author` is the forge's word for its author (empty without an event); `author_login` the login it
    belongs to, or empty. `paths` differ from the base and from every merge base. `approvals` are the logins
    whose approving review stands on the exact head. `merge_queue` says that references were judged on the
    pull request, `landed` that it is merged already. `number` and `title` are the pull request's; `squash` are the forge's settings of what the
    message of a squashed change is made of (title, body), where they are known. `forks` are the full ids of the commits
    it began at (its merge bases); `stale_approvals` the logins who approved another head only.
    """

    base: Revision
    head: Revision
    commits: tuple[ReadCommit, ...]
    paths: tuple[PathChange, ...]
    related: bool = True
    body: str | None = None
    body_reading: TextReading | None = None
    forge: str = ""
    author: str = ""
    author_login: str = ""
    author_is_bot: bool = False
    approvals: frozenset[str] = frozenset()
    merge_queue: bool = False
    landed: bool = False
    number: int = 0
    title: str = ""
    squash: tuple[str, str] | None = None
    forks: tuple[str, ...] = ()
    stale_approvals: frozenset[str] = frozenset()


class Mentions(NamedTuple):
    """What a record says that other files can contradict.

    `cohort` is the id of the cohort that the file is. `names` are names of what stands elsewhere by their kind:
    `cohort`, `calendar`, `role`, `exercise`, or `criterion of gate N`.
    """

    identities: Sequence[str] = ()
    cohort: str = ""
    names: Mapping[str, Sequence[str]] = MappingProxyType({})


class RecordFile(NamedTuple):
    """A file under `training-records/` as the judged tree holds it.

    `problems` are all that is wrong with it; `inherited` the (rule, message) pairs that the base's copy already
    had, wherever they stood. `kind` is
    None for a file that is no record (a stray name, a link).
    """

    path: str
    kind: RecordKind | None
    login: str
    entry: Entry
    document: Document | None
    problems: tuple[Problem, ...]
    inherited: frozenset[tuple[str, str]] = frozenset()
    developer: Developer | None = None
    assessment: Assessment | None = None
    cohort: Cohort | None = None
    survey: Survey | None = None


class Earlier(NamedTuple):
    """A file before the change: where it is to go (`tip`, None: it is not there), and where it began (`forks`).

    A branch that is merely behind differs from the tip, and has changed nothing of what it began with.
    """

    tip: RecordFile | None
    forks: tuple[RecordFile, ...]

    @property
    def all(self) -> tuple[RecordFile, ...]:
        """Every version that the change did not write."""
        return self.forks if self.tip is None else (self.tip, *self.forks)


class PolicyChange(NamedTuple):
    """The policy as the head has it, and as it stood before: at the tip and where the change began."""

    head: Policy
    before: tuple[Policy, ...]

    def alters(self, *pointer: str) -> bool:
        """Whether the value there (the file's stem, then keys) is one that no version before had."""
        return all(_at(self.head, pointer) != _at(policy, pointer) for policy in self.before)


def _at(policy: Policy, pointer: tuple[str, ...]) -> object:
    value: object = policy.values
    for key in pointer:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


class AddedSignOff(NamedTuple):
    """A sign-off line that the change writes into the assessment of `login`; `line` counts from 1."""

    path: str
    login: str
    signoff: SignOff
    line: int


class LostEntry(NamedTuple):
    """An entry of an assessment's list that the change alters or removes: the list, which one (from 1), its place now.

    `name` is the entry's `id`, or empty; `line` is where the list stands in the head's copy, from 1. `moved` says that
    it still stands there, in another place among those that were there before. Of a survey's wave, which has no
    `login`, `name` may be a key that is no list, and `list` is empty then.
    """

    path: str
    login: str
    list: str
    number: int
    name: str
    line: int
    moved: bool = False


class RefusedLine(NamedTuple):
    """A line that the change adds to a record and that cannot count: the name of the rule that tells of it, and where."""

    rule: str
    path: str
    login: str
    line: int
    message: str
    help: str


class Snapshot(NamedTuple):
    """Everything a verdict depends on, loaded once. Judging it is a pure function.

    `people` are the enrolled, by login, from the trusted side only; `recorded` all logins it has a record of. `judged_records` are the records the
    change writes, or all of them on the default branch; `right_records` counts further ones that were found right and are not held; `elsewhere` are trusted records with problems that the
    change does not touch. `gates` and `consistency` hold gate 3 as scored for the change's authors, by login, and `uncounted` what earned them nothing;
    `timed` says in words how the commits of those are spaced whose are spaced like a timer's;
    `signoff_requests` are the logins whose gate 3 the change asks to have signed, `signoffs` all sign-off lines that it adds,
    `lost_entries` what it takes out of append-only lists. `libraries` are the known
    libraries that the change touches, the likeliest first; None where nobody needed to know, or not all could
    be read. `advisory` is the reason why
    nothing is enforced, or empty. `history_altered` names replace refs and grafts; `not_examined` pairs what
    was not read with why. `earlier` are the records that the change writes as they were before, by path;
    `rewritten` the enrolled people whose own records it writes as they would be by the head's copy, by login;
    `policy_change` what it makes of policy, None where it leaves it alone or makes none that can be read.
    `requested` are the gates but the third that the change asks to have signed, `refused` the lines it adds in vain.
    """

    as_of: datetime
    policy: Policy
    trusted: Revision
    people: Mapping[str, Person]
    change: Change | None
    recorded: frozenset[str] = frozenset()
    judged_records: tuple[RecordFile, ...] = ()
    right_records: int = 0
    elsewhere: tuple[RecordFile, ...] = ()
    gates: "Mapping[str, GateResult]" = MappingProxyType({})
    consistency: "Mapping[str, Consistency]" = MappingProxyType({})
    uncounted: "Mapping[str, tuple[Uncounted, ...]]" = MappingProxyType({})
    timed: Mapping[str, str] = MappingProxyType({})
    signoff_requests: frozenset[str] = frozenset()
    signoffs: tuple[AddedSignOff, ...] = ()
    lost_entries: tuple[LostEntry, ...] = ()
    libraries: tuple[Library, ...] | None = None
    advisory: str = ""
    history_altered: tuple[str, ...] = ()
    not_examined: tuple[tuple[str, str], ...] = ()
    earlier: Mapping[str, Earlier] = MappingProxyType({})
    rewritten: Mapping[str, Person] = MappingProxyType({})
    policy_change: PolicyChange | None = None
    requested: "tuple[GateResult, ...]" = ()
    refused: tuple[RefusedLine, ...] = ()


class Evaluation(NamedTuple):
    """The verdict on a snapshot. `applied` counts the rules that demanded something of this change.

    `reasons` say, in one line each, why a rule demanded nothing; `skipped` the same by rule name. `exit_code` is 0 or 1 by findings, 3 with `cannot_look`.
    """

    snapshot: Snapshot
    findings: tuple[Finding, ...]
    applied: int
    reasons: tuple[str, ...]
    cannot_look: str = ""
    skipped: Mapping[str, str] = MappingProxyType({})

    @property
    def exit_code(self) -> int:
        """0, 1 or 3 by the contract."""
        if self.cannot_look:
            return 3
        return 1 if any(finding.severity is Severity.ERROR for finding in self.findings) else 0

    @property
    def status(self) -> str:
        """The JSON word for it."""
        if self.cannot_look:
            return "error"
        if self.exit_code:
            return "fail"
        return "pass" if self.applied else "not_applicable"
