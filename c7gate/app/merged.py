"""`check --merged`: judge what was merged again, each change by the policy it found (T01).

The workflow file of a pull request is the pull request's own, so a green check may have checked nothing. What
stands on the default branch is judged again here, where no pull request has a say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from c7gate.app.revisions import default_branch
from c7gate.app.snapshot import by_event
from c7gate.judging.engine import evaluate
from c7gate.judging.landing import Landing, landings, merge_number
from c7gate.judging.merged import combined, whole
from c7gate.model.commit import Commit
from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.evaluation import Change, Evaluation, ReadCommit, Revision
from c7gate.model.named_tuple import NamedTuple
from c7gate.reading.change import ChangeReader
from c7gate.reading.diff import with_libraries
from c7gate.reading.forges.event import Event, PullRequest
from c7gate.reading.git import Repository
from c7gate.reading.scores import EvidenceSource
from c7gate.reading.snapshot import change_reader, snapshot_of_change
from c7gate.reading.trusted import TrustedSide, side_at, trusted_side

PullsOf = Callable[[str], tuple[PullRequest, ...]]
"""The pull requests that a commit (full id) became part of the default branch by."""


class MergedRequest(NamedTuple):
    """One call of `check --merged`.

    `span` is `A..B` as typed, empty to take what the push event names. `pulls_of` asks the forge; None where it
    cannot be asked, so that only what git holds is known. The rest is as in `check`.
    """

    repo: Path
    as_of: datetime
    environment: Mapping[str, str]
    program: Path | None = None
    span: str = ""
    event: Event | None = None
    pulls_of: PullsOf | None = None
    in_ci: bool = False


def check_merged(request: MergedRequest) -> Evaluation:
    """Judge every change of a range of merged history, each by the trusted side of its own first parent.

    Raises:
        UsageError: the range is no range, or nothing names one.
        PolicyError: a policy that was in force is broken.
        CannotLookError: something needed cannot be read, or the range is empty.
    """
    repository = Repository.open(request.repo, request.environment)
    program = Repository.open(request.program, request.environment) if request.program else repository
    base, head = _span(repository, request)
    chain = first_parents(repository, base.oid, head.oid)
    court = Court(repository, _Sides(repository, program).of, request.pulls_of, request.in_ci)
    found = landings(chain, court.number_of)
    # A history that begins anew landed on what it replaced.
    landed = [landing if landing.base else landing._replace(base=base.oid) for landing in found]
    judged = [(landing, court.judge(landing, request.as_of)) for landing in landed]
    changes = [evaluation.snapshot.change for _, evaluation in judged if evaluation.snapshot.change]
    last = judged[-1][1].snapshot
    stands = last._replace(
        as_of=request.as_of,
        change=whole(changes, Change(base, head, (), ())),
        gates={},
        consistency={},
        history_altered=repository.altered(),
    )
    return combined(judged, stands)


def first_parents(repository: Repository, base: str, head: str) -> tuple[Commit, ...]:
    """The first-parent history of `head` that `base` has not, oldest first.

    Raises:
        CannotLookError: there is none, or the clone ends inside it.
    """
    known = {commit.oid: commit for commit in repository.commits([head], [base])}
    chain: list[Commit] = []
    oid = head
    while oid in known:
        chain.append(known[oid])
        oid = known[oid].parents[0] if known[oid].parents else ""
    if not chain:
        raise CannotLookError(
            f"nothing was merged between {base[:10]} and {head[:10]}: nothing to judge",
            help="name the range that was pushed: check --merged BEFORE..AFTER",
        )
    if oid:
        repository.read_commit(oid)  # a clone cut off here would hide the policy of the first change
    return tuple(reversed(chain))


def _span(repository: Repository, request: MergedRequest) -> tuple[Revision, Revision]:
    if request.span:
        base, dots, head = request.span.partition("..")
        if not (base and dots and head) or head.startswith("."):
            raise UsageError(f"{request.span!r} is no range", help="write check --merged BEFORE..AFTER")
        return Revision(base, repository.resolve(base)), Revision(head, repository.resolve(head))
    event = request.event
    if event is None or event.name != "push":
        raise UsageError("nothing says what was merged", help="write check --merged BEFORE..AFTER")
    if not event.base:
        raise CannotLookError("the push made a new branch: nothing was merged into it", help="")
    return (
        Revision("before the push", repository.resolve(event.base)),
        Revision("after the push", repository.resolve(event.head)),
    )


@dataclass(slots=True)
class Court:
    """Judges landings; the forge is asked about each commit once.

    `side_of` gives what decides about a landing at an instant. `history` is where evidence is known from
    already; None to look at each landing's own history.
    """

    repository: Repository
    side_of: Callable[[Landing, datetime], TrustedSide]
    pulls_of: PullsOf | None = None
    in_ci: bool = False
    history: EvidenceSource | None = None
    _pulls: dict[str, PullRequest | None] = field(default_factory=dict)

    def number_of(self, commit: Commit) -> int:
        """The number of the pull request that a commit came by, or 0."""
        pull = self._pull(commit.oid)
        return pull.number if pull else merge_number(commit)

    def judge(self, landing: Landing, as_of: datetime) -> Evaluation:
        """What a check should have said when it landed; `as_of` is the latest instant that counts."""
        side = self.side_of(landing, min(as_of, landing.at or as_of))
        reader = change_reader(side, self.repository)
        change = self._change(reader, side, landing)
        snapshot = snapshot_of_change(
            side, self.repository, reader, change, mainline=landing.base, history=self.history
        )
        return evaluate(with_libraries(self.repository, snapshot), in_ci=self.in_ci)

    def _change(self, reader: ChangeReader, side: TrustedSide, landing: Landing) -> Change:
        base, head = Revision("its first parent", landing.base), Revision(landing.name, landing.head)
        change = reader.read(base, head)
        pull = self._pull(landing.head)
        if pull is None:
            return change
        change = reader.described(change, pull.body, landing.base)
        change = change._replace(commits=(*change.commits, *self._originals(reader, base, pull, change)))
        return by_event(change, _as_event(pull, landing), side)

    def _originals(
        self, reader: ChangeReader, base: Revision, pull: PullRequest, change: Change
    ) -> Iterator[ReadCommit]:
        """What was squashed or rebased away, where the clone still has it: it may have answered for the change."""
        known = {read.commit.oid for read in change.commits}
        if self.repository.exists(pull.head) and not self.repository.is_ancestor(pull.head, base.oid):
            original = reader.read(base, Revision(f"#{pull.number}", pull.head))
            yield from (read for read in original.commits if read.commit.oid not in known)

    def _pull(self, oid: str) -> PullRequest | None:
        if self.pulls_of is None:
            return None
        if oid not in self._pulls:
            merged = [pull for pull in self.pulls_of(oid) if pull.merged_at is not None]
            self._pulls[oid] = merged[0] if merged else None
        return self._pulls[oid]


@dataclass(slots=True)
class _Sides:
    """The trusted side that each landing found: its own first parent's, or the program repository's."""

    repository: Repository
    program: Repository
    _read: dict[tuple[str, ...], TrustedSide] = field(default_factory=dict)

    def of(self, landing: Landing, at: datetime) -> TrustedSide:
        if self.program is self.repository:
            revision = Revision("the first parent", landing.base)
            found = (self.repository.entry(landing.base, name) for name in ("policies", "training-records"))
            key = tuple(entry.oid if entry else "" for entry in found)
        else:
            revision = default_branch(self.program)
            key = ()
        if key not in self._read:
            self._read[key] = trusted_side(self.program, revision, at)
        return side_at(self._read[key], revision, at)


def _as_event(pull: PullRequest, landing: Landing) -> Event:
    return Event(
        name="pull_request",
        base=landing.base,
        head=landing.head,
        default_branch="",
        body=pull.body,
        author=pull.author,
        author_is_bot=pull.author_is_bot,
        approvals=pull.approvals,
        stale_approvals=pull.stale_approvals,
        number=pull.number,
        title=pull.title,
    )
