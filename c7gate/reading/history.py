"""Commits in a stream: `git rev-list` names them, `git cat-file --batch` gives each whole, by its size.

No separator is searched for in what people wrote, so no name or message can imitate the next commit (T36).
Memory stays flat, whatever the number of commits or the size of one.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import islice

from c7gate.model.commit import Commit
from c7gate.model.errors import CannotLookError
from c7gate.parsing.commit import parse_commit
from c7gate.reading.objects import Objects
from c7gate.reading.process import Git, Running, full_ids

REFERENCE_WORDS = re.compile(
    rb"7(?<=[tTxX_ -]7)(?i:(?<=context7)|(?<=context[ _-]7)|(?<=contex7)|(?<=ctx7)|(?<=ctx[ _-]7))"
)
"""What a commit holds if its message may speak of the practice, look-alikes included.

Starting from the digit lets the search run at the speed of memchr: 65 MB of commits in 0.05 s.
"""

COMMIT_LIMIT = 1 << 20
"""Bytes of one commit object that are kept. A longer one is cut, and is `oversized` (T61)."""

_LONGEST_WORD = 16
# Questions sent to cat-file before its answers are read: small enough that no pipe can fill with them.
_AHEAD = 128
_PIPE_BYTES = 1 << 20
_SHORT_READ = 1 << 19
_PAUSE_SECONDS = 0.001


class Walk(Iterator[Commit]):
    """The commits reachable from `include` and not from `exclude`, in git's default order, each once.

    With `pattern`, only commits in which it occurs. `examined` counts those walked over so far, found or not.
    Close it, or read it to the end, to free its processes.
    """

    def __init__(
        self,
        git: Git,
        include: Sequence[str],
        exclude: Sequence[str],
        *,
        pattern: re.Pattern[bytes] | None,
        explain: Callable[[str, str], CannotLookError],
    ) -> None:
        self.examined = 0
        self._git = git
        self._explain = explain
        self._oid_length = len(include[0]) if include else 0
        wanted = [*full_ids(include), *(f"^{oid}" for oid in full_ids(exclude))]
        self._commits = self._read("".join(f"{line}\n" for line in wanted) if include else "", pattern)

    def __next__(self) -> Commit:
        return next(self._commits)

    def close(self) -> None:
        """Stop walking."""
        self._commits.close()

    def _read(self, wanted: str, pattern: re.Pattern[bytes] | None) -> Generator[Commit]:
        """Walk and parse. An unclean end of git raises: it is never a short history."""
        if not wanted:
            return
        how = ("--header", "--encoding=none") if pattern else ()
        walking = self._git.start("rev-list", *how, "--stdin")
        objects = Objects(self._git, self._explain)
        try:
            walking.input.write(wanted.encode("ascii"))
            walking.input.close()
            oids = self._sifted(walking, pattern) if pattern else self._listed(walking)
            while some := list(islice(oids, _AHEAD)):
                for oid, found in zip(some, objects.read_many(some, COMMIT_LIMIT), strict=True):
                    yield parse_commit(oid, found)
            ended = walking.finish()
            if ended.code:
                raise self._explain("", ended.errors)
        finally:
            walking.close()
            objects.close()

    def _listed(self, walking: Running) -> Iterator[str]:
        """The ids of all commits."""
        for line in walking.output:
            self.examined += 1
            yield line.decode("ascii").rstrip("\n")

    def _sifted(self, walking: Running, pattern: re.Pattern[bytes]) -> Iterator[str]:
        r"""The ids of the commits in which `pattern` occurs.

        `rev-list --header` prints `<id>\n`, the commit as C text, and a NUL, which C text cannot hold. It reads
        each commit once, where a second process would read it again; what it leaves out (anything behind a NUL
        of the commit itself) does not count, and what it finds is read whole afterwards.
        """
        rest = b""
        for chunk in _chunks(walking.output.fileno()):
            data = rest + chunk
            end = data.rfind(b"\0") + 1
            self.examined += data.count(b"\0", 0, end)
            done = 0
            for match in pattern.finditer(data, 0, end):
                if match.start() >= done:
                    start = data.rfind(b"\0", 0, match.start()) + 1
                    done = data.find(b"\0", match.start())
                    yield data[start : start + self._oid_length].decode("ascii")
            rest = data[end:] if len(data) - end < COMMIT_LIMIT else self._abridged(data[end:], pattern)
        if rest:
            raise self._explain("", "git rev-list broke off in the middle of a commit")

    def _abridged(self, begun: bytes, pattern: re.Pattern[bytes]) -> bytes:
        """The beginning of a huge commit as short as can be: its id and the bytes that may still matter."""
        found = pattern.search(begun)
        end = found.end() if found else len(begun)
        return begun[: self._oid_length + 1] + begun[end - _LONGEST_WORD : end]


def _chunks(pipe: int) -> Iterator[bytes]:
    """What comes out of a pipe, gathered: git writes 4 KiB at a time, and waking for each would cost most."""
    _widen(pipe)
    total = 0
    while chunk := os.read(pipe, _PIPE_BYTES):
        yield chunk
        total += len(chunk)
        # A short walk never waits; a long one lets the pipe fill while git is the slower side.
        if total > _PIPE_BYTES and len(chunk) < _SHORT_READ:
            time.sleep(_PAUSE_SECONDS)


def _widen(pipe: int) -> None:
    """Ask for a pipe of 1 MiB instead of 64 KiB, where the system has a way to ask and agrees."""
    try:
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    except (ImportError, AttributeError, OSError):
        return
