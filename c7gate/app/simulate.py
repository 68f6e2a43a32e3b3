"""`policy simulate`: what a policy would have said about what was merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from c7gate.app.merged import Court, PullsOf
from c7gate.app.revisions import default_branch
from c7gate.judging.landing import Landing, landings
from c7gate.judging.simulation import Outcome, Simulation
from c7gate.model.commit import Commit
from c7gate.model.errors import CannotLookError
from c7gate.model.evaluation import Evaluation, Revision
from c7gate.model.finding import Severity
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Person
from c7gate.reading.evidence import Evidence, History
from c7gate.reading.git import Repository
from c7gate.reading.trusted import side_at, trusted_side

_STRAYS = 100  # commits dated before the window in a row, after which no later date is expected


class SimulationRequest(NamedTuple):
    """One call: the policy at `trusted` (a revision of the program's repository; empty: HEAD) and the last `days`."""

    repo: Path
    as_of: datetime
    environment: Mapping[str, str]
    days: int
    program: Path | None = None
    trusted: str = ""
    pulls_of: PullsOf | None = None


def simulate(request: SimulationRequest) -> Simulation:
    """Judge what was merged to the default branch by the policy and the people at one commit.

    Evidence for gate 3 is what the default branch holds today, up to the instant of each merge.

    Raises:
        PolicyError: the policy is broken.
        UsageError: a revision is unknown, or there is no default branch.
        CannotLookError: something needed cannot be read, or nothing was merged in that time.
    """
    repository = Repository.open(request.repo, request.environment)
    program = Repository.open(request.program, request.environment) if request.program else repository
    trusted = Revision(request.trusted or "HEAD", program.resolve(request.trusted or "HEAD"))
    side = trusted_side(program, trusted, request.as_of)
    branch = default_branch(repository)
    court = Court(
        repository,
        lambda _, at: side_at(side, trusted, at),
        request.pulls_of,
        history=_Known(History(repository, (branch.oid,), side), side.people),
    )
    chain = tuple(_recent(repository, branch.oid, request.as_of - timedelta(days=request.days)))
    found = [
        landing
        for landing in landings(chain, court.number_of)
        if landing.base and landing.at and landing.at <= request.as_of
    ]
    if not found:
        raise CannotLookError(
            f"nothing was merged to {branch.ref} in the last {request.days} days",
            help="ask for more: --last 365d",
        )
    return Simulation(
        trusted=trusted,
        branch=branch.ref,
        days=request.days,
        as_of=request.as_of,
        outcomes=tuple(_outcome(landing, court.judge(landing, request.as_of)) for landing in found),
        advisory=bool(side.advisory),
        asked_forge=request.pulls_of is not None,
    )


def _recent(repository: Repository, tip: str, since: datetime) -> Iterator[Commit]:
    """First-parent history committed from `since` on, oldest first. A clock set wrong once cuts nothing off (T31)."""
    chain: list[Commit] = []
    older = 0
    oid = tip
    while oid and older < _STRAYS:
        commit = repository.read_commit(oid)
        recent = commit.committer is not None and commit.committer.instant >= since
        older = 0 if recent else older + 1
        chain.append(commit)
        oid = commit.parents[0] if commit.parents else ""
    kept = len(chain) - older
    return reversed(chain[:kept])


def _outcome(landing: Landing, evaluation: Evaluation) -> Outcome:
    policy = evaluation.snapshot.policy
    failing = [
        finding.name
        for finding in evaluation.findings
        if finding.severity is Severity.ERROR
        or (evaluation.snapshot.advisory and policy.rules[finding.name].severity is Severity.ERROR)
    ]
    status = "fail" if failing else evaluation.status
    return Outcome(landing, status, tuple(dict.fromkeys(failing)), next(iter(evaluation.reasons), ""))


@dataclass(slots=True)
class _Known:
    """Evidence of a history, read once for everybody who is enrolled now, and for who left when they are asked for."""

    history: History
    people: Mapping[str, Person]
    _earned: dict[str, Evidence] = field(default_factory=dict)

    def of(self, people: Mapping[str, Person]) -> Mapping[str, Evidence]:
        if any(login not in self._earned for login in people):
            self._earned.update(self.history.of({**self.people, **people}))
        return {login: self._earned[login] for login in people}
