"""`collect`: keep what git hygiene and the forge would lose of the changes that landed (T24, T54, T55)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from c7gate.app.gathering import Gatherer
from c7gate.app.merged import PullsOf
from c7gate.app.revisions import default_branch
from c7gate.model.collected import Entry, Gathered, Line
from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.collected import digest, extended, line_text
from c7gate.parsing.repository import is_repository_name, name_of_folder, name_of_url
from c7gate.reading.collected import kept_in
from c7gate.reading.evidence_branch import ORIGIN
from c7gate.reading.forges.event import Event
from c7gate.reading.git import FETCH_ALL, Repository
from c7gate.reading.trusted import trusted_side

_RANGE_HELP = "write collect BEFORE..AFTER, or run it on a push to the default branch"


@dataclass(frozen=True, slots=True)
class Request:
    """One call of `collect`.

    `span` is `A..B` as typed, empty to take what the push event names. `pulls_of` asks the forge, None where it
    cannot be asked. `as_of` (aware) is now. `first_seen` (aware) is when the forge knew what landed; None
    where no event of it says so: a run over old history must not make old days late. `push` is a remote of the program's repository, or empty; `access` joins git's environment there. `dry_run`
    writes nothing.
    """

    repo: Path
    environment: Mapping[str, str]
    as_of: datetime
    first_seen: datetime | None = None
    program: Path | None = None
    span: str = ""
    event: Event | None = None
    pulls_of: PullsOf | None = None
    push: str = ""
    access: Mapping[str, str] = field(default_factory=dict, repr=False)
    dry_run: bool = False


class Collection(NamedTuple):
    """What each change gives (`gathered`), and of each the lines that are new (`added`).

    `tip` is the branch's tip (a full id; empty for no branch, and in a dry run), `pushed` the remote it is on.
    """

    repository: str
    gathered: tuple[Gathered, ...]
    added: tuple[tuple[Line, ...], ...]
    tip: str = ""
    pushed: str = ""
    dry_run: bool = False


def collect(request: Request) -> Collection:
    """Collect the evidence of what landed in a range of the default branch; what is there already is left alone.

    Raises:
        UsageError: nothing names a range, or it is none.
        PolicyError: the trusted policy is broken.
        CannotLookError: something needed cannot be read, nothing landed, or the evidence is broken or unwritable.
    """
    repository = Repository.open(request.repo, request.environment)
    program = Repository.open(request.program, request.environment) if request.program else repository
    base, head = _span(repository, request)
    name = _name(repository, request.event)
    event = request.event
    named = event.default_branch if event and program is repository else ""
    side = trusted_side(program, default_branch(program, named), request.as_of)
    forge = event.forge if event else "github"
    gatherer = Gatherer(repository, side, request.first_seen, forge, request.pulls_of)
    gathered = gatherer.gather(base, head)
    if request.dry_run:
        kept = kept_in(program, name, request.push or ORIGIN)
        entries, _ = extended(kept, gathered, request.as_of)
        return Collection(name, gathered, _added(gathered, entries), dry_run=True)
    from c7gate.writing.collected import EvidenceBranch

    branch = EvidenceBranch(program, request.push, request.access)
    written = branch.append(name, gathered, request.as_of)
    return Collection(name, gathered, _added(gathered, written.entries), written.tip, written.pushed)


def _added(gathered: Iterable[Gathered], entries: Iterable[Entry]) -> tuple[tuple[Line, ...], ...]:
    """Of each change the lines that the entries cover."""
    covered = {one for entry in entries for one in entry.lines}
    return tuple(
        tuple(line for line in change.lines if digest(line_text(line)) in covered) for change in gathered
    )


def _span(repository: Repository, request: Request) -> tuple[str, str]:
    """The full ids of the commits between which things landed."""
    if request.span:
        start, dots, end = request.span.partition("..")
        if not (start and dots) or end.startswith("."):
            raise UsageError(f"{request.span!r} is no range", help=_RANGE_HELP)
        base, head = repository.resolve(start), repository.resolve(end or "HEAD")
    else:
        base, head = _pushed(repository, request.event)
    if not repository.reachable([head], [base]):
        raise CannotLookError(
            f"nothing landed between {base[:10]} and {head[:10]}: nothing to collect", help=_RANGE_HELP
        )
    return base, head


def _pushed(repository: Repository, event: Event | None) -> tuple[str, str]:
    if event is None or event.name != "push" or event.pushed_branch != event.default_branch:
        raise UsageError("nothing says what landed", help=_RANGE_HELP)
    if not event.base:
        raise CannotLookError(
            f"this push made the branch {event.pushed_branch}, so nothing landed on it", help=_RANGE_HELP
        )
    for oid in (event.base, event.head):
        if not repository.exists(oid):
            shallow = repository.is_shallow or repository.is_partial
            raise CannotLookError(
                f"this clone lacks commit {oid[:10]} that the event names",
                help=FETCH_ALL if shallow else f"git fetch origin {oid}",
            )
    return event.base, event.head


def _name(repository: Repository, event: Event | None) -> str:
    """The repository's full name, by the event, else by where it was cloned from, else by its folder."""
    if event and event.repository:
        if not is_repository_name(event.repository):
            raise CannotLookError(
                f"the event names the repository {event.repository[:100]!r}, which can be no folder",
                help="run on an unmodified event",
            )
        return event.repository
    common = repository.common_directory
    folder = common.parent.name if common.name == ".git" else common.name
    return name_of_url(repository.remote_url(ORIGIN)) or name_of_folder(folder)
