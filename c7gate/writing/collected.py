"""The branch of collected evidence: appended to, by any number of collectors at once (T24, T87).

No work tree and nobody's index is touched, and no hook runs. The branch moves by compare-and-swap; what another
collector added in the meantime is kept, because collected evidence is a set. Pushing is never forced.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from git.cmd import Git

from c7gate.model.collected import BRANCH, CHAIN, Entry, Gathered, Kept
from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.collected import digest, entry_text, extended, line_text, united, witness
from c7gate.reading.collected import broken, files_at, kept_on
from c7gate.reading.evidence_branch import LOCAL, ORIGIN, tracking
from c7gate.reading.git import Repository
from c7gate.writing.files import locked

TRIES = 8
"""How often a push is tried; whoever loses a race has been overtaken by another, who is done."""

_PAUSE_SECONDS = 0.1
_REMOTE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*", re.ASCII)
_CREDENTIALS = re.compile(r"://[^/\s@]+@")
_OVERTAKEN = re.compile(
    r"\[rejected\]|\[remote rejected\][^\n]*(?:lock|incorrect old value|update ref|already exists)"
)
_SETTINGS = (
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "gc.auto=0"),
    *("-c", "push.gpgSign=false"),
    *("-c", "push.followTags=false"),
    *("-c", "i18n.commitEncoding=UTF-8"),
    "--no-pager",
)
_FETCH = ("--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance")
_WHO = {"NAME": "c7gate", "EMAIL": "noreply@c7gate.invalid"}  # a domain that can belong to nobody (RFC 2606)
_MOST_NAMED = 10


class Written(NamedTuple):
    """What an append did: the entries it added, the branch's tip (a full id, or empty), the remote pushed to."""

    entries: tuple[Entry, ...]
    tip: str
    pushed: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceBranch:
    """The branch in a program's repository, and on `remote` (the name of a configured one) where one is given.

    `access` joins git's environment when it talks to the remote: how a job proves who it is.
    """

    repository: Repository
    remote: str = ""
    access: Mapping[str, str] = field(default_factory=dict, repr=False)

    def append(self, folder: str, gathered: Sequence[Gathered], at: datetime) -> Written:
        """Add what is not there yet, one entry of the chain a change; the same again changes nothing.

        Args:
            folder: the repository's full name, which is its folder.
            gathered: the changes, in the order they landed.
            at: when this is collected (aware); it is the date of the commit, too.

        Raises:
            UsageError: there is no such remote.
            CannotLookError: what is collected already is broken, or the branch cannot be written or pushed.
        """
        if not self.remote:
            return self._commit(folder, gathered, at)
        self._demand_remote()
        entries: tuple[Entry, ...] = ()
        for attempt in range(TRIES):
            begun = time.monotonic()
            self._fetch()
            written = self._commit(folder, gathered, at)
            entries = entries or written.entries
            if written.tip == self._at(tracking(self.remote)) or self._push(written.tip):
                return Written(entries, written.tip, self.remote if written.tip else "")
            # No two collectors wait alike: each waits by what it wrote, in the measure of what a try takes.
            share = int(written.tip[:4], 16) / 0x10000
            time.sleep((attempt + 1) * (0.5 + share) * max(time.monotonic() - begun, _PAUSE_SECONDS))
        raise CannotLookError(
            f"{self.remote} got other evidence {TRIES} times while this was being pushed",
            help=f"nothing is lost: run this again, or git push {self.remote} {BRANCH}",
        )

    def _commit(self, folder: str, gathered: Sequence[Gathered], at: datetime) -> Written:
        with self._alone():
            for _ in range(TRIES):
                local, sources = self._at(LOCAL), self._sources()
                kept = Kept({}, {})
                for ref in sources.values():
                    kept = united(kept, kept_on(self.repository, ref).get(folder, Kept({}, {})))
                entries, whole = extended(kept, gathered, at)
                if not entries and len(sources) < 2:  # noqa: PLR2004  nothing to add and nothing to unite
                    return Written((), next(iter(sources), ""))
                tip = self._write(tuple(sources), folder, entries, whole, at)
                if self._swap(local, tip):
                    return Written(entries, tip)
        raise CannotLookError(f"{LOCAL} keeps moving; another program writes it", help="try again later")

    def _sources(self) -> dict[str, str]:
        """The tips to go on from with their refs: the remote's and the local one, without what another holds."""
        known = {self._at(ref): ref for ref in (LOCAL, tracking(self.remote or ORIGIN))}
        known.pop("", None)
        return {
            tip: ref
            for tip, ref in sorted(known.items())
            if not any(other != tip and self.repository.is_ancestor(tip, other) for other in known)
        }

    def _write(
        self, tips: Sequence[str], folder: str, entries: Sequence[Entry], whole: Kept, at: datetime
    ) -> str:
        """A commit on top of the tips that holds what they hold, and the entries with their lines."""
        base = files_at(self.repository, tips[0]) if tips else {}
        files = dict(base)
        for tip in tips[1:]:
            for path, content in files_at(self.repository, tip).items():
                files[path] = _joined(files.get(path, b""), content.splitlines(keepends=True))
        for name, texts in _texts(entries, whole).items():
            path = f"{folder}/{name}"
            files[path] = _joined(files.get(path, b""), [f"{text}\n".encode("ascii") for text in texts])
        changed = {path: content for path, content in files.items() if base.get(path) != content}
        parents = [word for tip in tips for word in ("-p", tip)]
        message = _message(folder, entries).encode("ascii")
        tree = self._tree(tips, changed)
        return self._git("commit-tree", tree, *parents, given=message, env=_who(at))

    def _tree(self, tips: Sequence[str], changed: Mapping[str, bytes]) -> str:
        """The tree of the first tip with these files put in, made in an index of its own."""
        with tempfile.TemporaryDirectory(prefix="c7gate-") as folder:
            env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            if tips:
                self._git("read-tree", tips[0], env=env)
            blobs = {path: self._git("hash-object", "-w", "--stdin", given=changed[path]) for path in changed}
            lines = "".join(f"100644 {oid}\t{path}\n" for path, oid in sorted(blobs.items()))
            self._git("update-index", "--index-info", given=lines.encode("ascii"), env=env)
            return self._git("write-tree", env=env)

    def _swap(self, old: str, new: str) -> bool:
        """Move the local branch, if nobody else has moved it."""
        arguments = ("--no-deref", "-m", "c7gate collect", LOCAL, new, old or "0" * len(new))
        return self._run("update-ref", *arguments)[0] == 0

    def _demand_remote(self) -> None:
        known = self._git("remote").splitlines()
        if self.remote not in known or not _REMOTE.fullmatch(self.remote):
            raise UsageError(
                f"there is no remote {self.remote!r}",
                help=f"name one of {', '.join(known)}" if known else "add one with git remote add",
            )

    def _fetch(self) -> None:
        """Bring the remote's branch here, which may only have grown since the last time."""
        ref = tracking(self.remote)
        with self._alone():
            known = self._at(ref)
            listed = self._reach("ls-remote", "--heads", "--", self.remote, LOCAL).split()
            if not listed and known:
                raise broken(f"{self.remote} no longer has {BRANCH}, which stood at {known[:10]}", ref)
            if listed and listed[0] != known:
                self._reach("fetch", *_FETCH, "--", self.remote, f"{LOCAL}:{ref}")

    def _push(self, tip: str) -> bool:
        """Whether the remote took it; False where another collector was faster."""
        words = ("--porcelain", "--no-verify", "--no-recurse-submodules")
        code, output, errors = self._run("push", *words, "--", self.remote, f"{tip}:{LOCAL}", env=self.access)
        if code and not _OVERTAKEN.search(output + errors):
            refused = [line for line in output.splitlines() if line.startswith("!")]
            raise self._unreachable("push", "\n".join(refused) or errors)
        return code == 0

    def _reach(self, *arguments: str) -> str:
        code, output, errors = self._run(*arguments, env=self.access)
        if "non-fast-forward" in errors:
            was = self._at(tracking(self.remote))
            raise broken(f"{self.remote} no longer holds commit {was[:10]} of {BRANCH}", was)
        if code:
            raise self._unreachable(arguments[0], errors)
        return output

    def _unreachable(self, what: str, errors: str) -> CannotLookError:
        said = next(iter([line for line in errors.splitlines() if line.strip()][-1:]), "no reason given")
        kept = f"; what was collected is kept in the local branch {BRANCH}" if self._at(LOCAL) else ""
        return CannotLookError(
            f"git {what} with {self.remote} failed: {_CREDENTIALS.sub('://', said).strip()}{kept}",
            help=f"the job needs to be allowed to read and write the branch {BRANCH} of {self.remote}",
        )

    def _at(self, ref: str) -> str:
        return self.repository.ref(ref) or ""

    def _alone(self) -> AbstractContextManager[None]:
        return locked(self.repository.common_directory / "c7gate" / "evidence.lock")

    def _git(self, *arguments: str, given: bytes = b"", env: Mapping[str, str] | None = None) -> str:
        code, output, errors = self._run(*arguments, given=given, env=env)
        if code:
            raise CannotLookError(
                f"git {arguments[0]} failed: {errors.strip()}", help="check the disk and who may write"
            )
        return output.strip()

    def _run(
        self, *arguments: str, given: bytes = b"", env: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Run git on this repository, whatever the caller's environment would lead to (T75)."""
        directory = str(self.repository.common_directory)
        fixed = {
            "GIT_DIR": directory,
            "GIT_COMMON_DIR": directory,
            "GIT_OBJECT_DIRECTORY": str(Path(directory) / "objects"),
            "GIT_NAMESPACE": "",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C",
        }
        with tempfile.TemporaryFile() as stdin:
            stdin.write(given)
            stdin.seek(0)
            code, output, errors = Git(directory).execute(
                ["git", *_SETTINGS, *arguments],
                istream=stdin,
                with_extended_output=True,
                with_exceptions=False,
                env={**fixed, **(env or {})},
            )
        return int(code), str(output), str(errors)


def _texts(entries: Iterable[Entry], whole: Kept) -> Mapping[str, list[str]]:
    """What to append, by file name."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        for one in entry.lines:
            line = whole.lines[one]
            found.setdefault(line.file, []).append(line_text(line))
        found.setdefault(CHAIN, []).append(entry_text(entry))
    return found


def _joined(content: bytes, lines: Iterable[bytes]) -> bytes:
    """The content followed by those of the lines that it does not hold."""
    known = set(content.splitlines(keepends=True))
    return content + b"".join(line for line in dict.fromkeys(lines) if line not in known)


def _message(folder: str, entries: Sequence[Entry]) -> str:
    """What the commit says; its last line names the newest entry, so that it cannot be dropped unseen."""
    if not entries:
        return "Unite collected evidence\n"
    named = [entry.change if entry.change.startswith("#") else entry.change[:10] for entry in entries]
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    subject = f"Collect evidence of {folder}: {', '.join(named[:_MOST_NAMED])}{more}"
    return f"{subject}\n\n{witness(folder, digest(entry_text(entries[-1])))}\n"


def _who(at: datetime) -> dict[str, str]:
    """Author and committer."""
    facts = {**_WHO, "DATE": f"{int(at.timestamp())} +0000"}
    return {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in facts.items()}
