"""What a request of `check` names, read into the snapshot that is judged."""

from __future__ import annotations

from contextlib import closing
from functools import cached_property
from typing import TYPE_CHECKING

from c7gate.app.check import Request
from c7gate.app.revisions import default_branch, on_default_branch
from c7gate.judging.identity import is_bot_login
from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.evaluation import Change, Revision, Snapshot
from c7gate.reading.change import ChangeReader, straight_line, walk_of
from c7gate.reading.diff import with_libraries
from c7gate.reading.git import FETCH_ALL, Repository
from c7gate.reading.snapshot import change_reader, snapshot_of_change, snapshot_of_records
from c7gate.reading.trusted import TrustedSide, trusted_side

if TYPE_CHECKING:  # loaded where an event is read
    from c7gate.reading.forges.event import Event


def snapshot_of(request: Request, repository: Repository, program: Repository) -> Snapshot:
    """Read everything the verdict on a request depends on; `program` holds policy and records.

    Raises:
        UsageError: the call is wrong.
        PolicyError: the trusted policy is broken.
        CannotLookError: something it needs cannot be read, or there is nothing to judge.
    """
    return _Check(request, repository, program).snapshot()


class _Check:
    """One call's look at its repositories."""

    def __init__(self, request: Request, repository: Repository, program: Repository) -> None:
        self.request = request
        self.repository = repository
        self.program = program

    @cached_property
    def _default(self) -> Revision:
        """The default branch, which is asked for several times."""
        return default_branch(
            self.repository, self.request.event.default_branch if self.request.event else ""
        )

    def snapshot(self) -> Snapshot:
        request, event = self.request, self.request.event
        if not (request.head or event):
            self.repository.resolve("HEAD")  # an unborn branch has no commits, whatever else may be wrong
        trusted = self._trusted()
        named = request.base or request.head or event
        if not named and on_default_branch(self.repository, self._default):
            side = trusted_side(self.program, trusted, request.as_of)
            return snapshot_of_records(
                side, self.repository, Revision("HEAD", self.repository.resolve("HEAD"))
            )
        base, head = self._base(), self._head()
        mainline = self._mainline(base)
        merged = "" if request.base or self.repository.is_ancestor(head.oid, mainline) else mainline
        with closing(walk_of(self.repository, base, head, merged)) as walk:
            line = straight_line(self.repository, base, head) if merged in ("", base.oid) else ()
            if not line:
                walk.start()  # git walks while policy and records are read
            side = trusted_side(self.program, trusted, request.as_of)
            reader = change_reader(side, self.repository)
            change = self._described(
                reader, side, reader.read(base, head, merged=merged, commits=line or walk), mainline
            )
        snapshot = snapshot_of_change(side, self.repository, reader, change, mainline=mainline)
        if event:
            snapshot = snapshot._replace(not_examined=(*snapshot.not_examined, *event.unseen))
        return with_libraries(self.repository, snapshot)

    def _trusted(self) -> Revision:
        request, event = self.request, self.request.event
        if request.trusted:
            return Revision(request.trusted, self.program.resolve(request.trusted))
        if self.program is not self.repository:
            return default_branch(self.program)
        if request.base and event is None:
            return Revision(request.base, self.repository.resolve(request.base))
        if event and event.name == "push" and event.pushed_branch == event.default_branch and event.base:
            # What was pushed may not judge itself: the policy is the one the push found.
            return Revision(event.pushed_branch, self._of_event(event.base))
        return self._default

    def _base(self) -> Revision:
        request, event = self.request, self.request.event
        if request.base:
            return Revision(request.base, self.repository.resolve(request.base))
        if event and event.base:
            return Revision("base of the event", self._of_event(event.base))
        return self._default

    def _head(self) -> Revision:
        request, event = self.request, self.request.event
        if not request.head and event:
            return Revision("head of the event", self._of_event(event.head))
        name = request.head or "HEAD"
        return Revision(name, self.repository.resolve(name))

    def _of_event(self, oid: str) -> str:
        if self.repository.exists(oid):
            return self.repository.resolve(oid)
        shallow = self.repository.is_shallow or self.repository.is_partial
        raise CannotLookError(
            f"this clone lacks commit {oid[:10]} that the event names",
            help=FETCH_ALL if shallow else f"git fetch origin {oid}",
        )

    def _mainline(self, base: Revision) -> str:
        """The code repository's own trusted tip, whose history is evidence."""
        if self.request.base and self.request.event is None:
            return base.oid
        try:
            return self._default.oid
        except UsageError:
            return base.oid

    def _described(self, reader: ChangeReader, side: TrustedSide, change: Change, mainline: str) -> Change:
        request, event = self.request, self.request.event
        body = request.body if request.body is not None or event is None else event.body
        change = reader.described(
            change, body, side.revision.oid if self.program is self.repository else mainline
        )
        return by_event(change, event, side) if event else change


def by_event(change: Change, event: Event, side: TrustedSide) -> Change:
    """The change with what the forge itself vouches for: its author and the approvals on its head."""
    return change._replace(
        forge=event.forge,
        author=event.author,
        author_login=side.identities.by_forge(event.forge, event.author) if event.author else "",
        author_is_bot=event.author_is_bot or is_bot_login(event.author, side.policy.bots),
        approvals=frozenset(side.identities.by_forge(event.forge, name) for name in event.approvals),
        stale_approvals=frozenset(
            side.identities.by_forge(event.forge, name) for name in event.stale_approvals
        ),
        merge_queue=event.merge_queue,
        number=event.number,
        title=event.title,
        squash=event.squash,
    )
