"""The change as git holds it: its commits read, its paths, and who touches what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from c7gate.judging.identity import Identities, is_bot_email
from c7gate.model.commit import Commit, PathChange
from c7gate.model.errors import CannotLookError
from c7gate.model.evaluation import Change, ReadCommit, Revision
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.reference import Channel
from c7gate.parsing.glob import compile_globs
from c7gate.parsing.message import REVERTS
from c7gate.parsing.text import read_text
from c7gate.reading.git import FETCH_ALL, Repository
from c7gate.reading.history import COMMIT_LIMIT, Walk
from c7gate.reading.signatures import Verifier

_RECORDS = "training-records/"
_TEMPLATE_LIMIT = 64 * 1024
_TEMPLATES = tuple(
    f"{folder}{name}"
    for folder in (".github/", "", "docs/")
    for name in ("pull_request_template.md", "PULL_REQUEST_TEMPLATE.md")
)


def straight_line(repository: Repository, base: Revision, head: Revision) -> tuple[Commit, ...]:
    """The commits from `head` back to `base`, as `walk_of` gives them, where each is the only parent of the next.

    Most changes are a few such commits, and reading them needs no walk. Empty where they are not, or are many.
    """
    found: list[Commit] = []
    try:
        start = repository.read_commit(base.oid).committer
        for commit in repository.first_parent_line(head.oid):
            if commit.oid == base.oid:
                return tuple(found)
            made = commit.committer
            is_older = made is None or start is None or made.seconds < start.seconds
            if is_older or len(commit.parents) != 1:
                return ()
            found.append(commit)
    except CannotLookError:
        return ()  # the walk says what is missing, and why
    return ()


def walk_of(repository: Repository, base: Revision, head: Revision, merged: str) -> Walk:
    """The commits of a change: what `head` reaches, and neither `base` nor `merged` (a full id, or empty)."""
    return repository.commits([head.oid], [base.oid, merged] if merged else [base.oid])


class ChangeReader(NamedTuple):
    """Reads changes of one repository by the trusted side's policy, identities and keys."""

    repository: Repository
    policy: Policy
    identities: Identities
    verifier: Verifier

    def read(
        self, base: Revision, head: Revision, *, merged: str = "", commits: Iterable[Commit] | None = None
    ) -> Change:
        """The change from base to head.

        Args:
            base: where it starts.
            head: where it ends.
            merged: a full object id whose history is not the change's either (the default branch's tip,
                when the base an event names is older), or empty.
            commits: `straight_line` or `walk_of` the same, where either was asked for before.

        Raises:
            CannotLookError: nothing lies between, or the clone ends inside the range.
        """
        commits = tuple(commits or walk_of(self.repository, base, head, merged))
        if not commits:
            raise CannotLookError(
                f"no commit lies between {base.oid[:10]} and {head.oid[:10]}: nothing to judge",
                help="commit first, or name another range with --base and --head",
            )
        self._demand_whole(commits)
        # A base that the default branch has left behind is none: what stood there once is a change by now (T52).
        start = merged if merged and self.repository.is_ancestor(base.oid, merged) else base.oid
        grown = any(
            start in commit.parents for commit in commits
        )  # on `start` itself: usual, and no question
        bases = (start,) if grown else self.repository.merge_bases(start, head.oid)
        known = self.repository.merge_bases(merged, head.oid) if merged and merged != start else ()
        forks = tuple(dict.fromkeys((*bases, *known)))
        paths = self._paths(start, head.oid, forks)
        touches = self.repository.paths_touched([commit.oid for commit in commits], self._guarded(paths))
        return Change(
            base=base,
            head=head,
            commits=self._read_commits(commits, touches),
            paths=paths,
            related=bool(bases),
            forks=forks,
        )

    def described(self, change: Change, body: str | None, template_commit: str) -> Change:
        """The same change with its description read, lines of the trusted PR template left out."""
        if body is None:
            return change
        reading = read_text(
            body,
            Channel.PR,
            template=self._template(template_commit),
            placeholders=self.policy.reference.placeholders,
        )
        return change._replace(body=body, body_reading=reading)

    def _demand_whole(self, commits: Iterable[Commit]) -> None:
        cut = self.repository.shallow_boundary()
        for commit in commits:
            if commit.oid in cut:
                raise CannotLookError(
                    f"this shallow clone ends at {commit.oid[:10]}, inside the range", help=FETCH_ALL
                )

    def _paths(self, base: str, head: str, bases: tuple[str, ...]) -> tuple[PathChange, ...]:
        """Paths whose entry differs from the base's and from every merge base's that is up to date (T18)."""
        changed = self.repository.changed_paths(base, head)
        superseded = self._superseded(bases)
        return tuple(
            item
            for item in changed
            if not any(
                self.repository.entry(other, item.path) == item.new and not superseded(other, item.path)
                for other in bases
            )
        )

    def _superseded(self, bases: tuple[str, ...]) -> Callable[[str, str], bool]:
        """Whether a merge base's entry at a path is older than another merge base's.

        With two merge bases (criss-cross), what only the older one holds was changed on the way to the other:
        taking it back is a change, and a merge would carry it through.
        """
        pairs = {
            (one, other): self.repository.merge_bases(one, other)
            for one in bases
            for other in bases
            if one != other
        }

        def superseded(one: str, path: str) -> bool:
            held = self.repository.entry(one, path)
            return any(
                self.repository.entry(other, path) != held
                and all(self.repository.entry(oid, path) == held for oid in common)
                for (mine, other), common in pairs.items()
                if mine == one and common
            )

        return superseded

    def _guarded(self, paths: Iterable[PathChange]) -> list[str]:
        protected = compile_globs(self.policy.protected)
        return [item.path for item in paths if item.path.startswith(_RECORDS) or protected(item.path)]

    def _read_commits(
        self, commits: tuple[Commit, ...], touches: Mapping[str, frozenset[str]]
    ) -> tuple[ReadCommit, ...]:
        known = {commit.oid: commit for commit in commits}

        def read(oid: str) -> Commit:
            return known.get(oid) or self.repository.read_commit(oid)

        return tuple(
            self._read_commit(commit, touches.get(commit.oid, frozenset()), _parent_gap(commit, read))
            for commit in commits
        )

    def _read_commit(self, commit: Commit, touched: frozenset[str], gap: int | None) -> ReadCommit:
        email = commit.author.email if commit.author else ""
        placeholders = self.policy.reference.placeholders
        signed = commit.signed and self.verifier.wanted
        return ReadCommit(
            commit=commit,
            reading=read_text(commit.message, Channel.COMMIT, placeholders=placeholders),
            login=self.identities.by_email(email),
            is_bot=is_bot_email(email),
            is_revert=self._is_revert(commit),
            verified=self.verifier.signers(self._raw(commit.oid)) if signed else frozenset(),
            parent_gap_seconds=gap,
            touches=touched,
            committed_by=self.identities.by_email(commit.committer.email) if commit.committer else "",
        )

    def _is_revert(self, commit: Commit) -> bool:
        if REVERTS not in commit.message:
            return False
        from c7gate.reading.reverts import is_clean_revert

        return is_clean_revert(self.repository, commit)

    def _raw(self, oid: str) -> bytes:
        return self.repository.read_object(oid, COMMIT_LIMIT).content or b""

    def _template(self, commit: str) -> str:
        for path in _TEMPLATES:
            entry = self.repository.entry(commit, path)
            if entry is not None and entry.mode.startswith("100"):
                content = self.repository.read_object(entry.oid, _TEMPLATE_LIMIT).content
                return (content or b"").decode("utf-8", "replace")
        return ""


def _parent_gap(commit: Commit, read: Callable[[str], Commit]) -> int | None:
    """The commit's committer time minus its latest parent's, in seconds; None where either is unreadable."""
    stamps = [parent.committer for parent in map(read, commit.parents)]
    latest = max((stamp.seconds for stamp in stamps if stamp), default=None)
    return None if latest is None or commit.committer is None else commit.committer.seconds - latest
